"""Our engines against OpenFisca-Core and zen-engine as they ship, installed for the time of this run only.

OpenFisca judges the county by the same rules, loading excluded on both sides, and its verdicts are compared with the
law's. zen-engine explains one firm at a time with its trace, as our reference engine does with clauses, values and
missing inputs. What cannot be installed is said and left out.

    python bench/rules_others.py [rows]
"""

from __future__ import annotations

import json
import statistics
import sys
from functools import partial
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from _county import AS_OF, county, facts_of
from _measure import Other, Spent, bar, environment, in_turns, ratios, scratch, spent

from tidu import policies
from tidu.rules import CheckedFrame, Library, evaluate, judge_reforms, load_library

CODES = (
    "hnte.gates", "sme.score", "qinglan.rd_subsidy", "bench.deduction",
    "bench.tier1", "bench.tier2", "bench.tier3", "bench.tier4",
)  # fmt: skip
FIRMS = 500
ROUNDS = 15
GATES = (
    ("days_held", "days >= 365"),
    ("own_ip", "ip1 + ip2 >= 1"),
    ("field", "in_field"),
    ("tech_share", "tech / staff"),
    ("tech_held", "$.tech_share >= 0.1"),
    ("threshold", "revenue <= 5000000000 ? 0.05 : (revenue <= 20000000000 ? 0.04 : 0.03)"),
    ("rd_share", "(rd24 + rd23 + rd22) / (revenue + revenue23 + revenue22)"),
    ("rd_held", "$.rd_share >= $.threshold"),
    ("domestic_share", "(dom24 + dom23 + dom22) / (rd24 + rd23 + rd22)"),
    ("domestic_held", "$.domestic_share >= 0.6"),
    ("income_share", "hightech / income"),
    ("income_held", "$.income_share >= 0.6"),
    ("clean", "not incident"),
    (
        "verdict",
        "$.days_held and $.own_ip and $.field and $.tech_held and $.rd_held and $.domestic_held and $.income_held "
        "and $.clean",
    ),
)
NAMES = {
    "ip1": "ip_class1@2024", "ip2": "ip_class2@2024", "in_field": "in_hightech_field", "tech": "tech_staff@2024",
    "staff": "staff_average@2024", "revenue": "revenue@2024", "revenue23": "revenue@2023", "revenue22": "revenue@2022",
    "rd24": "rd_hnte@2024", "rd23": "rd_hnte@2023", "rd22": "rd_hnte@2022", "dom24": "rd_hnte_domestic@2024",
    "dom23": "rd_hnte_domestic@2023", "dom22": "rd_hnte_domestic@2022", "hightech": "hightech_income@2024",
    "income": "total_income@2024", "incident": "major_incident_365d",
}  # fmt: skip


def openfisca(library: Library, full: pl.DataFrame, folder: Path) -> None:
    """The county on OpenFisca: its time beside ours, and its answers that are not the law's."""
    python = environment(folder / "openfisca", "openfisca-core", "pyarrow")
    if python is None:
        return
    full.write_parquet(folder / "county.parquet")
    other = Other.start(python, "openfisca.py", folder / "county.parquet")
    county = CheckedFrame(full)
    run = partial(judge_reforms, county, CODES, {}, as_of=AS_OF, library=library, only=("verdict", "output"))
    run()  # loads: the county is checked, as OpenFisca's inputs were set
    best = in_turns({"ours": lambda: spent(run), "openfisca": other.run})
    ratios("OpenFisca / engine", best["openfisca"], best["ours"], least=2)
    print(
        "    where missed: float32 moves half the bytes of exact integers, and nothing asks what is missing"
    )
    other.ask(f"write {folder / 'openfisca.parquet'}")
    other.stop()
    ours, theirs = run().baseline, pl.read_parquet(folder / "openfisca.parquet")
    for name in theirs.columns:
        code, column = name.split("/")
        right = ours[code][column]
        differ = (theirs[name].cast(pl.Float64) != right.cast(pl.Float64)).sum()
        print(f"  OpenFisca (float32): {differ:,} of {name} are not what the law says")


def zen(library: Library, full: pl.DataFrame, folder: Path) -> None:
    """One firm explained: the reference engine beside zen-engine with its trace."""
    python = environment(folder / "zen", "zen-engine")
    if python is None:
        return
    old = (
        (pl.col("registered_on").dt.year() < 2022)
        & (pl.col("tech_staff@2024") > 0)
        & (pl.col("rd_hnte@2024") > 0)
    )
    rows = full.filter(old).head(FIRMS).to_dicts()
    for row in rows:
        row["days"] = (AS_OF - row["registered_on"]).days
    firms = [{"days": row["days"], **{name: row[column] for name, column in NAMES.items()}} for row in rows]
    (folder / "firms.json").write_text(json.dumps(firms), encoding="utf-8")
    steps = [{"key": key, "value": value} for key, value in GATES]
    (folder / "gates.json").write_text(json.dumps(steps), encoding="utf-8")
    other = Other.start(python, "zen_rules.py", folder / "firms.json", folder / "gates.json")
    rule = library.applicable("hnte.gates", as_of=AS_OF)
    cases = [facts_of(row) for row in rows]
    spans: dict[str, list[list[Spent]]] = {"ours": [], "zen": []}
    for _ in range(ROUNDS):  # a firm counts with its best round, so that other work on the machine does not
        spans["ours"].append([spent(partial(evaluate, rule, facts, AS_OF, library)) for facts in cases])
        spans["zen"].append([other.run() for _ in cases])
    other.stop()
    ours, theirs = (_p95(rounds) for rounds in spans.values())
    for clock, our, their in (("processor", ours.used, theirs.used), ("wall clock", ours.wall, theirs.wall)):
        figures = f"{our * 1000:.3f} ms against {their * 1000:.3f} ms"
        bar(f"one firm explained, p95, ours / zen, {clock} ({figures})", our / their, most=1)


def _p95(rounds: list[list[Spent]]) -> Spent:
    """Return what 95 % of the firms stay below, each in its best round."""
    best = [Spent(min(s.wall for s in firm), min(s.used for s in firm)) for firm in zip(*rounds, strict=True)]
    return Spent(*(statistics.quantiles(clock, n=20)[-1] for clock in zip(*best, strict=True)))


def main() -> None:
    """Run both comparisons."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    library = load_library(policies.FOLDER, Path(__file__).parent / "packs")
    full = county(rows)
    with scratch() as folder:
        openfisca(library, full, Path(folder))
        zen(library, full, Path(folder))


if __name__ == "__main__":
    main()
