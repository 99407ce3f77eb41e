"""Officers at the life of firms take turns: of two in the same moment the second is judged on what the first wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from tidu.domain.enterprises.checks import UnableToRecordEvent
from tidu.foundation.handling.turns import take_turn

P = ParamSpec("P")
R = TypeVar("R")

TURN = "enterprises.life"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let nobody else record an event of a firm's life until what follows is written, all or nothing.

    What a load wrote in the same moment is a refusal, UnableToRecordEvent.
    """
    try:
        with transaction.atomic():
            take_turn(TURN)
            yield
    except IntegrityError as race:
        raise UnableToRecordEvent(
            "登记的同时，这家企业的登记被别人改动，没有写入。请重新打开，看过现在的情况再办。"
        ) from race


def in_turn(operation: Callable[P, R]) -> Callable[P, R]:
    """Let an operation look and write while nobody else records an event."""

    @wraps(operation)
    def taken(*args: P.args, **kwargs: P.kwargs) -> R:
        with one_at_a_time():
            return operation(*args, **kwargs)

    return taken
