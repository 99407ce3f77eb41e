"""What looks like a number and counts nothing: ordinals, outline marks, names, numbers of documents."""

from __future__ import annotations

import re

GAP = "\x00"
"""Stands for every letter that was passed over or read already, so that all places stay."""

_NUMERAL = "[零〇一二两三四五六七八九十百千0-9０-９]"

_ORDINALS = (
    rf"第{_NUMERAL}+",
    r"[(（][零〇一二三四五六七八九十0-9]{1,3}[)）]",
    r"(?m:^[ \t\u3000]*[0-9]+[.．、](?![0-9]))",
    r"(?m:^[ \t\u3000]*[一二三四五六七八九十]+、)",
    r"[一二三四五六七八九十](?:是|则)(?=[\u4e00-\u9fff])",
    r"[一二三四五六七八九十]+届(?=[历全中人]|[一二三四五六七八九十]+[中次])",
    r"[一二三四五六七八九]中全会",
    r"(?<=人大|政协|次会)[一二三四五六七八九十]+次会议",
    r"(?:二十|十[一二三四五六七八九])大(?![中型小])",
    r"(?<![月0-9])[一二三四五六七八九十0-9]+号(?!召)|[0-9]+(?:楼|路公交)",
)
_NAMES = (
    r"十[一二三四五六七八九]五",
    r"[三五十]年(?:行动|攻坚|规划|计划|禁|提升)",
    r"[“\"][^”\"\n0-9０-９]{1,8}[”\"]",  # a short quoted word with Chinese numerals in it is a name: “三个一”
    r"[两三四五六七八]个(?:确立|维护|意识|自信|全面|服从|不摘|毫不|坚持|务必|革命|务实|翻番)",
    r"八项规定|三农|两会|一带一路|二十国集团|三次产业|三会一课|三重一大|五位一体|一网通办|一件事|十分(?![之钟])|[两三四五六]位数",
)
_CODES = (
    r"PM\s*2\.5|(?<![A-Za-z])[GM]\s*[012](?![0-9.])|[0-9.]+版",
    r"[〔\[［【(（][12][0-9]{3}[〕\]］】)）]\s*[0-9]*\s*号?",
    r"(?<![A-Za-z])(?!GDP[0-9])[0-9A-Za-z]*[A-Za-z][0-9A-Za-z./+-]*[0-9][0-9A-Za-z.-]*|[0-9][0-9.]*[A-Za-z][0-9A-Za-z]*",
    r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])",
    r"(?<![0-9])0[0-9]{2,3}[-－—][0-9]{7,8}(?![0-9])",
    r"(?<=电话)[:：]?\s*[0-9-]{5,}|(?<=热线)[:：]?\s*[0-9-]{5,}|123(?:15|45|80|33|48)(?![0-9.])",
    r"(?<![0-9.])[0-9]{11,}(?![0-9.])",
    r"(?<![0-9])[0-2]?[0-9][:：][0-5][0-9]|(?<![0-9])[0-2]?[0-9][时点](?![间期])(?:[0-5]?[0-9]分|半|整)?",
)
_PASSED_OVER = re.compile("|".join((*_CODES, *_ORDINALS, *_NAMES)))


def without_names(text: str) -> str:
    """Return the text with everything that counts nothing blanked out, every place kept."""
    return _PASSED_OVER.sub(lambda match: GAP * len(match.group()), text)
