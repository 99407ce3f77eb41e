"""The words clerks use for figures belong to figures that exist."""

from __future__ import annotations

from tidu.foundation.figures import registry
from tidu.reporting.draft.names import clerks_words, phrasebook


def test_every_line_of_words_is_about_a_figure_of_the_house():
    assert set(clerks_words()) - {figure.code for figure in registry.everything()} == set()


def test_a_figure_without_a_line_is_known_by_its_own_name():
    spoken = {one.figure.code: one for one in phrasebook(registry.everything())}["ticket_funding_count"]
    assert [part.pattern for part in spoken.parts] == ["企业难题登记", "资金筹措"]
