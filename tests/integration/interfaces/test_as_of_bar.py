"""The as-of bar: one choice for the whole workbench, kept until it is changed."""

from datetime import date

import pytest

from tidu.foundation.actors import Role


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def shown(answer):
    return answer.context["as_of"]


def test_without_a_choice_one_stands_on_today_with_today_s_knowledge(clerk):
    assert shown(clerk.get("/")).label == "截至 2025-06-10 · 现在所知"


def test_a_day_once_chosen_holds_on_every_page(clerk):
    clerk.get("/?as_of=2024-12-31&known=then")
    assert shown(clerk.get("/")).label == "截至 2024-12-31 · 当时所知"


def test_an_empty_day_leads_back_to_today(clerk):
    clerk.get("/?as_of=2024-12-31&known=then")
    clerk.get("/?as_of=&known=now")
    assert shown(clerk.get("/")).label == "截至 2025-06-10 · 现在所知"


def test_knowledge_of_then_moves_with_the_day(clerk):
    clerk.get("/?known=then")
    assert shown(clerk.get("/?as_of=2023-12-31")).label == "截至 2023-12-31 · 当时所知"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("31.12.2024", "不是日期"), ("2025-06-11", "之后"), ("2024-02-30", "不是日期"), ("0001-01-01", "太早")],
)
def test_a_day_that_cannot_be_looked_at_is_refused_with_the_mend(clerk, text, reason):
    answer = clerk.get("/", {"as_of": text})
    assert shown(answer).on == date(2025, 6, 10)
    assert reason in answer.content.decode()


def test_a_page_that_does_not_travel_says_so(clerk):
    clerk.get("/?as_of=2024-12-31")
    assert "本页只看今天" in clerk.get("/calendar/").content.decode()


def test_a_page_says_today_already_whether_it_travels(clerk):
    assert "本页只看今天" in clerk.get("/calendar/").content.decode()
    assert "本页只看今天" not in clerk.get("/").content.decode()


def test_looking_at_a_page_writes_no_session(clerk, django_assert_num_queries):
    clerk.get("/calendar/")
    before = clerk.session.items()
    clerk.get("/calendar/")
    assert clerk.session.items() == before
