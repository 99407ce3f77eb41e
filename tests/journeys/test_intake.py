"""Clerks load workbooks, one and many, mend them, meet each other at the same record, and take batches back."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.intake import a_csv, a_workbook
from tests.factories.jobs import let_the_worker_work
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.actors import OrganisationKind, Role

HEADER = ("统一社会信用代码", "企业名称", "年度", "销售收入（万元）", "职工总数", "研发人员数")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def firm(house):
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    an_account(Role.SECTION_CLERK, username="clerk", password=PASSWORD)
    return an_enterprise("青岚县云帆电子有限公司", place)


def hand_in(page, name, *rows):
    page.get_by_label("工作簿").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": a_workbook(("2024 年企业年报",), HEADER, *rows)}
    )
    page.get_by_role("button", name="读取并预览").click()


def test_a_clerk_mends_a_workbook_loads_it_and_takes_it_back(at_desk, firm):
    page = at_desk.sign_in("clerk")
    code, name = firm.credit_code, "青岚县云帆电子有限公司"
    at_desk.open("/intake/forms/yearly_facts/")
    hand_in(page, "年报.xlsx", (code, name, 2024, "三千", 20, 30))
    expect(page.locator(".notice-error")).to_contain_text("整批不能载入")
    expect(page.locator("td.verdict").first).to_contain_text("D3 “三千”不是数")
    expect(page.locator("td#D3.cell-wrong")).to_contain_text("三千")
    expect(page.get_by_role("button", name="确认载入")).to_have_count(0)
    assert obstacles(page) == []
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载退回表（原文件加批注）").click()
    assert marked.value.suggested_filename == "年报（批注）.xlsx"

    at_desk.open("/intake/forms/yearly_facts/")
    hand_in(page, "年报（改正）.xlsx", (code, name, 2024, 3200.5, 40, 30))
    expect(page.locator(".load-sentence")).to_contain_text("1 行新增")
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).revenue_fen == 3_200_500_000

    page.get_by_role("link", name="撤销这个批次").click()
    page.get_by_role("button", name="看撤销会改变什么").click()
    page.get_by_role("button", name="撤销这个批次").click()
    expect(page.locator(".notice-success")).to_contain_text("已撤销")
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm, year=2024).exists()


DROP = """(field, files) => {
  const bag = new DataTransfer();
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    bag.items.add(new File([bytes], name));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    field.dispatchEvent(new DragEvent(kind, { dataTransfer: bag, bubbles: true, cancelable: true }));
  }
}"""
"""What a browser does when files are dropped on an element."""

TOWNSHIPS = (
    "云溪",
    "白水",
    "石门",
    "青岗",
    "竹园",
    "龙湾",
    "梅岭",
    "枫桥",
    "沙洲",
    "黄陂",
    "罗坊",
    "上塘",
    "下街",
)


@pytest.fixture
def county(house):
    """Thirteen townships with a firm each, and two clerks."""
    places = [an_organisation(OrganisationKind.TOWNSHIP, name=f"{name}镇") for name in TOWNSHIPS]
    for name in ("clerk", "colleague"):
        an_account(Role.SECTION_CLERK, username=name, password=PASSWORD)
    return [an_enterprise(f"青岚县{place.name}电子有限公司", place) for place in places]


def yearly(firm, revenue, name=""):
    return a_workbook(HEADER, (firm.credit_code, name or firm.credit_code, 2024, revenue, 40, 30))


def returns(county):
    """The file of each township; the last one has a word where a number belongs, and one more is no workbook."""
    files = [
        (f"{name}镇2024年报.xlsx", yearly(firm, 100)) for name, firm in zip(TOWNSHIPS, county, strict=True)
    ]
    files[-1] = (files[-1][0], yearly(county[-1], "约一百"))
    return [*files, ("园区2024年报.xlsx", b"PK")]


def drop(page, files):
    sent = [(name, base64.b64encode(content).decode()) for name, content in files]
    page.locator(".field.drop").evaluate(DROP, sent)


def is_sound(page):
    assert obstacles(page) == []
    assert spills(page) <= 0


def test_fourteen_files_are_dropped_seen_mended_loaded_and_one_is_taken_back(at_desk, county):
    page = at_desk.sign_in("clerk")
    at_desk.open("/intake/forms/yearly_facts/")
    drop(page, returns(county))
    expect(page.locator(".chosen-files li")).to_have_count(14)
    is_sound(page)
    page.get_by_role("button", name="读取并预览").click()
    expect(page.locator(".load-sentence")).to_have_text(
        "14 个文件，13 行：12 行新增，0 行变更，0 行不变，1 行退回。"
    )
    is_sound(page)
    row = page.locator("tbody tr", has_text="下街镇2024年报.xlsx")
    expect(row).to_contain_text("下街镇")
    expect(row).to_contain_text("1 行有错：下载退回表交回改正")
    expect(page.locator("tbody tr", has_text="园区2024年报.xlsx")).to_contain_text("读不了")

    row.get_by_role("link", name="下街镇2024年报.xlsx").click()
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载退回表（原文件加批注）").click()
    assert marked.value.suggested_filename == "下街镇2024年报（批注）.xlsx"

    page.get_by_role("link", name="收件").click()
    page.get_by_role("button", name="确认载入无误的 12 个文件").click()
    expect(page.locator(".notice-success")).to_contain_text("12 个文件已确认")
    assert YearlyFacts.objects.known_at(None).filter(year=2024).count() == 12

    page.get_by_role("link", name="再导入文件").click()
    drop(page, [("下街镇2024年报（改正）.xlsx", yearly(county[-1], 100))])
    page.get_by_role("button", name="读取并预览").click()
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    page.get_by_role("link", name="撤销这个批次").click()
    is_sound(page)
    page.get_by_role("button", name="看撤销会改变什么").click()
    expect(page.locator("h1")).to_have_text("撤销会改变什么")
    is_sound(page)
    page.get_by_role("button", name="撤销这个批次").click()
    expect(page.locator(".notice-success")).to_contain_text("已撤销")
    assert YearlyFacts.objects.known_at(None).filter(year=2024).count() == 12


def test_a_receipt_is_worked_through_by_keys_alone(at_desk, county):
    page = at_desk.sign_in("clerk")
    at_desk.jump("i")
    at_desk.press(page.get_by_role("link", name="导入企业年度数据表"))
    files = [{"name": name, "mimeType": XLSX, "buffer": content} for name, content in returns(county)[:2]]
    at_desk.reach(page.get_by_label("工作簿")).set_input_files(files)
    at_desk.press(page.get_by_role("button", name="读取并预览"))
    at_desk.press(page.get_by_role("button", name="确认载入 云溪镇2024年报.xlsx"))
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    at_desk.press(page.get_by_role("link", name="云溪镇2024年报.xlsx"))
    at_desk.press(page.get_by_role("link", name="撤销这个批次"))
    at_desk.press(page.get_by_role("button", name="看撤销会改变什么"))
    at_desk.press(page.get_by_role("button", name="撤销这个批次"))
    expect(page.locator(".notice-success")).to_contain_text("已撤销")
    assert not YearlyFacts.objects.known_at(None).filter(year=2024).exists()


def test_on_a_phone_nothing_spills_and_the_second_clerk_is_told_what_moved(on_phone, county):
    page = on_phone.sign_in("clerk")
    on_phone.open("/intake/forms/yearly_facts/")
    files = [("甲.xlsx", yearly(county[0], 100)), ("乙.xlsx", yearly(county[0], 200)), ("丙.xlsx", b"PK")]
    page.get_by_label("工作簿").set_input_files(
        [{"name": name, "mimeType": XLSX, "buffer": content} for name, content in files]
    )
    is_sound(page)
    page.get_by_role("button", name="读取并预览").click()
    is_sound(page)
    receipt = page.url
    page.get_by_role("button", name="确认载入 甲.xlsx").click()
    on_phone.sign_out()
    on_phone.sign_in("colleague")
    page.goto(receipt)
    page.get_by_role("button", name="确认载入 乙.xlsx").click()
    expect(page.locator("h1")).to_have_text("预览之后记录已变")
    expect(page.locator("tbody tr", has_text="销售收入")).to_contain_text("100 万元")
    is_sound(page)
    page.get_by_role("button", name="重新比对").click()
    expect(page.locator(".load-sentence")).to_contain_text("1 行变更")
    is_sound(page)
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    assert YearlyFacts.objects.known_at(None).get(year=2024).revenue_fen == 200_000_000


def test_a_large_file_shows_its_progress_without_a_reload(at_desk, county):
    page = at_desk.sign_in("clerk")
    at_desk.open("/intake/forms/yearly_facts/")
    padded = [*HEADER, "备注"]
    rows = [(firm.credit_code, "", 2024, 100, 40, 30, "略" * 30_000) for firm in county]
    page.get_by_label("工作簿").set_input_files(
        {"name": "全县.csv", "mimeType": "text/csv", "buffer": a_csv(padded, *rows)}
    )
    page.get_by_role("button", name="读取并预览").click()
    expect(page.locator(".load-sentence")).to_have_text("读取中：全县.csv")
    is_sound(page)
    let_the_worker_work()
    expect(page.locator(".load-sentence")).to_contain_text("13 行新增")
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")


def test_a_mapping_settled_once_is_used_again_and_forgotten(at_desk, county):
    page = at_desk.sign_in("clerk")
    odd = ("编码", "统一社会信用代码", "年度", "卖了多少（万元）", "职工总数")

    def sent(revenue):
        content = a_workbook(odd, (1, county[0].credit_code, 2024, revenue, 40))
        at_desk.open("/intake/forms/yearly_facts/")
        page.get_by_label("工作簿").set_input_files(
            {"name": "云溪镇.xlsx", "mimeType": XLSX, "buffer": content}
        )
        page.get_by_role("button", name="读取并预览").click()

    sent(100)
    page.get_by_role("link", name="改列对应").click()
    page.get_by_label("D 列：卖了多少（万元）").select_option("revenue_fen")
    is_sound(page)
    page.get_by_role("button", name="按此重新读取").click()
    expect(page.locator("table.staged")).to_contain_text("100 万元")
    sent(200)
    expect(page.locator("main details")).to_contain_text("表头与云溪镇上次的相同，列对应沿用")
    expect(page.locator("table.staged")).to_contain_text("200 万元")
    page.get_by_role("button", name="忘记沿用的列对应").click()
    expect(page.locator(".notice-success")).to_contain_text("已忘记")
    at_desk.open("/intake/mappings/")
    is_sound(page)
    sent(300)
    expect(page.locator("main details")).to_contain_text("D 列“卖了多少（万元）”没有载入")


def test_the_columns_of_an_unknown_table_are_named_with_keys_alone(at_desk, firm):
    page = at_desk.sign_in("clerk")
    at_desk.open("/intake/forms/yearly_facts/")
    unknown = a_workbook(("企业编码", "年度", "卖了（万元）"), (firm.credit_code, 2024, 12))
    page.get_by_label("工作簿").set_input_files({"name": "云溪镇.xlsx", "mimeType": XLSX, "buffer": unknown})
    page.get_by_role("button", name="读取并预览").click()
    expect(page.locator(".notice-error")).to_contain_text("找不到“企业年度数据表”的表头")
    is_sound(page)
    at_desk.press(page.get_by_role("link", name="指明各列是什么"))
    expect(page.locator("main")).to_contain_text("第 1 行当作表头，不会载入")
    is_sound(page)
    at_desk.choose(page.get_by_label("A 列：企业编码"), "credit_code")
    at_desk.choose(page.get_by_label("C 列：卖了（万元）"), "revenue_fen")
    at_desk.press(page.get_by_role("button", name="按此重新读取"))
    expect(page.locator(".load-sentence")).to_contain_text("1 行新增")
