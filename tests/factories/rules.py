"""Rules and facts for tests, written as authors write them: YAML in a folder, loaded by the real loader."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

from tidu.rules import Facts, Library, Rule, Verdict, evaluate, load_library
from tidu.rules.model.conditions import Condition, Group
from tidu.rules.model.numbers import Number, OverYears
from tidu.rules.model.tables import OfRule

AS_OF = date(2025, 6, 10)

FACTS = """
facts:
  - {name: registered_on, type: date, yearly: false, label: 成立日期, definition: 成立, whom_to_ask: 登记机关}
  - {name: expires_on, type: date, yearly: false, label: 到期日, definition: 到期, whom_to_ask: 登记机关}
  - {name: resident, type: bool, yearly: false, label: 居民企业, definition: 居民, whom_to_ask: 税务}
  - {name: polluter, type: bool, yearly: false, label: 污染企业, definition: 污染, whom_to_ask: 环保}
  - {name: industry, type: text, yearly: false, label: 行业, definition: 行业, whom_to_ask: 企业}
  - {name: patents, type: count, yearly: false, label: 专利, unit: 件, definition: 专利, whom_to_ask: 企业}
  - {name: opinion, type: points, yearly: false, label: 专家评分, unit: 分, definition: 评分, whom_to_ask: 专家组}
  - {name: revenue, type: money, yearly: true, label: 收入, unit: 元, definition: 收入, whom_to_ask: 财务}
  - {name: rd, type: money, yearly: true, label: 研发, unit: 元, definition: 研发, whom_to_ask: 财务}
  - {name: staff, type: count, yearly: true, label: 职工, unit: 人, definition: 职工, whom_to_ask: 人事}
  - {name: exports, type: usd, yearly: true, label: 出口, unit: 美元, definition: 出口, whom_to_ask: 海关}
"""

HEAD = """
rule: the.rule
name: 某项规则
subject: 某项资格
law: {title: 某办法, number: 某〔2024〕1号, in_force: 2020-01-01, confidence: V, last_checked_on: 2025-01-01}
version_by: application_day
"""


def clause(require: str, **more: str) -> str:
    """One condition called `it`, with further lines such as where='{least: 5%}'."""
    lines = {"says": "须满足", **more}
    written = "\n".join(f"    {key}: {value}" for key, value in lines.items())
    return f"conditions:\n  - id: it\n    label: 某条件\n    article: 第一条\n    require: {require}\n{written}\n"


def pack(body: str, head: str = HEAD) -> str:
    """A whole rule from its conditions and what follows."""
    return dedent(head).lstrip("\n") + dedent(body).strip("\n") + "\n"


def library(folder: Path, *packs: str, facts: str = FACTS) -> Library:
    """Write the packs into a folder and load them."""
    (folder / "facts.yaml").write_text(dedent(facts), encoding="utf-8")
    for place, text in enumerate(packs):
        (folder / f"pack{place}.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)


def rule(folder: Path, require: str, **more: str) -> Rule:
    """A rule with the single condition `it`."""
    return library(folder, pack(clause(require, **more))).rule("the.rule", on=AS_OF)


def firm(
    registered_on: date | None = date(2018, 3, 1), *, years: dict | None = None, **scalars: object
) -> Facts:
    """An enterprise; yearly facts as {2024: {"revenue": fen}}."""
    return Facts({"registered_on": registered_on, **scalars}, years or {})


def judge(folder: Path, facts: Facts, require: str, **more: str) -> Verdict:
    """The verdict on the single condition `it`, as of 2025-06-10."""
    loaded = library(folder, pack(clause(require, **more)))
    return evaluate(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)


ABSTRACT = (Number, OverYears, OfRule, Condition, Group)


def node_types(root: type) -> set[type]:
    """Every kind of node below Number or Condition that a rule can be made of."""
    below = {found for child in root.__subclasses__() for found in node_types(child)}
    return below if root in ABSTRACT else below | {root}
