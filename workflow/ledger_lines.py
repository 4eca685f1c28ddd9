"""The lines of the ledger (整改台账) as the books have them, for one recipe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from content.masking import mask_name, names_masked
from exports.ledger import Ledger, LedgerLine
from exports.score_sheet_end import Stamp
from inspection.finding import Act, Finding, FindingState
from inspection.people import Unit
from inspection.text import Text, text
from storage import campaigns, findings, results, texts
from storage import ledger as rows
from storage.campaigns import Campaign
from storage.db import Tx
from storage.findings import Wanted

SHOWN = tuple(state for state in FindingState if state is not FindingState.WITHDRAWN)
"""States of the findings that have a line; the withdrawn ones are counted in the head."""
_VERDICTS = (Act.CLOSE, Act.RETURN, Act.FALSE, Act.HOLDS, Act.STANDS, Act.REOPEN)
_DONE = (FindingState.SUBMITTED, FindingState.CLOSED)
_HASH_SHOWN = 8


def read_ledger(tx: Tx, recipe: Mapping[str, Any]) -> Ledger:
    """The ledger of a recipe as the books have it now; reads much, so not where others wait."""
    campaign = campaigns.campaign(tx, recipe["campaign"])
    why = texts.load(recipe["why"])
    assert isinstance(why, Text)  # noqa: S101 what `_recipe` wrote
    stamp = Stamp(recipe["who"], recipe["at"], why, masked=recipe["masked"])
    units = {u.id: u for u in campaigns.units(tx, campaign.id) if u.id in set(recipe["units"])}
    reading = _Reading(tx, campaign, units, ZoneInfo(recipe["zone"]), stamp)
    found = findings.listed(tx, campaign.id, Wanted(tuple(FindingState), units))
    found.sort(key=lambda each: each.number)
    return Ledger(
        campaign=campaign.title,
        office=campaign.office,
        unit=recipe["unit"],
        round=recipe["round"],
        made_at=recipe["at"],
        lines=tuple(reading.line(each) for each in found if each.state in SHOWN),
        withdrawn=tuple(each.code for each in found if each.state not in SHOWN),
        stamp=stamp,
    )


def ledgers(
    tx: Tx,
    campaign: Campaign,
    units: Mapping[int, Unit],
    round_name: str,
    stamp: Stamp,
    zone: ZoneInfo,
    some: int,
) -> Iterator[Ledger]:
    """The lines in the order of their deadlines, `some` at a time: never all in memory."""
    reading = _Reading(tx, campaign, units, zone, stamp)
    wanted, skip = Wanted(SHOWN, units), 0
    while found := findings.listed(tx, campaign.id, wanted, some, skip):
        skip += len(found)
        lines = tuple(map(reading.line, found))
        office = campaign.office
        yield Ledger(
            campaign.title, office, None, round_name, stamp.at, lines, withdrawn=(), stamp=stamp
        )


class _Reading:
    """What the books say beside the findings, read once for all of them."""

    def __init__(
        self, tx: Tx, campaign: Campaign, units: Mapping[int, Unit], zone: ZoneInfo, stamp: Stamp
    ) -> None:
        self.units = units
        self.zone = zone
        self.masked = stamp.masked
        self.today = datetime.fromisoformat(stamp.at).astimezone(zone).date()
        self.told = rows.last_steps(tx, campaign.id, (Act.SUBMIT,))
        self.verdicts = rows.last_steps(tx, campaign.id, _VERDICTS)
        self.asked = rows.asked_until(tx, campaign.id)
        self.proof = rows.proof(tx, campaign.id)
        self.names = rows.names(tx, campaign.id)
        self.starters = rows.starters(tx, campaign.id)
        self.teams = {
            t: team.name for team in results.teams(tx, campaign.id) for t in team.townships
        }
        self.heads = {head.id: head for head in rows.heads(tx, campaign.id)}
        by_unit: dict[int, set[str]] = defaultdict(set)
        for head in self.heads.values():
            by_unit[head.unit_id].add(head.head)
        self.masks = {unit: names_masked(heads) for unit, heads in by_unit.items()}

    def line(self, found: Finding) -> LedgerLine:
        """A finding as the ledger tells it."""
        unit, draft = self.units[found.unit_id], found.draft
        head = self.heads.get(draft.household_id or 0)
        # The head of a household is whom it is about; whoever helps it has to act.
        acts = draft.person if head is None or draft.person != head.head else None
        told, verdict = self.told.get(found.id), self.verdicts.get(found.id)
        fresh = verdict is not None and (told is None or verdict.id > told.id)
        named = self._named(unit)
        return LedgerLine(
            code=found.code,
            township=unit.township,
            village=unit.village,
            household=f"{head.number} {self._head(head.head)}" if head else None,
            # A masked ledger goes round among the units: what was said in confidence stays out.
            matter=named(draft.open_matter if self.masked else draft.matter),
            category=draft.category,
            kind=draft.kind,
            found_on=self._day(found.made_at),
            found_by=self.teams.get(unit.township) or self._name(self.starters[found.sheet_id]),
            points=draft.points,
            measure=named(draft.measure),
            responsible=draft.responsible,
            lead=draft.lead,
            co_owners=draft.co_owners,
            in_charge=named(draft.in_charge or "") if acts else None,
            person=named(acts or draft.in_charge or ""),
            due_on=found.due_on,
            provisional=found.provisional,
            late=-(found.days_left(self.today) or 0) if found.overdue(self.today) else 0,
            told=named(told.words or "") if told else None,
            told_on=self._day(told.at) if told else None,
            state=found.state,
            done_on=self._over(found.submitted_at) if found.state in _DONE else None,
            # Beside the day of closing stands who closed it, whoever has looked again since.
            verified_by=self._name(found.closed_by or (verdict.by if verdict and fresh else None)),
            closed_on=self._over(found.closed_at) if found.state is FindingState.CLOSED else None,
            proof=tuple(
                sha256[:_HASH_SHOWN] if sha256 else None for sha256 in self.proof.get(found.id, ())
            ),
            remarks=tuple(self._remarks(found)),
        )

    def _remarks(self, found: Finding) -> list[Text]:
        remarks = []
        if found.on_spot:
            remarks.append(text("ledger.on-spot"))
        if found.returns:
            remarks.append(text("ledger.returned", n=found.returns))
        if found.extended:
            remarks.append(text("ledger.extended", n=found.extended))
        if until := self.asked.get(found.id):
            remarks.append(text("ledger.asked", day=until))
        if found.relapses:
            remarks.append(text("ledger.relapsed", n=found.relapses))
        if found.false_at:
            remarks.append(text("ledger.false", day=str(self._day(found.false_at))))
        return remarks

    def _named(self, unit: Unit) -> Callable[[str], str]:
        """How words of a unit are told: heads of households masked, or as they are."""
        mask = self.masks.get(unit.id)
        return mask if self.masked and mask else str

    def _head(self, name: str) -> str:
        return mask_name(name) if self.masked else name

    def _name(self, person_id: int | None) -> str | None:
        return self.names.get(person_id) if person_id is not None else None

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _over(self, moment: datetime | None) -> date | None:
        return self._day(moment) if moment else None
