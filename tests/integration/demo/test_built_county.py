"""The demo county as the records, the figures and the rules of the house see it: by rows, not by count alone."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from tidu import rules
from tidu.demo import samples
from tidu.demo.build import PASSWORD
from tidu.demo.model import HOLDERS, NEARLY, REFUSED, Duty, Research
from tidu.domain.enterprises import queries as enterprise_queries
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS, FactsStatus, RecognitionKind
from tidu.domain.funds import queries as fund_queries
from tidu.domain.funds.vocabulary import FundUse
from tidu.domain.pool import queries as pool_queries
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.domain.targets import queries as target_queries
from tidu.domain.targets.vocabulary import Light
from tidu.foundation.accounts import queries as accounts_queries
from tidu.foundation.accounts.models import User
from tidu.foundation.actors import Role, system
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf, end_of
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.files import queries as files_queries
from tidu.foundation.files.models import StoredFile
from tidu.foundation.intake import operations as intake_operations
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict
from tidu.foundation.provenance import queries as provenance_queries
from tidu.rules.model.standing import Change, Standing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("county_day"),
]

TODAY = date(2025, 6, 10)
NOW = AsOf(on=TODAY)
WAN = 1_000_000
VIEWER = system("测试")


def rows_of(code, **question):
    """Return the credit codes behind a figure, after checking that its value is their number."""
    answer = registry.ask(code, Question(**({"as_of": NOW} | question)))
    codes = {row.credit_code for row in answer.rows}
    assert answer.value == len(codes) == len(answer.rows)
    return codes


def codes_of(firms):
    return {firm.credit_code for firm in firms}


def known_then(day):
    return {"as_of": AsOf.as_known_then(day), "year": day.year}


def test_300_firms_are_in_the_county_and_the_register_keeps_the_one_that_left(county):
    present = set(enterprise_queries.in_county(NOW).values_list("credit_code", flat=True))
    assert present == codes_of(county.present())
    assert len(present) == 300
    assert Enterprise.objects.count() == 301


@pytest.mark.parametrize(("year", "expected"), [(2022, 79), (2023, 98), (2024, 121)])
def test_technology_enterprises_of_each_year_end_as_known_then(county, year, expected):
    day = date(year, 12, 31)
    wanted = {
        firm.credit_code
        for firm in county.firms
        if firm.places[0].known_on <= day and firm.place_on(day)
        for title in firm.titles
        if title.kind in TECH_ENTERPRISE_KINDS and title.held_as_known_on(day)
    }
    assert rows_of("F04", **known_then(day)) == wanted
    assert len(wanted) == expected


def test_what_became_known_in_2025_corrects_2024_by_the_revoked_firm_alone(county):
    end = date(2024, 12, 31)
    revoked = codes_of(firm for firm in county.firms if firm.duty is Duty.REVOKED)
    for code, then, since in (("hnte_count", 58, 57), ("tech_enterprise_count", 121, 120)):
        known, corrected = rows_of(code, **known_then(end)), rows_of(code, year=2024)
        assert (len(known), len(corrected)) == (then, since)
        assert known - corrected == revoked
        assert corrected <= known


def test_the_day_before_the_revocation_became_known_still_counts_it(county):
    before = AsOf(on=date(2025, 4, 15), known_at=end_of(date(2025, 4, 15)))
    (revoked,) = [firm for firm in county.firms if firm.duty is Duty.REVOKED]
    assert revoked.credit_code in rows_of("hnte_count", as_of=before)
    assert revoked.credit_code not in rows_of("hnte_count", as_of=AsOf(on=before.on))


def test_94_technology_enterprises_stand_today(county):
    hnte, sme, both = rows_of("hnte_count"), rows_of("sme_number_count"), rows_of("both_count")
    assert hnte == codes_of(firm for firm in county.firms if firm.duty in HOLDERS)
    assert (len(hnte), len(sme), len(both)) == (57, 61, 24)
    assert both == hnte & sme
    assert rows_of("tech_enterprise_count") == hnte | sme
    assert len(hnte | sme) == 94


def test_gazelles_and_specialised_firms_are_certificate_holders_and_no_unicorn_stands(county):
    gazelles, specialised = rows_of("gazelle_count"), rows_of("specialised_sme_count")
    assert (len(gazelles), len(specialised)) == (3, 19)
    assert gazelles | specialised <= rows_of("hnte_count")
    assert rows_of("unicorn_count") == set()
    candidates = pool_queries.members_on(NOW).filter(tier_sought=RecognitionKind.UNICORN)
    assert [member.enterprise.credit_code for member in candidates] == [
        firm.credit_code for firm in county.firms if firm.host and firm.industry == "ELECTRONICS"
    ]


def test_known_research_of_the_county_rises_and_says_how_many_are_missing(county):
    answers = [registry.ask("F08", Question(as_of=NOW, year=year)) for year in (2022, 2023, 2024)]
    assert answers[0].value < answers[1].value < answers[2].value
    assert [answer.missing for answer in answers] == [0, 0, 12]


def test_every_yearly_fact_stands_as_generated_and_the_closed_years_are_final(county):
    standing = {
        (facts.enterprise.credit_code, facts.year): facts
        for facts in YearlyFacts.objects.known_at(None).select_related("enterprise")
    }
    expected = {(firm.credit_code, row.year): row for firm in county.firms for row in firm.years}
    assert standing.keys() == expected.keys()
    for key, row in expected.items():
        facts = standing[key]
        assert {name: getattr(facts, name) for name in row.values} == dict(row.values), key
        assert facts.status == (FactsStatus.FINAL if row.year < 2025 else FactsStatus.PRELIMINARY)
        assert facts.through_month == row.through_month


def test_a_value_leads_to_the_cell_of_the_workbook_it_came_from(county):
    (host,) = [firm for firm in county.firms if firm.host and firm.industry == "FOOD"]
    facts = YearlyFacts.objects.known_at(None).get(enterprise__credit_code=host.credit_code, year=2024)
    origin = provenance_queries.origin_of(facts, "revenue_fen")
    content = files_queries.read(StoredFile.objects.get(pk=origin.file_id))
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)[origin.sheet]
    assert round(sheet[origin.cell].value * WAN) == facts.revenue_fen
    assert sheet[f"A{origin.row_number}"].value == host.credit_code
    assert "工业园区" in origin.file_name
    assert origin.loaded_at.date() == date(2025, 4, 15)


def test_pool_members_are_those_of_the_description_with_two_in_a_wrong_stage(county):
    stages = {stage: set() for stage in (Stage.RESERVE, Stage.CULTIVATION, Stage.RECOGNISED)}
    for member in pool_queries.members_on(NOW).select_related("enterprise"):
        stages[member.stage].add(member.enterprise.credit_code)
    assert {stage: len(codes) for stage, codes in stages.items()} == {
        Stage.RESERVE: 84,
        Stage.CULTIVATION: 52,
        Stage.RECOGNISED: 59,
    }
    for stage, codes in stages.items():
        assert codes == codes_of(firm for firm in county.firms if firm.stage_on(TODAY) == stage)
    wrong = stages[Stage.RECOGNISED] - rows_of("hnte_count")
    assert wrong == codes_of(
        firm for firm in county.firms if firm.duty in (Duty.REVOKED, Duty.LAPSED_2024_WRONG_STAGE)
    )


def test_the_pool_proposes_to_move_both_wrong_stage_firms(county):
    moved = Proposal.objects.filter(from_stage=Stage.RECOGNISED).select_related("enterprise")
    assert {proposal.enterprise.credit_code for proposal in moved} == codes_of(
        firm for firm in county.firms if firm.duty in (Duty.REVOKED, Duty.LAPSED_2024_WRONG_STAGE)
    )


def test_the_ground_floor_of_the_stairs_is_mostly_known(county):
    facts = enterprise_queries.facts_for(enterprise_queries.in_county(NOW).values_list("pk", flat=True), NOW)
    codes = dict(Enterprise.objects.values_list("pk", "credit_code"))
    unasked = {codes[pk] for pk, known in facts.items() if known.scalar("science_award_5y") is None}
    assert unasked == codes_of(firm for firm in county.present() if firm.routes is None)
    ground = [dot for dot in pool_queries.stairs(VIEWER, NOW).dots if not dot.step]
    assert len(ground) == 300 - 94
    hatched = {dot.firm.credit_code for dot in ground if dot.unknown}
    assert unasked & {dot.firm.credit_code for dot in ground if not dot.ready} <= hatched
    assert 0 < len(hatched) <= len(ground) // 5


def test_an_answer_about_a_direct_route_leads_to_its_cell(county):
    (host,) = [firm for firm in county.firms if firm.host and firm.industry == "NEW_MATERIALS"]
    dossier = enterprise_queries.dossier(VIEWER, host.credit_code, NOW)
    award = dossier.direct_routes[0]
    assert (award.has, award.since) == (True, date(2019, 1, 8))
    assert dossier.facts.scalar("science_award_5y") is False  # more than five years ago
    page = enterprise_queries.value_page(*award.record, VIEWER, NOW)
    assert "摸底表" in page.origin.file_name
    assert page.origin.cell.startswith("D")


def test_a_firm_with_one_unknown_article_may_stay_in_cultivation(county):
    (unknown,) = [firm for firm in county.firms if firm.duty is Duty.CULTIVATED_UNKNOWN]
    proposed = Proposal.objects.filter(from_stage=Stage.CULTIVATION)
    assert unknown.credit_code not in {proposal.enterprise.credit_code for proposal in proposed}


def test_the_pool_can_be_listed_on_any_past_day(county):
    for day in (date(2022, 6, 30), date(2023, 12, 31), date(2024, 9, 30)):
        listed = {
            (member.enterprise.credit_code, member.stage)
            for member in pool_queries.members_on(AsOf(on=day)).select_related("enterprise")
        }
        assert listed == {
            (firm.credit_code, firm.stage_on(day)) for firm in county.firms if firm.stage_on(day) != Stage.OUT
        }


def test_cultivated_firms_have_an_adviser_and_a_target_year(county):
    cultivated = Membership.objects.in_force(NOW).filter(stage=Stage.CULTIVATION)
    assert all(member.adviser_id and member.target_year >= 2025 for member in cultivated)


def test_the_gates_judge_records_as_described(county):
    facts = enterprise_queries.facts_for(enterprise_queries.in_county(NOW).values_list("pk", flat=True), NOW)
    codes = dict(Enterprise.objects.values_list("pk", "credit_code"))
    judged = {
        codes[key]: outcome for key, outcome in rulebook_queries.verdicts("hnte.gates", facts, NOW).items()
    }
    open_firms = judged.keys() - rows_of("hnte_count")
    full = {code for code in open_firms if judged[code][0] is rules.YES}
    nearly = {code for code in open_firms if judged[code][1]}
    unknown = {code for code in open_firms if judged[code][0] is rules.UNKNOWN}
    assert full == codes_of(firm for firm in county.firms if firm.duty is Duty.CULTIVATED_FULL)
    assert nearly == codes_of(firm for firm in county.firms if firm.duty in NEARLY)
    assert unknown == codes_of(firm for firm in county.firms if firm.duty is Duty.CULTIVATED_UNKNOWN)
    assert (len(full), len(nearly), len(unknown)) == (2, 9, 1)
    assert (
        len(codes_of(firm for firm in county.firms if firm.duty in REFUSED) - nearly - full - unknown) == 40
    )


def test_the_subsidy_over_all_records_costs_1430_wan(county):
    facts = enterprise_queries.facts_for(enterprise_queries.in_county(NOW).values_list("pk", flat=True), NOW)
    verdicts = [rulebook_queries.judge_facts("qinglan.rd_subsidy", known, NOW) for known in facts.values()]
    amounts = [verdict.outputs["amount"] for verdict in verdicts if verdict.verdict is rules.YES]
    assert sum(amounts) == 1_430 * WAN
    assert Counter(amount == 30 * WAN for amount in amounts) == {True: 22, False: 96}
    assert sum(verdict.nearly for verdict in verdicts) == 21


def test_the_lab_prices_the_subsidy_and_its_reform_as_described(county):
    spent = {firm.credit_code: firm.research for firm in county.present()}

    def of(*kinds):
        return {code for code, research in spent.items() if research in kinds}

    found = rulebook_queries.simulate("qinglan.rd_subsidy", {"rate": "4%", "cap": "25万元"}, NOW)
    before, after = found.comparison.before, found.comparison.after
    below, capped = of(Research.BELOW_CAP), of(Research.AT_CAP)
    expected = {
        Standing.ENTITLED: (below, 96),
        Standing.AT_CAP: (capped, 22),
        Standing.NEARLY: (of(Research.SHORT_NEARLY, Research.FELL_NEARLY), 21),
        Standing.REFUSED: (of(Research.SHORT, Research.FELL), 37),
        Standing.UNKNOWN: (of(Research.UNKNOWN), 12),
        Standing.UNTOUCHED: (of(Research.NONE, Research.NO_YEAR), 112),
    }
    for standing, (codes, count) in expected.items():
        assert len(codes) == count == before.cost.counts[standing]
        assert set(found.comparison.select(before=[standing])["key"]) == codes
    money = dict(before.rows.select("key", "certain").iter_rows())
    assert (sum(money[code] for code in below), sum(money[code] for code in capped)) == (770 * WAN, 660 * WAN)
    assert (before.cost.certain, before.cost.possible) == (1_430 * WAN, 360 * WAN)
    assert found.money.left == 1_290 * WAN
    assert found.money.short_by(before.cost.certain) == 140 * WAN
    money = dict(after.rows.select("key", "certain").iter_rows())
    assert (sum(money[code] for code in below), sum(money[code] for code in capped)) == (616 * WAN, 550 * WAN)
    assert after.cost.certain == 1_166 * WAN
    assert found.money.short_by(after.cost.certain) == 0
    # The twelve unknown stay possible money at the new cap; all who get money get less.
    assert after.cost.possible == 12 * 25 * WAN
    assert set(found.comparison.select(change=[Change.LESS])["key"]) == below | capped
    assert set(found.comparison.select(change=[Change.OPEN])["key"]) == of(Research.UNKNOWN)
    assert sum(line.after.certain for line in found.comparison.by("place")) == 1_166 * WAN
    assert len(found.comparison.by("place")) == 15


def test_the_fund_of_2024_left_120_wan_and_that_of_2025_cannot_pay_the_subsidy_at_its_present_rules(county):
    books = {year: fund_queries.account(year, NOW) for year in (2024, 2025)}
    assert [(one.appropriated, one.carried_in, one.paid) for one in books.values()] == [
        (1_500 * WAN, 82 * WAN, 1_462 * WAN),
        (1_800 * WAN, 120 * WAN, 0),
    ]
    assert books[2024].left == books[2025].carried_in
    assert books[2025].available == 1_920 * WAN
    # What the other policies ask for: 220 + 60 + 190 + 50 + 60 + 30 + 20. With the subsidy's 1,430 it is 2,060.
    assert books[2025].reserved == 630 * WAN
    assert books[2025].left_for(FundUse.RD_SUBSIDY) == 1_290 * WAN
    assert registry.ask("fund_left", Question(as_of=NOW, year=2024)).value == 120


def test_the_certificate_target_is_red_with_40_that_stay_and_68_at_best(county):
    progress = {
        (line.target.figure_code, line.target.due_on.year): line
        for line in target_queries.progress(VIEWER, NOW)
    }
    hnte = progress["hnte_count", 2025]
    assert (hnte.target.value, hnte.actual.value, hnte.split_sum) == (70, 57, 69)
    assert (hnte.forecast.stays, hnte.forecast.best, hnte.forecast.light) == (40, 68, Light.RED)
    assert len(hnte.splits) == 15
    unicorn = progress["unicorn_count", 2025]
    assert (unicorn.forecast.stays, unicorn.forecast.best, unicorn.forecast.light) == (0, 0, Light.RED)
    assert unicorn.actual_text == "未突破"
    assert "缺数" not in unicorn.forecast.words
    assert {key: line.target.value for key, line in progress.items()} == {
        ("hnte_count", 2025): 70,
        ("gazelle_count", 2025): 5,
        ("unicorn_count", 2025): 1,
        ("hnte_count", 2026): 82,
        ("gazelle_count", 2026): 7,
        ("national_incubator_park_count", 2025): 1,
        ("provincial_makerspace_park_count", 2025): 3,
        ("institute_park_count", 2025): 2,
        ("provincial_makerspace_park_count", 2026): 4,
    }


def test_the_gazelle_target_is_yellow_with_3_that_stay_and_6_at_best(county):
    gazelle = next(
        line
        for line in target_queries.progress(VIEWER, NOW)
        if (line.target.figure_code, line.target.due_on.year) == ("gazelle_count", 2025)
    )
    assert (gazelle.target.value, gazelle.actual.value) == (5, 3)
    assert (gazelle.forecast.stays, gazelle.forecast.best, gazelle.forecast.light) == (3, 6, Light.YELLOW)
    assert (gazelle.ready, gazelle.expiring) == ((), ())
    listed = codes_of(firm for firm in county.firms if firm.gazelle_list)
    assert {one.firm.credit_code for one in gazelle.nearly} <= listed


def test_the_county_list_of_16_is_who_seeks_the_gazelle_title_and_the_rule_judges_it_as_described(county):
    members = pool_queries.members_on(NOW).filter(tier_sought=RecognitionKind.GAZELLE)
    seeking = {member.enterprise_id: member.enterprise.credit_code for member in members}
    assert set(seeking.values()) == codes_of(firm for firm in county.firms if firm.gazelle_list)
    assert len(seeking) == 16
    facts = enterprise_queries.facts_for(seeking, NOW)
    judged = {pk: rulebook_queries.judge_facts("qinglan.gazelle", known, NOW) for pk, known in facts.items()}
    full = {seeking[pk] for pk, verdict in judged.items() if verdict.verdict is rules.YES}
    assert full == codes_of(
        firm
        for firm in county.firms
        for title in firm.titles
        if title.kind == RecognitionKind.GAZELLE and title.granted_on.year == 2024
    )
    near = [verdict for verdict in judged.values() if verdict.nearly]
    assert len(full) == 1
    assert [[gap.id for gap in verdict.gaps] for verdict in near] == [["growth"]] * 3
    assert sum(verdict.verdict is rules.NO and not verdict.nearly for verdict in judged.values()) == 12


def test_64_people_sign_in_with_the_shared_password(county):
    accounts = accounts_queries.accounts(TODAY)
    assert len(accounts) == 64
    assert {role.role for account in accounts for role in account.roles} == set(Role)
    user = User.objects.get(username="director1")
    assert user.check_password(PASSWORD)
    assert not user.must_change_password
    assert len(set(User.objects.values_list("password", flat=True))) == 1


def test_a_township_leader_sees_the_firms_of_his_township_and_a_firm_only_itself(county):
    leader = accounts_queries.actor_for(accounts_queries.account("township1"), TODAY)
    (place,) = {grant.organisation_code for grant in leader.grants}
    seen = set(enterprise_queries.in_scope(leader, NOW).values_list("credit_code", flat=True))
    assert seen == codes_of(firm for firm in county.present() if firm.place_on(TODAY) == place)
    contact = accounts_queries.actor_for(accounts_queries.account("firm1"), TODAY)
    assert (
        set(enterprise_queries.in_scope(contact, NOW).values_list("credit_code", flat=True))
        == contact.credit_codes
    )


def test_the_replaced_leader_keeps_the_record_and_holds_nothing_now(county):
    (old,) = [person for person in county.people if any(each.until_on for each in person.appointments)]
    account = accounts_queries.account(old.username)
    last_day = old.appointments[0].until_on - timedelta(days=1)
    assert accounts_queries.actor_for(account, last_day).has_role(Role.TOWNSHIP_LEADER)
    assert accounts_queries.actor_for(account, TODAY).grants == ()


def test_everything_that_was_loaded_left_its_audit_entry_at_its_own_moment(county):
    entries = Entry.objects.filter(action="intake.confirm")
    assert entries.count() == 102  # 99 of the register, 3 tables of county indicators
    assert {entry.at.year for entry in entries} == {2022, 2023, 2024, 2025}
    assert not Entry.objects.filter(at__gte=end_of(TODAY)).exists()


def staged(name, content):
    return intake_operations.stage(
        form_code="yearly_facts",
        file_name=name,
        content=content,
        options={},
        by=system("测试"),
        now=end_of(TODAY) - timedelta(hours=4),
    )


def verdicts_of(load):
    return Counter(load.rows.values_list("verdict", flat=True))


def test_the_clean_sample_revises_forty_firms_and_can_be_loaded(county):
    load = staged(samples.CLEAN, samples.files(county)[samples.CLEAN])
    assert verdicts_of(load) == {RowVerdict.CHANGED: 40, RowVerdict.SAME: 260}
    loaded = intake_operations.confirm(load=load, by=system("测试"), now=end_of(TODAY) - timedelta(hours=3))
    assert loaded.state == LoadState.LOADED


def test_the_dirty_sample_has_one_cell_in_a_hundred_wrong_and_every_one_is_named(county):
    load = staged(samples.DIRTY, samples.files(county)[samples.DIRTY])
    rows = load.rows.count()
    planted = rows * 24 * 10 // 1000
    held = load.rows.filter(verdict__in=(RowVerdict.REJECTED, RowVerdict.ASKED))
    assert rows == 291
    assert held.count() == planted
    assert all(row.faults for row in held)
    codes = Counter(row.faults[0]["code"] for row in held)
    assert len(codes) >= 4, codes
    assert all((row.verdict == RowVerdict.ASKED) == (row.faults[0]["code"] == "unit_slip") for row in held)
    with pytest.raises(
        intake_operations.UnableToConfirm, match=f"还有 {planted - codes['unit_slip']} 行退回"
    ):
        intake_operations.confirm(load=load, by=system("测试"), now=end_of(TODAY) - timedelta(hours=3))


def test_the_mended_twin_changes_nothing(county):
    load = staged(samples.MENDED, samples.files(county)[samples.MENDED])
    assert verdicts_of(load) == {RowVerdict.SAME: 291}
