"""What must hold before one value is corrected."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from tidu.domain.enterprises.checks._statements import UnableToRecord
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.queries import StandingValue
from tidu.domain.enterprises.vocabulary import COUNT_FACTS, LifeState
from tidu.rules.model.kinds import LARGEST_FACT


def check_can_correct(standing: StandingValue, value: Any) -> None:
    """Refuse a value that stands already, one that is no such thing, and a record that is not there."""
    key, label = standing.key, standing.key.label
    if standing.version is None and key.record is not YearlyFacts:
        raise UnableToRecord(
            f"登记里没有“{label}”这条记录，无可更正。请先在企业页的经过里登记这件事（如“登记认定”），再回来采纳。"
        )
    if key.field == "closed_on" and getattr(standing.version, "life_state", "") != LifeState.CLOSED:
        raise UnableToRecord("登记里这家企业没有注销，没有注销日期可更正。如已注销，请在企业页登记注销。")
    if standing.value == value:
        raise UnableToRecord(f"“{label}”现在就是这个值，不用更正。")
    try:
        key.stored.clean(value, None)
    except ValidationError:
        raise UnableToRecord(f"“{label}”不能是这个值。请核对后再填。") from None
    if isinstance(value, int) and (abs(value) >= LARGEST_FACT or (key.field in COUNT_FACTS and value < 0)):
        raise UnableToRecord(f"“{label}”超出可能的范围。请核对数和单位。")
    starts = getattr(standing.version, "valid_from_on", None)
    if key.field == "valid_until_on" and starts is not None and value <= starts:
        raise UnableToRecord(f"有效期最后一日早于有效期起（{starts.isoformat()}）。请改正日期。")
