"""The team writes a finding otherwise: matter, people, measure, kind, deadline; never unseen.

`fedit.<id>` shows the fields, `fedit.<id>.<field>` asks for one. Where a colleague wrote it since
the question was opened, `fedit.<id>.<field>.<words>` shows both and asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspection.buttons import button
from inspection.card import Card, Reply, Words
from inspection.due_reading import read_due
from inspection.finding import EDITABLE, OPEN, Act, Finding, FindingState, FindingStep, allows
from inspection.flow.finding import KIND_CODES, KINDS, deadline_words, due_words, kind_words
from inspection.flow.finding_editing import ask_field_card, clash_card, edit_card
from inspection.marked import placed_words, words_in_place
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import findings
from workflow.ask_kind import LONGEST, recorded_words
from workflow.deadlines import due_for
from workflow.finding_steps import take
from workflow.finding_telling import tell_contacts
from workflow.finding_words import is_confidential, masked, when
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

SHORT = 60
"""Characters of a name or a unit; matter and measure may be as long as a ground."""
_DEADLINE_ACTS = (Act.GRANT_TIME, Act.MOVE, Act.ASSIGN, Act.REOPEN, Act.FALSE)


def place(scene: Scene, args: tuple[str, ...]) -> Card:
    """The card of `fedit.<id>`, of one field, or of two people's different words for it."""
    found = _editable(scene)
    match args:
        case (_,):
            fields = [(each, _now(scene, each)) for each in EDITABLE]
            return edit_card(found, fields, scene.focus.notice)
        case (_, field):
            now = _now(scene, _field(field))
            kinds = [
                button(kind_words(kind), "fek", found.id, f"{KIND_CODES[found.draft.kind]}>{code}")
                for kind, code in KIND_CODES.items()
                if field == "kind" and kind != found.draft.kind
            ]
            return ask_field_card(found, field, now, kinds, scene.focus.notice)
        case (_, field, words):
            return _clash(scene, _field(field), words_in_place(words))
        case _:
            raise RefusalError("button-unknown")


def said(scene: Scene, args: tuple[str, ...], words: str) -> Reply:
    """Words typed at `fedit.<id>.<field>`."""
    if len(args) < 2:
        scene.note(text("fedit.which"))
        return scene.reply()
    field = _field(args[1])
    _editable(scene)
    words = " ".join(words.split())
    most = LONGEST if field in {"matter", "measure"} else SHORT
    if not words or len(words) > most:
        scene.note(text("ask.too-long", most=most, n=len(words)))
        return scene.reply()
    if field == "kind":
        kind = next((k for k in KINDS if words == k), None)
        if kind is None:
            scene.note(text("fedit.ask-kind"))
            return scene.reply()
    elif field == "due_on" and read_due(words, scene.today) is None:
        scene.note(text("fedit.due-unread"))
        return scene.reply()
    step = _meanwhile(scene, field)
    if step is not None and len(args) == 2:
        scene.go(f"fedit.{scene.the_finding.id}.{field}.{placed_words(words)}", 0)
        return scene.reply(text("fedit.clash-toast"))
    return _write(scene, field, words)


def press_anyway(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`few|finding|field|step`: one's own words after all, having seen the colleague's."""
    found, field = _editable(scene), _field(args[1])
    kind, *at = scene.focus.place.partition("|")[2].split(".")
    if kind != "fedit" or at[:2] != [str(found.id), field] or len(at) != 3:
        raise RefusalError("button-unknown")
    last = _last(scene, field)
    if last is not None and args[2] != str(last.id):
        # Written once more since: that has to be seen too.
        return scene.reply(text("fedit.clash-toast"))
    return _write(scene, field, words_in_place(at[2]))


def press_kind(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fek|finding|term>immediate`: another kind, from the one the card showed."""
    found = _editable(scene)
    old, _, new = args[1].partition(">")
    kinds = {code: kind for kind, code in KIND_CODES.items()}
    if old not in kinds or new not in kinds:
        raise RefusalError("button-unknown")
    if kinds[new] == found.draft.kind:
        scene.go(f"fedit.{found.id}", 0)
        return scene.reply(text("toast.saved"))
    if kinds[old] != found.draft.kind:
        scene.go(f"fedit.{found.id}.kind", 0)
        scene.note(text("fedit.changed-meanwhile", words=kind_words(found.draft.kind)))
        return scene.reply(text("fedit.clash-toast"))
    return _write(scene, "kind", kinds[new])


# What stands there --------------------------------------------------------------------------------


def _editable(scene: Scene) -> Finding:
    found = scene.the_finding
    if not allows(found.state, Act.EDIT):
        raise RefusalError(f"finding-{found.state}")
    return found


def _field(raw: str) -> str:
    if raw not in EDITABLE:
        raise RefusalError("button-unknown")
    return raw


def _now(scene: Scene, field: str) -> Words:
    """What a field says now; a dash where nothing does."""
    found = scene.the_finding
    if field == "due_on":
        return due_words(found, scene.today)
    if field == "kind":
        return kind_words(found.draft.kind)
    return masked(scene, scene.sheet_desk, getattr(found.draft, field) or "—")


def _plain(scene: Scene, field: str) -> Words:
    """What a field says now, as the story and the unit are told it: true on other days too."""
    if field == "due_on":
        return deadline_words(scene.the_finding, scene.today)
    return _now(scene, field)


def _last(scene: Scene, field: str) -> FindingStep | None:
    """The last step that wrote the field."""
    steps = findings.steps(scene.tx, scene.the_finding.id)
    return next((step for step in reversed(steps) if _wrote(step, field)), None)


def _wrote(step: FindingStep, field: str) -> bool:
    """Whether a step wrote the field; what the answers changed names no matter by its name."""
    words, name = step.words or "", _name(field)
    match step.act:
        case Act.EDIT:
            return words.startswith(f"{name}：")
        case Act.CHANGE:
            return field == "matter" or name in words
        case _:
            return field == "due_on" and step.act in _DEADLINE_ACTS


def _meanwhile(scene: Scene, field: str) -> FindingStep | None:
    """What somebody else wrote there since the question was opened."""
    last = _last(scene, field)
    if last is None or last.by == scene.who.person_id or last.at < scene.focus.moved_at:
        return None
    return last


def _clash(scene: Scene, field: str, words: str) -> Card:
    found, last = scene.the_finding, _last(scene, field)
    theirs = text(
        "fedit.theirs",
        field=text(f"fedit.{field}"),
        who=scene.name(last.by) if last and last.by else text("finding.by-itself"),
        at=when(scene, last.at) if last else "",
        words=_now(scene, field),
    )
    ours = text("fedit.ours", words=masked(scene, scene.sheet_desk, words))
    seen = last.id if last else 0
    change = button(text("fedit.anyway"), "few", found.id, field, seen)
    place = f"0|fedit.{found.id}.{field}.{placed_words(words)}"
    return clash_card(place, found, [theirs, ours], change)


# Writing ------------------------------------------------------------------------------------------


def _write(scene: Scene, field: str, words: str) -> Reply:
    """Save a field: `edited` notes it, a step says from what to what, the unit is told."""
    old = scene.the_finding
    changes = _deadline(scene, words) if field == "due_on" else _changed(scene, field, words)
    if _value(old, field) == _value(replace(old, **changes), field):
        scene.go(f"fedit.{old.id}", 0)
        return scene.reply(text("toast.saved"))
    written = ("due_on", "deadline") if field == "due_on" else (field,)
    changes["edited"] = (*old.edited, *(each for each in written if each not in old.edited))
    before = recorded_words(_plain(scene, field))
    scene.finding = replace(old, **changes)
    after = recorded_words(_plain(scene, field))
    scene.finding = old
    scene.finding, step_id = take(
        scene.tx,
        scene.actor,
        scene.now,
        old,
        Act.EDIT,
        round_id=scene.sheet_desk.sheet.round_id,
        words=f"{_name(field)}：{before} → {after}",
        **changes,
    )
    _tell(scene, field, step_id)
    scene.go(f"fedit.{old.id}", 0)
    return scene.reply(text("toast.saved"))


def _name(field: str) -> str:
    """A field's name as the story writes it, which is Chinese as the ledger is."""
    return recorded_words(text(f"fedit.{field}"))


def _value(found: Finding, field: str) -> object:
    if field == "due_on":
        return found.draft.deadline, found.due_on
    return getattr(found.draft, field)


def _changed(scene: Scene, field: str, words: str) -> dict[str, Any]:
    """The draft with the field written; what the unit reads changes with the matter.

    Where villagers were asked in confidence the unit goes on reading counts.
    """
    found = scene.the_finding
    written: dict[str, Any] = {field: words}
    draft = replace(found.draft, **written)
    if field == "matter" and not is_confidential(scene.sheet_desk, found):
        draft = replace(draft, open_matter=words)
    return {"draft": draft}


def _deadline(scene: Scene, words: str) -> dict[str, Any]:
    """The deadline as typed: before 交办 a span is kept to be counted from then, a day as it is.

    Afterwards a span is counted from today; a later day than before is for heads to set.
    """
    found, desk = scene.the_finding, scene.sheet_desk
    rule = read_due(words, scene.today)
    if rule is None:
        raise RefusalError("button-unknown")
    is_day = rule[4:5] == "-"
    due = due_for(scene.tx, desk.campaign, rule, found.draft.kind, scene.today)
    if found.state is FindingState.NEW:
        draft = replace(found.draft, deadline="" if is_day else rule)
        return {"draft": draft, "due_on": due.due_on if is_day else None}
    later = found.due_on is not None and due.due_on > found.due_on
    if later and not may(scene.who, Right.REVIEW, desk.unit):
        raise RefusalError("finding-later")
    return {
        "due_on": due.due_on,
        "provisional": due.provisional,
        "due_set_on": scene.today,
        "due_rule": None if is_day else due.rule,
    }


def _tell(scene: Scene, field: str, step_id: int) -> None:
    """After 交办 the unit's contact hears what is otherwise now; counts stay counts."""
    found, desk = scene.the_finding, scene.sheet_desk
    hidden = field == "matter" and is_confidential(desk, found)
    if found.state not in OPEN or hidden:
        return
    words = text(
        "tell.finding-edited",
        number=found.code,
        unit=desk.unit.name,
        field=text(f"fedit.{field}"),
        words=_plain(scene, field),
    )
    tell_contacts(scene, step_id, words, "finding")


BUTTONS = {
    "fek": ButtonRoute(Right.INSPECT, "finding", 2, press_kind),
    "few": ButtonRoute(Right.INSPECT, "finding", 3, press_anyway),
}
PLACES = {"fedit": PlaceRoute(Right.INSPECT, place, of="finding")}
