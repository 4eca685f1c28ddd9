"""The matrix of rights: every command, button and place, for every role, on every kind of unit.

What is expected stands in `rights.py`; the routes themselves are only asked which there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from inspection.campaign import Mode, Person, Post, Role
from inspection.finding import Act
from inspection.heard import Attached, Command, Heard, Moment, Pressed, Sender, Typed
from storage import evidence, focus, marks
from storage.db import Tx
from storage.evidence import Target
from tests import builders, ledger
from tests.talks.talk import said
from tests.workflow.rights import (
    ANYBODY,
    BARRED,
    EVERYBODY,
    FIELD,
    HOME,
    PLACES_WITHOUT_SHEET,
    SHEETS,
    WHO_MAY_COMMAND,
    WHO_MAY_LOOK,
    WHO_MAY_PRESS,
    WITHOUT_UNIT,
    allowed,
    full_place,
    payload,
)
from workflow.cards import card_for
from workflow.hear import hear
from workflow.places import PLACES
from workflow.routes import BUTTONS, COMMANDS
from workflow.scene import House


def test_every_route_has_a_row_in_these_tables() -> None:
    assert set(WHO_MAY_COMMAND) == set(COMMANDS)
    assert set(WHO_MAY_PRESS) == set(BUTTONS)
    assert set(WHO_MAY_LOOK) == set(PLACES)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of something tried."""

    toast: str
    place: str
    changed: set[str]

    @property
    def refused(self) -> bool:
        """Kindly, in words over the tap."""
        return self.toast in {"refusal.not-allowed", "refusal.stranger"}


@dataclass(slots=True)
class World:
    """A database with everybody in it; each attempt is made and taken back."""

    tx: Tx
    house: House
    accounts: dict[str, int]
    mode: Mode
    before: dict[str, list[tuple[object, ...]]]
    update: int = 0

    def account(self, role: str, unit: str) -> int:
        at_home = unit == HOME and role in BARRED
        return self.accounts[f"{role}-at-home" if at_home else role]

    def attempt(self, account: int, heard: Heard | None, place: str = "0|home") -> Attempt:
        """Something said from a place, or only the place looked at; nothing of it stays."""
        self.update += 1
        self.tx.do("SAVEPOINT attempt")
        at = focus.meet(self.tx, account, account, None, place, builders.NOW)
        focus.save(self.tx, replace(at, place=place, sheet_id=None))
        toast = ""
        if heard is not None:
            sender = Sender(account, account, True, 1000 + self.update)
            reply = hear(self.house, self.tx, Moment(self.update, sender, heard, builders.NOW))
            toast = said(reply.toast).partition("(")[0] if reply.toast else ""
        card = card_for(self.house, self.tx, builders.NOW, account)
        after = dump(self.tx)
        self.tx.do("ROLLBACK TO attempt")
        self.tx.do("RELEASE attempt")
        assert card is not None
        changed = {table for table in after if after[table] != self.before[table]}
        return Attempt(toast, card.place, changed - {"inbox", "focus"})


def dump(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the books but the note that something was refused."""
    tables = [r["name"] for r in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: [tuple(row) for row in tx.all(f"SELECT * FROM {name}")] for name in tables}  # noqa: S608
    return rows | {"audit": [row for row in rows["audit"] if "refused" not in row]}


def everybody() -> tuple[Person, ...]:
    """Each role once, those of the team once again working in 白云乡, their own home."""
    here = ("青石镇", "白云乡")
    posts = {
        "admin": Post(Role.ADMIN),
        "leader": Post(Role.LEADER, "第一组", here),
        "deputy": Post(Role.DEPUTY, "第一组", here),
        "inspector": Post(Role.INSPECTOR, "第一组", here),
        "contact": Post(Role.CONTACT),
        "observer": Post(Role.OBSERVER),
        "dropped": Post(Role.LEADER, "第一组", here),
    }
    made = [Person(name, None, (post,), "县财政局") for name, post in posts.items()]
    homes = [Person(f"{n}-at-home", None, (posts[n],), "白云乡人民政府") for n in BARRED]
    return (*made, *homes)


@pytest.fixture(scope="module", params=[Mode.INSPECTION, Mode.SELF], ids=["inspection", "self"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder, mode = tmp_path_factory.mktemp("rights"), Mode(request.param)
    with builders.books(folder) as tx:
        units = [
            builders.village("青石镇", "大坪村", "张三", contact="contact"),
            builders.village("柳河乡", "沙湾村", "李五"),
            builders.village("白云乡", "南坡村", "王六", contact="contact"),
        ]
        first = builders.campaign(tx, "lingling-2018", units, everybody())
        tx.do("UPDATE campaigns SET mode = :m WHERE id = :id", m=mode, id=first.id)
        other = builders.campaign(
            tx,
            "lingling-2018",
            [builders.village("青石镇", "大坪村", "别人", contact="contact")],
            (Person("outsider", None, (Post(Role.LEADER, "第一组", ("青石镇",)),)),),
            title="冬季专项督查",
        )
        sheets = [
            builders.sheet(first, "青石镇大坪村", "leader"),
            builders.sheet(first, "柳河乡沙湾村", "leader"),
            builders.sheet(first, "白云乡南坡村", "leader"),
            builders.sheet(other, "青石镇大坪村", "outsider"),
        ]
        for found in sheets:
            sender = Sender(1, 1, True, found.sheet.id)
            sent = Attached("photo", "f", f"u{found.sheet.id}")
            target = Target(found.sheet.id, item_id="1.4")
            by, at = found.sheet.started_by, builders.NOW
            ledger.Ledger(tx, found, by).make(ledger.draft("item/1.4", "未开展评比"), Act.ASSIGN)
            made = evidence.receive(tx, found.campaign.id, target, sender, sent, by, None, None, at)
            assert made == found.sheet.id
            assert marks.object_to(tx, found.sheet.id, "1.4", "有记录", by, at) == found.sheet.id
        tx.do("UPDATE people SET dropped = 1 WHERE name = 'dropped'")
        accounts = first.accounts | other.accounts | {"stranger": 999}
        yield World(tx, builders.house(folder), accounts, mode, dump(tx))


@pytest.mark.parametrize("name", sorted(WHO_MAY_COMMAND))
def test_a_command_is_for_those_who_may(world: World, name: str) -> None:
    for role in sorted(ANYBODY):
        got = world.attempt(world.accounts[role], Command(name))
        assert got.refused == (role not in WHO_MAY_COMMAND[name]), (role, got)
        if got.refused:
            assert (got.place, got.changed) == ("0|home", set()), (role, got)


@pytest.mark.parametrize("code", sorted(WITHOUT_UNIT))
def test_a_button_about_no_unit_is_for_those_who_may(world: World, code: str) -> None:
    for role in sorted(ANYBODY):
        got = world.attempt(world.accounts[role], Pressed(payload(code, 1)))
        assert got.refused == (role not in WHO_MAY_PRESS[code]), (role, got)
        if got.refused:
            assert (got.place, got.changed) == ("0|home", set()), (role, got)


@pytest.mark.parametrize("code", sorted(set(WHO_MAY_PRESS) - WITHOUT_UNIT - {"go"}))
def test_a_button_about_a_unit_is_for_those_who_may_there(world: World, code: str) -> None:
    for role in sorted(ANYBODY):
        for unit, number in SHEETS.items():
            got = world.attempt(world.account(role, unit), Pressed(payload(code, number)))
            want = allowed(code, WHO_MAY_PRESS[code], role, unit, world.mode)
            assert got.refused == (not want), (role, unit, got)
            if not want:
                assert (got.place, got.changed) == ("0|home", set()), (role, unit, got)
    got = world.attempt(world.accounts["outsider"], Pressed(payload(code, 1)))
    assert (got.refused, got.changed) == (True, set())


@pytest.mark.parametrize("kind", sorted(set(WHO_MAY_LOOK) - PLACES_WITHOUT_SHEET))
def test_a_card_of_a_sheet_is_shown_to_those_who_may_see_it(world: World, kind: str) -> None:
    for role in sorted(ANYBODY):
        for unit, number in SHEETS.items():
            account, place = world.account(role, unit), full_place(kind, number)
            want = allowed(kind, WHO_MAY_LOOK[kind], role, unit, world.mode)
            went = world.attempt(account, Pressed(f"go|{number}|{place}"))
            assert went.refused == (not want), (role, unit, went)
            # Whoever lost the right since they came there is not shown it either.
            stays = world.attempt(account, None, f"{number}|{place}")
            if not want:
                assert (went.place, went.changed) == ("0|home", set()), (role, unit, went)
                assert stays.place == "0|home", (role, unit, stays)
    got = world.attempt(world.accounts["outsider"], Pressed(f"go|1|{full_place(kind, 1)}"))
    assert (got.refused, got.place) == (True, "0|home")


@pytest.mark.parametrize("kind", sorted(PLACES_WITHOUT_SHEET))
def test_a_card_of_no_sheet_is_shown_to_those_who_may_see_it(world: World, kind: str) -> None:
    for role in sorted(ANYBODY):
        place = full_place(kind, 0)
        went = world.attempt(world.accounts[role], Pressed(f"go|0|{place}"))
        # A stranger may not even press: home is what they see anyway.
        want = role in WHO_MAY_LOOK[kind] and role in EVERYBODY
        assert went.refused == (not want), (role, went)
        stays = world.attempt(world.accounts[role], None, f"0|{place}")
        if not want:
            assert (went.place, stays.place, went.changed) == ("0|home", "0|home", set()), role


@pytest.mark.parametrize("role", sorted(ANYBODY))
def test_files_and_words_count_only_from_those_who_may(world: World, role: str) -> None:
    for unit, number in SHEETS.items():
        for heard in (Attached("photo", "f", "new"), Typed("1 手册2")):
            account, place = world.account(role, unit), f"{number}|hh.{number}"
            at = focus.meet(world.tx, account, account, None, "0|home", builders.NOW)
            world.tx.do("SAVEPOINT on_it")
            focus.save(world.tx, replace(at, sheet_id=number))
            sender = Sender(account, account, True, 5000)
            world.tx.do("UPDATE focus SET place = :p WHERE user_id = :u", p=place, u=account)
            hear(world.house, world.tx, Moment(900_000, sender, heard, builders.NOW))
            after = dump(world.tx)
            world.tx.do("ROLLBACK TO on_it")
            changed = {t for t in after if after[t] != world.before[t]}
            want = allowed("h", FIELD, role, unit, world.mode)
            assert bool(changed & {"evidence", "visits"}) == want, (unit, heard)


def test_a_revoked_person_acts_no_more(world: World) -> None:
    account = world.accounts["inspector"]
    assert not world.attempt(account, Pressed(payload("v", 1))).refused
    world.tx.do("SAVEPOINT revoked")
    world.tx.do("UPDATE people SET user_id = NULL WHERE user_id = :u", u=account)
    world.before = dump(world.tx)
    got = world.attempt(account, Pressed(payload("v", 1)))
    world.tx.do("ROLLBACK TO revoked")
    world.before = dump(world.tx)
    assert (got.toast, got.changed) == ("refusal.stranger", set())
