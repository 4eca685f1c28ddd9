"""What official papers have in common: days, figures, names of units, in written Chinese.

Official papers are Chinese whatever language their reader has chosen, so their sentences stand
here and in the compositions, and not in the catalogs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from content.locales import catalog
from inspection.checklist import RectificationKind
from inspection.finding import FindingState
from inspection.formal import tight
from inspection.people import Unit
from inspection.text import text
from scoring.campaign_report import CampaignReport, Problem
from scoring.rounding import fixed, short

OFFICE_TO_FILL: Final = "（发文机关）"
CONTACT_TO_FILL: Final = "联系人：　　　　　；联系电话：　　　　　　　"
_ORDER: Final = "一二三四五六七八九十"
_OUTER: Final = {"“": "“", "‘": "“", "”": "”", "’": "”"}
_INNER: Final = {"“": "‘", "‘": "‘", "”": "’", "’": "’"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking that the campaign publishes."""

    place: int
    name: str
    percent: Fraction
    last: bool


def day(of: date) -> str:
    """2026年1月5日."""
    return f"{of.year}年{of.month}月{of.day}日"


def span(first: date, final: date) -> str:
    """2026年9月25日至29日; what both days share is said once."""
    if first == final:
        return day(first)
    if first.year != final.year:
        return f"{day(first)}至{day(final)}"
    if first.month != final.month:
        return f"{day(first)}至{final.month}月{final.day}日"
    return f"{day(first)}至{final.day}日"


def since(report: CampaignReport) -> str:
    """When the round was, 2026年9月25日至29日; 2026年9月25日以来 while it goes on."""
    if report.made_at.date() < report.round_ends_on:
        return f"{day(report.round_starts_on)}以来"
    return span(report.round_starts_on, report.round_ends_on)


def percent(of: Fraction | None) -> str:
    """88.36%; a dash where there is none."""
    return "—" if of is None else f"{fixed(of)}%"


def points(of: Fraction) -> str:
    """4.5分."""
    return f"{short(of)}分"


def office(report: CampaignReport) -> str:
    """The issuing office, or the place where its name has to be filled in."""
    return report.office or OFFICE_TO_FILL


def number(report: CampaignReport) -> str:
    """The 发文字号 of a new paper: the office's mark and the year, its number to be filled in."""
    mark = ""
    if report.document_number:
        mark = re.split(r"[〔\[［【(（]", report.document_number, maxsplit=1)[0].strip()
        mark = "" if re.search(r"\d", mark) else mark
    return f"{mark or '　　'}〔{report.made_at.year}〕　　号"


def plan_number(report: CampaignReport) -> str:
    """The campaign's own document number as the standard writes it: 青督〔2026〕3号."""
    written = (report.document_number or "").strip()
    found = re.fullmatch(r"(.+?)[〔\[［【(（](\d{4})[〕\]］】)）]\s*第?\s*0*(\d+)\s*号", written)
    return f"{found[1].strip()}〔{found[2]}〕{found[3]}号" if found else written


def dated(
    report: CampaignReport, properties: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """The file's properties, with the report's own time where none is given."""
    said = {"when": report.made_at.isoformat()} | dict(properties)
    return tuple(said.items())


def about(report: CampaignReport) -> str:
    """What was done, with its round where the title does not say it."""
    title = report.title.removesuffix("方案").removesuffix("工作")
    if report.round in title or title in report.round:
        return title
    return f"{title}（{report.round}）"


def noun(report: CampaignReport) -> str:
    """What the inspected units are: 村, 村（社区）, 乡镇, or 单位 where there are both."""
    of_villages = {bool(line.unit.village) for line in report.lines}
    if of_villages == {True}:
        return _villages([line.unit.village for line in report.lines])
    return "乡镇" if of_villages == {False} else "单位"


def everyone(report: CampaignReport) -> str:
    """主送 of a paper to all inspected units."""
    if only_town(report):
        return "各村（社区）"
    towns = {unit.township for unit in report.units}
    streets = any(town.endswith("街道") for town in towns)
    return "各乡镇人民政府、街道办事处" if streets else "各乡镇人民政府"


def only_town(report: CampaignReport) -> str:
    """The township that all units are villages of; empty where there are several."""
    towns = {unit.township for unit in report.units}
    return towns.pop() if len(towns) == 1 and all(unit.village for unit in report.units) else ""


def addressee(township: str, village: str = "") -> str:
    """主送 of a paper to one unit."""
    if village:
        return township + village
    if township.endswith(("镇", "乡")):
        return f"{township}人民政府"
    return f"{township}办事处" if township.endswith("街道") else township


def you(township: str, village: str = "") -> str:
    """How a paper addresses the unit: 你村, 你镇."""
    name = village or township
    endings = ("社区", "街道", "村", "镇", "乡")
    return "你" + next((ending for ending in endings if name.endswith(ending)), "单位")


def named(names: Sequence[str], most: int = 0) -> str:
    """Names in a row; beyond `most` only how many there are."""
    if most and len(names) > most:
        return f"{'、'.join(names[:most])}等{len(names)}个"
    return "、".join(names)


def departments(report: CampaignReport) -> tuple[str, ...]:
    """The departments that have a problem to lead."""
    found = report.findings_by_department.items()
    return tuple(name for name, counts in found if name and counts.known)


def order(at: int) -> str:
    """The words a point begins with: 一是, 二是, 三是."""
    return f"{_ORDER[at]}是" if at < len(_ORDER) else "此外，"


def by_kind(counts: Mapping[RectificationKind, int]) -> str:
    """其中立行立改2个、限期整改5个; 均为限期整改 where they are all of one kind."""
    if len(counts) == 1:
        return f"{'均' if sum(counts.values()) > 1 else ''}为{next(iter(counts))}"
    return "其中" + "、".join(f"{kind}{n}个" for kind, n in counts.items())


def due(problem: Problem) -> str:
    """A problem's deadline as lists have it."""
    if problem.state is FindingState.CLOSED:
        return "已销号"
    if problem.due_on is None:
        return "交办后起算"
    return day(problem.due_on) + ("（暂定）" if problem.provisional else "")


def state(problem: Problem) -> str:
    """A problem's state as the ledger and the cards call it."""
    return catalog("zh").plain(text(f"finding.state-{problem.state}"))


def quoted(words: str) -> str:
    """A title or other words in quotation marks."""
    return quoting(f"“{tight(words)}”")


def quoting(words: str) -> str:
    """Quotation marks as GB/T 15834 nests them: “…‘…’…”; unpaired ones stay as they are."""
    depth, said = 0, []
    for c in words:
        depth -= c in "”’"
        said.append((_INNER if depth % 2 else _OUTER).get(c, c))
        depth += c in "“‘"
        if depth < 0:
            return words
    return words if depth else "".join(said)


def places(report: CampaignReport) -> tuple[Place, ...]:
    """The published ranking by names."""
    if report.level == "towns":
        towns = report.towns
        return tuple(Place(x.place, x.unit, x.percent, x.unit in towns.last) for x in towns.ranked)
    villages = report.villages
    return tuple(
        Place(x.place, x.unit.name, x.percent, x.unit in villages.last) for x in villages.ranked
    )


def unranked(report: CampaignReport) -> tuple[str, ...]:
    """Units that wait for a sheet and have no place yet."""
    if report.level == "towns":
        return report.towns.waiting
    return tuple(unit.name for unit in report.villages.waiting)


def ranked_noun(report: CampaignReport) -> str:
    """What is ranked."""
    if report.level == "towns":
        return "乡镇"
    return _villages([unit.village for unit in report.units])


def _villages(names: Sequence[str]) -> str:
    return "村（社区）" if any(name.endswith("社区") for name in names) else "村"


def praised(report: CampaignReport) -> tuple[Place, ...]:
    """The first three places, where somebody stands behind them; never one that is criticised."""
    found, criticised = places(report), behind(report)
    if not any(x.place > 1 for x in found):
        return ()
    return tuple(x for x in found if x.place <= 3 and x not in criticised)


def last_places(report: CampaignReport) -> str:
    """What the last places are called: 末位, 后3位; tied ones are more."""
    found = behind(report)
    named = "末位" if report.last_n == 1 else f"后{report.last_n}位"
    return named + ("（含并列）" if len(found) > report.last_n else "")


def behind(report: CampaignReport) -> tuple[Place, ...]:
    """The last places, where somebody stands before them: the first are never criticised."""
    return tuple(x for x in places(report) if x.last and x.place > 1)


def belongs(unit: Unit, name: str, report: CampaignReport) -> bool:
    """Whether the unit is what a place of the ranking names, or lies in it."""
    return name == (unit.township if report.level == "towns" else unit.name)
