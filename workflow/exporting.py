"""`/export` and what is sent at signing: score sheets as files, masked, each noted in the trail."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from content.locales import catalog
from exports.excel import workbook
from exports.score_sheet import score_sheet
from exports.score_sheet_end import Stamp
from inspection.campaign import Role
from inspection.card import Reply
from inspection.people import HEADS, RefusalError, Right, Speaker, Unit, may
from inspection.sheet import DONE
from inspection.text import Text, text
from scoring.report import Report, for_contact, with_words
from storage import audit, campaigns, notices, people, reports, sheets, texts, times
from storage.audit import Actor, fingerprint
from storage.campaigns import Campaign
from storage.db import Tx
from storage.people import Member
from workflow.heads import mask_heads
from workflow.inspecting import present_round
from workflow.reporting import report_of
from workflow.route_types import ButtonRoute
from workflow.scene import Desk, House, Scene, desk


class NoSheetError(Exception):
    """The unit, or the whole campaign, has no score sheet yet; its name."""


@dataclass(frozen=True, slots=True)
class By:
    """Who has documents made, and through which door."""

    actor: Actor
    who: str
    way: Literal["chat", "command-line"] = "chat"


_UNSAFE_IN_NAMES = re.compile(r"[^\w.\-（）]+")
NAME_MOST: Final = 200
"""Bytes of a file's name before its ending: file systems take 255, and copies get longer ones."""


def press_sheet(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`xs|sheet`: its score sheet as a file, into this chat."""
    found = scene.sheet_desk
    report = _masked(scene.tx, found, report_of(scene.tx, scene.house, found, scene.now))
    stamp = stamp_of(scene.house, scene.who.name, scene.now, text("export.why-chat"))
    key = scene.key(f"export/{found.sheet.id}/{scene.focus.user_id}")
    _owe(scene, key, scene.focus.chat_id, report, stamp)
    scene.record("export", f"sheet/{found.sheet.id}", None, _noted("chat", found))
    return scene.reply(text("toast.coming"))


def owe_sheet_file(scene: Scene, found: Desk) -> None:
    """At signing: the score sheet to the heads of the team, and its open version to the contact."""
    report = _masked(scene.tx, found, report_of(scene.tx, scene.house, found, scene.now))
    stamp = stamp_of(scene.house, scene.who.name, scene.now, text("export.why-signed"))
    for people_, version, to in (
        (_holders(scene.tx, found, Right.REVIEW, *HEADS), report, "leader"),
        (_holders(scene.tx, found, Right.ANSWER_FOR, Role.CONTACT), for_contact(report), "contact"),
    ):
        for member in people_:
            key = scene.key(f"signed/{found.sheet.id}/{member.id}")
            if member.user_id is not None:
                _owe(scene, key, member.user_id, version, stamp)
        if people_:
            scene.record("export", f"sheet/{found.sheet.id}", None, _noted(f"signed-{to}", found))


def _owe(scene: Scene, key: str, chat_id: int, report: Report, stamp: Stamp) -> None:
    recipe = _recipe(report, stamp, scene.now)
    name, caption = file_name(report), _caption(report)
    notices.paper(scene.tx, key, chat_id, recipe, name, caption, scene.now)


def _recipe(report: Report, stamp: Stamp, now: datetime) -> dict[str, Any]:
    """All that `make_paper` needs, as it can be kept."""
    return {
        "report": reports.dump(report),
        "who": stamp.who,
        "at": stamp.at,
        "why": texts.dump(stamp.why),
        "masked": stamp.masked,
        "made": times.written(now),
    }


def make_paper(recipe: Mapping[str, Any]) -> bytes:
    """The workbook of a recipe; takes a moment, so it runs beside the books, when it is sent."""
    report = reports.load(json.loads(recipe["report"]))
    stamp = Stamp(recipe["who"], recipe["at"], _why(recipe), masked=recipe.get("masked", True))
    sheet = score_sheet(report, catalog("zh"), stamp)
    return workbook([sheet], times.read(recipe["made"]))


def _why(recipe: Mapping[str, Any]) -> Text:
    words = texts.load(recipe["why"])
    return words if isinstance(words, Text) else text("export.why-given", why=words)


def sheets_to_export(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    unit: str | None = None,
    of: Collection[int] | None = None,
) -> list[int]:
    """The sheets of the present round by unit, or one unit's; `of`: units one may have, or all.

    NoSheetError where there is none; RefusalError where the campaign has no round.
    """
    round_row = present_round(tx, campaign.id, now.astimezone(house.tz).date())
    place = {each.id: at for at, each in enumerate(campaigns.units(tx, campaign.id))}
    found = [each for each in _desks(tx, round_row.id, unit) if of is None or each.unit.id in of]
    if not found:
        raise NoSheetError(unit or campaign.title)
    return [each.sheet.id for each in sorted(found, key=lambda each: place[each.unit.id])]


def export_sheet(
    tx: Tx,
    house: House,
    now: datetime,
    sheet_id: int,
    why: str | None = None,
    unmasked: str | None = None,
    *,
    by: By | None = None,
) -> tuple[str, dict[str, Any]]:
    """One of many sheets: its file name and its recipe for `make_paper`; without `by` the office's.

    `unmasked`: the reason for names in full. What it was for goes to the trail as a hash only,
    like all free text. NoSheetError where it is gone; RefusalError as of `purpose_of`.
    """
    found = desk(tx, sheet_id)
    if found is None:
        raise NoSheetError(str(sheet_id))
    by = by or the_office(found.campaign.id)
    purpose, masked = purpose_of(why, unmasked, by.way), unmasked is None
    stamp = stamp_of(house, by.who, now, purpose, masked=masked)
    report = report_of(tx, house, found, now)
    if masked:
        report = _masked(tx, found, report)
    noted = _noted(by.way, found, unmasked or why, masked=masked)
    audit.record(tx, by.actor, now, "export", f"sheet/{sheet_id}", None, noted)
    return file_name(report, masked=masked), _recipe(report, stamp, now)


def purpose_of(why: str | None, unmasked: str | None, way: str = "command-line") -> Text:
    """What an export is for; RefusalError for names in full without a reason."""
    if unmasked is not None and not unmasked.strip():
        raise RefusalError("unmasked-why")
    given = unmasked or why
    if given:
        return text("export.why-given", why=given)
    return text("export.why-chat") if way == "chat" else text("export.why-command")


def units_called(tx: Tx, campaign_id: int, name: str | None) -> list[Unit]:
    """The units of that name, a unit's, a village's or a township's; all where none is given."""
    every = campaigns.units(tx, campaign_id)
    return [u for u in every if name is None or name in {u.name, u.village, u.township}]


def the_office(campaign_id: int) -> By:
    """Who exports on the command line: nobody in particular."""
    return By(Actor(campaign_id), office_name(), "command-line")


def office_name() -> str:
    """Who exports where nobody in particular does."""
    return catalog("zh").plain(text("export.office"))


def file_name(report: Report, *, masked: bool = True) -> str:
    """The name a person sees: 青石镇大坪村-第一轮-计分表.xlsx."""
    ending = "计分表" if report.state in DONE else "计分表（草稿）"
    return workbook_name(report.unit, report.round, ending, masked=masked)


def workbook_name(*parts: str, masked: bool = True, ending: str = ".xlsx") -> str:
    """A file's name of these parts, without what no name may have; an unmasked one says so.

    What is too long for a name is cut, and told apart by the hash of the whole.
    """
    plain = [_UNSAFE_IN_NAMES.sub("_", part) for part in parts]
    whole = "-".join(plain)
    if len(whole.encode()) > NAME_MOST:
        while len("-".join(plain).encode()) > NAME_MOST:
            longest = max(range(len(plain)), key=lambda n: len(plain[n]))
            plain[longest] = plain[longest][:-1]
        plain.append(fingerprint(whole)[:6])
    return "-".join(plain if masked else [*plain, "未脱敏"]) + ending


def _desks(tx: Tx, round_id: int, unit: str | None) -> Iterator[Desk]:
    for sheet in sheets.of_round(tx, round_id):
        found = desk(tx, sheet.id)
        if found is None or found.unit.dropped:
            continue
        if unit is None or unit in {found.unit.name, found.unit.village}:
            yield found


def _masked(tx: Tx, found: Desk, report: Report) -> Report:
    return with_words(report, lambda words: mask_heads(tx, found, words))


def stamp_of(house: House, who: str, now: datetime, why: Text, *, masked: bool = True) -> Stamp:
    """Who has a file made, when by the campaign's clock and what for."""
    at = now.astimezone(house.tz).isoformat(timespec="minutes")
    return Stamp(who, at, why, masked=masked)


def _caption(report: Report) -> Text:
    if report.basis == "findings" and report.state in DONE:
        code = "export.caption-findings"
        return text(code, unit=report.unit, round=report.round, n=report.problems)
    if report.percent is None or not report.complete:
        return text("export.caption-open", unit=report.unit, round=report.round)
    return text("export.caption", unit=report.unit, round=report.round, percent=report.percent)


def _noted(why: str, found: Desk, words: str | None = None, *, masked: bool = True) -> str:
    """What the trail keeps of an export: what, for what, whether it was masked."""
    noted = {"kind": "sheet", "why": why, "masked": masked, "state": found.sheet.state.value}
    if words:
        noted["words"] = fingerprint(words)
    return json.dumps(noted, sort_keys=True)


def _holders(tx: Tx, found: Desk, right: Right, *roles: Role) -> list[Member]:
    """Those of the roles who have joined and hold the right on the unit; admins only by role."""
    seen: dict[int, Member] = {}
    for member, _, _ in people.with_roles(tx, found.campaign.id, *roles):
        if member.user_id is None or member.id in seen:
            continue
        holdings = tuple(h for h in people.holdings(tx, member.id) if h.role in roles)
        speaker = Speaker(
            member.id,
            member.campaign_id,
            member.user_id,
            member.name,
            member.workplace,
            found.campaign.mode,
            holdings,
        )
        if may(speaker, right, found.unit):
            seen[member.id] = member
    return list(seen.values())


BUTTONS = {"xs": ButtonRoute(Right.EXPORT, "sheet", 1, press_sheet)}
