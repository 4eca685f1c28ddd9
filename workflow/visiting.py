"""Visits: how a household is met, saving, telephone and 未遇, and who comes next."""

from __future__ import annotations

from dataclasses import replace

from inspection import walk
from inspection.buttons import read_id
from inspection.card import Reply
from inspection.flow.household import mode_token
from inspection.household_answers import Contact
from inspection.people import RefusalError, Right
from inspection.sheet import Household, Visit
from inspection.text import text
from storage import focus, visits
from workflow import rolling
from workflow.household_words import line_of, named
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import remember_visit


def save(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`hs|sheet|household`: the rest has no problem; saved, and on to the next household."""
    household = the_household(scene, args[1])
    scene.require_open()
    # The button stands on pages of households somebody was met at.
    return overtaken(scene, household) or finish(scene, household)


def finish(scene: Scene, household: Household, *, then: str | None = None) -> Reply:
    """Save a household's visit and move on; its card stays behind as one line.

    Where it was marked 未遇 before, somebody has been met after all.
    """
    desk = scene.sheet_desk
    old = visits.visit(scene.tx, desk.sheet.id, household.id)
    base = old or fresh(scene, household)
    new = replace(base, done=True)
    if base.mode is Contact.ABSENT:
        new = replace(new, mode=Contact.VISIT, reason=None)
    if old is None or not old.done or old.mode is not new.mode:
        new = replace(new, by=scene.who.person_id, at=scene.now)
        rolling.save_visit(scene.tx, desk, household, old, new)
        scene.record(
            "visit", f"sheet/{desk.sheet.id}/household/{household.id}", None, new.mode.value
        )
        remember_visit(scene, household, old, new)
    _leave(scene, household, new)
    undo = scene.focus.undo
    _move_on(scene, household, then)
    scene.remember_undo(undo)
    return scene.reply(
        text("visit.saved", name=named(household), n=rolling.problems_of(desk.checklist, new))
    )


def set_mode(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`hm|sheet|household|from>to`: visited, telephoned, or 未遇, which saves at once."""
    household = the_household(scene, args[1])
    before, arrow, after = args[2].partition(">")
    if not arrow or after not in set(Contact):
        raise RefusalError("button-unknown")
    scene.require_open()
    mode = Contact(after)
    asked = overtaken(scene, household, mode, seen=before)
    return asked or meet(scene, household, mode)


def overtaken(
    scene: Scene, household: Household, mode: Contact | None = None, *, seen: str | None = None
) -> Reply | None:
    """Show the visit that a colleague saved otherwise in the meantime; None where none did.

    `mode` None: somebody was met, which only 未遇 is otherwise than. `seen` is how it stood when
    the person decided: whoever has seen it may change it.
    """
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    if visit is None or not visit.done or visit.by == scene.who.person_id:
        return None
    same = visit.mode is not Contact.ABSENT if mode is None else visit.mode is mode
    if same or mode_token(visit) == seen:
        return None
    scene.go(f"hh.{household.id}")
    words = text("visit.by-other", who=scene.name(visit.by), at=scene.clock(visit.at))
    scene.note(words)
    return scene.reply(words)


def meet(scene: Scene, household: Household, mode: Contact) -> Reply:
    """How the household is met; met so already, nothing changes."""
    desk = scene.sheet_desk
    old = visits.visit(scene.tx, desk.sheet.id, household.id)
    if old is not None and old.mode is mode:
        return scene.reply(text(f"visit.mode-{mode.value}"))
    if mode is Contact.ABSENT:
        return mark_absent(scene, household, "home")
    base = old or fresh(scene, household)
    done = base.done and base.mode is not Contact.ABSENT
    new = replace(base, mode=mode, reason=None, done=done, by=scene.who.person_id, at=scene.now)
    rolling.save_visit(scene.tx, desk, household, old, new)
    scene.record(
        "visit-mode",
        f"sheet/{desk.sheet.id}/household/{household.id}",
        old.mode.value if old else None,
        mode.value,
    )
    remember_visit(scene, household, old, new)
    stay(scene, household)
    return scene.reply(text(f"visit.mode-{mode.value}"))


def mark_absent(scene: Scene, household: Household, reason: str) -> Reply:
    """Nobody was met, for a reason (a usual one's code, or words); saved, and on to the next."""
    desk = scene.sheet_desk
    old = visits.visit(scene.tx, desk.sheet.id, household.id)
    base = old or fresh(scene, household)
    new = replace(
        base,
        mode=Contact.ABSENT,
        reason=reason,
        done=True,
        by=scene.who.person_id,
        at=scene.now,
    )
    rolling.save_visit(scene.tx, desk, household, old, new)
    scene.record(
        "visit-mode",
        f"sheet/{desk.sheet.id}/household/{household.id}",
        old.mode.value if old else None,
        Contact.ABSENT.value,
    )
    remember_visit(scene, household, old, new)
    _leave(scene, household, new)
    undo = scene.focus.undo
    _move_on(scene, household, None)
    scene.remember_undo(undo)
    return scene.reply(text("visit.absent", name=named(household)))


def the_household(scene: Scene, raw: str) -> Household:
    """The household of that id in the sheet's own village; RefusalError for any other."""
    number = read_id(raw)
    found = visits.household(scene.tx, number) if number is not None else None
    if found is None or found.unit_id != scene.sheet_desk.unit.id:
        raise RefusalError("button-unknown")
    return found


def fresh(scene: Scene, household: Household) -> Visit:
    """A visit that nobody has begun yet."""
    return Visit(
        scene.sheet_desk.sheet.id,
        household.id,
        done=False,
        mode=Contact.VISIT,
        reason=None,
        recorded={},
        by=scene.who.person_id,
        at=scene.now,
    )


def stay(scene: Scene, household: Household) -> None:
    """Keep the page that was tapped; a tap on an older card brings its household back."""
    here = scene.focus.place.split("|", 1)[1]
    if here in {f"hh.{household.id}", f"more.{household.id}"}:
        scene.note(None)
    else:
        scene.go(f"hh.{household.id}")


def _leave(scene: Scene, household: Household, visit: Visit) -> None:
    if scene.focus.place.split("|", 1)[1] in {f"hh.{household.id}", f"more.{household.id}"}:
        line = line_of(scene, household, visit)
        focus.leave_line(scene.tx, scene.focus.user_id, line, scene.now)


def _move_on(scene: Scene, household: Household, then: str | None) -> None:
    desk = scene.sheet_desk
    if then is not None:
        scene.go(then)
        return
    here = visits.places(scene.tx, desk.sheet.id, desk.unit.id)
    coming = walk.next_household(here, household)
    scene.go(f"hh.{coming.id}" if coming else "list")


def next_one(scene: Scene) -> Reply:
    """The next household still to be visited, from where the person is."""
    desk = scene.sheet_desk
    here = visits.places(scene.tx, desk.sheet.id, desk.unit.id)
    kind, _, rest = scene.focus.place.split("|", 1)[1].partition(".")
    at = read_id(rest) if kind in {"hh", "more"} else None
    after = next((p.household for p in here if p.household.id == at), None)
    coming = walk.next_household(here, after)
    scene.go(f"hh.{coming.id}" if coming else "list")
    return scene.reply()


BUTTONS = {
    "hs": ButtonRoute(Right.INSPECT, "sheet", 2, save),
    "hm": ButtonRoute(Right.INSPECT, "sheet", 3, set_mode),
}
