"""What a released number rests on: the same value over other rows is told, and every change says why."""

from __future__ import annotations

import pytest

from tidu.reporting import snapshot

ROWS = [["91A", "企业甲", "1"], ["91B", "企业乙", "2"]]


def paper(value: str, fingerprint: str):
    line = {"code": "x", "query": "year=2024", "note": 1, "label": "某数", "on": "2024 年末"}
    return {"filled": [{**line, "value": value, "fingerprint": fingerprint}]}


NOTHING = {"filled": []}


@pytest.mark.parametrize(
    ("now", "rows", "why"),
    [
        (paper("3家", "b"), [*ROWS, ["91C", "企业丙", "1"]], "增加 企业丙"),
        (paper("1家", "b"), ROWS[:1], "减少 企业乙"),
        (paper("4家", "b"), [["91A", "企业甲", ""], ROWS[1]], "变动 企业甲 1 → 缺数"),
        (paper("2家", "b"), [ROWS[0], ["91C", "企业丙", "1"]], "增加 企业丙；减少 企业乙"),
        (paper("3家", "b"), ROWS, "明细没有变，变的是口径、参数或与它相比的数"),
        (NOTHING, [], "减少 企业甲、企业乙"),
        (
            paper("9家", "b"),
            [*ROWS, *([f"92{n}", f"新{n}", "1"] for n in range(1, 5))],
            "增加 新1、新2、新3 等 4 行",
        ),
    ],
)
def test_a_change_says_which_rows_came_went_or_say_something_else(now, rows, why):
    [told] = snapshot.changes(paper("2家", "a"), now, ({"1": ROWS}, {"1": rows}))
    assert told["why"] == why


def test_a_number_that_stands_over_the_same_rows_has_not_changed():
    assert snapshot.changes(paper("2家", "a"), paper("2家", "a"), ({"1": ROWS}, {"1": ROWS})) == []


def test_without_the_rows_only_what_reads_otherwise_is_told():
    assert snapshot.changes(paper("2家", "a"), paper("2家", "b")) == []
    [told] = snapshot.changes(paper("2家", "a"), NOTHING)
    assert (told["before"], told["now"], told["why"]) == ("2家", "缺数", "")
