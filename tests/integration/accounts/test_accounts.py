"""Accounts are opened, disabled and given passwords by administrators; wrong guesses lock them (R100)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate, get_user, login
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from tests.factories.accounts import a_person, an_account, an_actor, an_organisation
from tidu.foundation import actors, clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.accounts.operations import (
    UnableToAddOrganisation,
    UnableToAddPerson,
    UnableToAdministerAccounts,
    UnableToChangePassword,
    UnableToDisableAccount,
    UnableToOpenAccount,
)
from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 10)
NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
SYSTEM = actors.system("测试")
STRONG = "Qinglan-river-2025"
OTHER = "Meiling-mountain-77"


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    """Hash quickly: these tests sign in a hundred times, and the strong hash is slow by design."""
    strong = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return strong


def open_account(username="clerk-01", **choices):
    person = choices.pop("person", None) or a_person(name="王五")
    return operations.open_account(person=person, username=username, by=SYSTEM, now=NOW, **choices)


def sign_in(username, password):
    """Try to sign in as the sign-in page does; return the account or None."""
    request = RequestFactory().post("/sign-in/")
    return authenticate(request, username=username, password=password)


def a_session_of(account):
    """Return a request with a session in which `account` is signed in."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, account, backend="tidu.foundation.accounts.backends.AccountBackend")
    return request


def test_a_new_account_gets_a_one_time_password_that_must_be_changed():
    opened = open_account()
    assert opened.account.must_change_password
    assert sign_in("clerk-01", opened.one_time_password) == opened.account
    assert opened.one_time_password not in str(list(Entry.objects.values()))


def test_a_password_is_kept_by_a_strong_hash_only(settings, quick_hashing):
    settings.PASSWORD_HASHERS = quick_hashing
    opened = open_account(password=STRONG)
    assert opened.account.password.startswith("argon2$argon2id$")
    assert sign_in("clerk-01", STRONG) == opened.account


def test_two_accounts_never_get_the_same_one_time_password():
    first, second = open_account("clerk-01"), open_account("clerk-02")
    assert first.one_time_password != second.one_time_password


def test_a_chosen_password_is_not_handed_back():
    opened = open_account(password=STRONG, must_change_password=False)
    assert opened.one_time_password is None
    assert not opened.account.must_change_password
    assert sign_in("clerk-01", STRONG) == opened.account


def test_a_hash_made_before_is_taken_as_it_is():
    opened = open_account(password_hash=make_password(STRONG))
    assert opened.one_time_password is None
    assert sign_in("clerk-01", STRONG) == opened.account


def test_what_is_no_hash_is_not_taken_for_one():
    with pytest.raises(ValueError, match="hash"):
        open_account(password_hash=STRONG)
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["ab", "-clerk", "王五", "a b c", "x" * 41, ""])
def test_a_malformed_sign_in_name_is_refused(username):
    with pytest.raises(UnableToOpenAccount, match="3 至 40 位"):
        open_account(username)


def test_a_sign_in_name_is_taken_in_every_spelling():
    open_account("Clerk-01")
    with pytest.raises(UnableToOpenAccount, match="已被使用"):
        open_account("clerk-01")


def test_one_person_has_one_account():
    person = a_person(name="王五")
    open_account("first", person=person)
    with pytest.raises(UnableToOpenAccount, match="王五已有账号“first”"):
        open_account("second", person=person)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Short-1", "密码太短，至少 10 个字符。"),
        ("88241975316042", "密码不能全是数字，请加入字母。"),
        ("1234567890", "密码太常见，容易被猜中，请换一个。密码不能全是数字，请加入字母。"),
        ("clerk-0123", "密码与登录名太相似，请换一个。"),
    ],
)
def test_a_weak_password_is_refused_with_every_reason(password, reason):
    with pytest.raises(UnableToChangePassword) as refusal:
        open_account(password=password)
    assert str(refusal.value) == reason
    assert not User.objects.exists()


def test_five_wrong_guesses_lock_the_account_until_an_administrator_unlocks_it():
    account = open_account(password=STRONG).account
    for _ in range(4):
        assert sign_in("clerk-01", "wrong") is None
    assert not queries.accounts(TODAY)[0].is_locked
    assert sign_in("clerk-01", "wrong") is None

    assert sign_in("clerk-01", STRONG) is None
    assert queries.accounts(TODAY)[0].is_locked
    assert queries.locked_usernames() == {"clerk-01"}

    operations.unlock(account=account, by=SYSTEM, now=NOW)
    assert not queries.accounts(TODAY)[0].is_locked
    assert sign_in("clerk-01", STRONG) == account
    assert Entry.objects.latest("id").action == "accounts.unlock"


def test_a_locked_account_locks_nobody_else():
    open_account("clerk-01", password=STRONG)
    other = open_account("clerk-02", password=STRONG).account
    for _ in range(5):
        sign_in("clerk-01", "wrong")
    assert sign_in("clerk-02", STRONG) == other


def test_a_disabled_account_cannot_sign_in_and_its_session_dies():
    account = open_account(password=STRONG).account
    request = a_session_of(account)
    assert get_user(request) == account
    operations.disable_account(account=account, by=SYSTEM, now=NOW)
    assert get_user(request).is_anonymous
    assert sign_in("clerk-01", STRONG) is None


def test_an_enabled_account_signs_in_with_its_old_password():
    account = open_account(password=STRONG).account
    operations.disable_account(account=account, by=SYSTEM, now=NOW)
    operations.enable_account(account=account, by=SYSTEM, now=NOW)
    operations.enable_account(account=account, by=SYSTEM, now=NOW)  # again: nothing to do, nothing recorded
    assert sign_in("clerk-01", STRONG) == account
    assert Entry.objects.filter(action="accounts.enable_account").count() == 1


def test_an_account_is_disabled_once():
    account = open_account().account
    operations.disable_account(account=account, by=SYSTEM, now=NOW)
    with pytest.raises(UnableToDisableAccount, match="已经停用"):
        operations.disable_account(account=account, by=SYSTEM, now=NOW)


def test_the_last_active_administrator_is_not_disabled():
    first, second = an_account(Role.ADMINISTRATOR), an_account(Role.ADMINISTRATOR)
    an_account(Role.SECTION_CLERK)
    operations.disable_account(account=first, by=queries.actor_for(second, TODAY), now=NOW)
    with pytest.raises(UnableToDisableAccount, match="最后一位"):
        operations.disable_account(account=second, by=SYSTEM, now=NOW)
    assert User.objects.get(pk=second.pk).is_active


def test_a_reset_gives_a_password_for_once_and_ends_the_sessions():
    account = open_account(password=STRONG, must_change_password=False).account
    request = a_session_of(account)
    made = operations.reset_password(account=account, by=SYSTEM, now=NOW)
    assert sign_in("clerk-01", STRONG) is None
    assert sign_in("clerk-01", made).must_change_password
    assert get_user(request).is_anonymous
    assert made not in str(list(Entry.objects.values()))


def test_a_person_changes_the_own_password():
    account = open_account(password=STRONG).account
    by = queries.actor_for(account, TODAY)
    changed = operations.change_own_password(
        account=account, current_password=STRONG, new_password=OTHER, by=by, now=NOW
    )
    assert not changed.must_change_password
    assert sign_in("clerk-01", OTHER) == account
    assert sign_in("clerk-01", STRONG) is None


@pytest.mark.parametrize("renew", ["open", "reset", "change"])
def test_the_age_of_a_password_begins_when_it_is_set_by_the_wall_clock(renew):
    account = open_account(password=STRONG, must_change_password=False).account
    old = clock.wall() - timedelta(days=90)
    if renew != "open":
        User.objects.update(password_set_at=old)
    if renew == "reset":
        operations.reset_password(account=account, by=SYSTEM, now=NOW)
    if renew == "change":
        by = queries.actor_for(account, TODAY)
        operations.change_own_password(
            account=account, current_password=STRONG, new_password=OTHER, by=by, now=NOW
        )
    assert clock.wall() - User.objects.get().password_set_at < timedelta(days=1)


def test_an_old_password_shows_in_the_list_of_accounts():
    open_account(password=STRONG, must_change_password=False)
    assert not queries.accounts(TODAY)[0].must_change_password
    User.objects.update(password_set_at=clock.wall() - timedelta(days=90))
    assert queries.accounts(TODAY)[0].must_change_password


@pytest.mark.parametrize(
    ("current", "new", "reason"),
    [
        ("not mine", OTHER, "原密码不对"),
        (STRONG, STRONG, "与原密码相同"),
        (STRONG, "Short-1", "密码太短"),
        (STRONG, "clerk-0123", "登录名"),
    ],
)
def test_a_bad_change_of_password_is_refused_with_its_reason(current, new, reason):
    account = open_account(password=STRONG).account
    by = queries.actor_for(account, TODAY)
    with pytest.raises(UnableToChangePassword, match=reason):
        operations.change_own_password(
            account=account, current_password=current, new_password=new, by=by, now=NOW
        )
    assert sign_in("clerk-01", STRONG) == account


def test_nobody_changes_anothers_password_by_knowing_it():
    account = open_account(password=STRONG).account
    with pytest.raises(UnableToChangePassword, match="只能修改自己的密码"):
        operations.change_own_password(
            account=account,
            current_password=STRONG,
            new_password=OTHER,
            by=an_actor(Role.ADMINISTRATOR),
            now=NOW,
        )


def test_signing_in_and_out_is_recorded():
    account = open_account().account
    by = queries.actor_for(account, TODAY)
    operations.note_sign_in(account=account, by=by, now=NOW)
    operations.note_sign_out(account=account, by=by, now=NOW)
    kinds = Entry.objects.filter(user=account).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["SIGNED_IN", "SIGNED_OUT"]


def test_organisations_are_added_once_and_renamed_under_the_same_code():
    added = operations.add_organisation(
        code="T01",
        name="青山镇人民政府",
        short_name="青山镇",
        kind=OrganisationKind.TOWNSHIP,
        by=SYSTEM,
        now=NOW,
    )
    with pytest.raises(UnableToAddOrganisation, match="已属于“青山镇人民政府”"):
        operations.add_organisation(
            code="T01", name="别处", short_name="别处", kind=OrganisationKind.PARK, by=SYSTEM, now=NOW
        )
    operations.rename_organisation(
        organisation=added, name="青山街道办事处", short_name="青山街道", by=SYSTEM, now=NOW
    )
    assert queries.organisation("T01").short_name == "青山街道"
    assert Entry.objects.latest("id").detail["before"]["short_name"] == "青山镇"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"kind": "CASTLE"}, "没有“CASTLE”这一类"), ({"name": " "}, "都要填写"), ({"code": ""}, "都要填写")],
)
def test_an_incomplete_organisation_is_refused(fields, reason):
    choices = {"code": "T01", "name": "青山镇", "short_name": "青山", "kind": "TOWNSHIP", **fields}
    with pytest.raises(UnableToAddOrganisation, match=reason):
        operations.add_organisation(**choices, by=SYSTEM, now=NOW)
    assert not Organisation.objects.exists()


def test_organisations_are_listed_by_kind_in_the_countys_order():
    second, first = an_organisation(position=2), an_organisation(position=1)
    an_organisation(OrganisationKind.PARK)
    assert list(queries.organisations(OrganisationKind.TOWNSHIP)) == [first, second]
    assert queries.organisations().count() == 3


def test_a_person_is_added_once_and_the_audit_keeps_no_telephone():
    person = operations.add_person(code="P01", name="王五", phone="13800000001", by=SYSTEM, now=NOW)
    with pytest.raises(UnableToAddPerson, match="已属于“王五”"):
        operations.add_person(code="P01", name="赵六", by=SYSTEM, now=NOW)
    operations.change_contact(person=person, phone="13900000002", email="", by=SYSTEM, now=NOW)
    operations.change_contact(person=person, phone="13900000002", email="", by=SYSTEM, now=NOW)
    assert Entry.objects.filter(action="accounts.change_contact").count() == 1
    assert Entry.objects.latest("id").detail == {"fields": ["phone"]}
    assert "13900000002" not in str(list(Entry.objects.values()))


def welcome(**choices):
    given = {
        "code": "P01",
        "name": "王五",
        "username": "clerk-01",
        "role": Role.TOWNSHIP_LEADER,
        "valid_from_on": TODAY,
        **choices,
    }
    return operations.welcome(organisation=an_organisation(), **given, by=SYSTEM, now=NOW)


def test_a_newcomer_gets_person_role_and_account_in_one_step():
    opened = welcome()
    [row] = queries.accounts(TODAY)
    assert (row.person_name, row.username) == ("王五", "clerk-01")
    assert [held.role for held in row.roles] == [Role.TOWNSHIP_LEADER]
    assert sign_in("clerk-01", opened.one_time_password) == opened.account


@pytest.mark.parametrize("choices", [{"username": "王五"}, {"role": Role.COUNTY_LEADER}, {"name": ""}])
def test_a_newcomer_whose_account_or_role_is_refused_leaves_nothing_behind(choices):
    with pytest.raises(UnableToAdministerAccounts):
        welcome(**choices)
    assert not queries.people().exists()
    assert queries.accounts(TODAY) == ()
    assert not Entry.objects.exists()


def test_whoever_sees_a_telephone_is_recorded():
    person = a_person(code="P01", phone="13800000001")
    clerk = an_actor(Role.SECTION_CLERK)
    contact = operations.see_personal(person=person, by=clerk, now=NOW)
    assert contact.phone == "13800000001"
    entry = Entry.objects.get(kind="SAW")
    assert (entry.user_id, entry.subject_key, entry.detail) == (
        clerk.user_id,
        "P01",
        {"fields": ["phone", "email"]},
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda by, _: operations.open_account(person=a_person(), username="new", by=by, now=NOW),
        lambda by, account: operations.disable_account(account=account, by=by, now=NOW),
        lambda by, account: operations.enable_account(account=account, by=by, now=NOW),
        lambda by, account: operations.reset_password(account=account, by=by, now=NOW),
        lambda by, account: operations.unlock(account=account, by=by, now=NOW),
        lambda by, account: operations.note_preview(account=account, by=by, now=NOW),
        lambda by, _: operations.add_person(code="P9", name="某人", by=by, now=NOW),
    ],
    ids=["open", "disable", "enable", "reset", "unlock", "preview", "add person"],
)
def test_only_administrators_manage_accounts(act):
    account = an_account()
    with pytest.raises(UnableToAdministerAccounts, match="只有系统管理员"):
        act(an_actor(Role.BUREAU_DIRECTOR), account)
    assert not Entry.objects.exists()
