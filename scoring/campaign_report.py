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

from inspection.checklist import RectificationKind
from inspection.finding import FindingState
from inspection.people import Unit
from scoring.finding_rates import FindingCounts
from scoring.report import Basis, Report
from scoring.summary import Level, Ranking, SheetLine, Summary


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item of the checklist, as documents name it."""

    id: str
    title: str
    section: str
    points: Fraction | None


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
    """One finding as documents tell it; days are local."""

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
    """Given and new findings by number; withdrawn ones are left out."""
    sheets: tuple[Report, ...]
    """The reports of signed sheets, frozen at signing, grounds in open words."""
    rectify_by: date | None
    """The last deadline that was set, for the circular's request."""
    masked: bool = True

    @property
    def provisional(self) -> bool:
        """Whether any sheet of the round is not final."""
        return self.summary.provisional

    def item(self, item_id: str) -> str:
        """An item by number and title."""
        found = self.items.get(item_id)
        return f"{item_id} {found.title}" if found else item_id
