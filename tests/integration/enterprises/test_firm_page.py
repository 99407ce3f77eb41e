"""The pieces of a firm's page: titles, years, timeline, and what stands behind a value."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_check, a_recognition, an_enterprise, profile_of, yearly_facts
from tests.factories.files import a_file
from tests.factories.provenance import CLERK, a_batch, a_line
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.enterprises.queries import ValueNotFound
from tidu.domain.enterprises.vocabulary import CheckKind, GrantKind
from tidu.foundation.actors import Role, system
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))
NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)


def revoke(firm, effective_on=date(2024, 1, 1)):
    return operations.revoke(
        enterprise=firm,
        kind="HNTE",
        effective_on=effective_on,
        reason="不再符合认定条件",
        source=a_batch(title="撤销公告", now=NOW),
        by=CLERK,
        now=NOW,
    )


def told(firm, as_of=TODAY):
    return [(event.on.isoformat(), event.title) for event in queries.timeline_of(firm, as_of)]


def test_titles_show_their_last_valid_day():
    firm = an_enterprise()
    a_recognition(firm, granted_on=date(2022, 11, 15), until=date(2025, 11, 15), number="GR202236000001")
    (title,) = queries.recognitions_of(firm, TODAY)
    assert (title.kind_label, title.grant_label) == ("高新技术企业", "首次认定")
    assert title.last_day_on == date(2025, 11, 14)
    assert (title.holds, title.days_left, title.revoked) == (
        True,
        157,
        False,
    )  # June 20, July to October 123, November 14


def test_what_a_firm_said_about_the_direct_routes_leads_to_its_records():
    firm = an_enterprise(
        routes_answered_on=date(2025, 6, 5),
        science_award=False,
        led_standard=True,
        led_standard_on=date(2022, 5, 1),
    )
    dossier = queries.dossier_of(firm, TODAY)
    record = ("enterprises.Profile", profile_of(firm).pk)
    assert [(one.has, one.since, one.record) for one in dossier.direct_routes] == [
        (False, None, (*record, "science_award")),
        (None, None, (*record, "provincial_rd_institution")),
        (True, date(2022, 5, 1), (*record, "led_standard_on")),
    ]
    assert dossier.record_of("led_standard_5y") == (*record, "led_standard_on")
    assert dossier.record_of("science_award_5y") == (*record, "science_award")


def test_a_revoked_title_stays_in_the_list_and_says_why():
    firm = an_enterprise()
    a_recognition(firm)
    revoke(firm)
    (title,) = queries.recognitions_of(firm, TODAY)
    assert (title.revoked, title.end_reason, title.holds) == (True, "不再符合认定条件", False)
    assert title.last_day_on == date(2023, 12, 31)


def test_the_yearly_table_marks_what_is_missing_and_refers_to_the_record():
    firm = an_enterprise()
    version = yearly_facts(firm, 2023, revenue_fen=100, status="FINAL")
    yearly_facts(firm, 2025, tech_staff=0, through_month=5)
    table = queries.yearly_table(firm, TODAY)
    assert [(column.year, column.status_label, column.through_month) for column in table.columns] == [
        (2023, "终核", 12),
        (2025, "初步", 5),
    ]
    rows = {row.field: row for row in table.rows}
    assert [(cell.value, cell.missing) for cell in rows["revenue_fen"].cells] == [(100, False), (None, True)]
    assert [(cell.value, cell.missing) for cell in rows["tech_staff"].cells] == [(None, True), (0, False)]
    assert rows["revenue_fen"].cells[0].record == ("enterprises.YearlyFacts", version.pk, "revenue_fen")
    assert [
        rows[field].stored_unit for field in ("revenue_fen", "exports_usd_cents", "tech_staff", "ip_class1")
    ] == [
        "分",
        "美分",
        "人",
        "件",
    ]


def test_the_timeline_tells_a_life_newest_first():
    town = an_organisation(name="青岚镇")
    firm = an_enterprise("旧名公司", town, registered_on=date(2015, 6, 1))
    a_recognition(firm, granted_on=date(2019, 11, 15), until=date(2022, 11, 15))
    a_recognition(firm, granted_on=date(2022, 11, 20), until=date(2025, 11, 20), grant_kind=GrantKind.RENEWED)
    yearly_facts(firm, 2023, revenue_fen=1, now=datetime(2024, 3, 5, 9, tzinfo=UTC))
    a_check(firm, CheckKind.MAJOR_INCIDENT, date(2025, 1, 10))
    source = a_batch(title="来函")
    operations.rename(enterprise=firm, name="新名公司", on=date(2024, 7, 1), source=source, by=CLERK, now=NOW)
    operations.move(enterprise=firm, to=None, on=date(2025, 4, 1), source=source, by=CLERK, now=NOW)
    assert told(firm) == [
        ("2025-04-01", "迁出本县"),
        ("2025-01-10", "合规核查：重大安全、重大质量事故或严重环境违法"),
        ("2024-07-01", "启用名称"),
        ("2024-03-05", "载入 2023 年度数据"),
        ("2022-11-20", "重新认定为高新技术企业"),
        ("2022-11-15", "高新技术企业有效期届满"),
        ("2019-11-15", "获得高新技术企业称号"),
        ("2015-06-01", "属地"),
        ("2015-06-01", "启用名称"),
        ("2015-06-01", "成立"),
    ]


def test_a_revocation_stands_on_its_day_and_says_when_it_was_learnt():
    firm = an_enterprise()
    a_recognition(firm)
    revoke(firm)
    events = {event.kind: event for event in queries.timeline_of(firm, TODAY)}
    assert (events["revoked"].on, events["revoked"].known_at) == (date(2024, 1, 1), NOW)
    assert events["revoked"].origin.title == "撤销公告"
    assert events["granted"].known_at == datetime(2022, 11, 15, 9, tzinfo=UTC)
    assert "ended" not in events


def test_as_known_then_the_timeline_holds_nothing_learnt_later():
    firm = an_enterprise()
    a_recognition(firm)
    revoke(firm)
    kinds = {event.kind for event in queries.timeline_of(firm, AsOf.as_known_then(date(2024, 12, 31)))}
    assert kinds == {"registered", "named", "granted"}


def test_a_withdrawn_load_is_not_part_of_the_life():
    firm = an_enterprise()
    version = yearly_facts(firm, 2024, revenue_fen=1)
    provenance_operations.withdraw_batch(
        models=[YearlyFacts], batch=version.source_line.batch, by=CLERK, now=NOW
    )
    assert "facts" not in {event.kind for event in queries.timeline_of(firm, TODAY)}


def test_the_timeline_takes_six_queries(django_assert_num_queries):
    firm = an_enterprise(place=an_organisation())
    for year in (2021, 2022, 2023):
        yearly_facts(firm, year, revenue_fen=year)
        a_recognition(firm, granted_on=date(year, 1, 1), until=date(year, 12, 1))
    with django_assert_num_queries(6):
        queries.timeline_of(firm, TODAY)


def test_behind_a_value_stand_its_cell_and_the_values_before_it():
    firm = an_enterprise("有源公司", an_organisation())
    old = yearly_facts(firm, 2024, revenue_fen=100, now=datetime(2025, 3, 1, tzinfo=UTC))
    book = a_file("更正表.xlsx")
    columns = {"revenue_fen": {"column": "F", "header": "营业收入（万元）"}}
    batch = a_batch(kind=SourceKind.WORKBOOK, file=book, sheet="年报", columns=columns, now=NOW)
    new = yearly_facts(firm, 2024, revenue_fen=250, now=NOW, line=a_line(batch, 12))
    clerk = an_actor(Role.SECTION_CLERK)
    page = queries.value_page("enterprises.YearlyFacts", new.pk, "revenue_fen", clerk, TODAY)
    assert (page.enterprise_name, page.record_label, page.field_label) == ("有源公司", "年度数据", "销售收入")
    assert (page.value, page.stands, page.origin.cell) == (250, True, "F12")
    assert [item.value for item in page.history] == [100, 250]
    earlier = queries.value_page("enterprises.YearlyFacts", old.pk, "revenue_fen", clerk, TODAY)
    assert (earlier.value, earlier.stands) == (100, False)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("enterprises.YearlyFacts", "password"),
        ("enterprises.Nothing", "revenue_fen"),
        ("nonsense", "revenue_fen"),
        ("accounts.User", "password"),
    ],
)
def test_only_values_of_records_with_versions_can_be_opened(label, field):
    version = yearly_facts(an_enterprise(), 2024, revenue_fen=1)
    with pytest.raises(ValueNotFound):
        queries.value_page(label, version.pk, field, an_actor(Role.SECTION_CLERK), TODAY)


@pytest.mark.parametrize("field", ["contact_name", "contact_phone"])
def test_a_field_about_a_person_has_no_page_of_its_own(field):
    enterprise = an_enterprise("甲公司", contact_name="王某", contact_phone="10000000000")
    record = profile_of(enterprise)
    with pytest.raises(ValueNotFound):
        queries.value_page(
            "enterprises.Profile", record.pk, field, system("测试"), AsOf(on=date(2025, 6, 10))
        )
