"""`/findings`: the findings a person may read, by filter, page and unit; one by its number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspection.buttons import read_id
from inspection.campaign import Role
from inspection.card import Card, Reply, Words
from inspection.finding import GIVEN, OPEN, WITH_UNIT, Finding, FindingState
from inspection.flow.findings import FILTERS, PAGE, FindingsView, Line, findings_card, place_of
from inspection.people import TEAM, RefusalError, Right, Unit, may
from inspection.text import Text, text
from storage import campaigns, finding_lists
from storage.finding_lists import Mine, Tally
from storage.findings import Wanted
from workflow.finding_handing import bring_in_step
from workflow.finding_words import household_of, matter_of, reads_all, was_given
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Desk, Scene, desk

_NUMBER = re.compile(r"(?:(?P<year>20\d\d)\s*[-—年]\s*)?(?P<number>\d{1,6})\s*号?")
_S = FindingState


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose findings are looked at: the units in which all may be read, and the others."""

    full: tuple[Unit, ...]
    given: tuple[Unit, ...]
    """Units whose contact one is: only what was handed over."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """All of them."""
        return (*self.full, *self.given)


def scope_of(scene: Scene, unit_id: int | None = None) -> Scope:
    """The units whose findings the speaker may read, or that one; RefusalError for no right."""
    if unit_id is None:
        here = campaigns.units(scene.tx, scene.who.campaign_id)
        readable = [unit for unit in here if may(scene.who, Right.READ_FINDINGS, unit)]
    else:
        unit = campaigns.unit(scene.tx, unit_id)
        if unit is None:
            raise RefusalError("button-unknown")
        scene.require(Right.READ_FINDINGS, unit)
        readable = [unit]
    full = tuple(unit for unit in readable if reads_all(scene, unit))
    return Scope(full, tuple(unit for unit in readable if unit not in full))


def command(scene: Scene, rest: str) -> Reply:
    """`/findings`, `/findings 大坪村`, `/findings 0017`."""
    bring_in_step(scene)
    scene.desk = None
    words = rest.strip()
    if words:
        return said(scene, (), words)
    scene.go(place_of(_first_filter(scene, None), 0), 0)
    return scene.reply()


def said(scene: Scene, _args: Sequence[str], words: str) -> Reply:
    """Words typed with the command or on the list: a finding's number, or a unit's name."""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if number is not None:
        return _open(scene, number["year"], int(number["number"]))
    found = _named(scope_of(scene).units, words)
    if len(found) == 1:
        unit_id = found[0].id
        scene.go(place_of(_first_filter(scene, unit_id), 0, unit_id), 0)
    else:
        if not scene.focus.place.startswith("0|findings"):
            scene.go(place_of(_first_filter(scene, None), 0), 0)
        names = "、".join(unit.name for unit in found[:5])
        scene.note(
            text("findings.which", names=names) if found else text("findings.no-such", words=words)
        )
    return scene.reply()


def _open(scene: Scene, year: str | None, number: int) -> Reply:
    """The finding of that number, where the speaker may read it; nothing else is given away."""
    found = finding_lists.numbered(scene.tx, scene.who.campaign_id, number)
    if found is not None and (year is None or int(year) == found.year):
        unit = campaigns.unit(scene.tx, found.unit_id)
        readable = unit is not None and may(scene.who, Right.READ_FINDINGS, unit)
        if unit is not None and readable and (was_given(found) or reads_all(scene, unit)):
            scene.go(f"finding.{found.id}", 0)
            return scene.reply()
    if not scene.focus.place.startswith("0|findings"):
        scene.go(place_of(_first_filter(scene, None), 0), 0)
    shown = f"{year}-{number:04d}" if year else f"{number:04d}"
    scene.note(text("findings.no-number", number=shown))
    return scene.reply()


def _named(units: Collection[Unit], words: str) -> list[Unit]:
    """The units of that name, else those in whose name the words stand."""
    exact = [unit for unit in units if words in {unit.name, unit.village}]
    return exact or [unit for unit in units if words in unit.name]


def place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`findings.<filter>.<page>[.u<unit>]`; without a filter the first that has any."""
    unit_id = None
    if args and args[-1].startswith("u"):
        unit_id = read_id(args[-1][1:])
        args = args[:-1]
        if unit_id is None:
            raise RefusalError("button-unknown")
    scope = scope_of(scene, unit_id)
    counts = counts_of(scene, scope)
    chosen = args[0] if args else _first(counts)
    if chosen == "mine" and not has_work(scene):
        chosen = "all"
    page = (read_id(args[1]) if len(args) > 1 else 0) or 0
    if chosen not in FILTERS:
        raise RefusalError("button-unknown")
    counts.setdefault(chosen, 0)
    page = min(page, max(0, (counts[chosen] - 1) // PAGE))
    view = FindingsView(
        chosen,
        page,
        scene.today,
        counts,
        lines_of(scene, _listed(scene, scope, chosen, page), alone=len(scope.units) == 1),
        unit_id,
        scope.units[0].name if unit_id is not None else "",
        scene.focus.notice,
        unit_id is None and bool(counts["all"]) and may(scene.who, Right.READ_RESULTS),
    )
    return findings_card(view)


def _first_filter(scene: Scene, unit_id: int | None) -> str:
    return _first(counts_of(scene, scope_of(scene, unit_id)))


def _first(counts: dict[str, int]) -> str:
    """What a person looks at first: their own work, else what is open, else everything."""
    return next((each for each in ("mine", "open") if counts.get(each)), "all")


def counts_of(scene: Scene, scope: Scope) -> dict[str, int]:
    """How many findings each filter shows of these units; filters that are not theirs left out."""
    tx, campaign = scene.tx, scene.who.campaign_id
    found = finding_lists.tallies(tx, campaign, [unit.id for unit in scope.full])
    found += [
        each
        for each in finding_lists.tallies(tx, campaign, [unit.id for unit in scope.given])
        if each.state in GIVEN
    ]
    counts = {
        each: sum(t.n for t in found if _shows(each, t, scene.today))
        for each in FILTERS
        if each != "mine"
    }
    if has_work(scene):
        counts["mine"] = finding_lists.count_mine(tx, campaign, _mine(scene, scope))
    return counts


def at_home(scene: Scene) -> Words | None:
    """What the home card says of findings: how many are open, wait for this person, are late.

    None where there are none at all.
    """
    tx, campaign = scene.tx, scene.who.campaign_id
    if not may(scene.who, Right.READ_FINDINGS) or not finding_lists.any_made(tx, campaign):
        return None
    scope, today = scope_of(scene), scene.today
    found = finding_lists.tallies(tx, campaign, [unit.id for unit in scope.units])
    open_, late = (
        sum(each.n for each in found if _shows(chosen, each, today))
        for chosen in ("open", "overdue")
    )
    if not open_:
        return text("home.findings-all")
    mine = finding_lists.count_mine(tx, campaign, _mine(scene, scope)) if has_work(scene) else 0
    parts: list[str | Text] = []
    if mine and mine != open_:
        parts.append(text("home.findings-mine", n=mine))
    if late:
        parts.append(text("home.findings-late", n=late))
    return text("home.findings", open=open_, parts=tuple(parts))


def has_work(scene: Scene) -> bool:
    """Whether findings wait for this person by name of their post; an admin has them all."""
    who = scene.who
    return who.has(*TEAM, Role.CONTACT) and not who.has(Role.ADMIN)


def _shows(chosen: str, tally: Tally, today: date) -> bool:
    """Whether a filter shows what stands so."""
    wanted = _wanted(chosen, today, ())
    due = tally.due_on
    if tally.state not in wanted.states:
        return False
    if wanted.due_from is not None and (due is None or due < wanted.due_from):
        return False
    return wanted.due_to is None or (due is not None and due <= wanted.due_to)


def _wanted(chosen: str, today: date, units: Collection[int]) -> Wanted:
    """The states and days of a filter; a week ends on its Sunday."""
    match chosen:
        case "open":
            return Wanted(OPEN, units)
        case "week":
            return Wanted(WITH_UNIT, units, today, today + timedelta(days=6 - today.weekday()))
        case "overdue":
            return Wanted(WITH_UNIT, units, None, today - timedelta(days=1))
        case "verify":
            return Wanted((_S.SUBMITTED,), units)
        case "closed":
            return Wanted((_S.CLOSED,), units)
        case "gone":
            return Wanted((_S.WITHDRAWN,), units)
        case _:
            return Wanted([state for state in _S if state is not _S.WITHDRAWN], units)


def _mine(scene: Scene, scope: Scope) -> Mine:
    who = scene.who
    return Mine(
        who.person_id,
        [u.id for u in scope.units if may(who, Right.ANSWER_FOR, u)],
        [u.id for u in scope.full if may(who, Right.INSPECT, u)],
        [u.id for u in scope.full if may(who, Right.REVIEW, u)],
    )


def _listed(scene: Scene, scope: Scope, chosen: str, page: int) -> list[Finding]:
    tx, campaign, skip = scene.tx, scene.who.campaign_id, page * PAGE
    if chosen == "mine":
        return finding_lists.mine(tx, campaign, _mine(scene, scope), PAGE, skip)
    return finding_lists.listed(
        tx,
        campaign,
        _wanted(chosen, scene.today, [unit.id for unit in scope.full]),
        [unit.id for unit in scope.given],
        PAGE,
        skip,
    )


def lines_of(scene: Scene, shown: Sequence[Finding], *, alone: bool) -> list[Line]:
    """Findings as lines of a list; `alone`: all of one unit, which need not be named."""
    desks: dict[int, Desk | None] = {}
    lines = []
    for each in shown:
        if each.sheet_id not in desks:
            desks[each.sheet_id] = desk(scene.tx, each.sheet_id)
        at = desks[each.sheet_id]
        if at is None:
            continue
        whose = household_of(scene, each) or ""
        if not alone:
            whose = f"{at.unit.village or at.unit.township} {whose}".rstrip()
        lines.append(Line(each, whose, matter_of(scene, at, each)))
    return lines


COMMANDS = {"findings": CommandRoute(Right.READ_FINDINGS, command)}
BUTTONS: dict[str, ButtonRoute] = {}
PLACES = {"findings": PlaceRoute(Right.READ_FINDINGS, place)}
