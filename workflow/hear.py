"""The one entrance of everything said: known by its id, checked for rights, acted on, owed."""

from __future__ import annotations

import re
from dataclasses import replace

from inspection.card import Reply
from inspection.heard import (
    Attached,
    Command,
    Heard,
    Joined,
    Located,
    Moment,
    Other,
    Pressed,
    Typed,
)
from inspection.people import RefusalError, may
from inspection.text import text
from storage import focus, mailbox, notices, people
from storage.db import Tx
from storage.faults import fault_point
from workflow import routes
from workflow.attaching import attach, locate
from workflow.pressing import press
from workflow.scene import House, Scene, desk
from workflow.typing import typed

FIRST_PLACE = "0|home"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def hear(house: House, tx: Tx, moment: Moment) -> Reply:
    """Do what was said, once: a repeated update changes nothing and shows the present card."""
    fault_point("before-act")
    sender = moment.sender
    if not mailbox.first_sight(tx, moment.update_id, moment.now):
        focus.owe(tx, sender.user_id)
        return Reply()
    if not sender.private:
        return _in_group(house, tx, moment)
    row = focus.meet(tx, sender.user_id, sender.chat_id, None, FIRST_PLACE, moment.now)
    if sender.message_id is not None:
        focus.saw_message(tx, sender.user_id, sender.message_id)
    if not isinstance(moment.heard, Joined):
        # Whoever speaks can be reached, whatever a call to them has come to meanwhile.
        focus.set_reachable(tx, sender.user_id, reachable=True)
    speaker = people.speaker(tx, sender.user_id)
    scene = Scene(tx, house, moment.now, row, speaker, sender)
    tx.do("SAVEPOINT heard")
    try:
        reply = _act(scene, moment)
    except RefusalError as refusal:
        tx.do("ROLLBACK TO heard")
        # What the refused act had begun to change is not kept, the person's place neither.
        scene = Scene(tx, house, moment.now, row, speaker, sender)
        reply = _refused(scene, moment.heard, refusal)
    tx.do("RELEASE heard")
    focus.save(tx, scene.focus)
    focus.owe(tx, sender.user_id)
    return reply


def _act(scene: Scene, moment: Moment) -> Reply:
    match moment.heard:
        case Command() as command:
            return _command(scene, replace(command, rest=_clean(command.rest)))
        case Pressed() as pressed:
            return press(scene, pressed.data)
        case Joined(blocked):
            focus.set_reachable(scene.tx, scene.focus.user_id, reachable=not blocked)
            return scene.reply()
        case Typed() as said:
            _open_desk(scene)
            return typed(scene, replace(said, text=_clean(said.text)))
        case Attached() as sent:
            _open_desk(scene)
            name = None if sent.name is None else _clean(sent.name)
            caption = None if sent.caption is None else _clean(sent.caption)
            return attach(scene, replace(sent, name=name, caption=caption))
        case Located() as fix:
            return locate(scene, fix)
        case Other(what):
            scene.note(text("heard.edited" if what == "edited" else "heard.other"))
            return scene.reply()


def _clean(words: str) -> str:
    """Words without what no document can hold: control signs, lone surrogates, turned writing."""
    return _UNWRITABLE.sub("", words)


def _command(scene: Scene, command: Command) -> Reply:
    route = routes.COMMANDS.get(command.name)
    if route is None:
        _ = scene.who
        scene.note(text("heard.no-command"))
        return scene.reply()
    scene.require(route.right)
    return route.run(scene, command.rest)


def _in_group(house: House, tx: Tx, moment: Moment) -> Reply:
    """In a group ducha answers the commands meant for groups, and stays silent otherwise."""
    sender, heard = moment.sender, moment.heard
    speaker = people.speaker(tx, sender.user_id)
    row = focus.of_user(tx, sender.user_id)
    if speaker is None or row is None or not isinstance(heard, Command):
        return Reply()
    route = routes.COMMANDS.get(heard.name)
    if route is None or not route.groups or not may(speaker, route.right):
        return Reply()
    scene = Scene(tx, house, moment.now, row, speaker, sender)
    try:
        reply = route.run(scene, heard.rest)
    except RefusalError as refusal:
        reply = scene.reply(text(f"refusal.{refusal.code}", **refusal.params))
    if reply.toast is not None:
        key = f"group/{sender.chat_id}/{moment.update_id}"
        notices.line(tx, key, sender.chat_id, reply.toast, moment.now)
    return Reply()


def _open_desk(scene: Scene) -> None:
    """Put the sheet in focus on the desk, if the person may still work on it."""
    if scene.speaker is not None and scene.focus.sheet_id is not None:
        found = desk(scene.tx, scene.focus.sheet_id)
        if found is not None and found.sheet.campaign_id == scene.speaker.campaign_id:
            scene.desk = found


def _refused(scene: Scene, heard: Heard, refusal: RefusalError) -> Reply:
    """A kind sentence and the present card; whoever has no role learns nothing else."""
    if scene.speaker is None:
        scene.focus = replace(scene.focus, place=FIRST_PLACE, sheet_id=None)
        return scene.reply(text("refusal.stranger"))
    if refusal.code == "not-allowed":
        scene.record("refused", _sort(heard))
    words = text(f"refusal.{refusal.code}", **refusal.params)
    scene.note(words)
    return scene.reply(words)


def _sort(heard: Heard) -> str:
    """What was tried, for the trail: its kind and our own name for it, nothing that was typed."""
    kind = type(heard).__name__.lower()
    match heard:
        case Command(name) if name in routes.COMMANDS:
            return f"{kind}/{name}"
        case Pressed(data) if data.partition("|")[0] in routes.BUTTONS:
            return f"{kind}/{data.partition('|')[0]}"
        case _:
            return kind
