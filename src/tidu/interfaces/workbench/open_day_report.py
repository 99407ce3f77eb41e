"""Screens of what an Open Day came to: plan and cards, feedback, and the effect page."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from tidu.domain.openday import queries
from tidu.domain.openday.vocabulary import GuestGroup
from tidu.domain.opinions import queries as opinions
from tidu.foundation.figures import registry
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Question
from tidu.foundation.figures.shared import Shared
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE, SMALL_SAMPLE_LABEL
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.occasions import cells, counted
from tidu.interfaces.workbench.open_day_tablets import page_of
from tidu.interfaces.workbench.open_days import EventPage

GUEST_FIGURES = (
    "open_day_invited_count",
    "open_day_accepted_count",
    "open_day_guests_attended",
    "open_day_invited_attended",
    "open_day_walk_in_count",
    "open_day_stop_count",
    "open_day_policy_count",
    "open_day_stop_good_rate",
)
GROUP_FIGURES = tuple((f"open_day_attended_{one.value.lower()}", one.label) for one in GuestGroup)
OPEN_DAY = "开放日"
"""What figures of the Open Day begin with; on its own page it goes without saying."""


class Programme(EventPage):
    """Programme, policies told, groups on their way, hosts' cards."""

    tab = "programme"
    template_name = "workbench/open_days/programme.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the plan."""
        return {
            "programme": queries.programme(event),
            "routes": queries.routes(event),
            "stops": queries.stops(event),
        }


class Cards(EventPage):
    """The hosts' cards: what is drafted and what the firm has released, and highlights with their proof."""

    tab = "cards"
    template_name = "workbench/open_days/cards.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the cards."""
        return {"cards": queries.staff_cards(event, self.as_of)}


class Feedback(EventPage):
    """Scores per stop, the survey before and after, and the tablets that collect them."""

    tab = "feedback"
    template_name = "workbench/open_days/feedback.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the scores."""
        return {
            "stops": queries.feedback(event, self.as_of),
            "survey": queries.survey(event, self.as_of),
            "remarks": queries.remarks(event, self.as_of),
            "tablets": [(one, self._page_of(one)) for one in queries.tablets(event)],
        }

    def _page_of(self, tablet: Any) -> dict[str, Any]:
        """Return where a tablet collects, for officers."""
        return page_of(self.request, tablet) if self.actor.has_role(*OFFICERS) else {}


class Effect(EventPage):
    """The effect page: guests, sites, policies, what changed, nothing of it typed; counts of opinions are fetched."""

    tab = "effect"
    template_name = "workbench/open_days/effect.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the figures, all from one reading."""
        shared = Shared()
        reading = shared.once(queries.reading_of, event, self.as_of)
        question = Question(as_of=self.as_of, event_on=event.occasion.on, shared=shared)
        return {
            "figures": [(_short(code), registry.ask(code, question)) for code in GUEST_FIGURES],
            "groups": [(label, registry.ask(code, question)) for code, label in GROUP_FIGURES],
            "policies": reading.policies,
            "stops": reading.stops,
            "changed": opinions.changed_by(event.occasion, self.as_of),
            "held": event.occasion.on <= self.as_of.on,
        }


def _short(code: str) -> str:
    return registry.find(code).name.removeprefix(OPEN_DAY)


class EffectOpinions(EventPage):
    """What was said, how it was answered, and how the answers were found; the effect page fetches it."""

    tab = "effect"
    template_name = "workbench/open_days/effect_opinions.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return what the opinions count up to."""
        shared = Shared()
        items = shared.once(opinions.opinions_then, self.as_of, occasion=event.occasion)
        units, table = opinions.unit_rates(items, self.as_of), opinions.theme_table(items)
        rated, satisfied = (sum(getattr(one, name) for one in units) for name in ("rated", "satisfied"))
        return {
            "tally": opinions.tally(items, self.as_of),
            "counted": counted(event.occasion, self.as_of, shared),
            "table": table,
            "rows": cells(table, event.occasion, self.as_of),
            "rated": rated,
            "satisfied": satisfied,
            "share": share_percent(satisfied, rated, 1) if rated >= SMALL_SAMPLE else None,
            "too_few": SMALL_SAMPLE_LABEL,
        }


_BASE = "open-days/<str:code>"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/programme/", Programme.as_view(), name="open-day-programme"),
    path(f"{_BASE}/cards/", Cards.as_view(), name="open-day-cards"),
    path(f"{_BASE}/feedback/", Feedback.as_view(), name="open-day-feedback"),
    path(f"{_BASE}/effect/", Effect.as_view(), name="open-day-effect"),
    path(f"{_BASE}/effect/opinions/", EffectOpinions.as_view(), name="open-day-effect-opinions"),
]
