"""回头看: what a round that looks back offers, refuses, counts and asks for before handing in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspection.campaign import RoundKind
from inspection.card import Card
from inspection.finding import Act, FindingState
from inspection.heard import Attached, Heard, Moment, Pressed, Sender, Typed
from inspection.sheet import SheetState
from storage import campaigns, finding_files, findings, focus, people, rechecks, sheets
from storage.db import Tx
from tests import builders
from tests.builders import NOW
from tests.talks.stages import stage
from tests.talks.talk import Stage, datas, opened, said
from workflow.cards import card_for
from workflow.finding_handing import hand_over
from workflow.hear import hear
from workflow.inspecting import present_round
from workflow.old_findings import old_findings
from workflow.scene import Desk, Scene, desk

S = FindingState


@dataclass(slots=True)
class Room:
    """The second round under way; nothing is committed. Findings 1–5 are the first round's."""

    made: Stage
    tx: Tx
    update: int = 0
    late: timedelta = timedelta(0)

    def say(self, who: str, heard: Heard) -> str:
        """Say something; the toast's code."""
        self.update += 1
        account = self.made.accounts[who]
        sender = Sender(account, account, True, 1000 + self.update)
        moment = Moment(self.update, sender, heard, NOW + self.late)
        reply = hear(self.made.house, self.tx, moment)
        return said(reply.toast).partition("(")[0] if reply.toast else ""

    def press(self, who: str, data: str) -> str:
        return self.say(who, Pressed(data))

    def look(self, who: str, place: str) -> Card:
        """The card of a place, or home with the refusal."""
        account = self.made.accounts[who]
        at = focus.meet(self.tx, account, account, None, "0|home", NOW)
        focus.save(self.tx, replace(at, place=place, sheet_id=None, notice=None))
        return self.card(who)

    def card(self, who: str) -> Card:
        card = card_for(self.made.house, self.tx, NOW + self.late, self.made.accounts[who])
        assert card is not None
        return card

    def state(self, finding_id: int) -> str:
        found = findings.finding(self.tx, finding_id)
        assert found is not None
        return found.state.value

    def steps(self, finding_id: int) -> list[str]:
        return [each.act.value for each in findings.steps(self.tx, finding_id)]

    def seen(self) -> list[int]:
        """Which old findings of 大坪村 count as looked at."""
        unit = campaigns.unit(self.tx, 1)
        assert unit is not None
        present = present_round(self.tx, 1, (NOW + self.late).date())
        return [old.finding.id for old in old_findings(self.tx, unit, present) if old.seen]

    def round_is(self, kind: RoundKind) -> None:
        self.tx.do("UPDATE rounds SET kind = :k WHERE name = '第二轮'", k=kind)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = stage(tmp_path, "looking_back")
    with opened(made.file) as tx:
        yield Room(made, tx)


OFFERED = {
    S.ASSIGNED: {"fst"},
    S.ACCEPTED: {"fst"},
    S.RETURNED: {"fst"},
    S.REOPENED: {"fst"},
    S.SUBMITTED: {"fst", "verify"},
    S.CLOSED: {"fh", "relapse", "verify"},
    S.NEW: set(),
    S.WITHDRAWN: set(),
}


def offers(card: Card) -> set[str]:
    """Which of the acts of looking again a story offers."""
    shown = {data.removeprefix("go|0|").replace(".", "|").partition("|")[0] for data in datas(card)}
    return shown & {"fh", "fst", "relapse", "verify"}


@pytest.mark.parametrize("kind", tuple(RoundKind))
@pytest.mark.parametrize("state", tuple(S))
def test_a_round_that_looks_back_offers_what_fits_the_state(
    room: Room, kind: RoundKind, state: FindingState
) -> None:
    room.round_is(kind)
    room.tx.do("UPDATE findings SET state = :s WHERE id = 1", s=state)
    back = kind in {RoundKind.RECHECK, RoundKind.CLEAR, RoundKind.CONSOLIDATE}
    want = OFFERED[state] if back else OFFERED[state] & {"verify"}
    assert offers(room.look("王五六", "0|finding.1")) == want
    # Nobody but the team is offered any of it.
    for who in ("周八九", "孙七八", "赵六七", "冯十一"):
        assert offers(room.look(who, "0|finding.1")) == set()


@pytest.mark.parametrize(
    ("data", "finding_id", "state", "last"),
    [
        ("fh|1", 1, "closed", "holds"),
        ("fo|1|0", 1, "reopened", "reopen"),
        ("fst|3", 3, "assigned", "stands"),
        ("fst|4", 4, "submitted", "stands"),
    ],
)
def test_what_was_done_is_a_step_of_this_round_and_counts(
    room: Room, data: str, finding_id: int, state: str, last: str
) -> None:
    assert room.seen() == []
    room.press("王五六", data)
    step = findings.steps(room.tx, finding_id)[-1]
    assert (room.state(finding_id), step.act.value, step.round_id) == (state, last, 2)
    assert room.seen() == [finding_id]
    assert rechecks.by_unit(room.tx, 1, 2, [1]) == {1: rechecks.Looked(1, 5)}
    # The same tap a second time, after the state or the story says so already.
    before = room.steps(finding_id)
    room.press("王五六", data)
    assert room.steps(finding_id) == before


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ("fh|3", "refusal.finding-assigned"),
        ("fst|1", "refusal.finding-closed"),
        ("fo|4|0", "refusal.finding-submitted"),
        ("fo|1|9", "refusal.button-unknown"),
        ("fo|1|w", "refusal.words-none"),
        ("fh|6", "refusal.finding-new"),
        ("go|0|relapse.3", "refusal.finding-assigned"),
        ("go|0|recheck.99.0", "refusal.button-unknown"),
        ("rs|99", "refusal.button-unknown"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    room: Room, data: str, refused: str
) -> None:
    before = [room.steps(each) for each in range(1, 7)]
    assert room.press("王五六", data) == refused
    assert [room.steps(each) for each in range(1, 7)] == before


def test_in_an_ordinary_round_nothing_is_looked_at_again(room: Room) -> None:
    room.round_is(RoundKind.INSPECT)
    assert room.press("王五六", "fh|1") == "refusal.finding-not-back"
    assert room.press("王五六", "fst|3") == "refusal.finding-not-back"
    assert room.press("王五六", "go|0|relapse.1") == "refusal.finding-not-back"
    room.press("王五六", "in|1")
    assert room.card("王五六").place.partition("|")[2] == "page.1.1"


def test_a_finding_of_this_round_is_none_of_the_old_ones(room: Room) -> None:
    room.tx.do("UPDATE findings SET round_id = 2 WHERE id = 1")
    assert room.press("王五六", "fh|1") == "refusal.finding-not-back"
    assert rechecks.by_unit(room.tx, 1, 2, [1]) == {1: rechecks.Looked(0, 4)}


def test_nobody_confirms_what_they_put_right_themselves(room: Room) -> None:
    room.tx.do("UPDATE findings SET submitted_by = (SELECT id FROM people WHERE name = '王五六')")
    assert "fh" not in offers(room.look("王五六", "0|finding.1"))
    assert room.press("王五六", "fh|1") == "refusal.finding-own"
    assert room.press("李四五", "fh|1") == "recheck.holds"
    # What was put right on the spot a head has closed, and the team stays the same.
    room.tx.do("UPDATE findings SET on_spot = 1 WHERE id = 2")
    assert room.press("王五六", "fh|2") == "recheck.holds"


def test_a_relapse_keeps_number_and_story_and_runs_anew(room: Room) -> None:
    room.press("王五六", "go|0|relapse.1")
    room.say("王五六", Attached("photo", "f1", "u1"))
    assert room.say("王五六", Typed("手册又错3处")) == "recheck.relapsed"
    found = findings.finding(room.tx, 1)
    assert found is not None
    assert (found.code, found.relapses, found.closed_at, found.closed_by) == (
        "2026-0001",
        1,
        None,
        None,
    )
    # 15 working days from the day of looking; the unit's evidence of before stays.
    assert (found.due_on, found.due_set_on) == (date(2026, 11, 2), date(2026, 10, 12))
    step = findings.steps(room.tx, 1)[-1]
    assert (step.act, step.words) == (Act.REOPEN, "手册又错3处")
    (photo,) = finding_files.of_finding(room.tx, 1)
    assert (photo.step_id, photo.shows) == (step.id, "before")
    told = room.tx.all("SELECT chat_id FROM notices WHERE id LIKE 'finding/1/%'")
    assert [row["chat_id"] for row in told] == [room.made.accounts["周八九"]]


def test_what_villagers_said_comes_back_in_usual_words_only(room: Room) -> None:
    room.press("王五六", "go|0|relapse.5")
    assert room.say("王五六", Attached("photo", "f1", "u1")) == "refusal.finding-secret-picture"
    assert room.say("王五六", Typed("李五说没人来")) == "refusal.finding-secret-words"
    assert (room.state(5), room.tx.all("SELECT 1 FROM evidence")) == ("closed", [])
    assert room.press("王五六", "fo|5|0") == "recheck.relapsed"


def test_a_unit_with_old_findings_opens_at_them_and_begins_no_sheet(room: Room) -> None:
    room.press("王五六", "in|1")
    assert room.card("王五六").place == "0|recheck.1.0"
    assert len(sheets.of_round(room.tx, 2)) == 0
    for data in ("fh|1", "fh|2", "fst|3", "fst|4", "fh|5"):
        room.press("王五六", data)
    room.press("王五六", "in|1")
    assert (room.card("王五六").place, sheets.of_round(room.tx, 2)) == ("0|recheck.1.0", [])
    room.press("王五六", "rs|1")
    assert room.card("王五六").place.endswith("|page.1.1")
    assert len(sheets.of_round(room.tx, 2)) == 1
    # Begun, and nothing left to look at: the unit opens at its sheet as ever.
    room.press("王五六", "in|1")
    assert room.card("王五六").place.endswith("|page.1.1")


def second_sheet(room: Room) -> Desk:
    """大坪村's sheet of the second round, without a problem."""
    room.press("王五六", "rs|1")
    (begun,) = sheets.of_round(room.tx, 2)
    found = desk(room.tx, begun.id)
    assert found is not None
    builders.answer_all(room.tx, found)
    builders.visit_all(room.tx, found)
    return found


def test_a_sheet_is_handed_in_when_the_old_findings_were_looked_at(room: Room) -> None:
    found = second_sheet(room)
    for data in ("fh|1", "fh|2", "fst|3"):
        room.press("王五六", data)
    card = room.look("王五六", f"{found.sheet.id}|submit")
    assert [d for d in datas(card) if "finding" in d] == ["go|0|finding.4", "go|0|finding.5"]
    assert room.press("王五六", f"sb|{found.sheet.id}") == "submit.not-yet"
    room.press("王五六", "fst|4")
    room.press("王五六", "fh|5")
    assert room.press("王五六", f"sb|{found.sheet.id}") == "submit.handed-in"


def test_what_the_sheet_finds_again_is_not_asked_for_twice(room: Room) -> None:
    found = second_sheet(room)
    # The question behind finding 3, 1.4: found again, so signing will say that it stands.
    builders.answer(room.tx, found, {"1.4b": False})
    assert room.seen() == [3]
    found = builders.to_state(room.tx, found, SheetState.SIGNED, "李四五")
    account = room.made.accounts["李四五"]
    row = focus.meet(room.tx, account, account, None, "0|home", NOW)
    leader = Scene(
        room.tx, room.made.house, NOW, row, people.speaker(room.tx, account), None, found
    )
    hand_over(leader)
    assert room.steps(3)[-1] == "stands"
    assert room.seen() == [3]


def test_the_third_round_looks_at_all_before_it_once_more(room: Room) -> None:
    room.press("王五六", "fh|1")
    room.tx.do(
        """INSERT INTO rounds (campaign_id, name, kind, starts_on, ends_on)
           VALUES (1, '第三轮', 'clear', '2026-11-01', '2026-11-30')"""
    )
    room.late = timedelta(days=30)
    assert rechecks.by_unit(room.tx, 1, 3, [1, 2]) == {1: rechecks.Looked(0, 5)}
    assert room.seen() == []
    room.press("王五六", "fh|1")
    assert room.seen() == [1]
    assert room.steps(1)[-2:] == ["holds", "holds"]


def test_without_the_right_on_the_unit_its_old_findings_stay_closed(room: Room) -> None:
    for who in ("周八九", "孙七八", "赵六七", "冯十一"):
        assert room.look(who, "0|recheck.1.0").place == "0|home"
        assert room.press(who, "fh|1") == "refusal.not-allowed"
    assert room.steps(1)[-1] == "close"
