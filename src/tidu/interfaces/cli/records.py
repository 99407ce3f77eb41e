"""Whether the database is there: made when it is empty, named when it waits for an upgrade."""

from __future__ import annotations

from enum import Enum

UNREACHABLE = "连不上数据库，请检查 TIDU_DATABASE_URL 和数据库服务：{failure}"
EMPTY = "数据库还没有建好。看演示请先运行 tidu demo build；正式使用请先运行 tidu serve，数据库会自动建好。"
BEHIND = "数据库需要升级。请先备份，再运行 tidu manage migrate。"


class NotReady(Exception):
    """Raised when the records cannot be used yet; the message is Chinese and says the mend."""


class State(Enum):
    """How far the tables are."""

    EMPTY = "empty"
    BEHIND = "behind"
    READY = "ready"


def state() -> State:
    """Return how far the tables are; raise NotReady when no database answers."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as failure:
        raise NotReady(UNREACHABLE.format(failure=failure)) from None
    if not waiting:
        return State.READY
    return State.BEHIND if executor.loader.applied_migrations else State.EMPTY


def require() -> None:
    """Raise NotReady unless the tables stand as the program knows them."""
    found = state()
    if found is not State.READY:
        raise NotReady(EMPTY if found is State.EMPTY else BEHIND)


def make() -> bool:
    """Make the tables of an empty database and return whether they were made now.

    An upgrade of records that stand is never begun unasked: raises NotReady.
    """
    if state() is not State.EMPTY:
        require()
        return False
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return True
