"""What an act works with: the open transaction, who speaks, where they are, what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from exports.official_form import Faces
from inspection.buttons import read_id
from inspection.card import Reply, Words
from inspection.checklist import Checklist
from inspection.finding import Finding
from inspection.heard import Sender
from inspection.people import RefusalError, Right, Speaker, Unit, may
from inspection.sheet import LOCKED, Sheet
from storage import audit, campaigns, checklists, findings, sheets
from storage import people as people_rows
from storage.campaigns import Campaign
from storage.db import Tx
from storage.focus import Focus

HERE_FOR = 600
"""Seconds after which somebody who did nothing is no longer shown as being somewhere."""


@dataclass(frozen=True, slots=True)
class House:
    """What the process gives to every act: its settings and its dice."""

    tz: ZoneInfo
    lang: str
    data: Path
    new_token: Callable[[], str]
    bot_name: str = ""
    address: str = ""
    """What people of an office on its own network open in their browser."""
    abroad: bool = False
    """Whether the channel leaves the country (Telegram): rosters are refused there."""
    faces: Faces = field(default_factory=Faces)
    """The typefaces that Word documents name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The sheet an act is about, with its unit, campaign and checklist version."""

    sheet: Sheet
    unit: Unit
    campaign: Campaign
    checklist: Checklist


@dataclass(slots=True)
class Scene:
    """One person's turn. What is changed in `focus` is written back when the act is done."""

    tx: Tx
    house: House
    now: datetime
    focus: Focus
    speaker: Speaker | None
    sender: Sender | None = None
    desk: Desk | None = None
    finding: Finding | None = None
    """The finding that the button or the place names; its sheet is on the desk."""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The person's language: chosen, else the office's."""
        return self.focus.lang or self.house.lang

    @property
    def who(self) -> Speaker:
        """The speaker; RefusalError for one without a role."""
        if self.speaker is None:
            raise RefusalError("stranger")
        return self.speaker

    @property
    def sheet_desk(self) -> Desk:
        """The sheet this act is about; RefusalError where none is open."""
        if self.desk is None:
            raise RefusalError("no-sheet")
        return self.desk

    @property
    def the_finding(self) -> Finding:
        """The finding this act is about; RefusalError where there is none."""
        if self.finding is None:
            raise RefusalError("button-unknown")
        return self.finding

    def require(self, right: Right, unit: Unit | None = None) -> None:
        """RefusalError unless the speaker holds the right on the unit."""
        if right is Right.ANYONE:
            return
        if not may(self.who, right, unit):
            raise RefusalError("not-allowed")

    def require_open(self) -> None:
        """RefusalError where the sheet is locked."""
        if self.sheet_desk.sheet.state in LOCKED:
            raise RefusalError(f"locked-{self.sheet_desk.sheet.state}")

    def go(self, place: str, sheet_id: int | None = None) -> None:
        """Move the person's focus; a note on the old card stays behind."""
        sheet = sheet_id if sheet_id is not None else (self.desk.sheet.id if self.desk else 0)
        full = f"{sheet}|{place}"
        if full == self.focus.place:
            self.focus = replace(self.focus, notice=None)
            return
        working = not self.focus.place.startswith("0|")
        self.focus = replace(
            self.focus,
            place=full,
            sheet_id=sheet or None,
            # Looking around at home does not make one forget where the work was.
            prior_place=self.focus.place if working else self.focus.prior_place,
            moved_at=self.now,
            notice=None,
        )

    def forget_sheet(self, sheet_id: int) -> None:
        """The person worked on that sheet; there is no way back to it."""
        if (self.focus.prior_place or "").startswith(f"{sheet_id}|"):
            self.focus = replace(self.focus, prior_place=None, undo=None)

    def note(self, words: Words | None) -> None:
        """A line on the card, until the next move."""
        self.focus = replace(self.focus, notice=words)

    def remember_undo(self, undo: str | None) -> None:
        """How the last act is taken back; None: not at all."""
        self.focus = replace(self.focus, undo=undo)

    def keep_fix(self, fix: str) -> None:
        """The position shared last."""
        self.focus = replace(self.focus, fix=fix)

    def reply(self, toast: Words | None = None, *, alert: bool = False) -> Reply:
        """The answer over the tap, in the person's language."""
        return Reply(toast, alert, self.lang)

    @property
    def actor(self) -> audit.Actor:
        """Who acts, as the trail writes it."""
        return audit.Actor(self.who.campaign_id, self.who.person_id, self.who.user_id)

    @property
    def today(self) -> date:
        """The day it is in the campaign's zone."""
        return self.now.astimezone(self.house.tz).date()

    def record(
        self, act: str, subject: str, before: str | None = None, after: str | None = None
    ) -> None:
        """Write the act into the audit trail of the campaign."""
        audit.record(self.tx, self.actor, self.now, act, subject, before, after)

    def key(self, meaning: str) -> str:
        """The key of a notice that this act sends; an act that is recorded shares it with no other.

        It ends with the trail's number and not with the time: clocks stand still, and go back.
        """
        return f"{meaning}/{audit.number(self.tx, self.who.campaign_id)}"

    def name(self, person_id: int) -> str:
        """A person's name, looked up once."""
        if person_id not in self.names:
            member = people_rows.member(self.tx, person_id)
            self.names[person_id] = member.name if member else "?"
        return self.names[person_id]

    def clock(self, moment: datetime) -> str:
        """A time of day as people here read it."""
        return moment.astimezone(self.house.tz).strftime("%H:%M")


def take_finding(scene: Scene, finding_id: int | None) -> Unit:
    """Put a finding and its sheet on the desk; its unit. RefusalError where there is none."""
    found = findings.finding(scene.tx, finding_id) if finding_id is not None else None
    on_desk = desk(scene.tx, found.sheet_id) if found is not None else None
    if found is None or on_desk is None:
        raise RefusalError("button-unknown")
    scene.finding, scene.desk = found, on_desk
    return on_desk.unit


def unit_named(scene: Scene, raw: str) -> Unit:
    """The unit of that id, as a button or a place writes it; RefusalError where there is none."""
    unit_id = read_id(raw)
    found = campaigns.unit(scene.tx, unit_id) if unit_id is not None else None
    if found is None:
        raise RefusalError("button-unknown")
    return found


def desk(tx: Tx, sheet_id: int) -> Desk | None:
    """A sheet with all it belongs to, or None."""
    found = sheets.sheet(tx, sheet_id)
    if found is None:
        return None
    unit = campaigns.unit(tx, found.unit_id)
    if unit is None:
        return None
    return Desk(
        found,
        unit,
        campaigns.campaign(tx, found.campaign_id),
        checklists.checklist(tx, found.checklist_id),
    )
