"""How each firm came to its stage in the pool: the officers' decisions from 2022 to the as-of day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from tidu.demo.duties import Part
from tidu.demo.model import HOLDERS, Duty, PoolStep, Title
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import Stage

OPENED_ON = date(2022, 3, 15)
"""The day on which the pool was opened with the firms that already held a certificate."""

LAST_CHANGE = date(2025, 5, 20)

_MEETING_DAYS = (8, 22)

_HAD_CERTIFICATE = "建库时持有效高新技术企业证书"
_RECOGNISED = "获得高新技术企业证书，转入认定"
_CULTIVATION_REASONS = (
    "研发投入稳定，企业有申报高新技术企业的意愿",
    "已有自主知识产权，具备申报基础",
    "主导产品属国家重点支持的高新技术领域，纳入培育",
    "股室走访后认为两年内可达到认定条件",
)
_RESERVE_REASONS = (
    "上年度有研发费用，列入储备",
    "有自主知识产权，列入储备",
    "乡镇推荐，经股室核实后列入储备",
    "获得科技型中小企业入库登记编号，列入储备",
)


def next_meeting(day: date) -> date:
    """Return the first meeting on or after a day: twice a month, moved off weekends, and the opening of the pool."""
    while day != OPENED_ON and day.day not in _MEETING_DAYS:
        day += timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


def history(
    rng: Random, part: Part, titles: Sequence[Title], *, listed_on: date, advisers: Sequence[str], tier: str
) -> tuple[PoolStep, ...]:
    """Return a firm's decisions in order.

    `listed_on` is the first day on which the register knows the firm, `tier` what a recognised firm seeks next.
    """
    known = [title.known_on for title in titles if title.kind == RecognitionKind.HNTE]
    writer = _Writer(rng, listed_on, rng.choice(advisers), max(known, default=listed_on))
    _WAYS.get(part.duty, _stay_outside)(writer)
    if tier and writer.steps[-1].stage == Stage.RECOGNISED:
        last = writer.steps[-1]
        writer.steps[-1] = PoolStep(last.on, last.stage, last.reason, tier, 2025, writer.adviser)
    return tuple(writer.steps)


class _Writer:
    """Collects the steps of one firm; days never go back and never precede the register."""

    def __init__(self, rng: Random, listed_on: date, adviser: str, certificate_known_on: date) -> None:
        self.rng = rng
        self.adviser = adviser
        self.certificate_known_on = certificate_known_on
        self.earliest = max(OPENED_ON, listed_on + timedelta(days=5))
        self.steps: list[PoolStep] = []

    def day(self, first: date, last: date) -> date:
        """Return the officers' meeting after a day between two, not before what is already written."""
        low = max(first, self.earliest, *(step.on + timedelta(days=1) for step in self.steps))
        return next_meeting(low + timedelta(days=self.rng.randrange(max(1, (last - low).days))))

    def reserve(self, first: date, last: date) -> None:
        """Enter the reserve."""
        self.steps.append(PoolStep(self.day(first, last), Stage.RESERVE, self.rng.choice(_RESERVE_REASONS)))

    def take_on(self, first: date, last: date, target_year: int, reason: str = "") -> None:
        """Be taken on for the certificate by the adviser."""
        self.steps.append(
            PoolStep(
                self.day(first, last),
                Stage.CULTIVATION,
                reason or self.rng.choice(_CULTIVATION_REASONS),
                RecognitionKind.HNTE,
                target_year,
                self.adviser,
            )
        )

    def recognise(self, first: date, last: date, reason: str) -> None:
        """Enter or reach recognition."""
        self.steps.append(PoolStep(self.day(first, last), Stage.RECOGNISED, reason))


def _stay_outside(writer: _Writer) -> None:
    """Leave the firm out of the pool."""


def _hold_since_before(writer: _Writer) -> None:
    writer.recognise(OPENED_ON, OPENED_ON, _HAD_CERTIFICATE)


def _earn(writer: _Writer) -> None:
    """Go from reserve over cultivation to the certificate."""
    known_on = writer.certificate_known_on
    entered = max(OPENED_ON, date(known_on.year - 1, 1, 10))
    writer.reserve(entered, entered + timedelta(days=60))
    writer.take_on(entered + timedelta(days=65), known_on - timedelta(days=60), known_on.year)
    writer.recognise(known_on + timedelta(days=2), known_on + timedelta(days=7), _RECOGNISED)


def _earn_again(writer: _Writer) -> None:
    """Hold a certificate of 2019, lose it in 2022, earn another in 2024."""
    _hold_since_before(writer)
    writer.take_on(date(2022, 10, 9), date(2022, 10, 28), 2024, "证书到期未重新认定，转回培育")
    known_on = writer.certificate_known_on
    writer.recognise(known_on + timedelta(days=2), known_on + timedelta(days=7), _RECOGNISED)


def _arrive(writer: _Writer) -> None:
    writer.recognise(date(2025, 4, 7), date(2025, 4, 14), "持有效高新技术企业证书迁入，直接列入认定")


def _depart(writer: _Writer) -> None:
    _earn(writer)
    writer.steps.append(PoolStep(date(2025, 3, 18), Stage.OUT, "企业整体迁出本县，退库"))


def _fall_back_2023(writer: _Writer) -> None:
    _hold_since_before(writer)
    writer.take_on(date(2024, 1, 15), date(2024, 1, 30), 2026, "证书到期未重新认定，转回培育")


def _leave_2023(writer: _Writer) -> None:
    _hold_since_before(writer)
    writer.steps.append(PoolStep(date(2024, 1, 16), Stage.OUT, "证书到期未重新认定，企业表示不再申报，退库"))


def _fall_back_2024(writer: _Writer) -> None:
    _hold_since_before(writer)
    writer.take_on(date(2025, 1, 13), date(2025, 1, 24), 2026, "证书到期未重新认定，转回培育")


def _be_cultivated(writer: _Writer) -> None:
    writer.reserve(OPENED_ON, date(2024, 6, 28))
    writer.take_on(date(2023, 2, 6), LAST_CHANGE, writer.rng.choice((2025, 2025, 2026)))


def _wait(writer: _Writer) -> None:
    """Stand in reserve; one in twelve was cultivated for a while."""
    writer.reserve(OPENED_ON, LAST_CHANGE)
    if writer.steps[0].on < date(2023, 6, 1) and writer.rng.random() < 0.2:
        writer.take_on(date(2023, 7, 3), date(2023, 12, 20), 2024)
        day = writer.day(date(2024, 7, 1), date(2025, 3, 31))
        writer.steps.append(PoolStep(day, Stage.RESERVE, "研发投入未达预期，退回储备"))


_WAYS: dict[Duty, Callable[[_Writer], None]] = {
    Duty.HNTE_RENEWED_2023: _hold_since_before,
    Duty.HNTE_RENEWED_2024: _hold_since_before,
    Duty.HNTE_AUGUST_2022: _earn,
    Duty.HNTE_NOVEMBER_2022: _earn,
    Duty.HNTE_NEW_2023: _earn,
    Duty.HNTE_NEW_2024: _earn,
    Duty.HNTE_AGAIN_2024: _earn_again,
    Duty.HNTE_MOVED_IN: _arrive,
    Duty.HNTE_MOVED_OUT: _depart,
    Duty.REVOKED: _earn,
    Duty.LAPSED_2024_WRONG_STAGE: _hold_since_before,
    Duty.LAPSED_2024: _fall_back_2024,
    Duty.LAPSED_2023: _fall_back_2023,
    Duty.LAPSED_2023_LEFT: _leave_2023,
    Duty.CULTIVATED_FULL: _be_cultivated,
    Duty.CULTIVATED_NEAR_RESEARCH: _be_cultivated,
    Duty.CULTIVATED_NEAR_INCOME: _be_cultivated,
    Duty.CULTIVATED_NEAR_STAFF: _be_cultivated,
    Duty.CULTIVATED_REFUSED: _be_cultivated,
    Duty.CULTIVATED_UNKNOWN: _be_cultivated,
    Duty.RESERVE: _wait,
}
if missing := HOLDERS - _WAYS.keys():
    raise AssertionError(f"no way into the pool for {missing}")
