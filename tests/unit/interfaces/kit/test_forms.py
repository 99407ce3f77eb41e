"""Errors of a form name the field and say how to mend it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

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


class _Measured(PlainForm):
    staff = forms.IntegerField(label="职工人数", min_value=1, max_value=500)
    paid = forms.DecimalField(label="金额（元）", max_digits=6, decimal_places=2)
    name = forms.CharField(label="姓名", min_length=2)
    mail = forms.EmailField(label="邮箱")
    starts = forms.TimeField(label="开始")
    proof = forms.FileField(label="证明")
    themes = forms.MultipleChoiceField(label="主题", choices=[("A", "人才")])


def test_what_is_out_of_measure_is_told_with_the_field_its_limit_and_what_was_sent() -> None:
    sent = {
        "staff": "0",
        "paid": "1.234",
        "name": "王",
        "mail": "王丽",
        "starts": "25:99",
        "themes": ["A", "B"],
    }
    form = _Measured(sent, {"proof": SimpleUploadedFile("空.pdf", b"")})
    assert form.errors == {
        "staff": ["“职工人数”最小是 1，现在是 0。请改大。"],
        "paid": ["“金额（元）”最多 2 位小数。请改短。"],
        "name": ["“姓名”至少 2 个字，现在是 1 个字。请补充。"],
        "mail": ["“邮箱”不是邮箱地址。请写成 name@example.cn 的样子。"],
        "starts": ["“开始”不是时刻。请写成 09:30 的样子。"],
        "proof": ["“证明”是空文件（0 字节）。请检查后重新选择。"],
        "themes": ["“主题”没有这个选项。请从列表中选一项。"],
    }
    large = _Measured({**sent, "staff": "501", "paid": "1234567", "name": "王\x00丽"}).errors
    assert large["staff"] == ["“职工人数”最大是 500，现在是 501。请改小。"]
    assert large["paid"] == ["“金额（元）”最多 6 位数字。请核对是不是多打了位数。"]
    assert large["name"] == ["“姓名”里有看不见的控制字符。请删去重新输入，不要从别处粘贴。"]
