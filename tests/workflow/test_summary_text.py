"""`ducha summary`: the whole of a round's results as lines for people."""

from __future__ import annotations

from pathlib import Path

from content.locales import catalog
from storage import campaigns
from tests import builders
from tests.workflow.one_round import one_round
from workflow.summary_text import summary_lines


def test_the_whole_round_is_told_by_township_and_unit_with_its_ranking(tmp_path: Path) -> None:
    with builders.books(tmp_path) as tx:
        built = one_round(tx)
        campaign = campaigns.campaign(tx, built.id)
        lines = summary_lines(tx, builders.house(tmp_path), builders.NOW, campaign)
    got = [catalog("zh").plain(line) for line in lines]
    assert got == []
