"""Putting right: the unit reports it, asks for more time; the team verifies; on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.finding import WITH_UNIT, Finding, FindingState
from inspection.flow.finding import back_row, due_words, heading
from inspection.flow.says import go
from inspection.text import text

ROW = 3
"""Pictures to look at in one row."""


@dataclass(frozen=True, slots=True)
class About:
    """What each of these cards says first: the finding as its reader may read it."""

    finding: Finding
    today: date
    where: Words
    matter: str
    measure: str
    notice: Words | None = None

    def lines(self) -> list[Words]:
        """Unit, matter, measure and deadline."""
        lines: list[Words] = [
            text("finding.bold", words=heading(self.finding)),
            self.where,
            text("finding.matter", words=self.matter),
        ]
        if self.measure:
            lines.append(text("finding.measure", words=self.measure))
        lines.append(due_words(self.finding, self.today))
        return lines

    def card(self, place: str, more: Sequence[Words], rows: Sequence[Sequence[Button]]) -> Card:
        """The card of `<kind>.<finding>…`."""
        lines = [*self.lines(), *more]
        if self.notice:
            lines.append(self.notice)
        filled = tuple(tuple(row) for row in rows if row)
        return Card(f"0|{place}", lines[0], tuple(lines), filled, private=True)


@dataclass(frozen=True, slots=True)
class FixView:
    """What was sent so far for a rectification; `next_id` the next finding that waits."""

    about: About
    pictures: int
    voices: int
    words: str | None
    returned: Words | None
    next_id: int | None


def fix_card(view: FixView) -> Card:
    """`fix.<finding>`: photos and a sentence are asked for, or it was handed in."""
    found = view.about.finding
    place = f"fix.{found.id}"
    onward = []
    if view.next_id is not None:
        onward.append(go(text("rectify.next"), 0, f"fix.{view.next_id}"))
    if found.state not in WITH_UNIT:
        stands = text("rectify.waits")
        if found.state is not FindingState.SUBMITTED:
            stands = text("rectify.stands", state=text(f"finding.state-{found.state}"))
        return view.about.card(place, [stands], [onward, back_row(found.id)])
    more: list[Words] = [view.returned] if view.returned else []
    if view.words:
        more.append(text("rectify.sentence", words=view.words))
    if view.voices:
        more.append(text("rectify.voices", n=view.voices))
    if not view.pictures or not view.words:
        more.append(text("rectify.asked"))
    hand_in = text("rectify.hand-in", n=view.pictures)
    if not view.pictures:
        hand_in = text("rectify.hand-in-none")
    rows = [
        [button(hand_in, "fs", found.id), button(text("rectify.cancel"), "fz", found.id)],
        [button(text("rectify.rewrite"), "fw", found.id)] if view.words else [],
        onward,
        back_row(found.id),
    ]
    return view.about.card(place, more, rows)


def more_time_card(about: About, offers: Sequence[tuple[str, Words]]) -> Card:
    """`moretime.<finding>`: until when; the usual days as buttons, others typed."""
    at = about.finding.id
    rows = [[go(words, 0, f"moretime.{at}.{day}")] for day, words in offers]
    rows.append([go(text("button.cancel"), 0, f"finding.{at}")])
    return about.card(f"moretime.{at}", [text("time.until-when")], rows)


def reason_card(about: About, day: str, until: Words) -> Card:
    """`moretime.<finding>.<day>`: why."""
    at = about.finding.id
    rows = [[go(text("button.cancel"), 0, f"moretime.{at}")]]
    return about.card(f"moretime.{at}.{day}", [text("time.why", until=until)], rows)


def time_asked_card(
    about: About,
    asked: Sequence[Words],
    extension_id: int | None,
    step: str,
    presets: Sequence[Words],
) -> Card:
    """`timeask.<finding>[.yes|.no]`: the leader reads the request, looks again, decides."""
    at = about.finding.id
    back = [go(text("button.cancel"), 0, f"timeask.{at}")]
    place = f"timeask.{at}" + (f".{step}" if step else "")
    if extension_id is None:
        return about.card(place, [text("time.none-waits")], [back_row(at)])
    if step == "yes":
        sure = [button(text("time.grant-now"), "ftg", at, extension_id)]
        return about.card(place, [*asked, text("time.sure")], [sure, back])
    if step == "no":
        rows = [
            [button(words, "ftr", at, extension_id, index)] for index, words in enumerate(presets)
        ]
        return about.card(place, [*asked, text("time.why-not")], [*rows, back])
    decide = [
        go(text("time.grant"), 0, f"timeask.{at}.yes"),
        go(text("time.refuse"), 0, f"timeask.{at}.no"),
    ]
    return about.card(place, asked, [decide, back_row(at)])


@dataclass(frozen=True, slots=True)
class VerifyView:
    """A rectification as the team verifies it; `step_id` the submission that is looked at."""

    about: About
    step_id: int | None
    said: Sequence[Words]
    flags: Sequence[Words]
    pictures: Sequence[tuple[int, Words]]
    may_close: bool
    may_return: bool
    may_mark: bool


def verify_card(view: VerifyView) -> Card:
    """`verify.<finding>`: what was promised and done, pictures, doubts, the three verdicts."""
    found = view.about.finding
    looks = [button(words, "fp", found.id, each) for each, words in view.pictures]
    rows = [looks[at : at + ROW] for at in range(0, len(looks), ROW)]
    place, step = f"verify.{found.id}", view.step_id
    if view.may_close:
        rows.append([go(text("verify.close"), 0, f"{place}.close.{step}")])
    doubts = []
    if view.may_return:
        doubts.append(go(text("verify.return"), 0, f"{place}.return.{step}"))
    if view.may_mark:
        doubts.append(go(text("verify.false"), 0, f"{place}.false.{step}"))
    return view.about.card(place, [*view.said, *view.flags], [*rows, doubts, back_row(found.id)])


def verdict_card(
    view: VerifyView, verdict: str, asked: Words, choices: Sequence[tuple[Words, str]]
) -> Card:
    """`verify.<finding>.<verdict>.<step>`: once more, or with a remark, typed or tapped.

    `choices` are labels and the callback codes with their last argument.
    """
    found = view.about.finding
    place = f"verify.{found.id}.{verdict}.{view.step_id}"
    rows = []
    for label, code in choices:
        name, _, last = code.partition("|")
        more = (last,) if last else ()
        rows.append([button(label, name, found.id, view.step_id or 0, *more)])
    rows.append([go(text("button.cancel"), 0, f"verify.{found.id}")])
    return view.about.card(place, [*view.said, *view.flags, asked], rows)


@dataclass(frozen=True, slots=True)
class SpotView:
    """Put right on the spot: pictures before and after; `ready`: from the sheet's own."""

    about: About
    shows: str
    before: int
    after: int
    ready: int
    words: str | None
    is_new: bool
    open: bool


def spot_card(view: SpotView) -> Card:
    """`spot.<finding>[.before|.after]`: photos before and after, then handed to the leader."""
    found = view.about.finding
    place = f"spot.{found.id}.{view.shows}"
    if not view.open:
        stands = text("rectify.stands", state=text(f"finding.state-{found.state}"))
        return view.about.card(place, [stands], [back_row(found.id)])
    more: list[Words] = [text(f"spot.now-{view.shows}")]
    if view.words:
        more.append(text("rectify.sentence", words=view.words))
    if view.is_new:
        more.append(text("spot.meaning"))
    rows = [
        [
            go(text("spot.before", n=view.before), 0, f"spot.{found.id}.before"),
            go(text("spot.after", n=view.after), 0, f"spot.{found.id}.after"),
        ],
        [go(text("spot.choose", n=view.ready), 0, f"spot.{found.id}.pick")] if view.ready else [],
        [button(text("spot.hand-in"), "fxs", found.id)],
        [button(text("spot.only-give"), "fx", found.id)] if view.is_new else [],
        [button(text("rectify.cancel"), "fxz", found.id)],
    ]
    return view.about.card(place, more, rows)


def pick_card(about: About, entries: Sequence[tuple[int, Words]]) -> Card:
    """`spot.<finding>.pick`: which of the sheet's pictures shows how it was."""
    at = about.finding.id
    rows = [[button(words, "fxp", at, each)] for each, words in entries]
    rows.append([go(text("button.cancel"), 0, f"spot.{at}")])
    return about.card(f"spot.{at}.pick", [text("spot.pick")], rows)
