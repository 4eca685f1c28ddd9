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
    assert got[:6] == [
        "秋季专项督查 · 第一轮 · 10月12日 18:00",
        "表 2/4 已签（待审 1，在查 1）",
        "还有 1 个乡镇没开始",
        "户 5/6（未遇 1）",
        "均分 98.33（97～100，暂定）",
        "丢分：2.9 贫困户微信群 −4 · 1.4 乡镇街道主体责任 −2 · 1.2.2 扶贫手册真实、完整、准确 −1.5",
    ]
    towns = [got.index(name) for name in ("青石镇", "柳河乡")]
    assert got[towns[0] + 6 : towns[1] - 1] == ["大坪村 · 97.00 已签", "石桥村 · 100.00 ✅"]
    assert got[towns[1] + 6 :] == [
        "东沟村 · 98.00 待审",
        "西沟村 · 在查 1/2 户",
        "",
        "第一轮排名（1 个，暂定）",
        "1. 青石镇 98.50 ⚠",
        "未排：柳河乡",
    ]
