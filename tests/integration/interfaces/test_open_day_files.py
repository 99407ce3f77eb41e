"""Files of the Open Day and of opinions: letters as sent, slides once released, the closing report, proof, replies."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pypdf

from tests.factories.openday import (
    PICTURE,
    PLANNED,
    a_card_field,
    a_check_in,
    a_guest,
    a_highlight,
    a_leg,
    a_policy_told,
    a_released_briefing,
    a_stop,
    a_tour_group,
    a_vehicle,
    an_event,
    an_invitation,
    an_item,
)
from tests.factories.opinions import (
    FILE,
    OFFICER,
    an_answered,
    an_assigned,
    an_opinion,
    at,
    promised,
    the_house,
)
from tidu.domain.openday import operations, queries
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions import queries as queries_of_opinions
from tidu.domain.opinions.operations import Author
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.reporting.models import Document


def text(answer) -> str:
    return answer.content.decode()


def lines(content: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_guest_who_has_answered_still_has_the_letter_as_sent(signed_in):
    a_guest(an_event(), name="欧阳晴")
    clerk = signed_in(Role.SECTION_CLERK)
    address = "/open-days/2025-KF/guests/1/letter.docx"
    assert address in text(clerk.get("/open-days/2025-KF/guests/"))
    said = lines(clerk.get(address).content)
    assert "某公司欧阳晴：" in said
    assert "2025年4月20日" in said
    pdf = clerk.get(address, {"format": "pdf"})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert [one.action for one in Entry.objects.filter(action__startswith="export.").order_by("pk")] == [
        "export.docx",
        "export.pdf",
    ]


def test_the_list_for_messages_has_text_and_telephone_of_those_who_wait_and_is_written_down(
    signed_in, monkeypatch
):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-14")
    event = an_event()
    a_guest(event, name="已复者")
    waits = an_invitation(event, name="未复者")
    waits.phone = "10000001234"
    waits.save()
    clerk = signed_in(Role.SECTION_CLERK)
    assert "/open-days/2025-KF/guests/reminders.xlsx" in text(
        clerk.get("/open-days/2025-KF/guests/reminders/")
    )
    taken = clerk.get("/open-days/2025-KF/guests/reminders.xlsx")
    head, *rows = openpyxl.load_workbook(io.BytesIO(taken.content)).active.values
    assert head[:4] == ("席号", "姓名", "电话", "短信内容")
    assert [row[1:3] for row in rows if row[1]] == [("未复者", "10000001234")]
    assert queries.guest_code(waits, event, queries.REPLY) in rows[0][3]
    assert Entry.objects.get(detail__fields=["name", "phone"]).subject_key == "2025-KF"


def test_guests_get_slides_only_while_these_slides_are_released(signed_in, client):
    event = an_event()
    item = a_released_briefing(event)
    guest = f"/open/guest/{queries.guest_code(a_guest(event), event, queries.REPLY)}/"
    slides, staff = (
        f"{guest}slides/{item.position}/",
        f"/open-days/2025-KF/programme/items/{item.position}/slides/",
    )
    clerk = signed_in(Role.SECTION_CLERK)
    assert client.get(slides).content == PICTURE
    assert slides in text(client.get(guest))
    clerk.post(f"{staff}release/", {"released": "no"})
    assert client.get(slides).status_code == 404
    assert slides not in text(client.get(guest))
    assert clerk.get(staff).content == PICTURE
    clerk.post(f"{staff}release/", {"released": "yes"})
    assert client.get(slides).status_code == 200
    operations.set_slides(item=item, name="新.pdf", content=b"%PDF-1.4 other", by=OFFICER, now=PLANNED)
    assert client.get(slides).status_code == 404


def test_an_item_without_slides_has_none_to_hand_out_or_release(signed_in):
    item = an_item(an_event())
    clerk = signed_in(Role.SECTION_CLERK)
    slides = f"/open-days/2025-KF/programme/items/{item.position}/slides/"
    assert clerk.get(slides).status_code == 404
    assert clerk.get("/open-days/2025-KF/programme/items/99/slides/").status_code == 404
    assert "还没有课件" in text(clerk.post(f"{slides}release/", {"released": "yes"}, follow=True))


def test_what_proves_a_highlight_is_handed_out_at_its_own_event_only(signed_in):
    made = a_highlight(a_stop(an_event()))
    an_event("2024-KF", on=date(2024, 5, 23))
    clerk = signed_in(Role.SECTION_CLERK)
    evidence = f"/open-days/2025-KF/cards/evidence/{made.pk}/"
    assert evidence in text(clerk.get("/open-days/2025-KF/cards/"))
    assert clerk.get(evidence).content == PICTURE
    assert clerk.get(f"/open-days/2024-KF/cards/evidence/{made.pk}/").status_code == 404


def test_the_closing_report_is_made_of_figures_and_of_names_in_the_records(signed_in):
    event = an_event()
    a_check_in(a_guest(event, name="欧阳晴"))
    a_stop(event, name="材料实验室")
    clerk = signed_in(Role.SECTION_CLERK)
    assert "生成总结报告" in text(clerk.get("/open-days/2025-KF/effect/"))
    clerk.post("/open-days/2025-KF/report/")
    made = Document.objects.get()
    said = "\n".join(lines(files.read(made.file)))
    assert made.parameters == {"event_on": "2025-05-22", "before_on": "2025-05-21", "end_year": 2025}
    assert "开放日活动总结报告" in said
    assert "2025年开放日于5月22日[1]举办" in said
    assert "共邀请1人[2]，接受邀请1人[3]，婉拒0人" in said
    assert "企业1人" in said
    assert "参观点1个" in said
    assert "：材料实验室" in said
    assert "欧阳晴" not in said
    assert "此前没有举办过开放日，没有往次可比。" in said


def test_two_open_days_of_one_year_have_a_report_each(signed_in):
    a_check_in(a_guest(an_event("2025-KF1", on=date(2025, 3, 20))), now=at("2025-03-20"))
    held = an_event(on=date(2025, 5, 22))
    for place, name in enumerate(("关照", "尤安")):
        a_check_in(a_guest(held, name=name), client_id=f"scan-{place}")
    clerk = signed_in(Role.SECTION_CLERK)
    reports = []
    for code in ("2025-KF1", "2025-KF"):
        clerk.post(f"/open-days/{code}/report/")
        reports.append("".join(lines(files.read(Document.objects.latest("pk").file))))
    first, second = reports
    assert "于3月20日[1]举办" in first
    assert "到场1人" in first
    assert "没有往次可比" in first
    assert "到场2人" in second
    assert "上一次开放日于2025年3月20日举办。到场来宾上次1人" in second
    page = text(clerk.get("/open-days/2025-KF1/effect/"))
    assert "event_on=2025-03-20" in page


def test_an_open_day_still_to_come_has_no_closing_report(signed_in):
    an_event(on=date(2025, 6, 20))
    clerk = signed_in(Role.SECTION_CLERK)
    assert "还没有举办" in text(clerk.post("/open-days/2025-KF/report/", follow=True))
    assert "生成总结报告" not in text(clerk.get("/open-days/2025-KF/effect/"))
    assert not Document.objects.exists()


def test_the_handbook_is_a_file_with_plan_hosts_what_was_left_open_and_codes_that_telephones_read(signed_in):
    old, event = an_event("2024-KF", on=date(2024, 5, 23), state="HELD"), an_event()
    an_opinion(old.occasion, text="请联系欧阳晴 13900001234 商量道路", now=at("2024-05-23"))
    stop = a_stop(event, name="材料实验室")
    a_leg(a_tour_group(event, vehicle=a_vehicle(event)), stop)
    a_policy_told(an_item(event))
    a_card_field(stop, value="研发投入九百万")
    clerk = signed_in(Role.SECTION_CLERK)
    address = "/open-days/2025-KF/handbook/file/"
    assert address in text(clerk.get("/open-days/2025-KF/handbook/"))
    made = docx.Document(io.BytesIO(clerk.post(address).content))
    said = "\n".join(one.text for one in made.paragraphs)
    assert "科技开放日来宾手册" in said
    assert "时间：2025年5月22日，08:20 开始。" in said
    assert "第一组（一号车 45 座）：09:40—10:10 材料实验室。" in said
    assert "安全须知：进车间请穿防静电服" in said
    assert "研发投入九百万" not in said
    assert "还没有答复：2024-KF-001 请联系[姓名] [电话] 商量道路（还没有交办）" in said
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows[0] == ["时间", "内容", "主讲（主持）", "宣讲政策"]
    assert ["09:00（30 分钟）", "政策宣讲", "总工程师", "企业研发费用补助"] in rows
    assert len(made.inline_shapes) == 2
    pdf = clerk.post(address, {"format": "pdf"})
    reader = pypdf.PdfReader(io.BytesIO(pdf.content))
    pictures = [one for page in reader.pages for one in page["/Resources"].get("/XObject", {})]
    assert len(pictures) == 2
    assert Entry.objects.filter(action__startswith="export.").count() == 2


def test_the_handbook_of_a_first_open_day_without_guests_and_stops_is_whole(signed_in):
    event = an_event()
    for item in queries.programme(event):
        operations.remove_item(item=item, by=OFFICER, now=PLANNED)
    operations.change_event(event=event, contact="王工", by=OFFICER, now=PLANNED)
    said = lines(signed_in(Role.COUNTY_LEADER).post("/open-days/2025-KF/handbook/file/").content)
    assert {"联系：王工。", "不分组参观。", "没有安排参观企业。", "这是第一次开放日。"} <= set(said)


def test_the_handbook_says_who_answers_until_when_and_what_was_promised(signed_in):
    the_house()
    old = an_event("2024-KF", on=date(2024, 5, 23), state="HELD")
    an_event()
    waits = an_assigned(an_opinion(old.occasion, now=at("2024-05-23")), now=at("2024-05-23"))
    kept = an_answered(
        an_opinion(old.occasion, text="希望开通公交", now=at("2024-05-23")), reply=promised(date(2025, 12, 1))
    )
    said = "\n".join(lines(signed_in(Role.SECTION_CLERK).post("/open-days/2025-KF/handbook/file/").content))
    unit = queries_of_opinions.find_opinion(OFFICER, waits.number, AsOf(on=date(2025, 5, 1))).line.lead_name
    assert f"（{unit}，2024年6月21日前答复）" in said
    assert f"答应了、还没有办完：{kept.number} 希望开通公交（" in said
    assert "答应2025年12月1日前办完）" in said


def test_an_answer_goes_out_as_a_letter_to_whoever_said_it(signed_in):
    said = an_opinion(text="开通 15 路公交", authors=[Author(name="欧阳晴", organisation="晴川公司")])
    clerk = signed_in(Role.SECTION_CLERK)
    address = f"/opinions/{said.number}/reply/letter.docx"
    assert clerk.get(address).status_code == 404
    assert address not in text(clerk.get(f"/opinions/{said.number}/"))
    an_answered(said, reply=promised(date(2025, 9, 30)), now=at("2025-05-28"))
    assert address in text(clerk.get(f"/opinions/{said.number}/"))
    letter = lines(clerk.get(address).content)
    assert f"关于{said.number}号意见建议的答复函" in letter
    assert "晴川公司欧阳晴：" in letter
    assert "列入本年计划，按期开通。" in letter
    assert any("“开通 15 路公交”" in line for line in letter)
    assert any("办理结论为采纳，承诺于2025年9月30日前完成。" in line for line in letter)
    assert letter[-1] == "2025年5月28日"


def test_a_merged_opinion_is_answered_in_a_letter_that_names_no_other_author(signed_in):
    kept = an_opinion(text="开通公交", authors=[Author(name="欧阳晴")])
    other = an_opinion(kept.occasion, text="公交要通", authors=[Author(anonymous=True)])
    opinions.merge(number=other.number, into=kept.number, by=OFFICER, now=at("2025-05-23"))
    an_answered(kept)
    letter = lines(signed_in(Role.SECTION_CLERK).get(f"/opinions/{other.number}/reply/letter.docx").content)
    assert "意见人：" in letter
    assert "已拨付到账。" in letter
    assert "欧阳晴" not in "".join(letter)


def test_the_proof_of_a_class_a_answer_is_handed_out_to_those_who_see_the_opinion(signed_in):
    said = an_answered()
    proof = f"/opinions/{said.number}/proof/1/"
    clerk = signed_in(Role.SECTION_CLERK)
    assert proof in text(clerk.get(f"/opinions/{said.number}/"))
    assert clerk.get(proof).content == FILE.content
    assert clerk.get(f"/opinions/{said.number}/proof/2/").status_code == 404
    assert signed_in(Role.TOWNSHIP_LEADER).get(proof).status_code == 404
