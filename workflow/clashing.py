"""The cards of what people told differently: what stands there, by whom, and mine after all."""

from __future__ import annotations

from inspection.buttons import button
from inspection.card import Card, Reply, Words
from inspection.checklist import Question
from inspection.flow import says
from inspection.flow.asking import clash_card
from inspection.flow.household import mode_token
from inspection.household_answers import Contact
from inspection.marked import read_token, token, token_in_place, words_in_place
from inspection.people import RefusalError, Right
from inspection.sheet import Household, Recorded, Visit
from inspection.text import text
from storage import sheets, visits
from workflow import ask_aside, ask_item, telephone, toggling, visiting
from workflow.answering import village_question
from workflow.asks import ASKS
from workflow.heads import mask_heads
from workflow.household_typing import record_typed
from workflow.household_words import named
from workflow.overwriting import Guard, standing_line
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

GUARDS = {**ask_item.GUARDS, **ask_aside.GUARDS}


def card(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.<v|h|w|p>.…`: answers, words, and the telephone; RefusalError where all agree."""
    match args:
        case ("v", _, _, *_):
            return _village(scene, args)
        case ("h", _, _, _, *_):
            return _household(scene, args)
        case ("w", _, _, _, *_):
            return _words(scene, args)
        case ("p", _, _, *_):
            return _telephone(scene, args)
        case _:
            raise RefusalError("button-unknown")


# -- answers ---------------------------------------------------------------------------------


def _village(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.v.<question>.<mine>`."""
    question, item = village_question(scene, ".".join(args[1:-1]))
    theirs = sheets.answer(scene.tx, scene.sheet_desk.sheet.id, question.id)
    head = says.item_title(item)
    return _answers(scene, args, head, question, theirs, f"item.{item.id}", ("ov", question.id))


def _household(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.h.<household>.<question>.<mine>`."""
    who = visiting.the_household(scene, args[1])
    question = toggling.household_question(scene, ".".join(args[2:-1]))
    theirs = toggling.recorded(scene, who, question.id)
    press = ("oh", str(who.id), question.id)
    return _answers(scene, args, named(who), question, theirs, f"hh.{who.id}", press)


def _answers(
    scene: Scene,
    args: tuple[str, ...],
    head: Words,
    question: Question,
    theirs: Recorded | None,
    back: str,
    press: tuple[str, ...],
) -> Card:
    """What a colleague answered; `press` is the beginning of what the button for mine says."""
    if theirs is None:
        raise RefusalError("clash-over")
    sheet_id, mine = scene.sheet_desk.sheet.id, token_in_place(args[-1])
    kept = says.value(question, theirs.value)
    asked = text(
        "clash.text",
        prompt=says.prompt(question, scene.lang),
        who=scene.name(theirs.by),
        at=scene.clock(theirs.at),
        value=kept,
    )
    code, *ids = press
    change = f"{token(question, theirs.value)}>{mine}"
    return clash_card(
        sheet_id,
        _place(args),
        [head, asked],
        says.go(text("clash.keep", value=kept), sheet_id, back),
        button(
            text("clash.change", value=_worded(scene, question, mine)), code, sheet_id, *ids, change
        ),
        scene.focus.notice,
    )


def _worded(scene: Scene, question: Question, raw: str) -> Words:
    try:
        points = scene.sheet_desk.checklist.item_of(question.id).points
        return says.value(question, read_token(question, points, raw))
    except ValueError:
        raise RefusalError("button-unknown") from None


# -- words -----------------------------------------------------------------------------------


def _words(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.w.<kind>.<subject>.<mine>`: a ground, a standing, an exemption."""
    kind, subject, guard, mine = _waiting(args)
    theirs = guard.stood(scene, subject)
    if theirs is None:
        raise RefusalError("clash-over")
    sheet_id = scene.sheet_desk.sheet.id
    back = ASKS[kind].back(scene, subject)
    item = ask_item.the_item(scene, back.removeprefix("item."))
    return clash_card(
        sheet_id,
        _place(args),
        [says.item_title(item), *standing_line(scene, theirs), _mine(scene, kind, mine)],
        says.go(text("clash.words-keep"), sheet_id, back),
        button(text("clash.words-change"), "ow", sheet_id, f"{kind}.{subject}", theirs.mark),
        scene.focus.notice,
    )


def _mine(scene: Scene, kind: str, mine: str) -> Words:
    match kind, mine:
        case "ground", "":
            return text("clash.words-auto")
        case "exempt", "0":
            return text("clash.words-none")
        case _:
            shown = mask_heads(scene.tx, scene.sheet_desk, mine)
            return text("clash.words-mine", words=shown)


def _waiting(args: tuple[str, ...]) -> tuple[str, str, Guard, str]:
    """Kind, subject, guard and the words that wait; RefusalError where there is no such kind."""
    kind, subject = args[1], ".".join(args[2:-1])
    if kind not in GUARDS:
        raise RefusalError("button-unknown")
    return kind, subject, GUARDS[kind], words_in_place(args[-1])


def take_words(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ow|sheet|kind.subject|seen`: having seen the colleague's words, mine after all."""
    scene.require_open()
    place = scene.focus.place.partition("|")[2]
    if not place.startswith(f"clash.w.{args[1]}."):
        raise RefusalError("clash-over")
    _, subject, guard, mine = _waiting(tuple(place.split("."))[1:])
    theirs = guard.stood(scene, subject)
    if theirs is not None and theirs.by != scene.who.person_id and theirs.mark != args[2]:
        # Others again since the card was shown: it is drawn anew, with those.
        return scene.reply(text("clash.toast", who=scene.name(theirs.by)))
    return guard.write(scene, subject, mine)


# -- the telephone ---------------------------------------------------------------------------


def _telephone(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.p.<household>.<answers>`: told of a household that was telephoned."""
    who = visiting.the_household(scene, args[1])
    visit = _telephoned(scene, who)
    sheet_id, told = scene.sheet_desk.sheet.id, telephone.waiting(scene, args)
    questions = [toggling.household_question(scene, q) for q in told]
    asked = text(
        "clash.phone",
        who=scene.name(visit.by),
        at=scene.clock(visit.at),
        labels=says.listed([says.label(q, scene.lang) for q in questions]),
    )
    change = f"{mode_token(visit)}>{Contact.VISIT.value}"
    return clash_card(
        sheet_id,
        _place(args),
        [named(who), asked],
        says.go(text("clash.phone-keep"), sheet_id, f"hh.{who.id}"),
        button(text("clash.phone-change"), "op", sheet_id, who.id, change),
        scene.focus.notice,
    )


def _telephoned(scene: Scene, who: Household) -> Visit:
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, who.id)
    if visit is None or visit.mode is not Contact.PHONE:
        raise RefusalError("clash-over")
    return visit


def take_visit(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`op|sheet|household|seen>visit`: it was visited after all, and what waits is recorded."""
    scene.require_open()
    who = visiting.the_household(scene, args[1])
    place = scene.focus.place.partition("|")[2]
    if not place.startswith(f"clash.p.{who.id}."):
        raise RefusalError("clash-over")
    told = telephone.waiting(scene, tuple(place.split("."))[1:])
    asked = visiting.overtaken(scene, who, Contact.VISIT, seen=args[2].partition(">")[0])
    if asked is not None:
        return asked
    asked = record_typed(scene, who, told, Contact.VISIT)
    if asked is None:
        scene.go(f"hh.{who.id}")
    return asked or scene.reply(text("visit.mode-visit"))


def _place(args: tuple[str, ...]) -> str:
    return "clash." + ".".join(args)


BUTTONS: dict[str, ButtonRoute] = {
    "ow": ButtonRoute(Right.INSPECT, "sheet", 3, take_words),
    "op": ButtonRoute(Right.INSPECT, "sheet", 3, take_visit),
}
PLACES = {"clash": PlaceRoute(Right.INSPECT, card)}
