"""A plan that changes: items are mended, ways, stops and groups taken out again, a guest gets a place of one's own."""

from __future__ import annotations

from datetime import time

import pytest

from tests.factories.openday import (
    a_card_field,
    a_guest,
    a_leg,
    a_policy_told,
    a_released_briefing,
    a_stop,
    a_stop_feedback,
    a_tour_group,
    an_event,
    an_invitation,
    an_item,
)
from tidu.domain.openday import queries
from tidu.domain.openday.models import CardField, Leg, PolicyTold, ProgrammeItem, Stop, TourGroup
from tidu.foundation.actors import Role

PAGE = "/open-days/2025-KF/programme/"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def form_of(item: ProgrammeItem, **changed: object) -> dict[str, object]:
    form = {"kind": item.kind, "title": item.title, "starts_at": item.starts_at, "minutes": item.minutes}
    return {**form, "place": item.place, "speaker": item.speaker, "policies": [], **changed}


def test_an_item_is_mended_in_its_place_and_keeps_what_it_tells(clerk):
    told = a_policy_told(an_item(an_event()))
    item = told.item
    address = f"{PAGE}items/{item.position}/"
    assert address in text(clerk.get(PAGE))
    assert f'value="{told.rule_code}"' in text(clerk.get(address)).split("checked")[0][-300:]
    clerk.post(address, form_of(item, starts_at="09:30", speaker="总工程师甲", policies=[told.rule_code]))
    item.refresh_from_db()
    assert (item.starts_at, item.speaker, item.policies.count()) == (time(9, 30), "总工程师甲", 1)
    clerk.post(address, form_of(item))
    assert not PolicyTold.objects.exists()


def test_an_item_that_is_no_briefing_any_more_tells_no_policies_and_keeps_its_slides(clerk):
    item = a_released_briefing(an_event())
    a_policy_told(item)
    clerk.post(f"{PAGE}items/{item.position}/", form_of(item, kind="OTHER"))
    item.refresh_from_db()
    assert (item.kind, item.policies.count(), item.slides_released_at is not None) == ("OTHER", 0, True)


def test_a_stay_is_taken_out_of_a_way_and_a_stop_with_all_that_leads_there(clerk):
    event = an_event()
    group, stop, other = a_tour_group(event), a_stop(event), a_stop(event, name="材料实验室")
    a_card_field(stop)
    for number, one in enumerate((stop, other)):
        a_leg(group, one, starts_at=time(9 + number, 40), ends_at=time(10 + number, 10))
    done = clerk.post(f"{PAGE}legs/{group.pk}/{other.pk}/remove/", follow=True)
    assert "第一组不去材料实验室了" in text(done)
    assert [leg.stop for leg in Leg.objects.all()] == [stop]
    assert "已删去" in text(clerk.post(f"{PAGE}stops/{stop.pk}/remove/", follow=True))
    assert list(Stop.objects.all()) == [other]
    assert not Leg.objects.exists()
    assert not CardField.objects.exists()
    assert clerk.post(f"{PAGE}legs/{group.pk}/{other.pk}/remove/").status_code == 404


def test_a_stop_of_which_guests_have_spoken_stays_and_the_page_says_what_to_do(clerk):
    stop = a_stop(an_event())
    a_stop_feedback(stop)
    refused = text(clerk.post(f"{PAGE}stops/{stop.pk}/remove/", follow=True))
    assert "已有来宾反馈、清点人数或亮点，不能删去" in refused
    assert Stop.objects.exists()


def test_a_group_is_taken_out_and_its_guests_wait_for_another_one(clerk):
    event = an_event()
    group, guest = a_tour_group(event), a_guest(event)
    a_leg(group, a_stop(event))
    clerk.post("/open-days/2025-KF/programme/share-out/")
    clerk.post(f"{PAGE}groups/{group.pk}/remove/")
    guest.refresh_from_db()
    assert (guest.tour_group, guest.seat, TourGroup.objects.count()) == (None, "", 0)


def test_one_guest_gets_a_group_and_a_seat_and_a_full_group_is_refused(clerk):
    event = an_event()
    group = a_tour_group(event, size=1)
    first, second = a_guest(event, name="关照"), a_guest(event, name="尤安")
    place = f"/open-days/2025-KF/guests/{first.number}/place/"
    assert place in text(clerk.get("/open-days/2025-KF/guests/"))
    assert "第一组（0/1）" in text(clerk.get(place))
    clerk.post(place, {"group": group.pk, "seat": "12 号"})
    placed = queries.find_invitation(event, first.number)
    assert (placed.tour_group, placed.seat) == (group, "12 号")
    refused = clerk.post(f"/open-days/2025-KF/guests/{second.number}/place/", {"group": group.pk, "seat": ""})
    assert refused.status_code == 422
    assert "计划 1 人" in text(refused)


def test_whoever_has_not_accepted_gets_no_place(clerk):
    event = an_event()
    group, waiting = a_tour_group(event), an_invitation(event)
    refused = clerk.post(
        f"/open-days/2025-KF/guests/{waiting.number}/place/", {"group": group.pk, "seat": ""}
    )
    assert "只有接受邀请的来宾可以编组" in text(refused)
