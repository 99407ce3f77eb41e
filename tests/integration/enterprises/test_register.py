"""The register: firms, their names and places, and what happens to them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import (
    a_code,
    a_recognition,
    a_statement,
    an_enterprise,
    name_of,
    place_of,
    profile_of,
    yearly_facts,
)
from tests.factories.provenance import CLERK, a_batch, a_line
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile, Recognition
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance_queries

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
TODAY = AsOf(date(2025, 6, 10))


def on(year: int, month: int = 12, day: int = 31) -> AsOf:
    return AsOf(date(year, month, day))


def place_on(firm: Enterprise, as_of: AsOf) -> queries.Place | None:
    return queries.population_with([firm.pk], as_of).firms[firm.pk].place_on(as_of.on)


def holds_hnte(firm: Enterprise, as_of: AsOf) -> bool:
    titles = queries.Population(as_of.known_at).holding([RecognitionKind.HNTE], as_of.on)
    return firm.pk in {title.enterprise_id for title in titles}


def event(**arguments):
    return {"source": a_batch(title="来函"), "by": CLERK, "now": NOW} | arguments


def test_a_first_row_records_firm_name_and_place_since_its_registration():
    town = an_organisation(name="青岚镇")
    firm = an_enterprise("青岚电子有限公司", town, registered_on=date(2018, 5, 4))
    assert profile_of(firm).registered_on == date(2018, 5, 4)
    assert (name_of(firm).name, name_of(firm).valid_from_on) == ("青岚电子有限公司", date(2018, 5, 4))
    assert (place_of(firm).place, place_of(firm).valid_from_on) == (town, date(2018, 5, 4))


def test_a_firm_without_a_registration_day_is_known_since_the_day_of_loading():
    firm = an_enterprise("无日期公司", an_organisation(), registered_on=None, now=NOW)
    assert name_of(firm).valid_from_on == date(2025, 4, 16)
    assert place_of(firm).valid_from_on == date(2025, 4, 16)


def test_the_same_row_again_writes_nothing():
    town, code = an_organisation(), a_code()
    values = {"name": "青岚电子有限公司", "registered_on": date(2018, 5, 4), "place_id": town.pk}
    first = operations.record_register(statements=[a_statement(code, values)], by=CLERK, now=NOW)
    again = operations.record_register(statements=[a_statement(code, values)], by=CLERK, now=NOW)
    assert (first, again) == (3, 0)


def test_another_name_in_a_later_register_is_a_rename_on_the_day_of_loading():
    firm = an_enterprise("旧名有限公司")
    statement = a_statement(firm.credit_code, {"name": "新名有限公司"})
    operations.record_register(statements=[statement], by=CLERK, now=NOW)
    assert queries.name_on(firm, AsOf(date(2025, 4, 15))) == "旧名有限公司"
    assert queries.name_on(firm, AsOf(date(2025, 4, 16))) == "新名有限公司"


def test_another_place_in_a_later_register_is_a_move_on_the_stated_day():
    town, park = an_organisation(), an_organisation()
    firm = an_enterprise("迁移公司", town)
    values = {"place_id": park.pk, "place_since_on": date(2025, 1, 1)}
    operations.record_register(statements=[a_statement(firm.credit_code, values)], by=CLERK, now=NOW)
    assert place_on(firm, on(2024)).id == town.pk
    assert place_on(firm, on(2025, 1, 1)).id == park.pk


def test_a_wrong_code_refuses_the_whole_batch_and_names_row_and_reason():
    good, line = a_code(), a_line(a_batch("name"), row=8)
    wrong = good[:17] + ("0" if good[17] != "0" else "1")
    statements = [a_statement(good, {"name": "甲"}), a_statement(wrong, {"name": "乙"}, line)]
    with pytest.raises(operations.UnableToRecord, match=f"第 8 行“{wrong}”：第 18 位"):
        operations.record_register(statements=statements, by=CLERK, now=NOW)
    assert not Enterprise.objects.exists()


def test_two_rows_about_one_firm_are_refused():
    code = a_code()
    with pytest.raises(operations.UnableToRecord, match="同一条记录"):
        operations.record_register(
            statements=[a_statement(code, {"name": "甲"}), a_statement(code, {"name": "乙"})],
            by=CLERK,
            now=NOW,
        )


def test_no_rows_leave_no_trace():
    assert operations.record_register(statements=[], by=CLERK, now=NOW) == 0
    assert operations.record_checks(statements=[], by=CLERK, now=NOW) == 0
    assert not Entry.objects.exists()


def test_a_rename_keeps_code_records_and_the_earlier_name():
    firm = an_enterprise("旧名有限公司")
    yearly_facts(firm, 2023, revenue_fen=1)
    operations.rename(enterprise=firm, name="新名有限公司", on=date(2024, 7, 1), **event())
    assert queries.name_on(firm, on(2024, 6, 30)) == "旧名有限公司"
    assert queries.name_on(firm, on(2024, 7, 1)) == "新名有限公司"
    assert list(queries.yearly_facts_of(firm, TODAY)) == [2023]
    assert Enterprise.objects.get().credit_code == firm.credit_code


def test_before_a_rename_was_known_the_firm_bore_its_old_name():
    firm = an_enterprise("旧名有限公司")
    operations.rename(enterprise=firm, name="新名有限公司", on=date(2024, 7, 1), **event())
    assert queries.name_on(firm, AsOf.as_known_then(date(2024, 12, 31))) == "旧名有限公司"


def test_a_rename_between_two_names_ends_where_the_later_begins():
    firm = an_enterprise("一")
    operations.rename(enterprise=firm, name="三", on=date(2024, 1, 1), **event())
    operations.rename(enterprise=firm, name="二", on=date(2022, 1, 1), **event())
    names = [queries.name_on(firm, on(year, 6, 1)) for year in (2021, 2022, 2023, 2024)]
    assert names == ["一", "二", "二", "三"]


def test_a_rename_on_the_day_a_name_began_corrects_it():
    firm = an_enterprise("错字公司", registered_on=date(2018, 5, 4))
    operations.rename(enterprise=firm, name="正字公司", on=date(2018, 5, 4), **event())
    assert queries.name_on(firm, TODAY) == "正字公司"
    assert NameRecord.objects.known_at(None).filter(enterprise=firm).count() == 1


@pytest.mark.parametrize(("name", "reason"), [("  ", "新名称是空的"), ("本名有限公司", "名称已经是")])
def test_a_rename_to_nothing_or_to_the_same_is_refused(name, reason):
    firm = an_enterprise("本名有限公司")
    with pytest.raises(operations.UnableToRename, match=reason):
        operations.rename(enterprise=firm, name=name, on=date(2024, 7, 1), **event())


def test_a_firm_that_moves_out_leaves_the_county_on_that_day():
    firm = an_enterprise("迁出公司", an_organisation())
    operations.move(enterprise=firm, to=None, on=date(2025, 3, 1), **event())
    assert firm in queries.in_county(on(2025, 2, 28))
    assert firm not in queries.in_county(on(2025, 3, 1))
    assert place_on(firm, on(2025, 3, 1)) == queries.OUTSIDE


def test_a_firm_that_moves_in_is_in_the_county_from_that_day():
    firm, town = an_enterprise("迁入公司"), an_organisation()
    operations.move(enterprise=firm, to=town, on=date(2025, 2, 1), **event())
    assert firm not in queries.in_county(on(2025, 1, 31))
    assert firm in queries.in_county(on(2025, 2, 1))
    assert firm not in queries.in_county(AsOf.as_known_then(date(2025, 2, 1)))


def test_a_firm_that_moves_within_the_county_is_in_one_place_at_a_time():
    town, park = an_organisation(), an_organisation()
    firm = an_enterprise("迁移公司", town)
    operations.move(enterprise=firm, to=park, on=date(2025, 3, 1), **event())
    assert [
        place.code for place in (town, park) if firm in queries.in_county(on(2025, 3, 1), place.code)
    ] == [park.code]
    assert [
        place.code for place in (town, park) if firm in queries.in_county(on(2025, 2, 28), place.code)
    ] == [town.code]


def test_a_move_to_where_the_firm_is_already_is_refused():
    town = an_organisation(name="云溪镇")
    firm = an_enterprise("不动公司", town)
    with pytest.raises(operations.UnableToMove, match="已经在云溪镇"):
        operations.move(enterprise=firm, to=town, on=date(2025, 3, 1), **event())
    operations.move(enterprise=firm, to=None, on=date(2025, 3, 1), **event())
    with pytest.raises(operations.UnableToMove, match="已经在县外"):
        operations.move(enterprise=firm, to=None, on=date(2025, 4, 1), **event())


def test_a_closed_firm_counts_on_its_last_day_and_not_after():
    firm = an_enterprise("注销公司", an_organisation())
    operations.close_enterprise(enterprise=firm, on=date(2025, 3, 31), **event())
    assert firm in queries.in_county(on(2025, 3, 31))
    assert firm not in queries.in_county(on(2025, 4, 1))
    assert firm in queries.in_county(AsOf.as_known_then(date(2025, 4, 1)))


def test_a_firm_is_closed_once_and_not_before_its_registration():
    firm = an_enterprise(registered_on=date(2020, 1, 1))
    with pytest.raises(operations.UnableToClose, match="早于成立日期 2020-01-01"):
        operations.close_enterprise(enterprise=firm, on=date(2019, 12, 31), **event())
    operations.close_enterprise(enterprise=firm, on=date(2025, 3, 31), **event())
    with pytest.raises(operations.UnableToClose, match="已于 2025-03-31 注销"):
        operations.close_enterprise(enterprise=firm, on=date(2025, 4, 1), **event())


def test_a_revocation_that_reaches_back_gives_two_right_answers():
    firm = an_enterprise("被撤销公司", an_organisation())
    a_recognition(firm, granted_on=date(2022, 11, 15), until=date(2025, 11, 15))
    operations.revoke(
        enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), reason="不再符合认定条件", **event()
    )
    assert holds_hnte(firm, AsOf.as_known_then(date(2024, 12, 31)))
    assert not holds_hnte(firm, on(2024))
    assert holds_hnte(firm, on(2023))
    assert holds_hnte(firm, AsOf(date(2025, 4, 16), known_at=NOW))


def test_a_revocation_keeps_the_grant_and_says_why():
    firm = an_enterprise()
    a_recognition(firm, number="GR202236000001")
    (version,) = operations.revoke(
        enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), reason="不再符合认定条件", **event()
    )
    assert (version.certificate_number, version.granted_on) == ("GR202236000001", date(2022, 11, 15))
    assert (version.end_kind, version.end_reason) == ("REVOKED", "不再符合认定条件")


def test_a_renewal_that_began_after_the_revoked_day_was_never_valid():
    firm = an_enterprise("续期公司", an_organisation())
    a_recognition(firm, granted_on=date(2021, 11, 1), until=date(2024, 11, 1))
    a_recognition(firm, granted_on=date(2024, 11, 2), until=date(2027, 11, 2))
    ended = operations.revoke(
        enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), reason="弄虚作假", **event()
    )
    assert [version.valid_until_on for version in ended] == [date(2024, 1, 1), date(2024, 11, 2)]
    assert not Recognition.objects.in_force(on(2025)).exists()


def test_a_title_not_held_on_or_after_the_day_cannot_be_revoked():
    firm = an_enterprise()
    a_recognition(firm, granted_on=date(2020, 1, 1), until=date(2023, 1, 1))
    with pytest.raises(operations.UnableToRevoke, match="没有有效的高新技术企业资格"):
        operations.revoke(enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), reason="x", **event())


def test_facts_of_a_firm_that_is_not_registered_are_refused():
    code = a_code()
    with pytest.raises(operations.UnableToRecord, match=f"{code}。请先导入企业登记表"):
        operations.record_yearly_facts(
            statements=[a_statement(code, {"year": 2024, "revenue_fen": 1})], by=CLERK, now=NOW
        )


def test_a_title_that_ends_before_it_begins_is_refused():
    values = {
        "kind": "HNTE",
        "granted_on": date(2024, 1, 1),
        "valid_from_on": date(2024, 1, 1),
        "valid_until_on": date(2024, 1, 1),
    }
    with pytest.raises(operations.UnableToRecord, match="有效期止不晚于有效期起"):
        operations.grant_recognitions(
            statements=[a_statement(an_enterprise().credit_code, values)], by=CLERK, now=NOW
        )


def test_every_write_leaves_an_audit_entry_in_the_same_breath():
    firm = an_enterprise("审计公司", an_organisation())
    operations.rename(enterprise=firm, name="新名", on=date(2024, 7, 1), **event())
    register, renamed = Entry.objects.order_by("pk")
    assert (register.action, register.actor_name) == ("enterprises.record_register", CLERK.name)
    assert register.detail == {"enterprises": 1, "versions": 3}
    assert (renamed.action, renamed.subject_key, renamed.at) == ("enterprises.rename", firm.credit_code, NOW)
    assert renamed.organisation_code == firm.credit_code


def test_a_refused_write_leaves_neither_record_nor_audit_entry():
    with pytest.raises(operations.UnableToRecord):
        operations.record_register(statements=[a_statement("X", {"name": "甲"})], by=CLERK, now=NOW)
    assert not any(model.objects.exists() for model in (Enterprise, Profile, NameRecord, PlaceRecord, Entry))


def test_a_register_taken_back_leaves_no_firm_in_sight():
    line = a_line(a_batch("name", "place_id"))
    firm = an_enterprise("误录公司", an_organisation(), line=line)
    provenance_operations.withdraw_batch(
        models=[Profile, NameRecord, PlaceRecord], batch=line.batch, by=CLERK, now=NOW
    )
    assert firm not in queries.registered(TODAY)
    assert firm not in queries.in_county(TODAY)
    assert firm in queries.registered(AsOf(TODAY.on, known_at=NOW))


def test_a_name_and_a_place_come_from_the_cell_of_the_register():
    columns = {"name": {"column": "B", "header": "企业名称"}, "place": {"column": "D", "header": "所在乡镇"}}
    line = a_line(a_batch(columns=columns), row=5)
    firm = an_enterprise("有源公司", an_organisation(), line=line)
    assert provenance_queries.origin_of(name_of(firm), "name").cell == "B5"
    assert provenance_queries.origin_of(place_of(firm), "place_id").cell == "D5"
