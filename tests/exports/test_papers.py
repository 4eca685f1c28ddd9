"""What the papers say: read from the report, in the order offices know, no villager named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from exports.carryover import carryover
from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.paper import Block, Grid, Heading, Paper, Paragraph, Picture
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from scoring.campaign_report import CampaignReport
from tests.exports.round import Scheme, made_round, tied
from tests.exports.test_official import opened, png, words

SCHEMES: tuple[Scheme, ...] = ("A", "B", "D")


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(_, said):
                yield said
            case Paragraph(said, lead):
                yield lead + said
            case Grid():
                yield block.caption
                for row in (block.headings, *block.rows):
                    yield from row
            case Picture(_, caption):
                yield caption
            case _:
                pass


def said(paper: Paper) -> str:
    """All that the paper says, in order."""
    annexes = [line for annex in paper.annexes for line in (annex.title, *texts(annex.blocks))]
    head = (paper.title, paper.to, *texts(paper.blocks), *annexes)
    return "\n".join((*head, paper.copies, paper.day))


def every_paper(report: CampaignReport) -> dict[str, Paper]:
    single = {
        "circular": circular(report),
        "report": leaders_report(report, {}),
        "carryover": carryover(report),
    }
    supervised = {f"supervision {n}": p for n, p in supervision_notices(report).items()}
    rectified = {f"rectification {n}": p for n, p in rectification_notices(report).items()}
    return single | supervised | rectified


def headings(paper: Paper, level: int = 1) -> list[str]:
    return [b.words for b in paper.blocks if isinstance(b, Heading) and b.level == level]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_paper_is_a_whole_sentence_and_opens_as_a_document(scheme: Scheme) -> None:
    for name, paper in every_paper(made_round(scheme)).items():
        everything = said(paper)
        assert not re.search(r"None|Fraction|\{|\}|  |。。|，，|、、|，。|；。|：。", everything), (
            name
        )
        for block in paper.blocks:
            if isinstance(block, Paragraph) and "联系电话" not in block.words:
                assert block.words.endswith(("。", "：")), (name, block.words)
        found = words(opened(paper))
        assert any(paper.title == line.replace("\n", "") for line in found), name
        assert paper.day == "2026年10月12日"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_public_papers_name_units_and_no_villager(scheme: Scheme) -> None:
    report = made_round(scheme)
    public_ones = [circular(report), leaders_report(report), carryover(report)]
    for paper in (*public_ones, *supervision_notices(report).values()):
        everything = said(paper)
        assert "张*" not in everything
        assert "欧阳*" not in everything
        assert not re.search(r"03 07|05 09", everything)
    assert "03 张*" in said(next(iter(rectification_notices(made_round("A")).values())))


def test_where_all_share_a_place_nobody_is_criticised() -> None:
    report = tied(made_round("A"))
    everything = said(circular(report))
    assert "通报批评" not in everything
    assert "通报表扬" not in everything
    assert supervision_notices(report) == {}


def test_provisional_figures_make_a_draft_that_says_so() -> None:
    report = made_round("B", provisional=True)
    for name, paper in every_paper(report).items():
        assert paper.draft, name
    assert "目前得分为暂定结果，以申辩答复后的最终结果为准。" in said(circular(report))
    assert "暂定" not in said(circular(made_round("B")))


def test_where_nothing_is_scored_no_paper_speaks_of_scores() -> None:
    report = made_round("D")
    assert supervision_notices(report) == {}
    for name, paper in every_paper(report).items():
        assert not re.search("得分|失分|排名|扣|督查组，", said(paper)), name
    paper = circular(report)
    assert headings(paper) == ["自查基本情况", "存在的主要问题", "下一步工作要求"]
    assert paper.to == "各村（社区）"
    assert (
        "小河村、石门村、松岭村、新桥社区均有2户存在收入不达标、错算、照抄或户主不认可问题各1个。"
        in said(paper)
    )
    assert "结案率" in said(carryover(report))


def test_the_report_puts_each_picture_in_its_part() -> None:
    report = made_round("A")
    pictures = {name: png() for name in ("progress", "ranking", "heat", "findings")}
    blocks = leaders_report(report, pictures).blocks
    part, found = "", []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            part = block.words
        elif isinstance(block, Picture):
            found.append((part, block.caption))
    assert found == [
        ("工作开展情况", "督查进度"),
        ("得分排名情况", "得分率排名"),
        ("存在的主要问题", "各单位扣分分布"),
        ("问题整改情况", "问题整改进展"),
    ]
    without = leaders_report(report).blocks
    assert not [block for block in without if isinstance(block, Picture)]
    assert [b for b in blocks if not isinstance(b, Picture)] == list(without)


def test_the_report_tells_rates_and_only_proposes() -> None:
    report = made_round("A")
    everything = said(leaders_report(report))
    rates = report.findings
    assert f"应结案{rates.due}个，结案率{rates.closing.percent}%" in everything
    assert f"返工率{rates.rework.percent}%" in everything
    for town, own in report.findings_by_town.items():
        assert f"\n{town}\n{own.known}\n{own.closed}\n{own.overdue}\n{own.due}" in everything
    assert "是否问责，由有权机关依据事实研究决定" in everything
    assert "双桥街道新桥社区、竹溪乡竹园村共有2个问题逾期未整改到位（见附件2）" in everything
    assert "李四五" in everything


def test_hostile_matters_reach_the_document_as_they_are() -> None:
    hostile = "<b>未公示</b>{{7*7}}\x00&"
    for paper in every_paper(made_round("A", matter=hostile)).values():
        assert docx_bytes(paper)
    found = words(opened(circular(made_round("A", matter=hostile))))
    assert any("<b>未公示</b>{{7*7}}&" in line for line in found)


def test_points_are_read_exactly() -> None:
    report = made_round("A")
    assert report.summary.lost[0].points == Fraction(8)
    assert "\n8.00\n4" in said(leaders_report(report))


def test_while_a_round_goes_on_no_paper_says_that_it_is_over() -> None:
    report = made_round("A")
    going = replace(report, round_ends_on=date(2026, 12, 10))
    for name, paper in every_paper(going).items():
        assert "2026年9月25日以来，" in said(paper), name
        assert "12月10日" not in said(paper), name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_is_praised_that_no_figure_proves(scheme: Scheme) -> None:
    everything = "".join(said(paper) for paper in every_paper(made_round(scheme)).values())
    assert not re.search("扎实|较好|良好|显著|明显|高度重视|认真负责|普遍", everything)


def test_papers_speak_in_the_questions_words_and_not_in_those_of_buttons() -> None:
    report = made_round("A")
    labels = {q.label for item in report.items.values() for q in item.questions if q.label}
    short = {label for label in labels if not any(label in i.title for i in report.items.values())}
    asked = "".join(q.prompt for item in report.items.values() for q in item.questions)
    for name, paper in every_paper(report).items():
        assert [each for each in short if each in said(paper) and each not in asked] == [], name


def test_the_teams_problems_add_up_to_the_rounds() -> None:
    report = made_round("A")
    grid = next(b for b in leaders_report(report).blocks if isinstance(b, Grid))
    assert sum(int(row[-1]) for row in grid.rows) == report.findings.known


def test_the_last_alone_is_called_so() -> None:
    report = made_round("A", last_n=1)
    assert "对排名末位的竹溪乡（第6名，93.10%）予以通报批评。" in said(circular(report))
    assert "列第6名，居末位。" in said(supervision_notices(report)["竹溪乡"])
