"""Minutes are cut into sentences, and put together again as they were written."""

from __future__ import annotations

import pytest

from tidu.domain.meetings import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("会议要求抓好落实。", [(1, "会议要求抓好落实。")]),
        ("一是开通预约。二是按月通报！", [(1, "一是开通预约。"), (1, "二是按月通报！")]),
        ("他说“送政策上门。”会议同意。", [(1, "他说“送政策上门。”"), (1, "会议同意。")]),
        ("“先试。再推。”", [(1, "“先试。"), (1, "再推。”")]),
        ("标题没有句号\n\n  第二段。 第三句", [(1, "标题没有句号"), (2, "第二段。"), (2, "第三句")]),
        ("一季度；二季度：三季度。", [(1, "一季度；二季度：三季度。")]),
        (" \n ", []),
    ],
)
def test_a_sentence_ends_with_its_stop_and_what_closes_around_it(text, parts):
    assert sentences.split(text) == parts


def test_sentences_are_joined_as_they_were_written():
    text = "会议听取了汇报。会议要求：\n一是开通预约。二是“上门。”"
    assert sentences.join(sentences.split(text)) == text
