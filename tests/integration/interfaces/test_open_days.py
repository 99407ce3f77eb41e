"""The bureau's screens of the Open Day and the firm's card page: acts end to end, refusals in words."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl

from tests.factories.accounts import a_role, an_organisation
from tests.factories.openday import (
    a_card_field,
    a_guest,
    a_stop,
    a_stop_feedback,
    a_tour_group,
    an_event,
    an_invitation,
)
from tests.factories.opinions import (
    OFFICER,
    an_answered,
    an_assigned,
    an_opinion,
    an_opinion_effect,
    at,
    promised,
    the_house,
)
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import CardField, Event, Leg
from tidu.domain.openday.vocabulary import GuestGroup
from tidu.domain.opinions import operations as opinions
from tidu.foundation import clock
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf


def text(answer) -> str:
    return answer.content.decode()


def test_an_open_day_is_planned_from_a_template_and_then_copied(signed_in):
    clerk = signed_in(Role.SECTION_CLERK)
    first = {
        "source": "template:small",
        "code": "2026-KF",
        "name": "开放日",
        "on": "2026-05-20",
        "place": "馆",
    }
    clerk.post("/open-days/new/", first)
    clerk.post(
        "/open-days/new/",
        {"source": "2026-KF", "code": "2027-KF", "name": "又一次", "on": "2027-05-20", "place": ""},
    )
    copied = Event.objects.get(occasion__code="2027-KF")
    assert (copied.place, copied.copied_from.occasion.code) == ("馆", "2026-KF")
    again = clerk.post("/open-days/new/", first)
    assert again.status_code == 422
    assert "已经用过" in text(again)


def test_the_hours_of_the_day_are_shown_and_changed_and_the_wrong_way_round_is_refused(signed_in):
    an_event()
    clerk = signed_in(Role.SECTION_CLERK)
    page = "/open-days/2025-KF/change/"
    assert 'value="08:20"' in text(clerk.get(page))
    form = {"on": "2025-05-22", "starts": "09:00", "ends": "12:00", "place": "馆", "sign_up_limit": "5"}
    clerk.post(page, form)
    assert 'value="09:00"' in text(clerk.get(page))
    assert "不能早于开始" in text(clerk.post(page, {**form, "ends": "08:00"}))


def test_the_effect_page_says_how_answers_were_found_and_what_they_changed(signed_in):
    the_house()
    event = an_event(state="HELD")
    one = an_answered(an_opinion(event.occasion))
    page = "/open-days/2025-KF/effect/opinions/"
    clerk = signed_in(Role.SECTION_CLERK)
    assert "意见人还没有评价" in text(clerk.get(page))
    assert "促成的改变 0 项" in text(clerk.get("/open-days/2025-KF/effect/"))
    how = {"attitude": "FAIR", "way": "LINK", "now": at("2025-06-03")}
    opinions.rate(number=one.number, satisfaction="FAIR", **how)
    an_opinion_effect(one)
    told = text(clerk.get(page))
    assert "评价了 1 条，对结果满意或基本满意 1 条" in told
    assert "样本不足" in told
    changes = text(clerk.get("/open-days/2025-KF/effect/"))
    assert "促成的改变 1 项" in changes
    assert f'<a href="/opinions/{one.number}/">{one.number}</a> 政策条款' in changes
    for _ in range(4):
        other = an_answered(an_opinion(event.occasion))
        opinions.rate(number=other.number, satisfaction="SATISFIED", **how)
    assert "5 条，占 100.0%" in text(clerk.get(page))


def test_a_group_is_invited_and_a_reply_by_telephone_is_entered(signed_in):
    event = an_event()
    a_role(Role.TOWNSHIP_LEADER)
    clerk = signed_in(Role.SECTION_CLERK)
    clerk.post("/open-days/2025-KF/guests/invite/", {"group": "TOWNSHIP"})
    event.occasion.on = event.occasion.on.replace(month=6, day=20)
    event.occasion.save()
    clerk.post("/open-days/2025-KF/guests/1/reply/", {"state": "ACCEPTED", "way": "PHONE"})
    guest = queries.find_invitation(event, 1)
    assert (guest.state, guest.reply_way) == ("ACCEPTED", "PHONE")


def test_only_those_who_have_not_answered_get_a_text(signed_in, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-14")
    event = an_event()
    a_guest(event, name="已复者")
    an_invitation(event, name="未复者")
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.post("/open-days/2025-KF/guests/remind/", follow=True))
    assert "未复者您好" in page
    assert "已复者" not in page


def test_a_letter_has_title_addressee_and_receipt_of_the_guest(signed_in):
    an_invitation(an_event(), name="欧阳晴", organisation="晴川公司")
    answer = signed_in(Role.SECTION_CLERK).get("/open-days/2025-KF/guests/1/letter.docx")
    document = docx.Document(io.BytesIO(answer.content))
    lines = [one.text for one in document.paragraphs]
    assert "关于邀请参加科技开放日的函" in lines
    assert "晴川公司欧阳晴：" in lines
    assert "2025年4月20日" in lines
    assert "回执" in lines
    assert document.tables[0].rows[1].cells[1].text == "欧阳晴"
    section = document.sections[0]
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)


def test_a_leg_that_overlaps_is_refused_above_the_form(signed_in):
    event = an_event()
    group, stop, other = a_tour_group(event), a_stop(event), a_stop(event, name="材料实验室")
    clerk = signed_in(Role.SECTION_CLERK)
    leg = {"group": group.pk, "stop": stop.pk, "starts_at": "09:40", "ends_at": "10:10"}
    clerk.post("/open-days/2025-KF/programme/legs/", leg)
    refused = clerk.post("/open-days/2025-KF/programme/legs/", {**leg, "stop": other.pk})
    assert refused.status_code == 422
    assert "时间重叠" in text(refused)
    assert Leg.objects.count() == 1


def test_a_firm_releases_its_own_line_and_the_handbook_shows_it_only_then(signed_in):
    firm = an_organisation(OrganisationKind.ENTERPRISE)
    event = an_event()
    stop = a_stop(event)
    stop.host.credit_code = firm.code
    stop.host.save()
    a_card_field(stop, value="研发投入九百万")
    clerk, contact = signed_in(Role.SECTION_CLERK), signed_in(Role.ENTERPRISE_CONTACT, organisation=firm)
    assert "研发投入九百万" not in text(clerk.get("/open-days/2025-KF/handbook/"))
    desk = next(one for one in ("/desk/visit-cards/", "/visit-cards/") if contact.get(one).status_code == 200)
    contact.post(f"{desk}{stop.pk}/release/", {"line": "RD_EXPENSE", "seen": "研发投入九百万"})
    assert CardField.objects.get().released_at is not None
    assert "研发投入九百万" in text(clerk.get("/open-days/2025-KF/handbook/"))


def test_another_firms_stop_is_not_found(signed_in):
    stop = a_stop(an_event())
    contact = signed_in(Role.ENTERPRISE_CONTACT)
    answers = [contact.get(f"{desk}{stop.pk}/write/") for desk in ("/desk/visit-cards/", "/visit-cards/")]
    assert {one.status_code for one in answers} == {404}


def test_a_quota_is_changed_and_shown(signed_in):
    event = an_event()
    clerk = signed_in(Role.SECTION_CLERK)
    clerk.post("/open-days/2025-KF/quota/MEDIA/", {"seats": 8})
    row = next(one for one in queries.make_up(event, _today()).rows if one.group == GuestGroup.MEDIA)
    assert row.quota == 8


def _today():
    return AsOf(on=clock.today())


def test_years_stand_beside_one_another_with_how_they_were_answered_and_what_people_thought(signed_in):
    the_house()
    event = an_event(state="HELD")
    stop = a_stop(event)
    for place in range(5):
        a_stop_feedback(stop, score=5 if place else 3, client_id=f"p{place}")
    one, late = an_answered(an_opinion(event.occasion)), an_assigned(an_opinion(event.occasion), within=5)
    opinions.rate(
        number=one.number, attitude="SATISFIED", satisfaction="FAIR", way="LINK", now=at("2025-06-03")
    )
    (column,) = queries.answers_compared([event], _today())
    assert (column.tally.final, column.tally.later, column.tally.open, column.tally.late) == (2, 1, 1, 1)
    assert (column.rates.in_time, column.rates.judged, column.rates.rated) == (1, 2, 1)
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.get("/open-days/answers/"))
    assert "逾期 1" in page
    assert "1 / 2" in page
    assert "样本不足" in page
    assert "80.0%" in page
    assert "/open-days/answers/" in text(clerk.get("/open-days/"))
    assert late.number


def test_the_handbook_says_without_names_what_the_last_day_left_open_and_what_it_promised(signed_in):
    the_house()
    old = an_event("2024-KF", on=date(2024, 5, 23), state="HELD")
    an_event()
    said = {"now": at("2024-05-23")}
    waits = an_opinion(old.occasion, text="请联系欧阳晴 13900001234 商量道路", **said)
    kept = an_answered(
        an_opinion(old.occasion, text="希望开通公交", **said), reply=promised(date(2025, 12, 1))
    )
    an_answered(an_opinion(old.occasion, text="希望公开进度", **said))
    page = text(signed_in(Role.SECTION_CLERK).get("/open-days/2025-KF/handbook/open/"))
    assert "收到意见 3 条，已答复 2 条" in page
    assert f"{waits.number} 请联系[姓名] [电话] 商量道路" in page
    assert "还没有交办" in page
    assert "答应了、还没有办完的 1 条" in page
    assert f"{kept.number} 希望开通公交" in page
    assert "答应 2025-12-01 前办完" in page


def test_the_make_up_renews_itself_while_answers_come_and_is_no_sign_of_life(signed_in):
    event = an_event()
    clerk = signed_in(Role.SECTION_CLERK)
    assert 'hx-trigger="every 15s"' in text(clerk.get("/open-days/2025-KF/"))
    operations.move_event(event=event, state="HELD", by=OFFICER, now=at("2025-05-22"))
    operations.move_event(event=event, state="CLOSED", by=OFFICER, now=at("2025-05-22"))
    assert "every 15s" not in text(clerk.get("/open-days/2025-KF/"))


def test_some_of_a_group_are_ticked_where_the_directory_has_more_people_than_seats(signed_in):
    event = an_event()
    operations.set_quota(event=event, group="TOWNSHIP", seats=1, by=OFFICER, now=at("2025-04-20"))
    first, second = a_role(Role.TOWNSHIP_LEADER), a_role(Role.TOWNSHIP_LEADER)
    clerk = signed_in(Role.SECTION_CLERK)
    address = "/open-days/2025-KF/guests/of/TOWNSHIP/"
    assert address in text(clerk.get("/open-days/2025-KF/guests/"))
    everybody = clerk.post("/open-days/2025-KF/guests/invite/", {"group": "TOWNSHIP"}, follow=True)
    assert "超出 1 人" in text(everybody)
    page = text(clerk.get(address))
    assert "乡镇名额 1 人，已占 0 人，还可邀请 1 人。" in page
    assert first.person.name in page
    refused = clerk.post(address, {"people": [first.person_id, second.person_id]})
    assert (refused.status_code, "超出 1 人" in text(refused)) == (422, True)
    clerk.post(address, {"people": [second.person_id]})
    assert [one.person_id for one in queries.invitations(event)] == [second.person_id]
    assert clerk.get("/open-days/2025-KF/guests/of/NOBODY/").status_code == 404


def test_a_moved_day_says_how_many_are_to_be_told_and_gives_their_list(signed_in, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-14")
    event = an_event()
    guest = a_guest(event, name="关照")
    clerk = signed_in(Role.SECTION_CLERK)
    form = {"on": "2025-05-29", "starts": "09:00", "ends": "12:00", "place": "馆", "sign_up_limit": "5"}
    assert "1 位来宾已经接受" in text(clerk.post("/open-days/2025-KF/change/", form, follow=True))
    assert "行前通知名单（Excel，1 位）" in text(clerk.get("/open-days/2025-KF/guests/reminders/"))
    content = clerk.get("/open-days/2025-KF/guests/coming.xlsx").content
    (row,) = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert (row[0], row[1]) == (guest.number, "关照")
    assert "2025-05-29 科技开放日在馆举办 09:00 开始" in row[4]


def test_a_tablet_is_enrolled_for_a_stop_opened_by_its_code_and_revoked(signed_in):
    event = an_event()
    clerk = signed_in(Role.SECTION_CLERK)
    clerk.post("/open-days/2025-KF/feedback/tablets/new/", {"name": "二号参观点"})
    (tablet,) = queries.tablets(event)
    link = f"/open/feedback/{queries.tablet_link(tablet)}/"
    assert link in text(clerk.get("/open-days/2025-KF/feedback/"))
    assert link not in text(signed_in(Role.COUNTY_LEADER).get("/open-days/2025-KF/feedback/"))
    clerk.post(f"/open-days/2025-KF/feedback/tablets/{tablet.pk}/revoke/")
    page = text(clerk.get("/open-days/2025-KF/feedback/"))
    assert "停用</span>" in page
    assert link not in page
    refused = clerk.post("/open-days/2025-KF/feedback/tablets/99/revoke/", follow=True)
    assert "没有这台平板" in text(refused)


def test_every_count_of_an_open_day_opens_its_rows(signed_in):
    the_house()
    event = an_event(state="HELD")
    one = an_opinion(event.occasion)
    opinions.set_themes(number=one.number, main="FUNDING", by=OFFICER, now=at("2025-05-22"))
    clerk = signed_in(Role.SECTION_CLERK)
    for page in ("/open-days/2025-KF/effect/opinions/", "/occasions/2025-KF/"):
        told = text(clerk.get(page))
        for code in ("opinion_raw_count", "opinion_count", "opinion_open_count", "opinion_by_theme_count"):
            assert f'href="/figures/{code}/?event_on=2025-05-22"' in told
        listed = "/opinions/?occasion=2025-KF&amp;theme=FUNDING&amp;group=ENTERPRISE&amp;standing=final"
        assert f'<a class="door" href="{listed}">1</a>' in told
    assert one.text in text(clerk.get(listed.replace("&amp;", "&")))
    assert "原始意见 <strong>1</strong> 条" in text(clerk.get("/occasions/"))
