"""Basic facts, good practice and the ranking: what circular and report both begin with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from exports import paper_words as words
from exports.paper import Block, Grid, Paragraph
from exports.paper_words import Place
from inspection.finding import FindingState
from scoring.campaign_report import CampaignReport
from scoring.finding_rates import FindingCounts
from scoring.problem_classes import clean_items, earlier, kinds

ITEMS_NAMED: Final = 6
UNITS_NAMED: Final = 8


def overview(report: CampaignReport) -> Iterator[Block]:
    """Units and households seen, problems by kind and state, scores."""
    yield Paragraph(_seen(report))
    yield Paragraph(found(report))
    if scores := _scores(report):
        yield Paragraph(scores)


def _seen(report: CampaignReport) -> str:
    sums, noun = report.summary, words.noun(report)
    verb = "自查" if report.self_inspection else "督查"
    towns = {line.unit.township for line in report.lines}
    where = f"{len(towns)}个乡镇的" if noun.startswith("村") and len(towns) > 1 else ""
    open_ = f"（其中{sums.open}个{noun}尚未完成）" if sums.open else ""
    sentences = [f"本轮共{verb}{where}{sums.sheets}个{noun}{open_}"]
    if sums.households:
        sentences += [f"应访农户{sums.households}户", f"入户走访{sums.visited}户"]
        if sums.telephoned:
            sentences.append(f"电话抽查{sums.telephoned}户")
        if sums.absent:
            sentences.append(f"未遇{sums.absent}户")
    return "，".join(sentences) + "。"


def found(report: CampaignReport) -> str:
    """How many problems, of which kinds, and how far they are."""
    counts = report.findings
    if not counts.known:
        return "未发现需要整改的问题。"
    before = earlier(report)
    those = f"（含以前发现的{before}个）" if before else ""
    whole = "台账共有" if before else "发现"
    return (
        f"{whole}问题{counts.known}个{those}，{words.by_kind(kinds(report.problems))}。"
        f"截至{words.day(report.made_at.date())}，{progress(counts)}。"
    )


def progress(counts: FindingCounts) -> str:
    """已销号3个、待核查1个、整改中4个、逾期未整改1个."""
    parts = (
        ("已销号", counts.closed),
        ("待核查", counts.states.get(FindingState.SUBMITTED, 0)),
        ("整改中", counts.with_unit),
        ("逾期未整改", counts.overdue),
        ("待交办", counts.states.get(FindingState.NEW, 0)),
    )
    return "、".join(f"{state}{n}个" for state, n in parts if n)


def _scores(report: CampaignReport) -> str:
    sums = report.summary
    if report.basis == "findings" or sums.mean is None:
        return ""
    if sums.counted == 1:
        return f"得分率{words.percent(sums.mean)}。"
    return (
        f"{_counted(report)}平均得分率{words.percent(sums.mean)}，"
        f"最高{words.percent(sums.most)}，最低{words.percent(sums.least)}。"
    )


def _counted(report: CampaignReport) -> str:
    """Whose scores count: 6个村, or 已完成督查的4个村 while others are not done."""
    sums, noun = report.summary, words.noun(report)
    done = "" if sums.counted == sums.sheets else "已完成督查的"
    return f"{done}{sums.counted}个{noun}"


def good_practice(report: CampaignReport) -> Iterator[Block]:
    """What figures can say of good work: the first, what cost nobody points, what is put right."""
    said = []
    if top := words.praised(report):
        said.append(f"{'；'.join(_first(top))}。")
    if clean := clean_items(report):
        every = "均" if report.summary.counted > 1 else ""
        said.append(f"{_quoted(clean)}，{_counted(report)}{every}未扣分。")
    done = [
        unit.name
        for unit in report.units
        if (own := report.findings_by_unit.get(unit.id)) and own.known and own.closed == own.known
    ]
    if done:
        all_of_them = "" if len(done) == 1 else "均"
        said.append(f"{words.named(done, UNITS_NAMED)}发现的问题{all_of_them}已全部整改销号。")
    for at, sentence in enumerate(said):
        lead = words.order(at) if len(said) > 1 else ""
        yield Paragraph(lead + sentence)


def _first(top: tuple[Place, ...]) -> Iterator[str]:
    for place, found in groupby(top, key=lambda x: x.place):
        tied = tuple(found)
        names = words.named([x.name for x in tied])
        stands = "并列" if len(tied) > 1 else "列"
        yield f"{names}得分率{words.percent(tied[0].percent)}，{stands}第{place}名"


def _quoted(titles: tuple[str, ...]) -> str:
    shown = "".join(words.quoted(title) for title in titles[:ITEMS_NAMED])
    more = f"等{len(titles)}个项目" if len(titles) > ITEMS_NAMED else f"{len(titles)}个项目"
    return f"{shown}{more}"


def ranking_grid(report: CampaignReport) -> Grid:
    """The ranking as a table; the last are marked."""
    praised = {x.name for x in words.praised(report)}
    behind = {x.name for x in words.behind(report)}
    rows = []
    for x in words.places(report):
        mark = "表扬" if x.name in praised else "批评" if x.name in behind else ""
        rows.append((str(x.place), x.name, words.percent(x.percent), mark))
    rows += [("—", name, "尚未完成", "暂不排名") for name in words.unranked(report)]
    headings = ("名次", words.ranked_noun(report), "得分率", "备注")
    return Grid(headings, tuple(rows), (2, 6, 4, 3))
