"""The list of doubts on screen and on the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.quality import an_issue
from tidu.domain.quality.models import Issue
from tidu.foundation.actors import OrganisationKind, Role
from tidu.interfaces.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP, name="青岚镇")


@pytest.fixture
def issue(town):
    return an_issue(an_enterprise("甲公司", town), owner=town, due_on=date(2025, 6, 9))


def test_the_list_is_narrowed_counts_by_owner_and_leaves_as_a_file(signed_in, issue, town):
    client, address = signed_in(), reverse("issues")
    page = client.get(address)
    assert [(one.owner, one.waiting, one.late) for one in page.context["owners"]] == [(town.short_name, 1, 1)]
    assert "逾期 1</strong>" in page.content.decode()
    assert client.get(address, {"state": "GONE"}).context["page"].total == 0
    assert client.get(address, {"state": "all", "rule": issue.rule, "late": "on"}).context["page"].total == 1
    taken = client.get(address, {"state": "all", "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert taken[0].startswith("疑点,规则,企业,统一社会信用代码,属地,责任,状态,发现,期限,是否逾期,了结")
    assert ",是," in taken[1]


def test_a_doubt_is_answered_with_a_reason(signed_in, issue):
    client, address = signed_in(), reverse("issue", args=[issue.pk])
    assert "同样登记" in client.get(address).content.decode()
    wrong = client.post(address, {"action": "confirm", "reason": ""})
    assert wrong.status_code == 422
    done = client.post(address, {"action": "confirm", "reason": "集群注册"}, follow=True)
    assert "集群注册" in done.content.decode()
    assert "逾期办结" in done.content.decode()
    assert Issue.objects.get().state == "CONFIRMED"


def test_a_township_s_leader_finds_it_on_the_home_page_and_answers_it(signed_in, issue, town):
    client = signed_in(Role.TOWNSHIP_LEADER, organisation=town)
    assert "待办 1 条" in client.get("/").content.decode()
    page = client.get(reverse("issue", args=[issue.pk])).content.decode()
    assert "同样登记" not in page
    client.post(reverse("issue", args=[issue.pk]), {"action": "mend", "reason": "已改门牌"})
    assert Issue.objects.get().state == "MENDED"


def test_an_officer_reviews_at_once(signed_in, issue):
    answer = signed_in().post(reverse("issues-review"), follow=True)
    assert "不再出现 1 条" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.state == "GONE"


def test_the_command_line_lists_and_reviews(capsys, issue):
    assert main(["quality", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["rule"], row["late"]) == (issue.pk, "same_address", True)
    assert main(["quality", "list", "--rule", "same_address"]) == 0
    assert "待核  甲公司" in capsys.readouterr().out
    assert main(["quality", "review"]) == 0
    assert "不再出现 1 条" in capsys.readouterr().out
    assert main(["quality", "list", "--state", "all"]) == 0
    assert "不再出现  甲公司" in capsys.readouterr().out


def test_the_command_line_matches_names(capsys, tmp_path, town):
    an_enterprise("青岚恒诚电子有限公司", town)
    listed = tmp_path / "名单.txt"
    listed.write_text("恒诚电子\n某某银行\n", encoding="utf-8")
    assert main(["names", "match", str(listed), "--as-of", "2025-06-10", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(one["text"], one["kind"]) for one in said] == [("恒诚电子", "CLOSE"), ("某某银行", "NONE")]
    assert main(["names", "match", str(listed), "--as-of", "2025-06-10"]) == 0
    assert "青岚恒诚电子有限公司" in capsys.readouterr().out
    assert main(["names", "match", str(tmp_path / "没有.txt")]) == 2
    assert "请核对路径" in capsys.readouterr().err
