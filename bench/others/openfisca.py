"""The rules on OpenFisca as it ships (float32): `openfisca.py <county.parquet>`; entities and inputs are set untimed.

Written as its documentation teaches: one variable per quantity, one formula each, shares by division. The values it
holds are float32, so a share on a boundary can fall to either side; that is what is counted.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from loop import obey
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRM = Entity("firm", "firms", "", "")
PERIOD = "2025"
YEARS = (2024, 2023, 2022)


def _input(name: str, of: type, default: object) -> type[Variable]:
    return type(
        name,
        (Variable,),
        {"value_type": of, "entity": FIRM, "definition_period": DateUnit.YEAR, "default_value": default},
    )


def _computed(name: str, of: type, formula) -> type[Variable]:
    return type(
        name,
        (Variable,),
        {
            "value_type": of,
            "entity": FIRM,
            "definition_period": DateUnit.YEAR,
            "default_value": of(),
            "formula": formula,
        },
    )


def _share(top: str, bottom: str):
    def formula(firm, period):
        above, below = firm(top, period), firm(bottom, period)
        return np.divide(above, below, out=np.zeros_like(above), where=below > 0)

    return formula


def _given_since(fact: str, year: int):
    """A year before registration counts nothing."""
    return lambda firm, period: firm(f"given_{fact}_{year}", period) * firm(f"since{year}", period)


def _since(year: int):
    return lambda firm, period: firm("registered_on", period) <= np.datetime64(f"{year}-12-31")


def _days(firm, period):
    return (np.datetime64("2025-06-10") - firm("registered_on", period)).astype(int)


def _total(name: str):
    return lambda firm, period: sum(firm(f"{name}_{year}", period) for year in YEARS)


def _table(name: str, rows: tuple[tuple[float, int], ...]):
    def formula(firm, period):
        share = firm(name, period)
        return np.select([share >= start for start, _ in rows], [points for _, points in rows], 0)

    return formula


def _gates(firm, period):
    sales = firm("revenue_2024", period)
    least = np.select([sales <= 5_000_000_000, sales <= 20_000_000_000], [0.05, 0.04], 0.03)
    return (
        (firm("days", period) >= 365)
        * (firm("ip_class1_2024", period) + firm("ip_class2_2024", period) >= 1)
        * firm("in_hightech_field", period)
        * (firm("tech_share", period) >= 0.1)
        * (firm("rd_share", period) >= least)
        * (firm("domestic_share", period) >= 0.6)
        * (firm("income_share", period) >= 0.6)
        * np.logical_not(firm("major_incident_365d", period))
    )


def _score(firm, period):
    return firm("tech_points", period) + firm("rd_points", period) + firm("ip_points", period)


def _rd_points(firm, period):
    return np.maximum(firm("by_sales", period), firm("by_cost", period))


def _ip_points(firm, period):
    ip1 = np.where(firm("ip_class1_2024", period) >= 1, 30, 0)
    ip2 = np.select([firm("ip_class2_2024", period) >= n for n in (4, 3, 2, 1)], [24, 18, 12, 6], 0)
    return np.maximum(ip1, ip2)


def _sme(firm, period):
    limits = (firm("staff_average_2024", period) <= 500) * (firm("revenue_2024", period) <= 20_000_000_000)
    limits = limits * (firm("total_assets_2024", period) <= 20_000_000_000) * (firm("since2024", period))
    clean = firm("resident_enterprise", period) * np.logical_not(
        firm("restricted_products", period)
        + firm("major_incident_since_last_year", period)
        + firm("abnormal_or_dishonest", period)
    )
    routes = firm("hnte_valid", period) + firm("science_award_5y", period)
    routes = routes + firm("provincial_rd_institution", period) + firm("led_standard_5y", period)
    return limits * clean * ((firm("score", period) >= 60) * (firm("tech_points", period) > 0) + routes)


def _subsidy(firm, period):
    rd, before = firm("rd_deductible_2024", period), firm("rd_deductible_2023", period)
    entitled = (rd >= 20_000_000) * (before > 0) * (rd >= before)
    return np.where(entitled, np.minimum(np.floor(rd * 0.05 / 100) * 100, 30_000_000), 0)


def _deducts(firm, period):
    allowed = firm("resident_enterprise", period) * np.logical_not(firm("restricted_products", period))
    return allowed * (firm("total_income_2024", period) > 0) * (firm("deduction_share", period) <= 0.5)


def _if_deducts(amount):
    return lambda firm, period: np.where(
        firm("deducts", period), amount(firm("rd_deductible_2024", period)), 0
    )


def _tier1(firm, period):
    return firm("sme", period) * (firm("total_assets_2024", period) > 0) * (firm("debt_share", period) <= 0.7)


def _tier3(firm, period):
    now, earlier = firm("revenue_2024", period), firm("revenue_2022", period)
    growth = np.sqrt(np.divide(now, earlier, out=np.zeros_like(now), where=earlier > 0)) - 1
    return firm("tier2", period) * (earlier > 0) * (growth >= 0.05) * (firm("subsidy", period) > 0)


def _tier4(firm, period):
    return firm("tier3", period) * (firm("profit_share", period) >= 0.05) * firm("deducts", period)


def _loan(firm, period):
    sales = firm("revenue_2024", period)
    rate = np.select([sales <= 5_000_000_000, sales <= 20_000_000_000], [0.1, 0.08], 0.05)
    return np.where(firm("tier1", period), np.minimum(np.floor(sales * rate / 100) * 100, 1_000_000_000), 0)


def _bonus(firm, period):
    amount = np.minimum(np.ceil(firm("rd_hnte_2024", period) * 0.1 / 100) * 100, 50_000_000)
    return np.where(firm("tier2", period), amount, 0)


def _increment(firm, period):
    more = np.maximum(firm("revenue_2024", period) - firm("revenue_2023", period), 0)
    return np.where(firm("tier3", period), np.floor(more * 0.03 / 100) * 100, 0)


def _matched(firm, period):
    amount = np.floor(firm("rd_hnte_domestic_2024", period) * 0.5 / 1_000_000) * 1_000_000
    return np.where(firm("tier4", period), np.minimum(amount, 200_000_000), 0)


FORMULAS = {
    "days": (int, _days),
    **{f"since{year}": (bool, _since(year)) for year in YEARS},
    "revenue3": (float, _total("revenue")),
    "rd3": (float, _total("rd_hnte")),
    "domestic3": (float, _total("rd_hnte_domestic")),
    "tech_share": (float, _share("tech_staff_2024", "staff_average_2024")),
    "rd_share": (float, _share("rd3", "revenue3")),
    "domestic_share": (float, _share("domestic3", "rd3")),
    "income_share": (float, _share("hightech_income_2024", "total_income_2024")),
    "sales_share": (float, _share("rd_deductible_2024", "revenue_2024")),
    "cost_share": (float, _share("rd_deductible_2024", "total_cost_2024")),
    "deduction_share": (float, _share("rd_deductible_2024", "total_income_2024")),
    "debt_share": (float, _share("total_liabilities_2024", "total_assets_2024")),
    "profit_share": (float, _share("net_profit_2024", "revenue_2024")),
    "tech_points": (int, _table("tech_share", ((0.3, 20), (0.25, 16), (0.2, 12), (0.15, 8), (0.1, 4)))),
    "by_sales": (int, _table("sales_share", ((0.06, 50), (0.05, 40), (0.04, 30), (0.03, 20), (0.02, 10)))),
    "by_cost": (int, _table("cost_share", ((0.3, 50), (0.25, 40), (0.2, 30), (0.15, 20), (0.1, 10)))),
    "rd_points": (int, _rd_points),
    "ip_points": (int, _ip_points),
    "gates": (bool, _gates),
    "score": (int, _score),
    "sme": (bool, _sme),
    "subsidy": (float, _subsidy),
    "deducts": (bool, _deducts),
    "deducted": (float, _if_deducts(lambda rd: rd)),
    "saved": (float, _if_deducts(lambda rd: np.floor(rd * 0.25 + 0.5))),
    "advance": (float, _if_deducts(lambda rd: np.round(rd * 0.2 / 100) * 100)),
    "tier1": (bool, _tier1),
    "tier2": (bool, lambda firm, period: firm("tier1", period) * firm("gates", period)),
    "tier3": (bool, _tier3),
    "tier4": (bool, _tier4),
    "loan": (float, _loan),
    "bonus": (float, _bonus),
    "increment": (float, _increment),
    "matched": (float, _matched),
}
ASKED = {
    "hnte.gates/verdict": "gates",
    "sme.score/verdict": "sme",
    "sme.score/output.score": "score",
    "sme.score/output.tech_points": "tech_points",
    "qinglan.rd_subsidy/output.amount": "subsidy",
    "bench.deduction/verdict": "deducts",
    "bench.deduction/output.deducted": "deducted",
    "bench.deduction/output.saved": "saved",
    "bench.deduction/output.advance": "advance",
    "bench.tier1/verdict": "tier1",
    "bench.tier2/verdict": "tier2",
    "bench.tier3/verdict": "tier3",
    "bench.tier4/verdict": "tier4",
    "bench.tier1/output.loan": "loan",
    "sme.score/output.rd_points": "rd_points",
    "sme.score/output.ip_points": "ip_points",
    "bench.tier2/output.bonus": "bonus",
    "bench.tier3/output.increment": "increment",
    "bench.tier4/output.matched": "matched",
}


def _inputs(file: str) -> dict[str, np.ndarray]:
    """Return the inputs as OpenFisca takes them."""
    table = pq.read_table(file)
    found = {"registered_on": table["registered_on"].to_numpy().astype("datetime64[D]")}
    for name in table.column_names:
        if "@" in name:
            fact, year = name.split("@")
            found[f"given_{fact}_{year}"] = table[name].to_numpy()
            FORMULAS[f"{fact}_{year}"] = (float, _given_since(fact, int(year)))
        elif table.schema.field(name).type == "bool":
            found[name] = table[name].to_numpy(zero_copy_only=False)
    return found


def main() -> None:
    """Set up the system and its inputs, then calculate as often as asked, each time from nothing."""
    inputs = _inputs(sys.argv[1])
    system = TaxBenefitSystem([FIRM])
    for name, values in inputs.items():
        of = bool if values.dtype == bool else date if name == "registered_on" else float
        system.add_variable(_input(name, of, date(1970, 1, 1) if of is date else of()))
    for name, (of, formula) in FORMULAS.items():
        system.add_variable(_computed(name, of, formula))
    count = len(next(iter(inputs.values())))
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for name, values in inputs.items():
        simulation.set_input(name, PERIOD, values)

    def run() -> dict[str, np.ndarray]:
        for name in FORMULAS:
            simulation.delete_arrays(name)
        return {asked: simulation.calculate(name, PERIOD) for asked, name in ASKED.items()}

    def write(result: dict[str, np.ndarray], file: str) -> None:
        pq.write_table(pa.table({name: np.asarray(values) for name, values in result.items()}), file)

    obey(run, write)


if __name__ == "__main__":
    main()
