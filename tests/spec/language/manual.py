"""The manual of the policy language: folders are chapters, files are sections, and every paragraph is a test.

A section is YAML: `title`, `text`, and `paragraphs`, each with `title`, `text`, a `rule` as an author writes it, and
either `cases` (facts in, outcome out), `windows` (what an applicant reads on a day) or `refused` (what the author is
told). Nothing on the page is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tidu.rules import Library, Vocabulary, load_library
from tidu.rules.language.scenarios import Scenario, read_scenarios

FOLDER = Path(__file__).parent
CHAPTERS = {
    "conditions": "条件", "quantities": "数量", "amounts": "金额", "references": "规则之间",
    "subjects": "判断谁", "time": "时间与地区", "doubt": "不确定的", "refusals": "会被退回的写法",
}  # fmt: skip
HEAD = """\
rule: the.rule
name: 某项规则
subject: 某项资格
law: {title: 某办法, number: 某〔2024〕1号, in_force: 2020-01-01, confidence: V, last_checked_on: 2025-01-01}
version_by: application_day
"""
AS_OF = "2025-06-10"
WORDS = {
    "yes": "符合", "no": "不符合", "unknown": "缺数", "true": "是", "false": "否",
    "verdict": "结论", "nearly": "差一点", "status": "用语", "pending": "待专家", "near": "差一点的条件", "last three years": "近三年",
}  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """One test of the manual. `refused` is what the author reads, empty where the rule is accepted."""

    chapter: str
    section: str
    about: str
    title: str
    text: str
    rule: str
    facts: str
    base: Mapping[str, Any]
    cases: tuple[Mapping[str, Any], ...]
    refused: str
    region: tuple[str, ...]
    windows: tuple[Mapping[str, str], ...]

    @property
    def name(self) -> str:
        """Where the paragraph stands."""
        return f"{self.chapter} / {self.section} / {self.title}"

    def load(self, folder: Path) -> Library:
        """Write the rule into an empty folder as an author would, and load it."""
        documents = self.rule.split("---\n")
        whole = [text if "rule:" in text or "overlay:" in text else HEAD + text for text in documents]
        facts = self.facts or (FOLDER / "facts" / "facts.yaml").read_text(encoding="utf-8")
        (folder / "facts.yaml").write_text(facts, encoding="utf-8")
        (folder / "rule.yaml").write_text("---\n".join(whole), encoding="utf-8")
        library = load_library(folder)
        return library.in_region(*self.region) if self.region else library

    def scenarios(self, folder: Path, facts: Vocabulary) -> list[Scenario]:
        """Return the cases with their facts and expectations."""
        file = folder / "rule.scenarios.yaml"
        written = {
            "rule": "the.rule", "as_of": AS_OF, "base": dict(self.base),
            "scenarios": [dict(case) for case in self.cases],
        }  # fmt: skip
        file.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return list(read_scenarios(file, facts))


def paragraphs() -> Iterator[Paragraph]:
    """Yield every paragraph in reading order."""
    for chapter, title in CHAPTERS.items():
        for path in sorted((FOLDER / chapter).glob("*.yaml")):
            section = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # text only
            for one in section["paragraphs"]:
                yield Paragraph(
                    chapter=title,
                    section=section["title"],
                    about=section["text"].strip(),
                    title=one["title"],
                    text=one.get("text", "").strip(),
                    rule=one["rule"],
                    facts=one.get("facts", ""),
                    base=one.get("base", {}),
                    cases=tuple(one.get("cases", ())),
                    refused=one.get("refused", ""),
                    region=tuple(one.get("region", ())),
                    windows=tuple(one.get("windows", ())),
                )


def page() -> str:
    """Return the manual as Markdown."""
    facts = _vocabulary()
    lines = [
        "# 规则语言", "",
        "本页由测试生成：每一段都在各个引擎上运行，或确实被退回。没有写出的值是缺数，不是 0。",
        f"例中判断之日都是 {AS_OF}，没有写 `rule`、`law` 等开头几行的，开头都相同：", "",
        "```yaml", HEAD.rstrip(), "```", "",
    ]  # fmt: skip
    chapter = section = ""
    for one in paragraphs():
        if one.chapter != chapter:
            lines += [f"## {one.chapter}", ""]
        if (one.chapter, one.section) != (chapter, section):
            lines += [f"### {one.section}", "", one.about, ""]
        chapter, section = one.chapter, one.section
        lines += _paragraph(one, facts)
    return "\n".join(lines)


def _paragraph(one: Paragraph, facts: Vocabulary) -> Iterator[str]:
    yield f"**{one.title}**"
    yield ""
    if one.text:
        yield one.text
        yield ""
    for text in filter(None, (one.facts, one.rule)):
        yield f"```yaml\n{text.rstrip()}\n```"
        yield ""
    if one.refused:
        yield f"> 退回：{one.refused}"
        yield ""
        return
    if one.region:
        yield f"地区：{'、'.join(one.region)}。"
        yield ""
    if one.windows:
        yield from ("| 在哪一天看 | 申报窗口 |", "|---|---|")
        yield from (f"| {seen['on']} | {seen['says']} |" for seen in one.windows)
        yield ""
    if one.cases:
        yield from _cases(one, facts)


def _cases(one: Paragraph, facts: Vocabulary) -> Iterator[str]:
    if one.base:
        yield f"共同的事实：{_words(one.base, facts)}。"
        yield ""
    yield "| 情形 | 事实 | 结果 |"
    yield "|---|---|---|"
    for case in one.cases:
        yield f"| {case['name']} | {_words(case.get('change', {}), facts) or '—'} | {_words(case['expect'], facts)} |"
    yield ""


def _words(value: Any, facts: Vocabulary) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{_label(name, facts)} {_words(part, facts)}" for name, part in value.items())
    if isinstance(value, list):
        return "、".join(_words(part, facts) for part in value) or "没有"
    return WORDS.get(value, value)


def _label(name: str, facts: Vocabulary) -> str:
    if name.isdigit():
        return f"{name} 年度"
    if name in ("clauses", "outputs"):
        return ""
    return facts[name].label if name in facts else WORDS.get(name, f"`{name}`")


def _vocabulary() -> Vocabulary:
    return load_library(FOLDER / "facts").facts
