"""Signing in, changing a password, looking at another day, the keyboard, big letters."""

from playwright.sync_api import expect

from tests.factories.accounts import an_account
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.foundation.accounts import operations as accounts
from tidu.foundation.actors import Role, system
from tidu.foundation.clock import now


def test_a_clerk_signs_in_works_and_leaves(at_desk):
    an_account(Role.SECTION_CLERK, username="wangmei", name="王梅", password=PASSWORD)
    page = at_desk.open("/calendar/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert obstacles(page) == []
    page.get_by_label("登录名").fill("wangmei")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作日历")).to_be_visible()
    at_desk.sign_out()
    expect(page.get_by_text("已退出。")).to_be_visible()


def test_a_wrong_password_is_told_and_what_was_typed_stays(at_desk):
    an_account(Role.SECTION_CLERK, username="wangmei", password=PASSWORD)
    page = at_desk.sign_in("wangmei", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    expect(page.get_by_label("登录名")).to_have_value("wangmei")
    assert obstacles(page) == []


def test_a_new_colleague_replaces_the_one_time_password_first(on_phone):
    account = an_account(Role.TOWNSHIP_LEADER, username="zhaomin", password=PASSWORD)
    once = accounts.reset_password(account=account, by=system("旅程"), now=now())
    page = on_phone.sign_in("zhaomin", once)
    expect(page.get_by_text("您用的是一次性密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(once)
    page.get_by_label("新密码", exact=True).fill("a-brand-new-password")
    page.get_by_label("再输一次新密码").fill("a-brand-new-password")
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改。")).to_be_visible()
    assert spills(page) <= 0


def test_the_as_of_bar_takes_the_whole_workbench_to_another_day_and_back(at_desk):
    an_account(Role.SECTION_CLERK, username="wangmei", password=PASSWORD)
    page = at_desk.sign_in("wangmei")
    page.locator(".asof summary").click()
    expect(page.get_by_label("截至日")).to_be_visible()
    assert obstacles(page) == []
    page.get_by_label("截至日").fill("2024-12-31")
    page.get_by_label("当时所知").check()
    page.get_by_role("button", name="查看这一天").click()
    expect(page.locator(".asof summary")).to_have_text("截至 2024-12-31 · 当时所知")
    page.locator(".asof summary").click()
    page.get_by_role("link", name="回到今天").click()
    expect(page.locator(".asof summary")).to_have_text("截至 2025-06-10 · 现在所知")


def test_the_keyboard_searches_jumps_and_shows_its_keys(at_desk):
    an_account(Role.SECTION_CLERK, username="wangmei", password=PASSWORD)
    page = at_desk.sign_in("wangmei")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    assert obstacles(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="工作日历")).to_be_visible()


def test_big_letters_stay_on_the_next_page_and_still_fit_a_phone(on_phone):
    an_account(Role.TOWNSHIP_LEADER, username="zhaomin", name="赵敏", password=PASSWORD)
    page = on_phone.sign_in("zhaomin")
    page.locator(".menu").last.locator("summary").click()
    page.get_by_role("button", name="大字号").click()
    expect(page.locator("html")).to_have_class("big")
    on_phone.open("/password/")
    expect(page.locator("html")).to_have_class("big")
    assert spills(page) <= 0


def test_reading_works_without_scripts(chromium, house):
    an_account(Role.SECTION_CLERK, username="wangmei", password=PASSWORD)
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{house.address}/sign-in/")
    page.get_by_label("登录名").fill("wangmei")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="工作日历").click()
    expect(page.get_by_role("heading", name="2025 年")).to_be_visible()
    context.close()
