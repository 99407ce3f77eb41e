"""The keys an author may write, declared once: the reader obeys them and the JSON Schema is made from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Sequence, Table, guess
from tidu.rules.language.values import Word, read_day, read_word
from tidu.rules.model.kinds import Kind
from tidu.rules.model.law import LONGEST_QUOTE, Confidence, VersionBy
from tidu.rules.model.rule import Given
from tidu.rules.model.tables import Rounding

TEXT: Final[dict[str, Any]] = {"type": "string", "minLength": 1}
SCALAR: Final[dict[str, Any]] = {"type": ["string", "number"]}
DAY: Final[dict[str, Any]] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MONTH_DAY: Final[dict[str, Any]] = {"type": "string", "pattern": r"^\d{2}-\d{2}$"}
QUOTE: Final[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": LONGEST_QUOTE}
TIER: Final[dict[str, Any]] = {"type": "string", "pattern": "^[A-Z][A-Z_]*$"}
NAME: Final[dict[str, Any]] = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
CODE: Final[dict[str, Any]] = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"}
YES_NO: Final[dict[str, Any]] = {"type": "boolean"}


def one_of(words: type[Confidence | VersionBy | Rounding | Given | Kind]) -> dict[str, Any]:
    """Return the schema of a word out of a fixed list."""
    return {"enum": [str(word) for word in words]}


def ref(name: str) -> dict[str, Any]:
    """Return the schema that points at a mapping declared in FORMS."""
    return {"$ref": f"#/$defs/{name}"}


def many(item: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list with at least one item."""
    return {"type": "array", "items": item, "minItems": 1}


def named(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping from the author's own names."""
    return {"type": "object", "additionalProperties": value, "propertyNames": NAME}


@dataclass(frozen=True)
class Key:
    """One key of a mapping: what it is for, what stands behind it, and whether it must be written."""

    about: str
    schema: Mapping[str, Any]
    required: bool = False


_QUOTED: Final = f"文件里定下这个数的原话，照抄，至多 {LONGEST_QUOTE} 个字"
VALUE: Final[dict[str, Any]] = {
    "anyOf": [SCALAR, *map(ref, ("bands", "table", "marginal", "rate", "formula", "exceptions", "dated"))]
}

_STANDS_IN: Final = {
    "article": Key("条款；写在 define 里的须写，写在条件里的不写同条件", TEXT),
    "number": Key("文号，不写同条件或文件", TEXT),
    "confidence": Key("核对程度，不写同条件或文件", one_of(Confidence)),
    "last_checked_on": Key("最近核对日期，不写同条件或文件", DAY),
}

FORMS: Final[Mapping[str, Mapping[str, Key]]] = {
    "rule": {
        "rule": Key("规则代码，如 hnte.gates", CODE, True),
        "name": Key("规则的中文名称", TEXT, True),
        "subject": Key("企业将成为或得到什么，如 高新技术企业", TEXT, True),
        "region": Key("在哪个地区有效，不写为全国", TEXT),
        "judges": Key("判断哪类对象，不写为企业", NAME),
        "law": Key("所依据的文件", ref("law"), True),
        "version_by": Key("按哪一天选择版本", one_of(VersionBy), True),
        "parameters": Key("文件定下的数，可按日期取值", named(VALUE)),
        "define": Key("本规则自用的数，如各项得分", named(VALUE)),
        "conditions": Key("条件，每条都有名称、条款和一句话", many(ref("condition")), True),
        "decide": Key("条件之间的关系；不写表示全部满足", TEXT),
        "outputs": Key("得分、金额等结果", named(ref("output"))),
        "windows": Key("什么时候可以申报；不写的是未知", many(ref("window"))),
        "decides": Key("本规则判定哪一级梯度，如 GAZELLE；同一地区同一天只能有一条", TIER),
        "status": Key("各种结论的用语", ref("status")),
        "incomplete": Key("规则还缺什么；写了就至多是待核", TEXT),
        "note": Key("给读者的说明", TEXT),
    },
    "overlay": {
        "overlay": Key("另定哪条规则的参数或申报窗口", CODE, True),
        "region": Key("在哪个地区有效", TEXT, True),
        "law": Key("本地文件", ref("law"), True),
        "parameters": Key(
            "参数名（条件里的写 条件.名称）到本地的取值",
            {"type": "object", "additionalProperties": ref("local_value")},
        ),
        "windows": Key(
            "本地的申报窗口，在本地文件有效的日子里适用",
            {**ref("local_windows"), "minProperties": 1, "maxProperties": 1},
        ),
        "note": Key("给读者的说明", TEXT),
    },
    "local_value": {
        "value": Key("取值", SCALAR, True),
        "article": Key("本地文件的条款", TEXT, True),
    },
    "local_windows": {
        "add": Key("加在原规则的窗口之外的", many(ref("window"))),
        "replace": Key("代替原规则的窗口的", many(ref("window"))),
    },
    "law": {
        "title": Key("文件标题", TEXT, True),
        "number": Key("文号", TEXT, True),
        "in_force": Key("起始日（含）", DAY, True),
        "until": Key("截止日（不含）", DAY),
        "confidence": Key("核对程度", one_of(Confidence), True),
        "last_checked_on": Key("最近一次核对的日期", DAY, True),
        "articles_unchecked": Key("条款序号凭通行文本、没有逐条复核的，写 true", YES_NO),
        "after_gap": Key("前一版本失效后隔了一段时间才有这一版本的，写明原因", TEXT),
    },
    "condition": {
        "id": Key("条件的英文名", NAME, True),
        "label": Key("条件的中文短名", TEXT, True),
        "article": Key("条款，如 第十一条（五）", TEXT, True),
        "number": Key("条款出自另一文件的，写它的文号；不写同文件", TEXT),
        "says": Key("条款的一句话，{名称} 处填入数值", TEXT, True),
        "require": Key("要求的式子", TEXT, True),
        "where": Key("式子里的名称", named(VALUE)),
        "by_experts": Key("由专家给出的事实", NAME),
        "near": Key("差多少以内算差一点", SCALAR),
        "improvable": Key("企业可以改进的数据", many(NAME)),
        "next_step": Key("给企业的下一步建议", TEXT),
        "confidence": Key("本条的核对程度，不写同文件", one_of(Confidence)),
        "last_checked_on": Key("本条最近核对的日期，不写同文件", DAY),
        "note": Key("给读者的说明", TEXT),
    },
    "bands": {
        "label": Key("中文名称", TEXT),
        "by": Key("按什么分档", TEXT, True),
        "bands": Key("各档，从小到大；最后一档不写上限", many(ref("band")), True),
        **_STANDS_IN,
    },
    "band": {
        "up_to": Key("上限", SCALAR),
        "含": Key("上限本身是否属于这一档", YES_NO),
        "is": Key("这一档的值", SCALAR, True),
    },
    "table": {
        "label": Key("中文名称", TEXT),
        "of": Key("按什么评分", TEXT, True),
        "table": Key("各行，从高到低；最后一行不写起点", many(ref("row")), True),
        **_STANDS_IN,
    },
    "row": {
        "from": Key("起点", SCALAR),
        "含": Key("起点本身是否属于这一行", YES_NO),
        "is": Key("这一行的分值", SCALAR, True),
    },
    "marginal": {
        "label": Key("中文名称", TEXT),
        "of": Key("对什么分段累计", TEXT, True),
        "marginal": Key("各段，从低到高；最后一段不写上限", many(ref("layer")), True),
        "rounding": Key("取整方式", one_of(Rounding), True),
        "to": Key("取整到，如 1元；不写为 1 分", SCALAR),
        **_STANDS_IN,
    },
    "layer": {
        "up_to": Key("上限", SCALAR),
        "at": Key("这一段的比率", SCALAR, True),
    },
    "exceptions": {
        "label": Key("中文名称", TEXT),
        "otherwise": Key("一般的值", VALUE, True),
        "exceptions": Key("例外，成立时代替一般的值；任何两个不得可能同时成立", many(ref("exception")), True),
        "article": Key("一般的值的条款，不写同条件", TEXT),
        "number": Key("文号，不写同文件", TEXT),
        "confidence": Key("核对程度，不写同文件", one_of(Confidence)),
        "last_checked_on": Key("最近核对日期，不写同文件", DAY),
    },
    "exception": {
        "when": Key("在什么条件下", TEXT, True),
        "is": Key("这时的值", VALUE, True),
        "article": Key("条款", TEXT, True),
        "label": Key("中文名称", TEXT),
        "number": Key("文号，不写同文件", TEXT),
        "confidence": Key("核对程度，不写同文件", one_of(Confidence)),
        "last_checked_on": Key("最近核对日期，不写同文件", DAY),
    },
    "dated": {
        "label": Key("中文名称", TEXT, True),
        "value": Key("取值；按日期取值时改写 values", SCALAR),
        "values": Key("按日期的取值，从早到晚", many(ref("dated_value"))),
        "article": Key("条款，不写同文件", TEXT),
        "number": Key("文号，不写同文件", TEXT),
        "quote": Key(_QUOTED, QUOTE),
        "confidence": Key("核对程度，不写同文件", one_of(Confidence)),
        "last_checked_on": Key("最近核对日期，不写同文件", DAY),
    },
    "dated_value": {
        "from": Key("起始日（含）", DAY, True),
        "until": Key("截止日（不含）", DAY),
        "value": Key("取值", SCALAR, True),
        "article": Key("条款", TEXT),
        "number": Key("文号", TEXT),
        "quote": Key(_QUOTED, QUOTE),
        "confidence": Key("核对程度", one_of(Confidence)),
        "last_checked_on": Key("最近核对日期", DAY),
    },
    "output": {
        "label": Key("中文名称", TEXT, True),
        "given": Key("什么时候给出", one_of(Given), True),
        "article": Key("条款，如 第五条", TEXT),
        "says": Key("给多少的一句话，{名称} 处填入参数", TEXT),
        "is": Key("结果的式子", TEXT),
        "rate": Key("按比率计算的金额", ref("rate")),
    },
    "rate": {
        "label": Key("中文名称", TEXT),
        "of": Key("基数", TEXT, True),
        "at": Key("比率", SCALAR, True),
        "floor": Key("下限，不写为 0", SCALAR),
        "cap": Key("上限", SCALAR),
        "rounding": Key("取整方式", one_of(Rounding), True),
        "to": Key("取整到，如 1元；不写为 1 分", SCALAR),
        **_STANDS_IN,
    },
    "formula": {
        "label": Key("中文名称", TEXT),
        "is": Key("式子，如各项之和", TEXT, True),
        **_STANDS_IN,
    },
    "window": {
        "label": Key("批次名称，如 第一批", TEXT),
        "every_year": Key("每年都有的一批", ref("yearly_window")),
        "once": Key("只有一次的一批", ref("dated_window")),
        "all_year": Key("常年受理，写 true", {"const": True}),
        "unpublished": Key("没有公布或没有读到，写明原因", TEXT),
        "article": Key("条款；常年、每年和一次的须写 article 或 number", TEXT),
        "number": Key("出自另一文件的，写它的文号；不写同文件", TEXT),
        "from": Key("这一窗口从哪天起适用（含）；不写同文件", DAY),
        "until": Key("到哪天止（不含）；不写同文件", DAY),
        "confidence": Key("核对程度，不写同文件；没有公布的不写", one_of(Confidence)),
        "last_checked_on": Key("最近核对日期，不写同文件", DAY),
    },
    "yearly_window": {
        "opens": Key("开始的月日（含），如 03-01", MONTH_DAY, True),
        "closes": Key("截止的月日（含）；早于开始的，截止在次年", MONTH_DAY, True),
    },
    "dated_window": {
        "opens": Key("开始日（含）；没有公布的不写", DAY),
        "closes": Key("截止日（含）", DAY, True),
    },
    "status": {
        "yes": Key("符合时的用语", TEXT),
        "no": Key("不符合时的用语", TEXT),
        "unknown": Key("数据不足时的用语", TEXT),
        "pending": Key("只差专家意见时的用语", TEXT),
    },
    "vocabulary": {
        "subjects": Key("规则判断的各类对象", many(ref("subject"))),
        "facts": Key("全部事实", many(ref("fact"))),
        "sane": Key("不可能成立的数：判断以前当作缺数", many(ref("sanity"))),
    },
    "subject": {
        "kind": Key("英文名", NAME, True),
        "label": Key("中文名称", TEXT, True),
        "begins": Key("从哪一天起有会计年度（日期类事实）；没有年度事实的不写", NAME),
    },
    "sanity": {
        "id": Key("英文名", NAME, True),
        "facts": Key("检查哪些事实", many(NAME), True),
        "says": Key("为什么不可能", TEXT, True),
        "least": Key("不能小于", SCALAR),
        "most": Key("不能大于", SCALAR),
        "at_most": Key("不能大于另一事实的若干倍", ref("relation")),
        "not_ahead": Key("已经发生的日子，不能晚于判断之日，写 true", {"const": True}),
        "from": Key("起始日（含）", DAY, True),
        "until": Key("截止日（不含）", DAY),
        "last_checked_on": Key("最近一次核对的日期", DAY, True),
    },
    "relation": {
        "times": Key("倍数；不写为 1 倍", SCALAR),
        "of": Key("另一事实", NAME, True),
    },
    "fact": {
        "name": Key("英文名", NAME, True),
        "type": Key("类型", one_of(Kind), True),
        "yearly": Key("是否按会计年度", YES_NO, True),
        "label": Key("中文名称", TEXT, True),
        "unit": Key("单位；是否类不写", TEXT),
        "definition": Key("口径", TEXT, True),
        "whom_to_ask": Key("缺数时问谁", TEXT, True),
        "of": Key("属于哪类对象，不写为企业", NAME),
    },
}


class Form:
    """A mapping as written, held against its declared keys. Raises PolicyError for unknown or lacking ones."""

    def __init__(self, written: Marked, form: str) -> None:
        if not isinstance(written, Table):
            raise PolicyError(written.place, "这里应是“键: 值”的形式", f"可用的键：{'、'.join(FORMS[form])}")
        self.written = written
        self.place = written.place
        keys = FORMS[form]
        for name, place in written.keys.items():
            if name not in keys:
                raise PolicyError(place, f"不认识的键 {name}", guess(name, list(keys)))
        for name, key in keys.items():
            if key.required and name not in written.entries:
                raise PolicyError(written.place, f"缺少 {name}（{key.about}）", f"补写 {name}")
            _check_spelling(written.entries.get(name), key.schema)

    def get(self, key: str) -> Marked | None:
        """Return what is written behind a key, None where nothing is."""
        return self.written.entries.get(key)

    def scalar(self, key: str) -> Scalar | None:
        """Return a written value. Raises PolicyError where a list or mapping stands."""
        found = self.get(key)
        if found is None or isinstance(found, Scalar):
            return found
        raise PolicyError(found.place, f"{key} 应是一个值", "写成一行文字或数")

    def text(self, key: str, default: str = "") -> str:
        """Return the text behind a key."""
        found = self.scalar(key)
        if found is not None and not found.text.strip():
            raise PolicyError(found.place, f"{key} 是空的", "补写内容或删去这一行")
        return found.text if found else default

    def items(self, key: str) -> tuple[Marked, ...]:
        """Return the items of a list; none where the key is absent."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, Sequence):
            raise PolicyError(found.place, f"{key} 应是一个列表", "每项以“- ”开头")
        return found.items

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """Return the word behind a key out of a fixed list; the default where an optional key is absent."""
        written = self.scalar(key)
        if written is None:
            assert default is not None  # noqa: S101  # required keys have no default
            return default
        return read_word(written, words)

    def day(self, key: str, default: date) -> date:
        """Return the day behind a key."""
        written = self.scalar(key)
        return read_day(written) if written else default

    def day_or_none(self, key: str) -> date | None:
        """Return the day behind a key, None where nothing is written."""
        written = self.scalar(key)
        return read_day(written) if written else None

    def named(self, key: str) -> Mapping[str, Marked]:
        """Return the entries of a mapping from the author's own names; none where the key is absent."""
        found = self.get(key)
        if found is None:
            return {}
        if not isinstance(found, Table):
            raise PolicyError(found.place, f"{key} 应是“名称: 值”的形式", "每行写一个名称")
        return found.entries


_SPELLING: Final = {
    str(NAME["pattern"]): "写小写英文字母、数字和下划线，以字母开头，如 rd_growth",
    str(CODE["pattern"]): "写小写英文字母、数字和下划线，分两段或几段，如 qinglan.rd_subsidy",
    str(TIER["pattern"]): "写大写英文字母和下划线，如 GAZELLE",
}


def _check_spelling(written: Marked | None, schema: Mapping[str, Any]) -> None:
    """Refuse a name that the schema does not take. What has a shape of its own, such as a day, is read elsewhere."""
    if isinstance(written, Table) and "propertyNames" in schema:
        for name, place in written.keys.items():
            _check_name(name, place, schema["propertyNames"]["pattern"])
    elif isinstance(written, Scalar) and schema.get("pattern") in _SPELLING:
        _check_name(written.text, written.place, schema["pattern"])


def _check_name(name: str, place: Place, pattern: str) -> None:
    if not re.fullmatch(pattern, name):
        raise PolicyError(place, f"{name} 不能用作名称", _SPELLING[pattern])
