"""`/findings`: who sees which, how many and what of them; what was sent with one; editing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.card import Card
from inspection.finding import Act, Finding
from inspection.flow.findings import FILTERS
from inspection.heard import Attached, Moment, Pressed, Sender, Typed
from storage import evidence, findings, focus
from storage.db import Tx
from storage.evidence import Target
from tests import builders
from tests.builders import NOW
from tests.content.test_locales import ROOM, columns
from tests.ledger import DUE
from tests.talks.stages import stage
from tests.talks.talk import Stage, datas, opened, said
from workflow.cards import card_for
from workflow.hear import hear
from workflow.scene import desk

WHO = ("郑一二", "李四五", "钱二三", "王五六", "赵六七", "孙七八", "周八九", "冯十一")


@dataclass(slots=True)
class Room:
    """The books with somebody in them; nothing is committed."""

    made: Stage
    tx: Tx
    update: int = 0

    def look(self, who: str, place: str) -> Card:
        """The card of a place, or home with the refusal."""
        account = self.made.accounts[who]
        at = focus.meet(self.tx, account, account, None, "0|home", NOW)
        focus.save(self.tx, replace(at, place=f"0|{place}", sheet_id=None, notice=None))
        card = card_for(self.made.house, self.tx, NOW, account)
        assert card is not None
        for words in (catalog("zh"), catalog("en")):
            # Every line and every label has its words, with all their gaps.
            assert all(words.html(line) for line in card.lines)
            assert all(words.plain(button.label) for row in card.rows for button in row)
        return card

    def say(self, who: str, heard: Pressed | Typed, after: timedelta = timedelta(0)) -> str:
        """Say something; the toast's code."""
        self.update += 1
        account = self.made.accounts[who]
        sender = Sender(account, account, True, 1000 + self.update)
        reply = hear(self.made.house, self.tx, Moment(self.update, sender, heard, NOW + after))
        return said(reply.toast) if reply.toast else ""

    def finding(self, finding_id: int) -> Finding:
        found = findings.finding(self.tx, finding_id)
        assert found is not None
        return found


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = stage(tmp_path, "ledger")
    with opened(made.file) as tx:
        yield Room(made, tx)


def listed(card: Card) -> list[str]:
    """The findings of a list's lines."""
    return [d.rpartition(".")[2] for d in datas(card) if d.startswith("go|0|finding.")]


def everything(room: Room, who: str, chosen: str) -> list[str]:
    """All lines of a filter, page after page."""
    lines: list[str] = []
    for page in range(9):
        card = room.look(who, f"findings.{chosen}.{page}")
        if card.place != f"0|findings.{chosen}.{page}":
            break
        lines += listed(card)
    return lines


@pytest.mark.parametrize("who", WHO)
def test_a_filter_counts_what_it_lists_and_is_left_out_with_nothing(room: Room, who: str) -> None:
    labels = {}
    for chosen in ("all", "open"):
        card = room.look(who, f"findings.{chosen}.0")
        for each in (b for row in card.rows for b in row):
            kind, _, rest = each.data.removeprefix("go|0|").partition(".")
            if kind == "findings" and rest.endswith(".0"):
                labels[rest.partition(".")[0]] = catalog("zh").plain(each.label)
    for chosen in FILTERS:
        lines = everything(room, who, chosen)
        assert len(lines) == len(set(lines))
        if chosen in labels:
            assert labels[chosen].endswith(f" {len(lines)}")
        elif chosen not in {"all", "open"}:
            assert lines == [] or chosen == "mine", chosen


@pytest.mark.parametrize(
    ("who", "mine"),
    [
        ("周八九", ["2", "4", "8", "1", *map(str, range(9, 15))]),
        ("王五六", ["3"]),
        ("李四五", ["3", "8"]),
        ("钱二三", ["3", "8"]),
        ("赵六七", []),
        ("冯十一", []),
    ],
)
def test_mine_is_what_waits_for_the_person(room: Room, who: str, mine: list[str]) -> None:
    assert everything(room, who, "mine") == mine


def test_nobody_verifies_what_they_handed_in_and_the_spot_waits_for_heads(room: Room) -> None:
    room.tx.do("UPDATE findings SET submitted_by = (SELECT id FROM people WHERE name = '王五六')")
    assert everything(room, "王五六", "mine") == []
    assert everything(room, "李四五", "mine") == ["3", "8"]
    room.tx.do("UPDATE findings SET on_spot = 1, submitted_by = NULL WHERE id = 3")
    assert everything(room, "王五六", "mine") == []
    assert everything(room, "李四五", "mine") == ["3", "8"]


@pytest.mark.parametrize("who", [*WHO, "路人甲"])
@pytest.mark.parametrize("place", ["findings.open.0", "findings.all.0.u2", "finding.15"])
def test_the_other_team_s_findings_are_shown_to_who_may_read_them(
    room: Room, who: str, place: str
) -> None:
    may = {"郑一二", "赵六七", "孙七八"}
    card = room.look(who, place)
    shown = "15" in listed(card) or card.place == "0|finding.15"
    if place == "findings.open.0" and who in may - {"赵六七"}:
        card = room.look(who, "findings.open.0")
        shown = "15" in everything(room, who, "open")
    assert shown == (who in may)


def test_the_unit_sees_nothing_before_it_is_handed_over(room: Room) -> None:
    every = everything(room, "周八九", "all")
    assert {"6", "7"} & set(every) == set()
    assert room.look("周八九", "finding.6").place == "0|home"
    assert room.look("周八九", "finding.7").place == "0|finding.7"
    assert room.look("王五六", "finding.6").place == "0|finding.6"


def words_of(card: Card) -> str:
    labels = [b.label for row in card.rows for b in row]
    return "\n".join(catalog("zh").plain(each) for each in (*card.lines, *labels))


@pytest.mark.parametrize("place", ["finding.4", "findings.mine.0", "findings.all.0"])
def test_no_name_and_no_confidential_word_reaches_the_unit(room: Room, place: str) -> None:
    room.say("李四五", Pressed("go|0|fedit.4.matter"))
    assert room.say("李四五", Typed("3户说队没来过"), timedelta(seconds=9)) == "toast.saved"
    told = words_of(room.look("周八九", place))
    assert "2户反映工作队未到" in told
    assert "说队没来过" not in told
    inside = words_of(room.look("王五六", "finding.4"))
    assert "3户说队没来过" in inside
    assert "欧阳四" not in inside


# -- pictures ------------------------------------------------------------------------------------


def sent(room: Room, target: Target, kind: str = "photo", **columns: object) -> int:
    """Evidence in the books, its bytes safe."""
    room.update += 1
    number = room.update
    sender = Sender(1, 1, True, 7000 + number)
    file = Attached(kind, f"f{number}", f"u{number}")  # type: ignore[arg-type]
    by = columns.pop("by_person", 3)
    made = evidence.receive(room.tx, 1, target, sender, file, int(str(by)), None, None, NOW)
    assert made is not None
    for name, value in {"sha256": f"{number:064d}", "state": "safe", **columns}.items():
        room.tx.do(f"UPDATE evidence SET {name} = :v WHERE id = :id", v=value, id=made)  # noqa: S608
    return made


def offered(room: Room, who: str, finding_id: int) -> set[int]:
    card = room.look(who, f"fpics.{finding_id}.0")
    return {int(d.rpartition("|")[2]) for d in datas(card) if d.startswith("fp|")}


def test_the_unit_sees_only_pictures_of_the_very_matter_and_hears_no_villager(room: Room) -> None:
    home = room.finding(2).draft.household_id
    at = {
        "matter": sent(room, Target(1, "1.2.2", "1.2.2a", home)),
        "item": sent(room, Target(1, "1.2.2", None, home)),
        "household": sent(room, Target(1, None, None, home)),
        "voice": sent(room, Target(1, "1.2.2", "1.2.2a", home), "voice"),
    }
    sent(room, Target(1, "1.2.2", None, (home or 0) + 1))
    sent(room, Target(1, "1.4"))
    assert offered(room, "王五六", 2) == set(at.values())
    assert offered(room, "周八九", 2) == {at["matter"], at["item"]}
    assert room.say("周八九", Pressed(f"fp|2|{at['voice']}")) == "refusal.button-unknown"
    assert room.say("周八九", Pressed(f"fp|2|{at['item']}")) == "toast.coming"
    (row,) = room.tx.all("SELECT kind, body FROM notices WHERE chat_id = 1006")
    assert (row["kind"], '"private": true' in row["body"].replace('":t', '": t')) == (
        "pictures",
        True,
    )


def test_pictures_of_a_confidential_matter_stay_with_the_team(room: Room) -> None:
    file = sent(room, Target(1, "1.1", "1.1a"))
    assert offered(room, "王五六", 4) == {file}
    assert offered(room, "周八九", 4) == set()
    assert room.say("周八九", Pressed(f"fp|4|{file}")) == "refusal.button-unknown"


def test_what_the_unit_has_not_handed_in_yet_is_seen_by_its_sender_alone(room: Room) -> None:
    (contact,) = room.tx.all("SELECT id FROM people WHERE name = '周八九'")
    mine = {"finding_id": 2, "shows": "after", "by_person": contact["id"]}
    file = sent(room, Target(None), **mine)
    assert (offered(room, "周八九", 2), offered(room, "李四五", 2)) == ({file}, set())
    room.tx.do("UPDATE evidence SET step_id = 1 WHERE id = :f", f=file)
    assert (offered(room, "周八九", 2), offered(room, "李四五", 2)) == ({file}, {file})
    # Another finding's button does not lead to it.
    assert room.say("李四五", Pressed(f"fp|1|{file}")) == "refusal.button-unknown"


# -- editing -------------------------------------------------------------------------------------


def write(room: Room, who: str, finding_id: int, field: str, words: str) -> str:
    room.say(who, Pressed(f"go|0|fedit.{finding_id}.{field}"))
    return room.say(who, Typed(words), timedelta(seconds=30))


def test_an_edit_is_noted_told_in_words_and_in_the_trail(room: Room) -> None:
    assert write(room, "王五六", 1, "person", "村支书刘一") == "toast.saved"
    found = room.finding(1)
    assert (found.draft.person, found.edited) == ("村支书刘一", ("person",))
    last = findings.steps(room.tx, 1)[-1]
    assert (last.act, last.words) == (Act.EDIT, "涉及人员：— → 村支书刘一")
    rows = room.tx.all("SELECT act FROM audit ORDER BY number DESC LIMIT 1")
    assert rows[0]["act"] == "finding-edit"
    assert [r["chat_id"] for r in room.tx.all("SELECT chat_id FROM notices")] == [1006]


def test_the_same_words_again_change_nothing(room: Room) -> None:
    before = findings.steps(room.tx, 1)
    assert write(room, "王五六", 1, "measure", "对照要求逐项整改到位") == "toast.saved"
    assert findings.steps(room.tx, 1) == before
    assert room.finding(1).edited == ()


def test_before_handing_over_nobody_outside_is_told(room: Room) -> None:
    assert write(room, "王五六", 6, "matter", "公示栏三个月未更新") == "toast.saved"
    draft = room.finding(6).draft
    assert (draft.matter, draft.open_matter) == ("公示栏三个月未更新", "公示栏三个月未更新")
    assert room.tx.all("SELECT 1 FROM notices") == []


@pytest.mark.parametrize(
    ("who", "words", "toast", "moved"),
    [
        ("王五六", "10月16日", "toast.saved", True),
        ("王五六", "10月21日", "refusal.finding-later", False),
        ("钱二三", "10月21日", "toast.saved", True),
        ("李四五", "15个工作日", "toast.saved", True),
    ],
    ids=["earlier", "later by an inspector", "later by the deputy", "a span by the leader"],
)
def test_a_later_deadline_is_a_head_s_to_set(
    room: Room, who: str, words: str, toast: str, moved: bool
) -> None:
    assert write(room, who, 1, "due_on", words) == toast
    found = room.finding(1)
    assert (found.due_on != DUE, "due_on" in found.edited) == (moved, moved)
    assert (found.due_set_on == NOW.date()) == moved


@pytest.mark.parametrize("finding_id", [5, 7], ids=["closed", "withdrawn"])
def test_what_is_over_is_not_edited(room: Room, finding_id: int) -> None:
    state = room.finding(finding_id).state
    room.look("王五六", "home")
    assert room.say("王五六", Pressed(f"go|0|fedit.{finding_id}")) == f"refusal.finding-{state}"


def test_words_that_are_too_long_are_not_cut_but_refused(room: Room) -> None:
    assert write(room, "王五六", 1, "person", "长" * 61) == ""
    assert room.finding(1).draft.person is None


def test_a_colleague_s_words_are_seen_before_they_are_written_over(room: Room) -> None:
    room.say("王五六", Pressed("go|0|fedit.1.measure"))
    room.say("李四五", Pressed("go|0|fedit.1.measure"), timedelta(seconds=5))
    room.say("李四五", Typed("建群，每月评比"), timedelta(seconds=10))
    got = room.say("王五六", Typed("下月起评比。先开会"), timedelta(seconds=20))
    assert got == "fedit.clash-toast"
    assert room.finding(1).draft.measure == "建群，每月评比"
    account = room.made.accounts["王五六"]
    card = card_for(room.made.house, room.tx, NOW, account)
    assert card is not None
    assert "建群，每月评比" in words_of(card)
    assert "下月起评比。先开会" in words_of(card)
    (change,) = (d for d in datas(card) if d.startswith("few|"))
    # Once more by the colleague: what is on the card is old again.
    room.say("李四五", Pressed("go|0|fedit.1.measure"), timedelta(seconds=25))
    room.say("李四五", Typed("建群，每季评比"), timedelta(seconds=30))
    assert room.say("王五六", Pressed(change), timedelta(seconds=40)) == "fedit.clash-toast"
    assert room.finding(1).draft.measure == "建群，每季评比"
    card = card_for(room.made.house, room.tx, NOW, account)
    assert card is not None
    (change,) = (d for d in datas(card) if d.startswith("few|"))
    assert room.say("王五六", Pressed(change), timedelta(seconds=50)) == "toast.saved"
    assert room.finding(1).draft.measure == "下月起评比。先开会"


def test_one_s_own_words_are_not_asked_about(room: Room) -> None:
    write(room, "王五六", 1, "measure", "建群")
    assert write(room, "王五六", 1, "measure", "建群，评比") == "toast.saved"


def test_the_sheet_of_a_finding_is_on_no_desk_at_the_list(room: Room) -> None:
    room.say("王五六", Pressed("go|0|findings.all.0"))
    assert room.say("王五六", Typed("12 手册2")) == ""
    found = desk(room.tx, 1)
    assert found is not None
    assert room.tx.all("SELECT 1 FROM visits") == []
    assert builders.again(room.tx, found).sheet.state == found.sheet.state


def test_every_label_has_room_and_every_button_its_bytes(room: Room) -> None:
    room.tx.do("UPDATE findings SET matter = :m, open_matter = :m", m="未按规定公示惠农补贴" * 5)
    room.say("王五六", Pressed("go|0|fedit.1.measure"))
    room.say("李四五", Pressed("go|0|fedit.1.measure"))
    room.say("李四五", Typed("建群"), timedelta(seconds=1))
    room.say("王五六", Typed("评比"), timedelta(seconds=2))
    at = focus.of_user(room.tx, room.made.accounts["王五六"])
    assert at is not None
    places = [f"findings.{chosen}.0" for chosen in FILTERS]
    places += [f"findings.{chosen}.0.u1" for chosen in FILTERS]
    places += [f"finding.{n}" for n in range(1, 16)]
    places += ["fedit.1", "fedit.6.kind", "fedit.1.due_on", at.place.partition("|")[2]]
    tight = {
        (place, catalog("zh").plain(button.label))
        for who in WHO
        for place in places
        for row in room.look(who, place).rows
        for button in row
        if columns(catalog("zh").plain(button.label)) > ROOM[len(row)]
        or len(button.data.encode()) > 64
    }
    assert tight == set()
