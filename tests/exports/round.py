"""A round made by hand: every figure stands here, so that papers and pictures can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Literal

from content.checklists import shipped
from inspection.checklist import Checklist, RectificationKind
from inspection.finding import OPEN, FindingState
from inspection.people import Unit
from inspection.sheet import SheetState
from scoring.campaign_report import CampaignReport, ItemName, Problem, TeamLine
from scoring.figures import Figures
from scoring.finding_rates import FindingCounts, together
from scoring.report import Basis
from scoring.summary import SheetLine, rank_towns, rank_villages, summarize

CHINA = timezone(timedelta(hours=8))
MADE_AT = datetime(2026, 10, 12, 18, 30, tzinfo=CHINA)
TODAY = MADE_AT.date()
TOWNS = ("青石镇", "柳河乡", "云台乡", "白马镇", "双桥街道", "竹溪乡")
VILLAGES = ("大坪村", "小河村", "石门村", "松岭村", "新桥社区", "竹园村")
Scheme = Literal["A", "B", "D"]

# Item, what was lost there, kind, by household, matter.
_LOST: tuple[tuple[str, str, RectificationKind, bool, str], ...] = (
    ("1.2.2", "1.5", "限期整改", True, "手册错误2处"),
    ("1.4", "2", "立行立改", False, "没搞评比"),
    ("2.1", "0.5", "限期整改", False, "一户一档缺1项"),
    ("2.5", "2", "限期整改", True, "住院没报"),
    ("3.1.1", "0.9", "限期整改", False, "没告知书3户：03 07 12"),
    ("3.4", "1.25", "长期坚持", False, "子女没助学 3/12 人：05 09 11"),
)
_MARKS: tuple[tuple[str, str, RectificationKind, bool, str], ...] = (
    ("1.1", "1.5", "限期整改", False, "减贫退出程序资料不全，扣1.5分"),
    ("1.9", "0.5", "立行立改", False, "无水质化验报告，扣0.5分"),
    ("2.2", "2.5", "限期整改", False, "三清理三拆除三整治未全覆盖，扣2.5分"),
    ("2.3", "1", "立行立改", False, "道路沿线有积存垃圾，扣1分"),
)
_FOUND: tuple[tuple[str, str, RectificationKind, bool, str], ...] = (
    ("1.1", "0", "限期整改", True, "收入有问题1处"),
    ("1.3", "0", "限期整改", True, "手册资料2处"),
    ("1.4", "0", "限期整改", False, "档案不全2处"),
    ("2.1", "0", "长期坚持", False, "驻村不到位1处"),
)
_STATES = (
    FindingState.CLOSED,
    FindingState.ACCEPTED,
    FindingState.SUBMITTED,
    FindingState.ASSIGNED,
    FindingState.RETURNED,
)


def made_round(
    scheme: Scheme = "A",
    *,
    towns: Sequence[str] = TOWNS,
    provisional: bool = False,
    title: str = "",
    matter: str = "",
    last_n: int = 2,
) -> CampaignReport:
    """A round of scheme A (villages, towns ranked), B (townships) or D (villages, no points).

    The n-th township loses points in the first n items of a short list and has a problem in each;
    the first has none. `matter` replaces the words of all problems.
    """
    checklist = shipped(_CHECKLISTS[scheme])
    lost = {"A": _LOST, "B": _MARKS, "D": _FOUND}[scheme]
    names = tuple(towns) if scheme != "D" else (towns[0],) * len(towns)
    units = tuple(
        Unit(n, 1, town, "" if scheme == "B" else VILLAGES[(n - 1) % len(VILLAGES)])
        for n, town in enumerate(names, start=1)
    )
    items = _items(checklist)
    lines = tuple(
        _line(checklist, unit, lost[: (unit.id - 1) % (len(lost) + 1)], provisional=provisional)
        for unit in units
    )
    problems = tuple(_problems(checklist, units, lost, matter))
    by_unit = {unit.id: _counts([p for p in problems if p.unit == unit]) for unit in units}
    basis: Basis = {"A": "points", "B": "marks", "D": "findings"}[scheme]  # type: ignore[assignment]
    of_towns = {
        town: together([by_unit[u.id] for u in units if u.township == town])
        for town in dict.fromkeys(names)
    }
    ranked = lines if basis != "findings" else ()
    return CampaignReport(
        title=title or _TITLES[scheme],
        document_number="青督〔2026〕3号",
        office="青山县督查办公室",
        self_inspection=scheme == "D",
        starts_on=date(2026, 9, 25),
        ends_on=date(2026, 12, 20),
        round="第一轮",
        round_starts_on=date(2026, 9, 25),
        round_ends_on=date(2026, 10, 9),
        made_at=MADE_AT,
        checklist_id=checklist.id,
        checklist_title=checklist.title,
        basis=basis,
        items=items,
        units=units,
        lines=lines,
        summary=summarize(lines),
        teams=_teams(lines, tuple(dict.fromkeys(names))),
        level="villages" if scheme == "D" else "towns",
        towns=rank_towns(ranked, last_n),
        villages=rank_villages(ranked, last_n),
        last_n=last_n,
        findings=together(list(by_unit.values())),
        findings_by_unit=by_unit,
        findings_by_town=of_towns,
        findings_by_department=_departments(problems),
        problems=problems,
        withdrawn=(),
        rectify_by=date(2026, 11, 2),
    )


_CHECKLISTS = {"A": "lingling-2018", "B": "dongyuan-2020", "D": "town-rectification"}
_TITLES = {
    "A": "青山县非贫困村脱贫攻坚专项督查",
    "B": "青山县迎接省级考核专项督查",
    "D": "青石镇脱贫攻坚大排查大整改",
}


def _items(checklist: Checklist) -> dict[str, ItemName]:
    return {
        item.id: ItemName(item.id, item.title, section.title, item.points, item.questions)
        for section in checklist.sections
        for item in section.items
    }


def _line(
    checklist: Checklist,
    unit: Unit,
    lost: Sequence[tuple[str, str, RectificationKind, bool, str]],
    *,
    provisional: bool,
) -> SheetLine:
    cost = {item_id: Fraction(points) for item_id, points, *_ in lost}
    worth = {i.id: i.points for s in checklist.sections for i in s.items if i.points is not None}
    rows = "|".join(
        f"{item} {p} {float(p - cost.get(item, 0)):.2f} {float(cost.get(item, 0)):.2f}"
        for item, p in worth.items()
    )
    whole = sum(worth.values(), Fraction(0))
    left = whole - sum(cost.values(), Fraction(0))
    percent = f"{float(left / whole * 100):.2f}" if whole else None
    score = f"{float(left):.2f}" if whole else None
    figures = Figures(
        checklist=checklist.id,
        complete=True,
        score=score,
        applicable=str(whole) if whole else None,
        percent=percent,
        bonus="0.00" if whole else None,
        low=score,
        high=score,
        sections={},
        rows=rows,
        findings={},
        lost={item: int(points * 100) for item, points in cost.items() if points},
        problems=len(lost),
    )
    state = SheetState.SIGNED if provisional else SheetState.FINAL
    households = (48, 40, 6, 2) if unit.village else (0, 0, 0, 0)
    return SheetLine(unit.id, unit, state, *households, figures)


def _problems(
    checklist: Checklist,
    units: Sequence[Unit],
    lost: Sequence[tuple[str, str, RectificationKind, bool, str]],
    matter: str,
) -> list[Problem]:
    items = {i.id: (s, i) for s in checklist.sections for i in s.items}
    found: list[Problem] = []
    for unit in units:
        for item_id, points, kind, by_household, words in lost[: (unit.id - 1) % (len(lost) + 1)]:
            section, item = items[item_id]
            for household in ("03 张*", "17 欧阳*") if by_household else (None,):
                number = len(found) + 1
                state = _STATES[number % len(_STATES)]
                due = date(2026, 10, 10) if number % 7 == 0 else date(2026, 11, 2)
                late = (TODAY - due).days if state in OPEN and due < TODAY else 0
                late = 0 if state is FindingState.SUBMITTED else late
                found.append(
                    Problem(
                        finding_id=number,
                        code=f"2026-{number:04d}",
                        unit=unit,
                        household=household,
                        item_id=item_id,
                        category=section.title if item.points is not None else item.title,
                        topic=item.topic,
                        matter=matter or words,
                        measure=item.measure or f"对照“{item.title}”要求逐项整改到位",
                        responsible=item.responsible or unit.name,
                        lead="民政局" if number % 3 == 0 else None,
                        co_owners=("人社局",) if number % 6 == 0 else (),
                        in_charge="张*",
                        kind=kind,
                        state=state,
                        found_on=date(2026, 10, 8),
                        due_on=due,
                        provisional=False,
                        late=late,
                        closed_on=date(2026, 10, 11) if state is FindingState.CLOSED else None,
                        points=Fraction(points),
                    )
                )
    return found


def _counts(problems: Sequence[Problem]) -> FindingCounts:
    states: dict[FindingState, int] = {}
    for p in problems:
        states[p.state] = states.get(p.state, 0) + 1
    closed = [p for p in problems if p.closed_on]
    late = [p for p in problems if p.late]
    returned = states.get(FindingState.RETURNED, 0)
    submitted = len(closed) + returned + states.get(FindingState.SUBMITTED, 0)
    return FindingCounts(
        states, len(late), len(closed) + len(late), len(closed), submitted, returned, 0
    )


def _departments(problems: Sequence[Problem]) -> dict[str, FindingCounts]:
    leads = dict.fromkeys(p.lead or "" for p in problems)
    return {lead: _counts([p for p in problems if (p.lead or "") == lead]) for lead in leads}


def _teams(lines: Sequence[SheetLine], towns: Sequence[str]) -> tuple[TeamLine, ...]:
    half = -(-len(towns) // 2)
    parts = [("督查一组", "李四五", towns[:half]), ("督查二组", "赵六七", towns[half:])]
    return tuple(
        TeamLine(
            name,
            (head,),
            ("王五六",),
            tuple(own),
            summarize([line for line in lines if line.unit.township in own]),
        )
        for name, head, own in parts
        if own
    )


def tied(report: CampaignReport) -> CampaignReport:
    """The same round with all townships on one place."""
    same = tuple(replace(x, place=1, percent=Fraction(90)) for x in report.towns.ranked)
    every = frozenset(x.unit for x in same)
    return replace(report, towns=replace(report.towns, ranked=same, last=every))
