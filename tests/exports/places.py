"""What a report says in each place of a paper, read without the code that composes papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from exports.paper import Paper
from inspection.finding import FindingState
from scoring.campaign_report import CampaignReport, ItemName, Problem
from scoring.finding_rates import NO_FINDINGS, FindingCounts, together
from scoring.problem_classes import listed
from scoring.rounding import fixed, short
from tests.exports.figures import FIGURE, NOT_FIGURES, Piece, figures

Rule: TypeAlias = tuple[str, tuple[object, ...]]
"""A sentence's pattern, and what its groups have to be; a group that is not there may be."""
KINDS = ("立行立改", "限期整改", "长期坚持")
NAMED = 6
"""Units that a sentence names."""


class Places:
    """The figures of a report, asked for by the places of one paper."""

    def __init__(self, paper: Paper, report: CampaignReport) -> None:
        self.report = report
        self.unit = _unit(paper, report)
        own = [p for p in report.problems if self.unit in ("", p.unit.name, p.unit.township)]
        waits = bool(self.unit)
        self.problems = [p for p in own if not waits or p.state is not FindingState.CLOSED]
        self.by_code = {p.code: p for p in report.problems}
        self.lines = listed(self.problems)
        self.ranking = _ranking(report)
        self.rows = _rows(report, self.ranking)
        self.rules: dict[str, list[Rule]] = {}

    def explain(self, piece: Piece) -> bool:
        """Whether the report has every figure of the piece in that place."""
        if not figures(piece):
            return True
        if piece.column:
            return self._cell(piece)
        item = self._item(piece)
        if item is not None:
            return self._told(item, piece)
        return self._explain(NOT_FIGURES.sub("", piece.words), piece.section)

    def _explain(self, left: str, section: str) -> bool:
        if section not in self.rules:
            self.rules[section] = list(self._rules(section))
        for pattern, wanted in self.rules[section]:
            for found in re.finditer(pattern, left):
                if all(g in (None, str(w)) for g, w in zip(found.groups(), wanted, strict=True)):
                    left = left.replace(found[0], FIGURE.sub("", found[0]), 1)
        return not re.search(r"\d", left)

    def _rules(self, section: str) -> Iterator[Rule]:
        those = [p for p in self.problems if f"{p.category}方面" == section] or self.problems
        units = len({p.unit.id for p in those})
        yield r"问题(\d+)个，涉及(\d+)个", (len(those), units)
        yield r"问题(\d+)个", (len(those),)
        yield r"共扣([\d.]+)分", (short(self._lost(section)),)
        yield r"共(\d+)个问题，同", (len(self.problems),)
        yield r"有(\d+)个问题需要", (len(self.problems),)
        yield r"共有(\d+)个问题逾期", (sum(p.late > 0 for p in self.report.problems),)
        for kind in KINDS:
            yield rf"{kind}(\d+)个", (sum(p.kind == kind for p in self.problems),)
        for category in dict.fromkeys(p.category for p in self.problems):
            yield rf"“{category}”(\d+)个", (sum(p.category == category for p in self.problems),)
        yield from self._deadlines()
        yield from _of_summary(self.report)
        yield from _of_findings(self.report)
        yield from self._of_ranking()

    def _lost(self, section: str) -> Fraction:
        report = self.report
        own = (
            x for x in report.summary.lost if f"{report.items[x.item_id].section}方面" == section
        )
        return sum((x.points for x in own), Fraction(0))

    def _deadlines(self) -> Iterator[Rule]:
        today = self.report.made_at.date()
        days = [p.due_on for p in self.problems if p.due_on]
        yield r"(\d+)个已过时限", (sum(day < today for day in days),)
        for n in {days.count(day) for day in days if day >= today}:
            yield r"(\d+)个于前完成", (n,)

    def _of_ranking(self) -> Iterator[Rule]:
        report, ranked = self.report, len(self.ranking)
        yield r"参加排名的[^，。]+?共(\d+)个", (ranked,)
        yield r"后(\d+)位", (report.last_n,)
        for name, (place, percent) in self.ranking.items():
            yield rf"{name}[^，。；]*?得分率([\d.]+)%，并?列第(\d+)名", (percent, place)
            yield rf"{name}（(?:第(\d+)名，)?([\d.]+)%）", (place, percent)
            if name == self.unit:
                ask = r"你[^，。]+?得分率([\d.]+)%，在参加排名的(\d+)个[^，。]+?中列第(\d+)名"
                yield ask, (percent, ranked, place)

    def _item(self, piece: Piece) -> ItemName | None:
        """The item whose problems a sentence tells."""
        for item in self.report.items.values():
            title = item.title.replace("“", "‘").replace("”", "’")
            if f"“{title}”方面" in piece.words or f"{item.title}方面" == piece.section:
                return item
        return None

    def _told(self, item: ItemName, piece: Piece) -> bool:
        own = [p for p in self.problems if p.item_id == item.id]
        head, _, told = piece.words.partition("。")
        if many := re.fullmatch(r".是“.+”方面存在问题(\d+)个", head):
            right = many[1] == str(len(own))
        elif head.startswith("发现问题"):
            right = self._explain(head, piece.section)
        else:
            right, told = True, piece.words
        return right and all(self._clause(clause, own) for clause in told.split("；"))

    def _clause(self, clause: str, problems: Sequence[Problem]) -> bool:
        """小河村、石门村均有2户…各2处: each unit that is named has just these figures."""
        numbers = FIGURE.findall(NOT_FIGURES.sub("", clause))
        if "同类问题" in clause:
            return numbers == [str(len({p.unit.id for p in problems}) - NAMED)]
        units = {p.unit for p in problems if _says(clause, p) or self.unit}
        return bool(units) and all(
            sorted(numbers) == sorted(_numbers([p for p in problems if p.unit == unit]))
            for unit in units
        )

    def _cell(self, piece: Piece) -> bool:
        problem = self.by_code.get(piece.row[1])
        numbers = FIGURE.findall(NOT_FIGURES.sub("", piece.words))
        if piece.column == "存在问题":
            if problem is None:
                line = self.lines[piece.number]
                homes = [str(line.households)] if line.households else []
                return sorted(numbers) == sorted(_digits(line.problem.matter) + homes)
            late = piece.row[-1].endswith("天") and problem.household is not None
            return sorted(numbers) == sorted(_digits(problem.matter) + ["1"] * late)
        if problem is not None and piece.column == "逾期":
            return numbers == [str(problem.late)]
        name = next((cell for cell in piece.row if cell in self.rows), "")
        return piece.words == self.rows.get(name, {}).get(piece.column)


def _of_summary(report: CampaignReport) -> Iterator[Rule]:
    sums = report.summary
    lost = {x.item_id for x in sums.lost}
    clean = [item for item in report.items.values() if item.points and item.id not in lost]
    towns = {line.unit.township for line in report.lines}
    yield r"组织(\d+)个督查组", (len(report.teams),)
    yield r"共(?:督查|自查)(?:(\d+)个乡镇的)?(\d+)个", (len(towns), sums.sheets)
    yield r"其中(\d+)个\S{1,6}尚未完成", (sums.open,)
    yield r"应访农户(\d+)户", (sums.households,)
    yield r"入户走访(\d+)户", (sums.visited,)
    yield r"电话抽查(\d+)户", (sums.telephoned,)
    yield r"未遇(\d+)户", (sums.absent,)
    yield r"(\d+)个[^，。]{1,6}(?:平均得分率|均未扣分)", (sums.counted,)
    yield r"(\d+)个项目，", (len(clean),)
    yield r"较多的(\d+)个项目", (min(10, len(sums.lost)),)
    for name, score in (("平均得分率", sums.mean), ("最高", sums.most), ("最低", sums.least)):
        if score is not None:
            yield rf"{name}([\d.]+)%", (fixed(score),)


def _of_findings(report: CampaignReport) -> Iterator[Rule]:
    counts = report.findings
    states = {
        "已销号": counts.closed,
        "待核查": counts.states.get(FindingState.SUBMITTED, 0),
        "整改中": counts.with_unit,
        "逾期未整改": counts.overdue,
        "待交办": counts.states.get(FindingState.NEW, 0),
        "应结案": counts.due,
    }
    for name, n in states.items():
        yield rf"{name}(\d+)个", (n,)
    rates = {
        "，结案率": counts.closing,
        "按期结案率": counts.closing_on_time,
        "返工率": counts.rework,
        "延期率": counts.extension,
    }
    for name, rate in rates.items():
        yield rf"{name}([\d.]+)%", (rate.percent,)
    for name, own in report.findings_by_department.items():
        if name:
            yield rf"{name}(\d+)个", (own.open,)


def _unit(paper: Paper, report: CampaignReport) -> str:
    """The unit that a notice is about; empty for papers to all."""
    if paper.kind not in {"supervision", "rectification"}:
        return ""
    names = {name for unit in report.units for name in (unit.name, unit.township)}
    return max((name for name in names if name in f"{paper.title}{paper.to}"), key=len)


def _ranking(report: CampaignReport) -> dict[str, tuple[int, str]]:
    if report.level == "towns":
        return {x.unit: (x.place, fixed(x.percent)) for x in report.towns.ranked}
    return {x.unit.name: (x.place, fixed(x.percent)) for x in report.villages.ranked}


def _rows(
    report: CampaignReport, ranking: Mapping[str, tuple[int, str]]
) -> Mapping[str, Mapping[str, str]]:
    """What tables say of townships, units, departments, teams and items."""
    of_units = {u.name: report.findings_by_unit.get(u.id, NO_FINDINGS) for u in report.units}
    named = {u.village: of_units[u.name] for u in report.units if u.village}
    counted = named | of_units | dict(report.findings_by_town) | {"合计": report.findings}
    every = counted | dict(report.findings_by_department)
    found = {name: _of_counts(counts) for name, counts in every.items()}
    for name, (place, percent) in ranking.items():
        found.setdefault(name, {}).update({"名次": str(place), "得分率": f"{percent}%"})
    for team in report.teams:
        sums = team.summary
        found[team.name] = {
            "已审签": f"{sums.signed}/{sums.sheets}",
            "平均得分率": "—" if sums.mean is None else f"{fixed(sums.mean)}%",
            "问题数": str(together([report.findings_by_town[t] for t in team.townships]).known),
        }
    for x in report.summary.lost:
        row = {f"涉及{noun}数": str(x.sheets) for noun in ("村（社区）", "村", "乡镇")}
        title = f"{x.item_id} {report.items[x.item_id].title}"
        found[title] = row | {"扣分（分）": fixed(x.points)}
    return found


def _of_counts(counts: FindingCounts) -> dict[str, str]:
    plain = {
        "问题": counts.known,
        "销号": counts.closed,
        "已销号": counts.closed,
        "逾期": counts.overdue,
        "应结案": counts.due,
    }
    rates = {
        "结案率": counts.closing,
        "按期结案率": counts.closing_on_time,
        "返工率": counts.rework,
    }
    said = {name: f"{rate.percent}%" for name, rate in rates.items()}
    return {name: str(n) for name, n in plain.items()} | said


def _says(clause: str, problem: Problem) -> bool:
    unit = problem.unit
    return unit.name in clause or (unit.village != "" and unit.village in clause)


def _digits(matter: str) -> list[str]:
    return FIGURE.findall(matter.partition("：")[0])


def _numbers(problems: Sequence[Problem]) -> Iterator[str]:
    """The figures a sentence has of one unit's problems of one item."""
    homes: dict[str, set[str]] = {}
    for p in problems:
        if p.household:
            homes.setdefault(p.matter, set()).add(p.household)
        else:
            yield from _digits(p.matter)
    for matter, having in homes.items():
        yield str(len(having))
        yield from _digits(matter)
