"""The chain of a finding: state x act x role, and what the acts must never let through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspection.campaign import Person, Post, Role
from inspection.finding import Act, Finding, FindingState
from inspection.heard import Attached, Heard, Pressed, Sender, Typed
from inspection.heard import Moment as Said
from inspection.sheet import SheetState
from inspection.text import Text
from storage import downloads, evidence, finding_files, findings, focus, notices, submissions
from storage.db import Tx
from tests import builders
from tests.ledger import Ledger, draft
from tests.talks.talk import said
from workflow.cards import card_for
from workflow.hear import hear
from workflow.scene import House

S = FindingState
PATHS: dict[FindingState, tuple[Act, ...]] = {
    S.NEW: (),
    S.ASSIGNED: (Act.ASSIGN,),
    S.ACCEPTED: (Act.ASSIGN, Act.ACCEPT),
    S.SUBMITTED: (Act.ASSIGN, Act.SUBMIT),
    S.RETURNED: (Act.ASSIGN, Act.SUBMIT, Act.RETURN),
    S.CLOSED: (Act.ASSIGN, Act.SUBMIT, Act.CLOSE),
    S.REOPENED: (Act.ASSIGN, Act.SUBMIT, Act.CLOSE, Act.REOPEN),
    S.WITHDRAWN: (Act.ASSIGN, Act.WITHDRAW),
}
WITH_UNIT = {S.ASSIGNED, S.ACCEPTED, S.RETURNED, S.REOPENED}
CONTACT, TEAM, HEADS = (
    {"周八九"},
    {"李四五", "钱二三", "王五六", "郑一二"},
    {"李四五", "钱二三", "郑一二"},
)
EVERYBODY = TEAM | CONTACT | {"赵六七", "孙七八", "冯十一", "何二二"}
"""The team of 青石镇 and the office; another team's head, an observer, one at home, a contact
of another unit."""

ACTS: dict[str, tuple[set[str], dict[FindingState, FindingState]]] = {
    "fa": (CONTACT, {S.ASSIGNED: S.ACCEPTED, S.ACCEPTED: S.ACCEPTED, S.REOPENED: S.ACCEPTED}),
    "fs": (CONTACT, dict.fromkeys(WITH_UNIT, S.SUBMITTED)),
    "fc": (TEAM, {S.SUBMITTED: S.CLOSED}),
    "fr": (TEAM, {S.SUBMITTED: S.RETURNED}),
    "ff": (TEAM, {S.SUBMITTED: S.REOPENED, S.CLOSED: S.REOPENED}),
    "ftg": (HEADS, {state: state for state in WITH_UNIT}),
    "ftr": (HEADS, {state: state for state in WITH_UNIT}),
}


@dataclass
class Village:
    """One village with its people; findings are led to a state, then somebody acts."""

    tx: Tx
    house: House
    built: builders.Built
    book: Ledger
    update: int = 0

    def say(self, who: str, heard: Heard, place: str | None = None) -> str:
        """The toast, as its code."""
        self.update += 1
        account = self.built.accounts[who]
        at = focus.meet(self.tx, account, account, None, "0|home", builders.NOW)
        if place is not None:
            focus.save(self.tx, replace(at, place=place, sheet_id=None))
        sender = Sender(account, account, True, 5000 + self.update)
        now = builders.NOW + timedelta(minutes=self.update)
        reply = hear(self.house, self.tx, Said(self.update, sender, heard, now))
        return said(reply.toast).partition("(")[0] if reply.toast else ""

    def press(self, who: str, data: str) -> str:
        return self.say(who, Pressed(data))

    def photo(self, who: str, place: str, unique: str, **more: object) -> str:
        sent = Attached("photo", f"file-{unique}", unique)
        return self.say(who, replace(sent, **more), place)  # type: ignore[arg-type]

    def lines(self, who: str) -> list[str]:
        card = card_for(self.house, self.tx, builders.NOW, self.built.accounts[who])
        assert card is not None
        return [said(words) for words in card.lines]

    def look(self, who: str, place: str) -> list[str]:
        assert self.press(who, f"go|0|{place}") == "", place
        return self.lines(who)

    def state(self, found: Finding) -> Finding:
        now = findings.finding(self.tx, found.id)
        assert now is not None
        return now

    def handed_in(self, found: Finding) -> int:
        """The last submission's step, 0 where there is none."""
        steps = findings.steps(self.tx, found.id)
        return max((s.id for s in steps if s.act is Act.SUBMIT), default=0)

    def fetch(self) -> None:
        for item in downloads.owed(self.tx, builders.NOW + timedelta(days=1), 100):
            downloads.safe(self.tx, item, f"{item.file_id:0>64}", 1, None, None, None)

    def with_picture(self, state: FindingState, **more: object) -> Finding:
        """A finding in that state, whose submission, where it has one, shows something."""
        found = self.book.make(draft("item/1.4", "未建台账", **more), *PATHS[state])
        self.photo("周八九", f"0|fix.{found.id}", f"p{found.id}")
        step = self.handed_in(found)
        if step:
            self.tx.do(
                """INSERT INTO evidence (campaign_id, kind, file_id, file_unique_id, chat_id,
                       message_id, by_person, at, forwarded, state, sha256, finding_id, shows,
                       step_id)
                   VALUES (:c, 'photo', 'f', 'handed', 1, :m, :by, :at, 0, 'safe', 'abc', :f,
                       'after', :s)""",
                c=found.campaign_id, m=found.id, by=self.built.people["周八九"],
                at=builders.NOW.isoformat(), f=found.id, s=step,
            )  # fmt: skip
        return found

    def told(self, who: str) -> list[str]:
        rows = self.tx.all(
            "SELECT * FROM notices WHERE chat_id = :c AND kind = 'line' ORDER BY rowid",
            c=self.built.accounts[who],
        )
        words = [notices.words(notices._notice(row)) for row in rows]
        return [each.code for each in words if isinstance(each, Text)]


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    who = (
        *builders.PEOPLE,
        Person("钱二三", None, (Post(Role.DEPUTY, "第一组"),), "县审计局"),
        Person("冯十一", None, (Post(Role.INSPECTOR, "第一组"),), "青石镇人民政府"),
        Person("何二二", None, (Post(Role.CONTACT),)),
    )
    here = builders.village("青石镇", "大坪村", "张三", "李五", contact="周八九")
    there = builders.village("柳河乡", "沙湾村", "孙大", contact="何二二")
    with builders.books(tmp_path) as tx:
        built = builders.campaign(tx, "lingling-2018", [here, there], who)
        desk = builders.sheet(built, "青石镇大坪村")
        desk = builders.to_state(tx, desk, SheetState.SIGNED, "李四五")
        book = Ledger(tx, desk, built.people["李四五"], built.people["周八九"])
        yield Village(tx, builders.house(tmp_path), built, book)


@pytest.mark.parametrize("state", list(S), ids=lambda s: s.value)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_by_who_may_in_the_states_that_allow_it(
    village: Village, act: str, state: FindingState
) -> None:
    who_may, leads = ACTS[act]
    found = village.with_picture(state)
    submissions.write(village.tx, found.id, village.built.people["周八九"], "已整改")
    by, until = village.built.people["周八九"], date(2026, 10, 26)
    asked = findings.ask_time(village.tx, found.id, until, "等材料", by, builders.NOW)
    step = village.handed_in(found)
    more = {"ftg": f"|{asked}", "ftr": f"|{asked}|0", "fc": f"|{step}"}
    data = f"{act}|{found.id}" + more.get(act, f"|{step}|0" if act in {"fr", "ff"} else "")
    for who in sorted(EVERYBODY):
        village.tx.do("SAVEPOINT attempt")
        toast = village.press(who, data)
        now = village.state(found)
        if who not in who_may:
            assert (toast, now) == ("refusal.not-allowed", found), who
        elif state not in leads:
            hidden = state is S.NEW and who in CONTACT
            want = "refusal.not-allowed" if hidden else f"refusal.finding-{state}"
            assert (toast, now) == (want, found), who
        else:
            assert not toast.startswith("refusal."), (who, toast)
            assert now.state is leads[state], who
        village.tx.do("ROLLBACK TO attempt")


def test_nobody_verifies_what_they_handed_in_admins_neither(village: Village) -> None:
    for who in ("王五六", "李四五", "郑一二"):
        found = village.with_picture(S.SUBMITTED)
        village.tx.do("UPDATE findings SET submitted_by = :p", p=village.built.people[who])
        for data in ("fc|{}|{}", "fr|{}|{}|0", "ff|{}|{}|0"):
            press = data.format(found.id, village.handed_in(found))
            assert village.press(who, press) == "refusal.finding-own"
        assert "verify.own" in village.look(who, f"verify.{found.id}")
        village.tx.do("UPDATE findings SET key = key || id")


def test_what_was_put_right_on_the_spot_is_closed_by_a_head(village: Village) -> None:
    found = village.with_picture(S.SUBMITTED, kind="立行立改")
    village.tx.do("UPDATE findings SET on_spot = 1")
    close = f"fc|{found.id}|{village.handed_in(found)}"
    assert village.press("王五六", close) == "refusal.finding-head-closes"
    assert village.press("钱二三", close) == "verify.closed"


@pytest.mark.parametrize(
    ("kind", "toast"),
    [("photo", "rectify.handed-in"), ("document", "rectify.handed-in"),
     ("video", "rectify.handed-in"), ("voice", "refusal.fix-no-picture")],
)  # fmt: skip
def test_a_voice_alone_shows_nothing(village: Village, kind: str, toast: str) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "u", kind=kind, caption="已整改")
    assert village.press("周八九", f"fs|{found.id}") == toast


def test_a_picture_without_a_word_is_not_handed_in(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "u")
    assert village.press("周八九", f"fs|{found.id}") == "refusal.fix-no-words"
    village.say("周八九", Typed("  "), f"0|fix.{found.id}")
    assert village.press("周八九", f"fs|{found.id}") == "refusal.fix-no-words"
    assert village.state(found).state is S.ASSIGNED


def test_handing_in_what_was_never_acknowledged_acknowledges_it(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "u", caption="已整改")
    village.press("周八九", f"fs|{found.id}")
    acts = [s.act for s in findings.steps(village.tx, found.id)]
    assert acts == [Act.MAKE, Act.ASSIGN, Act.ACCEPT, Act.SUBMIT]
    now = village.state(found)
    assert now.accepted_at is not None
    assert now.submitted_by == village.built.people["周八九"]
    (file,) = finding_files.of_finding(village.tx, found.id)
    assert (file.shows, file.step_id) == ("after", village.handed_in(found))
    assert evidence.of_sheet(village.tx, found.sheet_id) == []


def test_a_caption_that_is_too_long_does_not_cost_the_picture(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "u", caption="整" * 600)
    assert len(finding_files.of_finding(village.tx, found.id)) == 1
    assert submissions.words(village.tx, found.id, village.built.people["周八九"]) is None


def test_a_contact_who_sends_a_photo_out_of_the_blue_is_told_how(village: Village) -> None:
    village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", "0|home", "u")
    assert "rectify.choose-first" in village.lines("周八九")
    assert village.tx.all("SELECT 1 FROM evidence") == []


def test_numbers_and_names_are_masked_before_others_read_them(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "u", caption="张三 13812345678 已签字")
    village.press("周八九", f"fs|{found.id}")
    (last,) = [s for s in findings.steps(village.tx, found.id) if s.act is Act.SUBMIT]
    assert "138****5678" in str(last.words)
    bodies = [row["body"] for row in village.tx.all("SELECT body FROM notices")]
    assert not any("13812345678" in each for each in bodies)
    lines = village.look("李四五", f"verify.{found.id}")
    assert "rectify.sentence(words=张* 138****5678 已签字)" in lines


def test_the_unit_reads_counts_only_of_what_was_said_in_confidence(village: Village) -> None:
    secret = draft("item/1.1", "张三说没来过", open_matter="1户反映工作队未到")
    found = village.book.make(secret, Act.ASSIGN)
    for place in ("fix", "moretime"):
        lines = " ".join(village.look("周八九", f"{place}.{found.id}"))
        assert "1户反映工作队未到" in lines
        assert "没来过" not in lines
    assert "没来过" in " ".join(village.look("王五六", f"verify.{found.id}"))


@pytest.mark.parametrize(
    ("where", "flag"),
    [("own", "verify.twin("), ("before", "verify.twin-before("), ("other", "verify.twin-of(")],
)
def test_a_picture_used_before_is_flagged(village: Village, where: str, flag: str) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    other = village.book.make(draft("item/2.9", "未建群"), Act.ASSIGN)
    match where:
        case "own":
            village.photo("周八九", f"0|fix.{other.id}", "same")
        case "before":
            village.photo("周八九", f"0|fix.{found.id}", "same")
            village.tx.do("UPDATE evidence SET shows = 'before', step_id = 1")
        case _:
            away = builders.sheet(village.built, "柳河乡沙湾村", "赵六七")
            book = Ledger(village.tx, away, village.built.people["赵六七"])
            theirs = book.make(draft("item/1.4", "未开会"), Act.ASSIGN)
            village.photo("何二二", f"0|fix.{theirs.id}", "same")
    village.photo("周八九", f"0|fix.{found.id}", "same", caption="已整改")
    village.press("周八九", f"fs|{found.id}")
    reader = "郑一二" if where == "other" else "李四五"
    lines = village.look(reader, f"verify.{found.id}")
    assert [line for line in lines if line.startswith(flag)], lines
    # Whoever has no rights there is not told which unit it is.
    mine = " ".join(village.look("李四五", f"verify.{found.id}"))
    assert "沙湾村" not in mine
    if where == "other":
        assert "verify.twin-elsewhere(" in mine


def test_the_same_bytes_under_another_name_are_flagged_once_they_are_fetched(
    village: Village,
) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    other = village.book.make(draft("item/2.9", "未建群"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{other.id}", "one", file_id="bytes")
    village.photo("周八九", f"0|fix.{found.id}", "two", file_id="bytes", caption="已整改")
    village.press("周八九", f"fs|{found.id}")
    assert "twin" not in " ".join(village.look("李四五", f"verify.{found.id}"))
    village.fetch()
    assert "verify.twin(" in " ".join(village.look("李四五", f"verify.{found.id}"))


def test_two_pictures_of_one_submission_are_no_twins(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "未建台账"), Act.ASSIGN)
    village.photo("周八九", f"0|fix.{found.id}", "same", caption="已整改")
    village.photo("周八九", f"0|fix.{found.id}", "same")
    village.press("周八九", f"fs|{found.id}")
    assert "twin" not in " ".join(village.look("李四五", f"verify.{found.id}"))


def test_false_tells_heads_and_observers_without_a_household(village: Village) -> None:
    found = village.with_picture(S.CLOSED)
    village.press("王五六", f"ff|{found.id}|{village.handed_in(found)}|1")
    now = village.state(found)
    assert now.false_at is not None
    assert (now.closed_at, now.closed_by) == (None, None)
    assert now.due_set_on == date(2026, 10, 12)
    assert now.due_on == date(2026, 11, 2)
    for who in ("李四五", "钱二三", "孙七八"):
        assert village.told(who) == ["tell.false-talk"], who
    assert village.told("周八九")[-1:] == ["tell.false"]
    assert village.told("赵六七") == []


@pytest.mark.parametrize(
    ("due", "then"),
    [
        (date(2026, 10, 12), date(2026, 10, 12)),
        (date(2026, 10, 11), date(2026, 10, 15)),
    ],
    ids=["the deadline still runs today", "three working days where it is over"],
)
def test_what_is_returned_keeps_its_deadline_while_that_runs(
    village: Village, due: date, then: date
) -> None:
    found = village.book.make(draft("item/1.4", "x"), Act.ASSIGN, Act.SUBMIT, due=due)
    village.press("王五六", f"fr|{found.id}|{village.handed_in(found)}|0")
    now = village.state(found)
    assert (now.state, now.due_on, now.returns) == (S.RETURNED, then, 1)
    assert (now.due_rule == "3wd") == (due != then)


def test_a_granted_day_is_set_and_counts_as_an_extension(village: Village) -> None:
    found = village.book.make(draft("item/1.4", "x"), Act.ASSIGN)
    village.tx.do("UPDATE findings SET provisional = 1, due_rule = '15wd'")
    village.say("周八九", Typed("等材料"), f"0|moretime.{found.id}.20261027")
    asked = findings.waiting_time(village.tx, found.id)
    assert asked is not None
    village.press("李四五", f"ftg|{found.id}|{asked.id}")
    now = village.state(found)
    assert (now.due_on, now.extended) == (date(2026, 10, 27), 1)
    assert (now.provisional, now.due_rule, now.due_set_on) == (False, None, date(2026, 10, 12))
    assert village.told("周八九") == ["tell.time-granted"]


@pytest.mark.parametrize(
    ("day", "due", "toast"),
    [
        ("20261020", date(2026, 10, 20), "refusal.time-earlier"),
        ("20261220", date(2026, 10, 20), "refusal.time-beyond"),
        ("20261027", date(2026, 10, 11), "refusal.time-late"),
        ("20261027", date(2026, 10, 30), "refusal.time-earlier"),
        ("20261106", date(2026, 10, 30), "time.asked"),
        ("20261327", date(2026, 10, 20), "refusal.button-unknown"),
        ("2026-W4", date(2026, 10, 20), "refusal.button-unknown"),
        ("20261021", date(2026, 10, 20), "time.asked"),
        ("20261030", date(2026, 10, 20), "time.asked"),
        ("20261013", date(2026, 10, 12), "time.asked"),
    ],
)
def test_more_time_is_asked_in_time_and_not_too_far_off(
    village: Village, day: str, due: date, toast: str
) -> None:
    found = village.book.make(draft("item/1.4", "x"), Act.ASSIGN, due=due)
    assert village.say("周八九", Typed("等材料"), f"0|moretime.{found.id}.{day}") == toast
    asked = findings.waiting_time(village.tx, found.id)
    assert (asked is not None) == (toast == "time.asked")


def test_an_unknown_finding_or_foreign_picture_is_no_ones(village: Village) -> None:
    found = village.with_picture(S.SUBMITTED)
    for data in ("fa|99", "fc|99|1", "fx|x", f"fc|{found.id}|", f"fr|{found.id}|1|9"):
        assert village.press("李四五", data).startswith("refusal."), data
    assert village.state(found) == found
