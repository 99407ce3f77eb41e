"""Two officers at one target: the second is told who changed what, keeps what was typed, and decides anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.targets import a_light_remark, a_plan_action, a_problem, a_split, a_target
from tidu.domain.targets import queries
from tidu.domain.targets.models import Target
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

DUE = date(2025, 12, 31)
TODAY = AsOf(on=date(2025, 6, 10))
TARGET = ("hnte_count", "2025-12-31")


@pytest.fixture
def first(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


@pytest.fixture
def second(signed_in):
    return signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))


def opened(client, address):
    """Return what a browser sends back when nothing is typed."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def told(response) -> str:
    assert response.status_code == 422
    return response.content.decode()


def test_shares_given_by_a_colleague_meanwhile_are_named_and_not_written_over(first, second):
    target = a_target()
    park = an_organisation(OrganisationKind.PARK, name="工业园区")
    town = an_organisation(OrganisationKind.TOWNSHIP, name="石渡镇")
    for place, value in ((park, 40), (town, 5)):
        a_split(target, place, value)
    address = reverse("target-split", args=TARGET)
    ours, theirs = opened(first, address), opened(second, address)
    assert second.post(address, theirs | {town.code: "9"}).status_code == 302
    answer = first.post(address, ours | {park.code: "41"})
    assert "石渡镇5改为9（文静" in told(answer)
    assert queries.split_of("hnte_count", DUE, TODAY) == {park.code: 40, town.code: 9}
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    assert (again[park.code], again[town.code]) == ("41", "9")
    assert first.post(address, again).status_code == 302
    assert queries.split_of("hnte_count", DUE, TODAY) == {park.code: 41, town.code: 9}


def test_a_first_share_given_meanwhile_is_told_too(first, second):
    a_target()
    town = an_organisation(OrganisationKind.TOWNSHIP, name="石渡镇")
    address = reverse("target-split", args=TARGET)
    ours = opened(first, address)
    assert second.post(address, opened(second, address) | {town.code: "9"}).status_code == 302
    assert "石渡镇空改为9（文静" in told(first.post(address, ours | {town.code: "8"}))
    assert queries.split_of("hnte_count", DUE, TODAY) == {town.code: 9}


def test_a_target_that_stands_is_shown_before_it_is_set_anew(first, second):
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    stated = {"figure_code": "hnte_count", "kind": "REACH", "due_on": "2025-12-31", "owner": owner.pk}
    address = reverse("target-new")
    sent = opened(first, address) | stated | {"value": "72"}
    assert second.post(address, opened(second, address) | stated | {"value": "70"}).status_code == 302
    answer = first.post(address, sent)
    page = told(answer)
    assert "同一条已经有了：文静" in page
    assert "达到 70 家" in page
    assert [one.value for one in Target.objects.all()] == [70]
    seen = answer.context["form"]["seen"].value()
    assert first.post(address, sent | {"seen": seen}).status_code == 302
    assert queries.find_target("hnte_count", DUE).value == 72
    assert "您打开之后：" in told(first.post(address, sent | {"seen": seen, "value": "75"}))
    nonsense = first.post(address, sent | {"due_on": "年底", "seen": "x"})
    assert "不是日期" in told(nonsense)


def test_goals_of_months_set_meanwhile_are_named(first, second):
    a_target()
    address = reverse("plan-months", args=[2025, "hnte_count"])
    ours = opened(first, address)
    assert second.post(address, opened(second, address) | {"month_6": "60"}).status_code == 302
    answer = first.post(address, ours | {"month_9": "65"})
    assert "6 月末空改为60（文静" in told(answer)
    form = answer.context["form"]
    assert (form["month_6"].value(), form["month_9"].value()) == ("60", "65")
    assert [
        goal.value for goal in queries.path_of(queries.find_target("hnte_count", DUE), TODAY).values()
    ] == [60]


@pytest.mark.parametrize(
    ("make", "page", "where", "words"),
    [
        (a_plan_action, "plan-action", [2025, 1], "没有写资金"),
        (a_problem, "problem-change", [1], "对照"),
        (lambda: a_light_remark(a_target()), "target-remark", TARGET, "写的是“他的话”"),
    ],
)
def test_words_written_meanwhile_stay_and_the_second_is_told(signed_in, make, page, where, words):
    first = signed_in(Role.BUREAU_DIRECTOR)
    second = signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    make()
    address, box = reverse(page, args=where), "text"
    ours = opened(first, address)
    assert second.post(address, opened(second, address) | {box: "他的话"}).status_code == 302
    answer = first.post(address, ours | {box: "我的话"})
    said = told(answer)
    assert "您打开之后：文静" in said
    assert "他的话" in said
    assert words in said
    form = answer.context["form"]
    assert form[box].value() == "我的话"
    assert first.post(address, ours | {box: "我的话", "seen": form["seen"].value()}).status_code == 302
    assert opened(first, address)[box] == "我的话"


def test_a_box_left_alone_takes_what_a_colleague_wrote(first, second):
    a_plan_action()
    address = reverse("plan-action", args=[2025, 1])
    ours = opened(first, address)
    assert second.post(address, opened(second, address) | {"due_on": "2025-09-30"}).status_code == 302
    form = first.post(address, ours | {"text": "我的话"}).context["form"]
    assert (form["text"].value(), form["due_on"].value()) == ("我的话", "2025-09-30")
