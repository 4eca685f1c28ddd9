"""Typed words: everything buttons can do can be typed, since messages wait and taps do not."""

from __future__ import annotations

from content.masking import mask_numbers
from inspection import walk
from inspection.answers import Value
from inspection.card import Reply
from inspection.checklist import Item, Question, Scope
from inspection.heard import Typed
from inspection.naming import match
from inspection.people import Right
from inspection.reading import Problem, read_answer
from inspection.sheet import LOCKED
from inspection.text import text
from workflow import ask_item, asks, export_orders, finding_typing, findings_list, placing
from workflow.cards import move
from workflow.household_typing import line_reply, told
from workflow.keys import press_key
from workflow.review_asks import take_review
from workflow.scene import Scene
from workflow.spoken import by_name, unit_by_name
from workflow.targets import replied_place
from workflow.telling import mask_notice


def typed(scene: Scene, said: Typed) -> Reply:
    """What was typed, understood by where the person is; never guessed, never lost silently."""
    words, kinds = mask_numbers(said.text)
    if kinds:
        mask_notice(scene)
    words = words.strip()
    if scene.speaker is None:
        return move(scene, "home", 0)
    key = press_key(scene, words)
    if key is not None:
        return key
    place = replied_place(scene, said.reply_to) or scene.focus.place.partition("|")[2]
    kind, _, rest = place.partition(".")
    args = tuple(rest.split(".")) if rest else ()
    # Where words are asked for, words are what was asked for, whatever else they may name.
    if finding_typing.asks(kind, args):
        return finding_typing.take(scene, kind, args, words)
    if kind == "unmasked" and args:
        return export_orders.take_reason(scene, args, words)
    pressed = None if kind.startswith("ask") else by_name(scene, words)
    if pressed is not None:
        return told(scene, pressed)
    if kind == "findings":
        scene.require(Right.READ_FINDINGS)
        return findings_list.said(scene, args, words)
    if kind in finding_typing.ASKED:
        return finding_typing.take(scene, kind, args, words)
    if kind in {"askr", "askc"}:
        return take_review(scene, kind, args, words)
    unit = unit_by_name(scene, words) if kind != "ask" else None
    if unit is not None:
        return unit
    if scene.desk is None:
        scene.note(text("heard.unclear"))
        return scene.reply()
    scene.require(Right.INSPECT, scene.desk.unit)
    if kind == "ask":
        return asks.take(scene, args, words)
    if kind == "file":
        return placing.take(scene, args, words)
    if scene.desk.sheet.state in LOCKED:
        scene.note(text(f"refusal.locked-{scene.desk.sheet.state}"))
        return scene.reply()
    return _answer(scene, kind, args, words)


def _answer(scene: Scene, kind: str, args: tuple[str, ...], words: str) -> Reply:
    """Words that may answer: an item's question, a line about a household, a page's counter."""
    if kind == "item":
        item = scene.sheet_desk.checklist.item(".".join(args))
        question = _only_question(item)
        if item is not None and question is not None:
            got = read_answer(question, item, words)
            if not isinstance(got, Problem):
                return ask_item.take_answer(scene, question, item, got)
            other = line_reply(scene, words, None) or _item(scene, words)
            if other is not None:
                return other
            scene.note(got.text)
            return scene.reply()
    fixed = args[0] if kind in {"hh", "more"} and args else None
    line = line_reply(scene, words, fixed)
    reply = line or _item(scene, words) or _named(scene, kind, ".".join(args), words)
    if reply is not None:
        return reply
    scene.note(text("heard.unclear"))
    return scene.reply()


def _item(scene: Scene, words: str) -> Reply | None:
    """An item by its number: `1.4`, `第3项`, `2.9 没做到`; a plain number is no item."""
    name, _, rest = words.removeprefix("第").strip().partition(" ")
    marked = name.removesuffix("项")
    item = scene.sheet_desk.checklist.item(marked)
    if item is None or (marked.isdecimal() and not words.startswith("第")):
        return None
    scene.go(f"item.{item.id}")
    answer, question = rest.removeprefix("项").strip(), _only_question(item)
    if not answer:
        return scene.reply()
    if question is None:
        reply = _named(scene, "item", item.id, answer)
        if reply is None:
            scene.note(text("heard.unclear"))
        return reply or scene.reply()
    return ask_item.take_answer(scene, question, item, read_answer(question, item, answer))


def _only_question(item: Item | None) -> Question | None:
    if item is None:
        return None
    asked = [q for q in item.questions if q.scope is Scope.VILLAGE]
    return asked[0] if len(asked) == 1 else None


def _named(scene: Scene, kind: str, at: str, words: str) -> Reply | None:
    """`缺项 3` on a page, or an item of several questions: one by a piece of its name."""
    checklist = scene.sheet_desk.checklist
    step = walk.step_at(checklist, f"page.{at}") if kind == "page" else None
    item = checklist.item(at) if kind == "item" else None
    asked = step.questions if step else item.questions if item else ()
    asked = tuple(q for q in asked if q.scope is Scope.VILLAGE)
    name = words.rstrip("0123456789０１２３４５６７８９一二两三四五六七八九十 ")
    rest = words[len(name) :].strip()
    found = match(name.strip(), asked) if asked and name.strip() else None
    if found is None or len(found.questions) != 1 or found.doubtful:
        return None
    question = found.questions[0]
    item = scene.sheet_desk.checklist.item_of(question.id)
    got: Value | Problem = False if not rest else read_answer(question, item, rest)
    if not rest and found.by != "label":
        return None
    return ask_item.take_answer(scene, question, item, got)
