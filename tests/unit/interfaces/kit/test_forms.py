"""Errors of a form name the field and say how to mend it."""

from __future__ import annotations

from django import forms

from tidu.interfaces.kit.forms import PlainForm


class _Asked(PlainForm):
    share = forms.DecimalField(label="占比（%）")
    staff = forms.IntegerField(label="职工人数")
    unit = forms.CharField(label="单位（%）", max_length=3)
    own = forms.IntegerField(label="年度", error_messages={"invalid": "年度请写四位数。"})


def test_a_wrong_value_is_answered_with_the_fields_name_and_the_way_to_mend() -> None:
    form = _Asked({"share": "三成", "staff": "1.5", "unit": "一二三四", "own": "今年"})
    assert form.errors == {
        "share": ["“占比（%）”不是数字。请只填数字，如 12 或 12.5。"],
        "staff": ["“职工人数”不是整数。请只填整数，如 12。"],
        "unit": ["“单位（%）”最多 3 个字，现在是 4 个字。请改短。"],
        "own": ["年度请写四位数。"],
    }
