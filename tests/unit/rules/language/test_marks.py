"""The fast reader of YAML and the readable one tell the same story; what is wrong is told by the readable one."""

from __future__ import annotations

import pytest
import yaml

from tidu import policies
from tidu.rules.language import marks
from tidu.rules.language.marks import PolicyError, documents_in

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(policies.FOLDER.rglob("*.yaml"))]
ODD = [
    "a: 1\n\n\n# 注\nb:\n  - x\n  -  y: 2\n     z: 3\n\n---\nc: {q: [1, 2], r: '一二'}\n",
    "rule: 甲乙丙\ntext: |\n  多行\U0001f600\n  文字\n\nend: >-\n  a\n  b\n",
    "a: 1\r\nb:\r\n  c: 2\r\n",
    "\ufeffa: 1\nb: 2\n",
]


def test_both_readers_tell_the_same_of_every_shipped_file_and_of_odd_ones(monkeypatch):
    texts = [*SHIPPED, *ODD]
    assert len(SHIPPED) > 50
    assert marks.FAST is not yaml.SafeLoader, "the locked PyYAML brings libyaml"
    fast = [list(documents_in(text, "x.yaml")) for text in texts]
    monkeypatch.setattr(marks, "FAST", yaml.SafeLoader)
    assert [list(documents_in(text, "x.yaml")) for text in texts] == fast


def test_the_mark_before_a_text_belongs_to_no_word_of_it():
    [table] = documents_in("\ufeffa: 1\nb: 2\n", "x.yaml")
    assert table.text == "a: 1\nb: 2"


def test_a_fault_is_told_with_what_was_found():
    with pytest.raises(PolicyError, match="got '<stream end>'") as raised:
        list(documents_in("a: [1\n", "x.yaml"))
    assert raised.value.place.line == 2
