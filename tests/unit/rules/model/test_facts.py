from datetime import date

import pytest

from tidu import policies
from tidu.rules import Facts, Input, InvalidFacts, load_library

VOCABULARY = load_library(policies.FOLDER).facts


def test_facts_read_from_json_come_back_as_the_same_json():
    data = {
        "registered_on": "2018-03-01",
        "in_county": True,
        "closed": None,
        "innovation_score": 71,
        "years": {
            "2024": {
                "revenue": "12345.67",
                "net_profit": "-0.01",
                "exports": "9.90",
                "staff_average": 12,
                "rd_hnte": None,
            }
        },
    }
    facts = Facts.from_json(data, VOCABULARY)
    assert facts.scalar("registered_on") == date(2018, 3, 1)
    assert facts.yearly("revenue", 2024) == 1_234_567
    assert facts.yearly("net_profit", 2024) == -1
    assert facts.yearly("rd_hnte", 2024) is None
    assert facts.yearly("revenue", 2023) is None
    assert facts.to_json(VOCABULARY) == data


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"incounty": True}, "incounty 不是已登记的事实"),
        ({"revenue": "1"}, "请放到 years 下对应年度"),
        ({"years": {"2024": {"in_county": True}}}, "请放到最外层"),
        ({"years": {"24": {}}}, "years.24 不是四位年度"),
        ({"years": {"2024": 5}}, "years.2024 应为一组年度事实"),
        ({"years": [1]}, "years 应为按年度分组的事实"),
        ({"years": {"2024": {"revenue": 1.5}}}, "years.2024.revenue（销售收入）是浮点数"),
        ({"years": {"2024": {"revenue": "1.234"}}}, "至多两位小数"),
        ({"years": {"2024": {"revenue": "很多"}}}, "至多两位小数"),
        ({"years": {"2024": {"revenue": "NaN"}}}, "至多两位小数"),
        ({"years": {"2024": {"revenue": True}}}, "至多两位小数"),
        ({"years": {"2024": {"staff_average": "12"}}}, "应为整数"),
        ({"years": {"2024": {"staff_average": True}}}, "应为整数"),
        ({"in_county": "是"}, "应为true 或 false"),
        ({"registered_on": "2018/03/01"}, "应为日期，如 2024-01-31"),
        ({"registered_on": 20180301}, "应为日期，如 2024-01-31"),
        ({"years": {"2024": {"revenue": "100000000000000"}}}, "超出可能的范围"),
    ],
)
def test_wrong_facts_are_refused_by_name(data, complaint):
    with pytest.raises(InvalidFacts) as caught:
        Facts.from_json(data, VOCABULARY)
    assert complaint in str(caught.value)


def test_floats_never_become_facts():
    with pytest.raises(InvalidFacts, match="2024 年度 revenue 是浮点数"):
        Facts({}, {2024: {"revenue": 1.0}})


def test_facts_cannot_be_changed_but_replaced():
    facts = Facts({"in_county": True}, {2024: {"revenue": 5}})
    with pytest.raises(TypeError):
        facts.years[2024]["revenue"] = 6
    other = facts.replacing(Input("revenue", 2024), 7).replacing(Input("in_county", None), False)
    assert (other.yearly("revenue", 2024), other.scalar("in_county")) == (7, False)
    assert (facts.yearly("revenue", 2024), facts.scalar("in_county")) == (5, True)


def test_the_four_research_figures_and_two_staff_figures_are_facts_of_their_own():
    names = {fact.name for fact in VOCABULARY if fact.yearly}
    assert {"rd_statistical", "rd_book", "rd_hnte", "rd_deductible", "tech_staff", "rd_staff"} <= names
