"""The files of an archive as the books have them: whose they are, who sent them, from where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

from content.masking import mask_name, names_masked
from exports.archive_entry import Entry, Position
from inspection.checklist import Checklist, Item
from inspection.finding import Finding, FindingState
from inspection.people import Unit
from scoring import finding_drafts
from storage import archive, checklists, findings, results
from storage import ledger as rows
from storage.archive import Filed
from storage.campaigns import Campaign
from storage.db import Tx
from storage.findings import Wanted
from storage.ledger import Head


def entries(
    tx: Tx, campaign: Campaign, units: Mapping[int, Unit], zone: ZoneInfo, *, masked: bool
) -> Iterator[Entry]:
    """Every file of these units, in their order; `masked`: heads of households by their surname."""
    reading = _Reading(tx, campaign, units, zone, masked=masked)
    return map(reading.entry, archive.filed(tx, campaign.id, units))


class _Reading:
    """What the books say beside the files, read once for all of them."""

    def __init__(
        self,
        tx: Tx,
        campaign: Campaign,
        units: Mapping[int, Unit],
        zone: ZoneInfo,
        *,
        masked: bool,
    ) -> None:
        self.tx = tx
        self.units = units
        self.zone = zone
        self.masked = masked
        self.names = rows.names(tx, campaign.id)
        self.teams = results.teams(tx, campaign.id)
        self.heads: dict[int, Head] = {head.id: head for head in rows.heads(tx, campaign.id)}
        by_unit: dict[int, set[str]] = defaultdict(set)
        for head in self.heads.values():
            by_unit[head.unit_id].add(head.head)
        self.masks = {unit: names_masked(heads) for unit, heads in by_unit.items()}
        every = findings.listed(tx, campaign.id, Wanted(tuple(FindingState), units))
        self.findings = {found.id: found for found in every}

    def entry(self, file: Filed) -> Entry:
        """A file as the archive tells it."""
        unit = self.units[file.unit_id]
        sheet = checklists.checklist(self.tx, file.checklist_id) if file.checklist_id else None
        question = sheet.question(file.question_id) if sheet and file.question_id else None
        item = _item_of(sheet, file)
        head = self.heads.get(file.household_id or 0)
        found = self.findings.get(file.finding_id or 0)
        named = self._named(unit)
        by = self.names.get(file.by, "")
        return Entry(
            id=file.id,
            township=unit.township,
            village=unit.village,
            round=file.round,
            item=item.id if item else file.item_id,
            item_title=item.title if item else "",
            question=(question.label or question.prompt) if question else "",
            household=head.number if head else None,
            head=(mask_name(head.head) if self.masked else head.head) if head else "",
            finding=found.code if found else None,
            shows=file.shows,
            objection=file.objection,
            kind=file.kind,
            mime=file.mime,
            at=file.at.astimezone(self.zone),
            position=_position(file),
            by=by,
            team=self._team(by, unit),
            caption=named(file.caption or ""),
            name=named(file.name or ""),
            sha256=file.sha256,
            lost=file.lost,
            removed=file.removed,
            size=file.size,
            forwarded=file.forwarded,
            confidential=sheet is not None and _is_confidential(sheet, file, found),
            late=file.late,
            twin_of=file.twin_of,
        )

    def _team(self, name: str, unit: Unit) -> str | None:
        """The person's team, the one that inspects the unit before any other."""
        own = [team for team in self.teams if name in (*team.heads, *team.members)]
        here = [team for team in own if unit.township in team.townships]
        return next((team.name for team in (*here, *own)), None)

    def _named(self, unit: Unit) -> Callable[[str], str]:
        mask = self.masks.get(unit.id)
        return mask if self.masked and mask else str


def _item_of(sheet: Checklist | None, file: Filed) -> Item | None:
    """The item a file stands under: said by itself, by its finding or its question."""
    if sheet is None:
        return None
    if file.item_id is not None:
        return sheet.item(file.item_id)
    known = file.question_id and sheet.question(file.question_id)
    return sheet.item_of(known.id) if known else None


def _is_confidential(sheet: Checklist, file: Filed, found: Finding | None) -> bool:
    """Whether it may show what villagers said in confidence.

    A household's picture of no particular question may, where such a question is asked there.
    """
    if found is not None and finding_drafts.is_confidential(sheet, found.draft):
        return True
    if file.question_id:
        question = sheet.question(file.question_id)
        return question is not None and question.confidential
    if file.item_id:
        item = sheet.item(file.item_id)
        return item is not None and any(q.confidential for q in item.questions)
    return file.household_id is not None and any(q.confidential for q in sheet.questions())


def _position(file: Filed) -> Position | None:
    if file.fix is None:
        return None
    age = round((file.at - file.fix.at).total_seconds())
    return Position(file.fix.latitude, file.fix.longitude, file.fix.accuracy, age)
