"""Findings as every document tells them, out of the books."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.masking import mask_name, names_masked
from inspection.finding import Act, Finding, FindingState
from inspection.people import Unit
from inspection.text import Text, text
from scoring.campaign_report import Problem
from storage import findings, results
from storage import ledger as rows
from storage.campaigns import Campaign
from storage.db import Tx
from storage.findings import Wanted
from storage.ledger import Head

SHOWN = tuple(state for state in FindingState if state is not FindingState.WITHDRAWN)
"""States of the findings that documents tell of; the withdrawn ones are named at most."""
_VERDICTS = (Act.CLOSE, Act.RETURN, Act.FALSE, Act.HOLDS, Act.STANDS, Act.REOPEN)
_DONE = (FindingState.SUBMITTED, FindingState.CLOSED)
_SOME = 500
"""Findings read at a time."""


class Problems:
    """The findings of some units; what the books say beside them is read once for all."""

    def __init__(
        self,
        tx: Tx,
        campaign: Campaign,
        units: Collection[Unit],
        zone: ZoneInfo,
        today: date,
        *,
        masked: bool,
    ) -> None:
        self.tx = tx
        self.campaign = campaign
        self.units = {unit.id: unit for unit in units}
        self.zone = zone
        self.today = today
        self.masked = masked
        self.told = rows.last_steps(tx, campaign.id, (Act.SUBMIT,))
        self.verdicts = rows.last_steps(tx, campaign.id, _VERDICTS)
        self.asked = rows.asked_until(tx, campaign.id)
        self.proof = rows.proof(tx, campaign.id)
        self.names = rows.names(tx, campaign.id)
        self.starters = rows.starters(tx, campaign.id)
        teams = results.teams(tx, campaign.id)
        self.teams = {town: team.name for team in teams for town in team.townships}
        self.heads = {head.id: head for head in rows.heads(tx, campaign.id)}
        self.masks = masks(self.heads.values()) if masked else {}

    def by_number(self) -> Iterator[Problem]:
        """All of them."""
        return map(self._problem, self._by_number(SHOWN))

    def by_deadline(self) -> Iterator[Problem]:
        """All of them, the earliest deadline first, some at a time: never all in memory."""
        wanted, skip = Wanted(SHOWN, self.units), 0
        while found := findings.listed(self.tx, self.campaign.id, wanted, _SOME, skip):
            skip += len(found)
            yield from map(self._problem, found)

    def withdrawn(self) -> Iterator[str]:
        """The codes of those that turned out to be none."""
        return (each.code for each in self._by_number((FindingState.WITHDRAWN,)))

    def _by_number(self, states: Collection[FindingState]) -> list[Finding]:
        found = findings.listed(self.tx, self.campaign.id, Wanted(states, self.units))
        return sorted(found, key=lambda each: each.number)

    def _problem(self, found: Finding) -> Problem:
        unit, draft = self.units[found.unit_id], found.draft
        said = self.masks.get(unit.id, str)
        head = self.heads.get(draft.household_id or 0)
        # The head of a household is whom it is about; whoever helps it has to act.
        person = draft.person if head is None or draft.person != head.head else None
        told, verdict = self.told.get(found.id), self.verdicts.get(found.id)
        fresh = verdict is not None and (told is None or verdict.id > told.id)
        late = found.overdue(self.today)
        return Problem(
            finding_id=found.id,
            code=found.code,
            unit=unit,
            household=self._household(head) if head else None,
            item_id=draft.item_id,
            category=draft.category,
            topic=draft.topic,
            matter=said(draft.open_matter),
            measure=said(draft.measure),
            responsible=draft.responsible,
            lead=draft.lead,
            co_owners=draft.co_owners,
            in_charge=said(draft.in_charge) if draft.in_charge else None,
            kind=draft.kind,
            state=found.state,
            found_on=self._day(found.made_at),
            due_on=found.due_on,
            provisional=found.provisional,
            late=-(found.days_left(self.today) or 0) if late else 0,
            closed_on=self._over(found.closed_at) if found.state is FindingState.CLOSED else None,
            points=draft.points,
            # A masked document goes round among the units: what was said in confidence stays out.
            in_full=None if self.masked else draft.matter,
            person=said(person) if person else None,
            found_by=self.teams.get(unit.township) or self._name(self.starters[found.sheet_id]),
            told=said(told.words or "") if told else None,
            told_on=self._day(told.at) if told else None,
            done_on=self._over(found.submitted_at) if found.state in _DONE else None,
            # Beside the day of closing stands who closed it, whoever has looked again since.
            verified_by=self._name(found.closed_by or (verdict.by if verdict and fresh else None)),
            proof=tuple(self.proof.get(found.id, ())),
            remarks=tuple(self._remarks(found)),
        )

    def _remarks(self, found: Finding) -> Iterator[Text]:
        if found.on_spot:
            yield text("ledger.on-spot")
        if found.returns:
            yield text("ledger.returned", n=found.returns)
        if found.extended:
            yield text("ledger.extended", n=found.extended)
        if until := self.asked.get(found.id):
            yield text("ledger.asked", day=until)
        if found.relapses:
            yield text("ledger.relapsed", n=found.relapses)
        if found.false_at:
            yield text("ledger.false", day=str(self._day(found.false_at)))

    def _household(self, head: Head) -> str:
        return f"{head.number} {mask_name(head.head) if self.masked else head.head}"

    def _name(self, person_id: int | None) -> str | None:
        return self.names.get(person_id) if person_id is not None else None

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _over(self, moment: datetime | None) -> date | None:
        return self._day(moment) if moment else None


def masks(heads: Collection[Head]) -> dict[int, Callable[[str], str]]:
    """How words of each unit are told: the heads of its households masked."""
    by_unit: dict[int, set[str]] = {}
    for head in heads:
        by_unit.setdefault(head.unit_id, set()).add(head.head)
    return {unit: names_masked(names) for unit, names in by_unit.items()}
