"""F26: what the hosts of an Open Day exported, and how many of them exported more each year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.openday import a_stop, an_event
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

AS_OF = AsOf(on=date(2025, 6, 10))
WAN_DOLLARS = 1_000_000
DAY = date(2025, 5, 22)


def asked(code, **parameters):
    return registry.ask(code, Question(as_of=AS_OF, **parameters))


@pytest.fixture
def hosts():
    """A host that rises, one that falls in 2023, and one of which 2023 is not known."""
    event, told = an_event(), ((10, 11, 12), (10, 9, 12), (10, None, 12))
    firms = [an_enterprise() for _ in told]
    for firm, values in zip(firms, told, strict=True):
        a_stop(event, host=firm, name=f"{firm.credit_code}车间")
        for year, value in zip((2022, 2023, 2024), values, strict=True):
            if value is not None:
                yearly_facts(firm, year, exports_usd_cents=value * WAN_DOLLARS + 500_000)
    return firms


def test_exports_of_the_hosts_are_summed_and_a_missing_one_is_told(hosts):
    answer = asked("F26", year=2023, event_on=DAY)
    assert (answer.value, answer.missing) == (Decimal("21.0"), 1)  # 11.5 + 9.5, one unknown
    assert {row.key: row.value for row in answer.rows} == {
        hosts[0].credit_code: Decimal("11.5"),
        hosts[1].credit_code: Decimal("9.5"),
        hosts[2].credit_code: None,
    }
    assert asked("F26").on_label.startswith("2024 年")
    assert asked("F26", year=2019).value is None
    assert "没有办过开放日" in asked("F26", event_on=date(2025, 5, 21)).reason


def test_only_who_rose_each_year_counts_the_year_that_did_not_is_named_and_unknown_is_not_no(hosts):
    answer = asked("open_day_exports_rising", base_year=2022, year=2024)
    assert (answer.value, answer.missing) == (1, 1)
    said = {row.key: (row.value, row.detail) for row in answer.rows}
    assert said[hosts[0].credit_code] == (1, "2022 年10.50、2023 年11.50、2024 年12.50（万美元）")
    assert said[hosts[1].credit_code][0] == 0
    assert said[hosts[1].credit_code][1].endswith("；2023 年没有增长")
    assert said[hosts[2].credit_code][0] is None
    assert asked("open_day_exports_rising", base_year=2019, year=2020).value is None
    assert "基期年份" in asked("open_day_exports_rising", year=2024).reason
    assert "没有办过" in asked("open_day_exports_rising", event_on=date(2025, 5, 21)).reason
