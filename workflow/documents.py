"""Every kind of document, for the chat and the command line alike: who asks for it, what for.

An act: rights, purpose and trail, and a recipe that can be kept. How it becomes files, which takes
a while, says `document_making`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from content.locales import catalog
from inspection.people import RefusalError, Right, Speaker, Unit, may
from inspection.text import Text, text
from storage import campaigns, texts, times
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Tx
from workflow import evidence_archive, export_kinds
from workflow.evidence_archive import NoEvidenceError
from workflow.export_kinds import Kind, NothingToExportError
from workflow.exporting import (
    By,
    NoSheetError,
    purpose_of,
    sheets_to_export,
    stamp_of,
    the_office,
    units_called,
    workbook_name,
)
from workflow.inspecting import present_round
from workflow.ledger import NoFindingsError, export_ledger
from workflow.scene import House

ALL: Final = "all"
EVIDENCE: Final = "evidence"
KINDS: Final = ("sheet", "ledger", *export_kinds.KINDS, EVIDENCE)
_OF_UNITS: Final = frozenset({"sheet", "ledger", "campaign", "notices", EVIDENCE})
"""What can be had of one unit alone."""


class WholeOnlyError(Exception):
    """Such a document speaks of all units, and cannot be had of one; its kind."""


NOTHING = (NoSheetError, NoFindingsError, NoEvidenceError, NothingToExportError, WholeOnlyError)
"""Where there is nothing to export, which is nobody's failure."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for documents of a campaign, of which unit alone, what for.

    `speaker` is None on the command line, which may have everything; `unmasked` is a reason.
    """

    campaign: Campaign
    speaker: Speaker | None = None
    unit: str | None = None
    why: str | None = None
    unmasked: str | None = None

    @property
    def by(self) -> By:
        """As the file and the trail name them."""
        who = self.speaker
        if who is None:
            return the_office(self.campaign.id)
        return By(Actor(self.campaign.id, who.person_id, who.user_id), who.name)

    def units(self, tx: Tx) -> list[Unit] | None:
        """The units they may have documents of; None where that is all of them."""
        every = campaigns.units(tx, self.campaign.id)
        mine = [u for u in every if self.speaker is None or may(self.speaker, Right.EXPORT, u)]
        return None if len(mine) == len(every) else mine


def order(tx: Tx, house: House, now: datetime, asked: Request, kind: str) -> dict[str, Any]:
    """The recipe of a kind's documents, noted in the trail; of `all`, of every kind there is.

    One of `NOTHING` where there is nothing; RefusalError for names in full without a reason,
    where the campaign has no round, and for evidence that a chat may not or cannot carry.
    """
    campaign, unit = asked.campaign, asked.unit
    local = now.astimezone(house.tz)
    if kind == ALL:
        recipe = _every(tx, house, now, asked)
    elif unit is not None and kind not in _OF_UNITS:
        raise WholeOnlyError(kind)
    elif kind == "sheet":
        recipe = _sheets(tx, house, now, asked)
    elif kind == "ledger":
        found = (tx, house, now, campaign, unit, asked.why, asked.unmasked)
        _, recipe = export_ledger(*found, by=asked.by, of=asked.units(tx))
    elif kind == EVIDENCE:
        _, recipe = _evidence(tx, house, now, asked)
    else:
        recipe = _paper(tx, house, now, asked, next(k for k in export_kinds.KINDS if k == kind))
    masked = asked.unmasked is None or kind in export_kinds.PUBLIC
    label = catalog("zh").plain(text(f"cli.kind-{kind}"))
    parts = (unit or campaign.title, label, local.date().isoformat())
    return {**recipe, "pack": workbook_name(*parts, masked=masked, ending=".zip")}


def _every(tx: Tx, house: House, now: datetime, asked: Request) -> dict[str, Any]:
    by, left_out, parts = asked.by, [], []
    for kind in offered(tx, asked.campaign, asked.speaker):
        try:
            parts.append(order(tx, house, now, asked, kind))
        except NOTHING as nothing:
            left_out.append((kind, texts.dump(why_nothing(nothing, kind))))
        except RefusalError as refusal:
            if not refusal.code.startswith("archive-"):
                raise
            words = text(f"refusal.{refusal.code}", **refusal.params)
            left_out.append((kind, texts.dump(words)))
    return {
        "kind": ALL,
        "campaign": asked.campaign.id,
        "title": asked.campaign.title,
        "round": present_round(tx, asked.campaign.id, now.astimezone(house.tz).date()).name,
        "parts": parts,
        "left_out": left_out,
        "who": by.who,
        "why": texts.dump(purpose_of(asked.why, asked.unmasked, by.way)),
        "masked": asked.unmasked is None,
        "now": times.written(now),
    }


def _sheets(tx: Tx, house: House, now: datetime, asked: Request) -> dict[str, Any]:
    campaign, by, mine = asked.campaign, asked.by, asked.units(tx)
    names = None if mine is None else {unit.id for unit in mine}
    return {
        "kind": "sheet",
        "campaign": campaign.id,
        "sheets": sheets_to_export(tx, house, now, campaign, asked.unit, names),
        "person": by.actor.person_id,
        "user": by.actor.user_id,
        "who": by.who,
        "way": by.way,
        "why": asked.why,
        "unmasked": asked.unmasked,
        "now": times.written(now),
    }


def _evidence(tx: Tx, house: House, now: datetime, asked: Request) -> tuple[str, dict[str, Any]]:
    if asked.speaker is not None:
        who, words = asked.speaker, asked.unmasked
        name, recipe = evidence_archive.order_in_chat(tx, house, now, asked.campaign, who, words)
    else:
        name, recipe = evidence_archive.export_evidence(
            tx, house, now, asked.campaign, asked.unit, asked.why, asked.unmasked
        )
    return name, {**recipe, "name": name, "now": times.written(now)}


def _paper(tx: Tx, house: House, now: datetime, asked: Request, kind: Kind) -> dict[str, Any]:
    campaign, by, units = asked.campaign, asked.by, asked.units(tx)
    purpose = purpose_of(asked.why, asked.unmasked, by.way)
    masked = asked.unmasked is None or kind in export_kinds.PUBLIC
    stamp = stamp_of(house, by.who, now, purpose, masked=masked)
    if asked.unit is not None and kind == "campaign":
        units = [u for u in units_called(tx, campaign.id, asked.unit) if not units or u in units]
        if not units:
            raise NothingToExportError(kind)
    words = asked.unmasked or asked.why
    return export_kinds.order(
        tx, house, now, campaign, kind, stamp, by.actor, units, asked.unit, words
    )


def offered(tx: Tx, campaign: Campaign, speaker: Speaker | None) -> list[str]:
    """The kinds that the person may have, in their order; the office has them all."""
    units = campaigns.units(tx, campaign.id)
    if speaker is None:
        return list(KINDS)
    if not any(may(speaker, Right.EXPORT, unit) for unit in units):
        return []
    papers = export_kinds.offered(speaker, units)
    return [kind for kind in KINDS if kind not in export_kinds.KINDS or kind in papers]


def why_nothing(nothing: Exception, kind: str) -> Text:
    """Why there is no document of a kind, where that is nobody's failure."""
    match nothing:
        case NoSheetError():
            return text("cli.no-sheet", unit=str(nothing))
        case NoFindingsError():
            return text("cli.no-findings", unit=str(nothing))
        case NoEvidenceError():
            return text("cli.no-evidence", unit=str(nothing))
        case WholeOnlyError():
            return text("cli.whole-only", kind=text(f"cli.kind-{kind}"))
        case _:
            return text("cli.nothing-to-export", kind=text(f"cli.kind-{kind}"))
