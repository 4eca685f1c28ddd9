"""More time (延期): asked by the unit before the deadline is over, answered by the leader."""

from __future__ import annotations

from datetime import date, timedelta

from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.due_reading import read_due
from inspection.finding import WITH_UNIT, Act, Extension
from inspection.flow.finding import day_words
from inspection.flow.rectify import more_time_card, reason_card, time_asked_card
from inspection.flow.says import go
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import findings
from workflow.ask_kind import recorded_words
from workflow.deadlines import due_for
from workflow.finding_acts import about, one_line, step, to_story
from workflow.finding_telling import tell_contacts, tell_heads
from workflow.finding_words import masked, require_readable
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

LONGEST = timedelta(days=60)
"""After the present deadline, where the campaign does not last longer."""
OFFERED = (5, 10)
"""Working days after the present deadline."""
WHY_NOT = ("no-reason", "too-long", "keep-day")


def _present(scene: Scene) -> date:
    """The deadline that runs; RefusalError where more time cannot be asked for now."""
    require_readable(scene)
    found = scene.the_finding
    if found.state not in WITH_UNIT or found.due_on is None:
        raise RefusalError(f"finding-{found.state}")
    if found.due_on < scene.today:
        raise RefusalError("time-late")
    if findings.waiting_time(scene.tx, found.id) is not None:
        raise RefusalError("time-waits")
    return found.due_on


def _day(scene: Scene, rule: str) -> date:
    """The day of a rule: days are counted from the present deadline on."""
    if not rule.endswith("d"):
        return date.fromisoformat(rule)
    campaign, kind = scene.sheet_desk.campaign, scene.the_finding.draft.kind
    return due_for(scene.tx, campaign, rule, kind, _present(scene)).due_on


def more_time_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`moretime.<finding>`: until when; `moretime.<finding>.<day>`: why."""
    _present(scene)
    if len(args) > 1:
        until = _checked(scene, _read(args[1]))
        words = day_words(until, scene.today)
        return reason_card(about(scene, open_only=True), args[1], words)
    offers: list[tuple[str, Words]] = []
    for count in OFFERED:
        day = _day(scene, f"{count}wd")
        if day <= _latest(scene):
            label = text("time.offer", n=count, day=(day_words(day, scene.today),))
            offers.append((day.strftime("%Y%m%d"), label))
    return more_time_card(about(scene, open_only=True), offers)


def _read(raw: str) -> date:
    number = read_id(raw)
    try:
        return date.fromisoformat(raw if number and len(raw) == 8 else "")
    except ValueError:
        raise RefusalError("button-unknown") from None


def _checked(scene: Scene, until: date) -> date:
    """A later day, not too far off; RefusalError otherwise."""
    if until <= _present(scene):
        raise RefusalError("time-earlier")
    latest = _latest(scene)
    if until > latest:
        raise RefusalError("time-beyond", month=latest.month, day=latest.day)
    return until


def _latest(scene: Scene) -> date:
    """Until when more time can be asked for: what lies further off is a slip of the hand."""
    return max(scene.sheet_desk.campaign.ends_on, _present(scene) + LONGEST)


def take_words(scene: Scene, args: tuple[str, ...], said: str) -> Reply:
    """Typed at `moretime.<finding>`: the day; at `moretime.<finding>.<day>`: the reason."""
    found = scene.the_finding
    if len(args) > 1:
        return _ask(scene, _checked(scene, _read(args[1])), one_line(said))
    rule = read_due(said, scene.today)
    if rule is None:
        scene.note(text("time.unread"))
        return scene.reply()
    day = _checked(scene, _day(scene, rule)).strftime("%Y%m%d")
    scene.go(f"moretime.{found.id}.{day}", 0)
    return scene.reply()


def _ask(scene: Scene, until: date, reason: str) -> Reply:
    found, unit = scene.the_finding, scene.sheet_desk.unit
    findings.ask_time(scene.tx, found.id, until, reason, scene.who.person_id, scene.now)
    day = day_words(until, scene.today)
    step_id = step(scene, Act.ASK_TIME, f"至{until.month}月{until.day}日：{reason}")
    shown = masked(scene, scene.sheet_desk, reason)
    told = text("tell.time-asked", number=found.code, unit=unit.name, until=(day,), words=shown)
    place = f"timeask.{found.id}"
    decide = (
        go(text("time.grant"), 0, f"{place}.yes"),
        go(text("time.refuse"), 0, f"{place}.no"),
    )
    tell_heads(scene, step_id, told, "timeask", (decide,))
    to_story(scene, "time.asked")
    return scene.reply(text("time.asked"))


# The leader's answer ----------------------------------------------------------------------------


def time_asked_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`timeask.<finding>[.yes|.no]`: who asks for how long, and why."""
    which = args[1] if len(args) > 1 else ""
    if which not in {"", "yes", "no"}:
        raise RefusalError("button-unknown")
    waiting = findings.waiting_time(scene.tx, scene.the_finding.id)
    asked: list[Words] = []
    if waiting is not None:
        asked = [
            text(
                "time.request",
                who=scene.name(waiting.by),
                until=(day_words(waiting.until, scene.today),),
            ),
            text("time.reason", words=masked(scene, scene.sheet_desk, waiting.reason)),
        ]
    presets = [text(f"time.{each}") for each in WHY_NOT]
    asked_id = waiting.id if waiting else None
    return time_asked_card(about(scene), asked, asked_id, which, presets)


def _waiting(scene: Scene, extension_id: str | None = None) -> Extension:
    waiting = findings.waiting_time(scene.tx, scene.the_finding.id)
    if waiting is None or (extension_id is not None and extension_id != str(waiting.id)):
        raise RefusalError("time-answered")
    return waiting


def press_grant(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ftg|finding|request`: the deadline moves; the unit hears of it."""
    waiting, found = _waiting(scene, args[1]), scene.the_finding
    if found.due_on is not None and waiting.until <= found.due_on:
        raise RefusalError("time-earlier")
    step_id = step(
        scene,
        Act.GRANT_TIME,
        due_on=waiting.until,
        due_set_on=scene.today,
        due_rule=None,
        provisional=False,
        extended=found.extended + 1,
    )
    _answer(scene, waiting, "granted", None)
    day = (day_words(waiting.until, scene.today),)
    tell_contacts(
        scene, step_id, text("tell.time-granted", number=found.code, until=day), "finding"
    )
    to_story(scene, "time.granted")
    return scene.reply(text("time.granted"))


def press_refuse(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ftr|finding|request|index`: one of the usual remarks."""
    _waiting(scene, args[1])
    if not args[2].isdecimal() or int(args[2]) >= len(WHY_NOT):
        raise RefusalError("button-unknown")
    return _refuse(scene, recorded_words(text(f"time.{WHY_NOT[int(args[2])]}")))


def take_answer(scene: Scene, args: tuple[str, ...], said: str) -> Reply:
    """A remark typed at `timeask.<finding>.no`."""
    if args[1:] == ("no",):
        return _refuse(scene, one_line(said))
    scene.note(text("heard.unclear"))
    return scene.reply()


def _refuse(scene: Scene, remark: str) -> Reply:
    waiting, found = _waiting(scene), scene.the_finding
    step_id = step(scene, Act.REFUSE_TIME, remark)
    _answer(scene, waiting, "refused", remark)
    shown = masked(scene, scene.sheet_desk, remark)
    tell_contacts(
        scene, step_id, text("tell.time-refused", number=found.code, words=shown), "finding"
    )
    to_story(scene, "time.refused")
    return scene.reply(text("time.refused"))


def _answer(scene: Scene, waiting: Extension, verdict: str, remark: str | None) -> None:
    who = scene.who.person_id
    findings.answer_time(scene.tx, waiting.id, verdict, remark, who, scene.now)


BUTTONS = {
    "ftg": ButtonRoute(Right.REVIEW, "finding", 2, press_grant),
    "ftr": ButtonRoute(Right.REVIEW, "finding", 3, press_refuse),
}
PLACES = {
    "moretime": PlaceRoute(Right.ANSWER_FOR, more_time_place, "finding"),
    "timeask": PlaceRoute(Right.REVIEW, time_asked_place, "finding"),
}
