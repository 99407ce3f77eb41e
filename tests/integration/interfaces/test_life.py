"""A firm's life on screen: entered in two presses, told with both times, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import (
    a_life_event,
    a_recognition,
    an_enterprise,
    name_of,
    profile_of,
    yearly_facts,
)
from tests.factories.pool import a_member
from tidu.domain.enterprises.models import LifeEvent, Recognition
from tidu.domain.enterprises.vocabulary import EventKind
from tidu.foundation.actors import OrganisationKind, Role

pytestmark = pytest.mark.django_db

WHY = {"reason": "工商变更", "document": "准予变更登记通知书"}
HISTORIES = {
    f"history_{kind}": "stays" for kind in ("years", "titles", "intellectual_property", "pool", "awards")
}


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP, name="青岚镇")


def enter(client, firm, slug, **values):
    """Look at the consequences, then confirm what was looked at."""
    address = reverse("enterprise-event", args=[firm.credit_code, slug])
    looked = client.post(address, WHY | values)
    assert looked.status_code == 200, looked.context["form"].errors
    mark = looked.context["form"]["previewed"].value()
    kept = looked.context["form"]["kept_file"].value()
    done = client.post(address, WHY | values | {"previewed": mark, "kept_file": kept, "file": ""})
    assert done.status_code in {200, 302}, done.context and done.context["form"].errors
    return looked


def the_event(kind):
    return LifeEvent.objects.known_at(None).get(kind=kind)


def test_nothing_is_written_before_the_second_press_and_a_changed_form_is_looked_at_again(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    address = reverse("enterprise-event", args=[firm.credit_code, "rename"])
    values = WHY | {"name": "乙公司", "on": "2025-06-01"}
    looked = client.post(address, values)
    assert not LifeEvent.objects.exists()
    mark = looked.context["form"]["previewed"].value()
    again = client.post(address, values | {"name": "丙公司", "previewed": mark})
    assert "还没有登记" in again.content.decode()
    assert not LifeEvent.objects.exists()
    client.post(address, values | {"previewed": mark})
    assert name_of(firm).name == "乙公司"


def test_the_preview_lists_the_counts_that_change(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    a_recognition(firm)
    looked = enter(client, firm, "revoke", kind="HNTE", on="2024-01-01")
    changes = {
        (one.figure, one.where, one.when): (one.before, one.after) for one in looked.context["changes"]
    }
    assert changes["高新技术企业数", "全县", "截至 2025-06-10"] == (1, 0)
    assert changes["高新技术企业数", town.short_name, "截至 2025-06-10"] == (1, 0)
    assert Recognition.objects.known_at(None).get().end_reason == "工商变更"


def test_every_kind_of_event_is_entered_from_its_form(signed_in, town):
    client = signed_in()
    firm, other = an_enterprise("甲公司", town), an_enterprise("乙公司", town)
    child = an_enterprise("子公司", town, registered_on=date(2025, 3, 1))
    enter(client, firm, "rename", name="甲新公司", on="2025-01-01")
    enter(client, firm, "move", place="out", on="2025-02-01")
    enter(
        client,
        firm,
        "grant",
        kind="HNTE",
        grant_kind="NEW",
        on="2021-11-15",
        last_day="2024-11-14",
        number="GR1",
    )
    enter(client, firm, "lapse", kind="HNTE", on="2024-11-14")
    enter(client, firm, "split", dissolves="no", heir_1=child.credit_code, on="2025-03-01", **HISTORIES)
    enter(client, firm, "absorb", survivor="乙公司", on="2025-05-01", **HISTORIES | {"history_pool": "1"})
    enter(client, child, "close", on="2025-05-31")
    assert set(LifeEvent.objects.known_at(None).values_list("kind", flat=True)) == {
        "RENAMED",
        "MOVED",
        "GRANTED",
        "LAPSED",
        "SPLIT_OFF",
        "ABSORBED",
        "CLOSED",
    }
    absorbed = the_event(EventKind.ABSORBED)
    assert absorbed.other == other
    assert absorbed.detail["histories"]["POOL"] == other.credit_code
    assert absorbed.source_line.batch.title == "被吸收合并：准予变更登记通知书"
    assert profile_of(child).closed_on == date(2025, 5, 31)


def test_a_duplicate_is_merged_its_old_addresses_lead_on_and_the_search_too(signed_in, town):
    client = signed_in()
    kept, duplicate = an_enterprise("甲公司", town), an_enterprise("甲公司", town)
    enter(client, kept, "duplicate", duplicate=duplicate.credit_code)
    for name in ("enterprise", "enterprise-life"):
        answer = client.get(reverse(name, args=[duplicate.credit_code]))
        assert answer["Location"] == reverse(name, args=[kept.credit_code])
    found = client.get(reverse("search"), {"q": duplicate.credit_code}, follow=True)
    assert found.redirect_chain[-1][0] == reverse("enterprise", args=[kept.credit_code])
    event = the_event(EventKind.DUPLICATE)
    back = reverse("event-reverse", args=[event.pk])
    looked = client.post(back, WHY)
    client.post(back, WHY | {"previewed": looked.context["form"]["previewed"].value()})
    assert client.get(reverse("enterprise", args=[duplicate.credit_code])).status_code == 200


def test_the_attached_file_is_kept_at_the_preview_and_handed_out_to_staff(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    file = SimpleUploadedFile("通知书.pdf", b"%PDF-1.4 notice")
    enter(client, firm, "rename", name="乙公司", on="2025-06-01", file=file)
    batch = the_event(EventKind.RENAMED).source_line.batch
    assert batch.file.name == "通知书.pdf"
    assert client.get(reverse("source-file", args=[batch.pk])).content == b"%PDF-1.4 notice"


def test_what_is_wrong_is_said_in_the_form_and_everything_typed_is_still_there(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    address = reverse("enterprise-event", args=[firm.credit_code, "absorb"])
    answer = client.post(address, WHY | HISTORIES | {"survivor": "没有的公司", "on": "2025-06-01"})
    assert answer.status_code == 422
    assert "登记里没有代码或名称为“没有的公司”的企业" in answer.content.decode()
    assert answer.context["form"]["document"].value() == WHY["document"]
    split = reverse("enterprise-event", args=[firm.credit_code, "split"])
    values = WHY | HISTORIES | {"dissolves": "no", "heir_1": firm.credit_code, "on": "2025-06-01"}
    answer = client.post(split, values | {"history_pool": "2"})
    assert "由新设企业 2 承继，但没有填这家企业" in answer.content.decode()
    assert client.get(reverse("enterprise-event", args=[firm.credit_code, "nothing"])).status_code == 404


def test_the_form_shows_where_the_firm_is_and_what_it_holds(signed_in, town):
    firm = an_enterprise("甲公司", town)
    a_recognition(firm)
    address = reverse("enterprise-event", args=[firm.credit_code, "revoke"])
    assert signed_in().get(address).context["standing"] == [
        "青岚镇，2015-06-01 起",
        "高新技术企业，2022-11-15 至 2025-11-14",
    ]
    enter(signed_in(), firm, "revoke", kind="HNTE", on="2024-01-01")
    enter(signed_in(), firm, "move", place="out", on="2025-02-01")
    enter(signed_in(), firm, "close", on="2025-05-31")
    assert signed_in().get(address).context["standing"] == [
        "已注销，2025-05-31",
        "县外，2025-02-01 起",
        "高新技术企业，2024-01-01 起撤销",
    ]


def test_a_closed_firm_s_page_judges_nothing_and_calls_no_title_valid(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    a_recognition(firm)
    address = reverse("enterprise", args=[firm.credit_code])
    assert "条件与差距" in client.get(address).content.decode()
    enter(client, firm, "close", on="2025-06-09")
    page = client.get(address).content.decode()
    assert "不再判断政策和申报条件" in page
    assert "随企业注销" in page
    assert "条件与差距" not in page
    day_before = client.get(address + "?as_of=2025-06-09").content.decode()
    assert "条件与差距" in day_before
    assert "随企业注销" not in day_before


def test_a_firm_without_a_closed_year_has_no_empty_chart(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    address = reverse("enterprise", args=[firm.credit_code])
    yearly_facts(firm, 2025, through_month=5, revenue_fen=100)
    assert "years-chart" not in client.get(address).content.decode()
    yearly_facts(firm, 2024, revenue_fen=100)
    assert "years-chart" in client.get(address).content.decode()


def test_a_tampered_kept_file_is_no_file(signed_in, town):
    client, firm = signed_in(), an_enterprise("甲公司", town)
    address = reverse("enterprise-event", args=[firm.credit_code, "rename"])
    values = WHY | {"name": "乙公司", "on": "2025-06-01"}
    mark = client.post(address, values).context["form"]["previewed"].value()
    client.post(address, values | {"previewed": mark, "kept_file": "forged"})
    assert the_event(EventKind.RENAMED).source_line.batch.file is None


def test_the_timeline_joins_pool_and_events_shows_both_times_and_is_narrowed(signed_in, town):
    firm = an_enterprise("甲公司", town)
    a_member(firm)
    a_life_event(firm)
    client = signed_in()
    address = reverse("enterprise-life", args=[firm.credit_code])
    page = client.get(address).content.decode()
    for words in ("进入培育库“储备”", "启用名称", "2025-04-16 得知", "事由：经营需要", "名称变更通知书"):
        assert words in page
    assert [line.kind for line in client.get(address + "?kind=pool").context["lines"]] == ["pool"]
    assert "这一类还没有记录" in client.get(address + "?kind=unions").content.decode()
    assert "全部经过与事项登记" in client.get(reverse("enterprise", args=[firm.credit_code])).content.decode()


def test_a_firm_sees_its_own_life_without_the_doors(signed_in, town):
    firm = an_enterprise("甲公司", town)
    a_life_event(firm)
    itself = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
    page = signed_in(Role.ENTERPRISE_CONTACT, organisation=itself).get(
        reverse("enterprise-life", args=[firm.credit_code])
    )
    assert "启用名称" in page.content.decode()
    assert "登记事项" not in page.content.decode()
    assert "撤销误录" not in page.content.decode()


def test_a_list_of_names_is_pasted_or_uploaded_matched_and_taken_out(signed_in, town):
    firm = an_enterprise("青岚恒诚电子有限公司", town)
    client, address = signed_in(), reverse("names")
    page = client.post(address, {"names": "青岚恒诚电子有限公司\n恒诚电子\n某某银行"})
    assert [match.kind for match, _ in page.context["matches"]] == ["CURRENT", "CLOSE", "NONE"]
    listed = SimpleUploadedFile("名单.csv", "企业名称\n恒诚电子\n".encode())
    assert (
        client.post(address, {"file": listed}).context["matches"][0][0].candidates[0].name
        == name_of(firm).name
    )
    taken = client.post(address, {"names": page.context["names"], "export": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert taken.splitlines()[1].startswith("1,青岚恒诚电子有限公司,现名相同,青岚恒诚电子有限公司,")
    assert taken.splitlines()[3] == "3,某某银行,没有找到,,,,,"
    assert client.post(address, {}).status_code == 422
    too_many = client.post(address, {"names": "甲\n" * 2_001})
    assert "一次最多核对 2000 行" in too_many.content.decode()
    broken = client.post(address, {"file": SimpleUploadedFile("名单.pdf", b"%PDF")})
    assert "PDF" in broken.content.decode()
