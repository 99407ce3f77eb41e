"""Template tags: numbers that are doors, days, money, lights."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.accounts import personal
from tidu.foundation.figures.model import Answer, Figure
from tidu.foundation.figures.vocabulary import DAY
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.doors import door

register = template.Library()

LIGHTS = {
    "GREEN": ("green", "绿"),
    "YELLOW": ("amber", "黄"),
    "RED": ("red", "红"),
    "UNKNOWN": ("missing", "缺数"),
}
VERDICTS = {"YES": ("green", "符合"), "NO": ("red", "不符合"), "UNKNOWN": ("missing", "缺数")}


class _AsWritten(DjangoJSONEncoder):
    """JSON in UTF-8 without spaces: a Chinese character takes half of what its escape would."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False, "separators": (",", ":")})


@register.filter
def json_as_written(value: Any, element_id: str) -> SafeString:
    """Return a value for scripts, as Django's `json_script` does and as safe, in fewer bytes."""
    return json_script(value, element_id, encoder=_AsWritten)


@register.filter
def wan(fen: int | None) -> str:
    """Show fen as 万元."""
    return wording.wan(fen)


@register.filter
def yuan(fen: int | None) -> str:
    """Show fen as 元."""
    return wording.yuan(fen)


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """Show a number with thousands separators."""
    return wording.number(value, decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """Show a day."""
    return wording.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Show a moment."""
    return wording.moment(value)


@register.filter
def last_day(valid_until_on: date | None) -> str:
    """Show the last valid day of a half-open interval."""
    return wording.last_day(valid_until_on)


@register.filter
def masked_phone(phone: str) -> str:
    """Show a telephone number with its middle hidden."""
    return personal.masked_phone(phone)


@register.filter
def tier_name(kind: str) -> str:
    """Show a kind of recognition by its statutory name."""
    return str(RecognitionKind(kind).label)


@register.filter
def value_of(value: int | Decimal | None, figure: Figure) -> str:
    """Show a value of a figure, without its unit: a number or a day."""
    return wording.figure_value(value, figure.unit, figure.decimals)


@register.simple_tag
def figure(answer: Answer, *, unit: bool = True) -> SafeString:
    """Show a figure's value as a door to its page: dotted underline, and on hover what it is."""
    name = answer.figure
    shown = wording.figure_value(answer.value, name.unit, name.decimals)
    text: str | SafeString = shown
    if answer.value is None:
        text = format_html('<span class="missing">{}</span>', shown)
    elif unit and name.unit not in ("", DAY) and not isinstance(answer.value, bool):
        text = format_html('{}<span class="unit">{}</span>', shown, name.unit)
    address = figure_address(answer)
    if not address:
        return format_html('<span class="door" title="{}">{}</span>', hint(answer), text)
    return format_html('<a class="door" href="{}" title="{}">{}</a>', address, hint(answer), text)


def figure_address(answer: Answer) -> str:
    """Return the address of the page of a figure with the parameters of its question."""
    question = answer.question
    asked = {
        "year": question.year,
        "place": question.place,
        "base_year": question.base_year,
        "event_on": question.event_on,
    }
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    address = door("figure", answer.figure.code)
    return f"{address}?{query}" if address and query else address


def hint(answer: Answer) -> str:
    """Return the words on hover: name, 口径, as-of, rows, what is missing."""
    lines = [
        answer.figure.name,
        f"口径：{answer.figure.definition}",
        answer.on_label or answer.question.as_of.label,
    ]
    lines.append(f"共 {len(answer.rows)} 行" + (f"，其中 {answer.missing} 行缺数" if answer.missing else ""))
    if answer.reason:
        lines.append(answer.reason)
    return "\n".join(line for line in lines if line)


@register.simple_tag
def value(
    amount: Any, unit: str = "", record: tuple[str, int, str] | None = None, decimals: int = 0
) -> SafeString:
    """Show one stored value as a door to where it came from; money comes as fen with unit 万元 or 元."""
    text = shown_value(amount, unit, decimals)
    address = door("value", *record) if record and amount is not None else ""
    if not address:
        return text
    return format_html('<a class="door" href="{}" title="查看出处">{}</a>', address, text)


def shown_value(amount: Any, unit: str, decimals: int = 0) -> SafeString:
    """Return one value as text; 缺数 is hatched."""
    if amount is None:
        return format_html('<span class="missing">{}</span>', wording.MISSING)
    if unit == "万元":
        return format_html("{}", wording.wan(amount))
    if unit == "元":
        return format_html("{}", wording.yuan(amount))
    if isinstance(amount, date):
        return format_html('<span class="nowrap">{}</span>', wording.day(amount))
    if isinstance(amount, bool | int | Decimal):
        return format_html("{}", wording.number(amount, decimals))
    return format_html("{}", amount)


@register.simple_tag(name="door")
def door_tag(name: str, *parts: object) -> str:
    """Write the address of a page of another room."""
    return door(name, *parts)


@register.simple_tag
def light(state: str) -> SafeString:
    """Show a light as colour and word."""
    colour, word = LIGHTS[str(state)]
    return format_html('<span class="light light-{}">{}</span>', colour, word)


@register.simple_tag
def verdict(answer: str) -> SafeString:
    """Show a verdict as colour and word."""
    colour, word = VERDICTS[str(answer).upper()]
    return format_html('<span class="light light-{}">{}</span>', colour, word)


@register.inclusion_tag("kit/chart.html")
def chart(name: str, option: dict[str, Any], caption: str) -> dict[str, Any]:
    """Show an ECharts option as a chart; give the same numbers as a table beside it."""
    return {"name": name, "option": option, "caption": caption}


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: object) -> str:
    """Return this page's query with some parameters changed; None removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
