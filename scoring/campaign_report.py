"""The report of a whole campaign's round: the one model that every document is made from.

Built once, frozen, complete: papers, pictures and lists read figures here and compute none, so
that a figure is the same wherever it stands. Names of people are masked already where the
report is masked; `problems` carry the open words that the inspected units know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from inspection.checklist import Question, RectificationKind
from inspection.finding import FindingState
from inspection.people import Unit
from inspection.text import Text
from scoring.finding_rates import FindingCounts
from scoring.report import Basis
from scoring.summary import Level, Ranking, SheetLine, Summary


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item of the checklist, as documents name it."""

    id: str
    title: str
    section: str
    points: Fraction | None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamLine:
    """An inspection team with its townships and its own summary."""

    name: str
    heads: tuple[str, ...]
    members: tuple[str, ...]
    townships: tuple[str, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding as every document tells it, names masked already; days are local."""

    finding_id: int
    code: str
    unit: Unit
    household: str | None
    """Number (and masked head) of the household, for lists to the unit; never in public ones."""
    item_id: str
    category: str
    topic: str | None
    matter: str
    """Open words: confidential questions as counts only."""
    measure: str
    responsible: str
    lead: str | None
    co_owners: tuple[str, ...]
    in_charge: str | None
    kind: RectificationKind
    state: FindingState
    found_on: date
    due_on: date | None
    provisional: bool
    late: int
    """Days over the deadline while the unit has to act."""
    closed_on: date | None
    points: Fraction | None
    in_full: str | None = None
    """The matter with what was said in confidence; None where names are masked."""
    person: str | None = None
    """Who sets it right, where that is not whoever is in charge."""
    found_by: str | None = None
    """The team, or who began the sheet."""
    told: str | None = None
    """What the unit last said of it ..."""
    told_on: date | None = None
    """... and when."""
    done_on: date | None = None
    verified_by: str | None = None
    proof: tuple[str | None, ...] = ()
    """Hashes of the files that were handed in, None while the bytes are on their way."""
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A round of a campaign in all its figures, as of a moment."""

    title: str
    document_number: str | None
    office: str | None
    self_inspection: bool
    starts_on: date
    ends_on: date
    round: str
    round_starts_on: date
    round_ends_on: date
    made_at: datetime
    """With the campaign's offset."""
    checklist_id: str
    checklist_title: str
    basis: Basis
    items: Mapping[str, ItemName]
    """By id, in the order of the checklist."""
    units: tuple[Unit, ...]
    """All units of the campaign that the reader may see, in the workbook's order."""
    lines: tuple[SheetLine, ...]
    """The sheets of the round."""
    summary: Summary
    teams: tuple[TeamLine, ...]
    level: Level
    """Which ranking the campaign publishes."""
    towns: Ranking[str]
    villages: Ranking[Unit]
    last_n: int
    findings: FindingCounts
    findings_by_unit: Mapping[int, FindingCounts]
    findings_by_town: Mapping[str, FindingCounts]
    findings_by_department: Mapping[str, FindingCounts]
    """"" where no department owns the topic."""
    problems: tuple[Problem, ...]
    """Given and new findings by number."""
    withdrawn: tuple[str, ...]
    """The codes of findings that turned out to be none."""
    rectify_by: date | None
    """The last deadline that was set, for the circular's request."""
    masked: bool = True

    @property
    def provisional(self) -> bool:
        """Whether any sheet of the round is not final."""
        return self.summary.provisional

    def place(self, unit: Unit) -> int | None:
        """The unit's place among its like; None while it is not ranked."""
        if unit.village:
            return next((e.place for e in self.villages.ranked if e.unit.id == unit.id), None)
        return next((e.place for e in self.towns.ranked if e.unit == unit.township), None)

    def item(self, item_id: str) -> str:
        """An item by number and title."""
        found = self.items.get(item_id)
        return f"{item_id} {found.title}" if found else item_id
