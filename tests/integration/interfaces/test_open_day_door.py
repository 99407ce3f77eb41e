"""The door from the office: a guest found by name, let in with one press, taken out again; walk-ins in three fields."""

from __future__ import annotations

import re

from tests.factories.openday import a_guest, a_tour_group, an_event, an_invitation
from tidu.domain.openday import queries
from tidu.domain.openday.vocabulary import EventState
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf

DOOR = "/open-days/2025-KF/door/"


def text(answer) -> str:
    return answer.content.decode()


def inside(event):
    return [one.name for one in queries.arrivals(event, AsOf(on=clock.today()))]


def hidden(page: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)[0]


def test_a_guest_is_found_by_part_of_the_name_and_let_in_once_however_often_it_is_pressed(signed_in):
    event = an_event()
    a_guest(event, name="欧阳晴")
    a_guest(event, name="关照")
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.get(DOOR, {"q": "阳晴"}))
    found = page[page.index("found-guests") :]
    assert "1. 欧阳晴" in found
    assert "2. 关照" not in found
    press = {"client_id": hidden(found, "client_id")}
    shown = text(clerk.post(f"{DOOR}in/1/", press, follow=True))
    clerk.post(f"{DOOR}in/1/", press)
    assert "已签到：欧阳晴 · 席 1" in shown
    assert inside(event) == ["欧阳晴"]


def test_one_who_was_let_in_is_taken_out_again_and_can_come_again(signed_in):
    event = an_event()
    a_guest(event, name="欧阳晴")
    clerk = signed_in(Role.SECTION_CLERK)
    clerk.post(f"{DOOR}in/1/", {"client_id": "one"})
    page = text(clerk.get(DOOR, {"q": "1"}))
    found = page[page.index("found-guests") :]
    assert "已签到" in found
    out = {name: hidden(found, name) for name in ("undoes", "client_id")}
    assert "已撤销签到：欧阳晴" in text(clerk.post(f"{DOOR}out/", out, follow=True))
    assert inside(event) == []
    clerk.post(f"{DOOR}in/1/", {"client_id": "two"})
    assert inside(event) == ["欧阳晴"]


def test_whoever_is_not_on_the_list_is_let_in_by_three_fields_once(signed_in):
    event = an_event()
    clerk = signed_in(Role.SECTION_CLERK)
    assert f"{DOOR}walk-in/?name=" in text(clerk.get(DOOR, {"q": "路人甲"}))
    form = text(clerk.get(f"{DOOR}walk-in/", {"name": "路人甲"}))
    assert 'value="路人甲"' in form
    told = {"name": "路人甲", "group": "PUBLIC", "organisation": "", "client_id": hidden(form, "client_id")}
    clerk.post(f"{DOOR}walk-in/", told)
    clerk.post(f"{DOOR}walk-in/", told)
    assert inside(event) == ["路人甲"]


def test_the_page_says_where_a_guest_belongs_and_who_did_not_mean_to_come(signed_in):
    event = an_event()
    guest = a_guest(event, name="欧阳晴")
    guest.tour_group, guest.seat, guest.state = a_tour_group(event), "A-03", "DECLINED"
    guest.save()
    found = text(signed_in(Role.SECTION_CLERK).get(DOOR, {"q": "欧阳"}))
    found = found[found.index("found-guests") :]
    assert guest.tour_group.name in found
    assert "座位 A-03" in found
    assert "不在应到名单" in found


def test_before_the_letters_are_out_nobody_is_let_in(signed_in):
    event = an_event(state=EventState.PLANNING)
    an_invitation(event, name="欧阳晴")
    clerk = signed_in(Role.SECTION_CLERK)
    assert "不能签到" in text(clerk.get(DOOR))
    refused = text(clerk.post(f"{DOOR}in/1/", {"client_id": "one"}, follow=True))
    assert "请先改为“举办”" in refused
    assert inside(event) == []
