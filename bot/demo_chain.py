"""Plays what people do to a finding: sign for it, put it right, verify it, ask for time."""

from __future__ import annotations

from bot.demo_play import Play, StoryError
from inspection.finding import Act, Finding, FindingState
from inspection.heard import Pressed
from storage import campaigns, findings


def finding(play: Play, village: str, matter: str) -> Finding:
    """The village's finding whose matter begins so; StoryError where there is not just one."""
    found = [
        each
        for unit in campaigns.units(play.tx, campaigns.campaigns(play.tx)[0].id)
        if unit.name.endswith(village)
        for each in findings.of_unit(play.tx, unit.id)
        if each.draft.matter.startswith(matter)
    ]
    if len(found) != 1:
        raise StoryError(f"{village} has {len(found)} findings {matter}")
    return found[0]


def accept(play: Play, who: str, village: str, *matters: str) -> None:
    """签收 of each."""
    for matter in matters:
        found = finding(play, village, matter)
        play.hear(who, Pressed(f"fa|{found.id}"))
        _now_is(play, found, FindingState.ACCEPTED)


def put_right(play: Play, who: str, village: str, matter: str, photo: str) -> None:
    """A photo whose caption is the sentence, handed in."""
    found = finding(play, village, matter)
    play.hear(who, Pressed(f"go|0|fix.{found.id}"))
    play.photo(photo)
    play.hear(who, Pressed(f"fs|{found.id}"))
    _now_is(play, found, FindingState.SUBMITTED)


def put_right_on_spot(play: Play, who: str, village: str, matter: str, *photos: str) -> None:
    """立行立改 before signing: a photo before, a photo after."""
    play.press(who, "fl")
    found = finding(play, village, matter)
    play.hear(who, Pressed(f"go|0|spot.{found.id}"))
    for photo in photos:
        play.photo(photo)
    play.hear(who, Pressed(f"fxs|{found.id}"))
    _now_is(play, found, FindingState.SUBMITTED)
    play.say(who, f"/inspect {village}")


def close(play: Play, who: str, village: str, matter: str) -> None:
    """销号, asked once more."""
    found, given = finding(play, village, matter), _given(play, village, matter)
    play.hear(who, Pressed(f"go|0|verify.{found.id}.close.{given}"))
    play.hear(who, Pressed(f"fc|{found.id}|{given}"))
    _now_is(play, found, FindingState.CLOSED)


def send_back(play: Play, who: str, village: str, matter: str, remark: str) -> None:
    """退回 with a remark."""
    found, given = finding(play, village, matter), _given(play, village, matter)
    play.hear(who, Pressed(f"go|0|verify.{found.id}.return.{given}"))
    play.say(who, remark)
    _now_is(play, found, FindingState.RETURNED)


def mark_false(play: Play, who: str, village: str, matter: str, ground: str) -> None:
    """弄虚作假: open again, and a talk is proposed."""
    found, given = finding(play, village, matter), _given(play, village, matter)
    play.hear(who, Pressed(f"go|0|verify.{found.id}.false.{given}"))
    play.say(who, ground)
    _now_is(play, found, FindingState.REOPENED)


def ask_for_time(play: Play, who: str, village: str, matter: str, until: str, why: str) -> None:
    """延期: until when, and why."""
    found = finding(play, village, matter)
    play.hear(who, Pressed(f"go|0|moretime.{found.id}"))
    play.say(who, until)
    play.say(who, why)
    if findings.waiting_time(play.tx, found.id) is None:
        raise StoryError(f"no time was asked for {found.code}")


def grant_time(play: Play, who: str, village: str, matter: str) -> None:
    """The leader agrees."""
    found = finding(play, village, matter)
    waiting = findings.waiting_time(play.tx, found.id)
    play.hear(who, Pressed(f"go|0|timeask.{found.id}.yes"))
    play.hear(who, Pressed(f"ftg|{found.id}|{waiting.id if waiting else 0}"))
    if finding(play, village, matter).extended != found.extended + 1:
        raise StoryError(f"{found.code} has no more time")


def set_deadline(play: Play, who: str, village: str, matter: str, day: str) -> None:
    """Another deadline than the checklist's, as the team may write it."""
    found = finding(play, village, matter)
    play.hear(who, Pressed(f"go|0|fedit.{found.id}.due_on"))
    play.say(who, day)
    if finding(play, village, matter).due_on == found.due_on:
        raise StoryError(f"{found.code} kept its deadline")


def _given(play: Play, village: str, matter: str) -> int:
    """The step with which it was handed in last."""
    steps = findings.steps(play.tx, finding(play, village, matter).id)
    return next(each.id for each in reversed(steps) if each.act is Act.SUBMIT)


def _now_is(play: Play, found: Finding, state: FindingState) -> None:
    now = findings.finding(play.tx, found.id)
    if now is None or now.state is not state:
        raise StoryError(f"{found.code} is {now and now.state}, not {state}")
