"""A yearly summary on its way: written by a clerk, asked about by the county's office, waiting for the section."""

from __future__ import annotations

from typing import Final

from tidu.demo.desk import FIRST_DAY
from tidu.demo.model import County
from tidu.demo.schedule import moment
from tidu.foundation.accounts import queries as directory
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.reporting import reading
from tidu.reporting.manuscripts import operations, queries
from tidu.reporting.vocabulary import SUBMIT

DRAFTER: Final = "clerk2"
READER: Final = "county3"
OUTLINE: Final = "yearly_summary"
YEARS: Final = {"base_year": 2022, "end_year": 2024}
ADDED: Final = (
    {"lead": "", "text": "有效的高新技术企业逐年增长，目前[[hnte_count]]，各年末如下。"},
    {"table": "hnte_count over=years from=base_year to=end_year"},
)
QUESTION: Final = "各乡镇的数也请列一张表，会上要用。"


def fill(county: County) -> None:
    """Write, ask and hand in, on the as-of day; no record that figures count is touched."""
    if county.as_of < FIRST_DAY:
        return
    drafter, day = _actor(DRAFTER, county), county.as_of
    begun = operations.begin(
        outline=reading.find(OUTLINE), parameters=YEARS, as_of=AsOf(on=day), by=drafter, now=moment(day, 8)
    )
    tree = queries.find(begun.pk).latest.tree
    operations.save_version(
        manuscript=begun.pk,
        tree={**tree, "opening": [*tree["opening"], *ADDED]},
        based_on=1,
        by=drafter,
        now=moment(day, 9),
    )
    operations.comment(
        manuscript=begun.pk, paragraph=1, words=QUESTION, by=_actor(READER, county), now=moment(day, 10)
    )
    operations.take_step(manuscript=begun.pk, action=SUBMIT, seen=2, by=drafter, now=moment(day, 11))


def _actor(username: str, county: County) -> Actor:
    """Return who a sign-in name acts as on the as-of day."""
    return directory.actor_for(directory.account(username), county.as_of)
