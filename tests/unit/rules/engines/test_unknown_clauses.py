"""What unknown_clauses counts: articles of the other rule that cannot be judged, on both engines."""

from __future__ import annotations

import pytest

from tests.factories.rules import AS_OF, HEAD, firm, library, pack
from tidu.rules import Ternary
from tidu.rules.engines.base import Engine
from tidu.rules.engines.columns import ColumnsEngine
from tidu.rules.engines.reference import ReferenceEngine

OTHER = pack(
    """
    conditions:
      - {id: share, label: 占比, article: 第五条（一）, says: 占比, require: "ratio(rd[last year], revenue[last year]) >= 5%"}
      - {id: rd, label: 研发, article: 第五条（一）, says: 有研发, require: "rd[last year] > 0元"}
      - {id: staff, label: 职工, article: 第五条（二）, says: 有职工, require: "staff[last year] > 0人"}
      - {id: resident, label: 居民, article: 第六条, says: 居民企业, require: resident}
      - {id: score, label: 评分, article: 第七条, says: 评分, by_experts: opinion, require: "opinion > 60分"}
    """,
    HEAD.replace("the.rule", "other.rule"),
)
KNOWN = {"revenue": 100, "rd": 10, "staff": 3}


def count(most: int) -> str:
    return pack(
        f"""
        conditions:
          - id: it
            label: 基本可判
            article: 第一条
            says: 不超过 {{most}}
            require: unknown_clauses(other.rule) <= most
            where: {{most: {most}项}}
        """
    )


@pytest.mark.parametrize("engine", [ReferenceEngine(), ColumnsEngine()], ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    ("missing", "resident", "articles"),
    [
        ((), True, 0),  # the experts' article is never counted
        (("rd",), True, 1),  # two clauses of one article
        (("revenue",), True, 1),  # one of the two
        (("staff",), True, 1),
        (("rd", "staff"), True, 2),
        (("rd", "staff"), None, 3),
    ],
)
def test_clauses_of_one_article_count_once(
    tmp_path, engine: Engine, missing: tuple[str, ...], resident: bool | None, articles: int
):
    year = {name: None if name in missing else value for name, value in KNOWN.items()}
    facts = firm(years={2024: year}, resident=resident)
    for most in range(4):
        (tmp_path / str(most)).mkdir()
        loaded = library(tmp_path / str(most), OTHER, count(most))
        found = engine.outcomes(loaded.rule("the.rule", on=AS_OF), {"firm": facts}, AS_OF, loaded)["firm"]
        assert found.verdict is Ternary.of(articles <= most), most
