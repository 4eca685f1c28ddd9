"""The matrix of rights: every command, button and place, for every role, on every kind of unit.

What is expected is written down here a second time, from the table of people and what they may;
the routes themselves are only asked which there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from inspection.campaign import Mode, Person, Post, Role
from inspection.heard import Attached, Command, Heard, Moment, Pressed, Sender, Typed
from storage import evidence, focus
from storage.db import Tx
from storage.evidence import Target
from tests import builders
from tests.talks.talk import said
from workflow.cards import card_for
from workflow.hear import hear
from workflow.places import PLACES
from workflow.routes import BUTTONS, COMMANDS
from workflow.scene import House

ADMIN, CONTACT = {"admin"}, {"contact"}
FIELD = {"leader", "deputy", "inspector", "admin"}
"""Who works on sheets, each where they may; an admin everywhere."""
HEADS = {"leader", "deputy", "admin"}
READERS = {"leader", "deputy", "admin", "observer"}
EVERYBODY = {"admin", "leader", "deputy", "inspector", "contact", "observer"}
ANYBODY = {*EVERYBODY, "dropped", "stranger"}

WHO_MAY_COMMAND = {
    "start": ANYBODY,
    "help": EVERYBODY,
    "whoami": EVERYBODY,
    "lang": EVERYBODY,
    "cancel": EVERYBODY,
    "campaign": EVERYBODY,
    "invite": {"admin"},
    "template": {"admin"},
    "inspect": FIELD,
    "submit": FIELD,
    "summary": READERS,
    "rank": READERS,
    "export": READERS,
}

WHO_MAY_PRESS = {
    # Moving about is everybody's; what may be looked at there, the places say.
    "go": EVERYBODY,
    "lg": EVERYBODY,
    "cp": EVERYBODY,
    "nv": {"admin"},
    "rv": {"admin"},
    "im": {"admin"},
    "tp": {"admin"},
    **dict.fromkeys(("in", "v", "ov", "ok", "h", "oh", "hs", "hm", "un", "ax", "st"), FIELD),
    **dict.fromkeys(("ev", "ed", "ep", "sb", "cf"), FIELD),
    "sg": HEADS,
    "dc": HEADS,
    "ac": {"contact"},
    "xs": READERS,
}

WHO_MAY_LOOK = {
    "home": ANYBODY,
    **dict.fromkeys(("help", "whoami", "lang", "campaign"), EVERYBODY),
    **dict.fromkeys(("people", "joined", "person", "import"), ADMIN),
    **dict.fromkeys(("units", "aside", "clash", "ask", "submit"), FIELD),
    **dict.fromkeys(("toc", "page", "item", "hh", "more", "list", "file", "pics", "review"), FIELD),
    **dict.fromkeys(("decide", "sign", "askr", "objections"), HEADS),
    **dict.fromkeys(("askc", "result", "objecting"), CONTACT),
    **dict.fromkeys(("summary", "read", "rank", "export"), READERS),
}
READ_AT_HOME = {"xs", "read"}
"""Results of one's own home may be read; inspecting, reviewing and signing are barred there."""

LOOKS = {"toc", "page", "item", "hh", "more", "list", "file", "pics", "review", "ep"}
"""What an admin may look at even at home; inspecting and reviewing it is for others."""

OWN, FOREIGN, HOME, OTHER = "own", "foreign", "own home", "another campaign's"
SHEETS = {OWN: 1, FOREIGN: 2, HOME: 3, OTHER: 4}
BARRED = ("admin", "leader", "deputy", "inspector")
"""Roles of people who may have their home among the units of their team."""


def allowed(route: str, holders: set[str], role: str, unit: str, mode: Mode) -> bool:
    """What the page of people says: the role, on units of one's own, never one's own home."""
    if role not in holders or unit == OTHER:
        return False
    if unit == FOREIGN:
        return role in {"admin", "observer"}
    if unit == HOME and role in BARRED and mode is Mode.INSPECTION:
        return route in READ_AT_HOME or (role == "admin" and route in LOOKS)
    return True


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
            made = evidence.receive(tx, found.campaign.id, target, sender, sent, by, None, None, at)
            assert made == found.sheet.id
        tx.do("UPDATE people SET dropped = 1 WHERE name = 'dropped'")
        accounts = first.accounts | other.accounts | {"stranger": 999}
        yield World(tx, builders.house(folder), accounts, mode, dump(tx))


def payload(code: str, number: int) -> str:
    """A well-formed button of that code about sheet, unit, household or file of that number."""
    n = number
    return {
        "go": f"go|{n}|toc",
        "lg": "lg|en",
        "cp": "cp|1",
        "nv": "nv|3",
        "rv": "rv|3|0",
        "im": "im|1|go",
        "tp": "tp",
        "in": f"in|{n}",
        "v": f"v|{n}|1.4a|->f",
        "ov": f"ov|{n}|1.4a|->f",
        "ok": f"ok|{n}|page.1.1",
        "h": f"h|{n}|{n}|1.2.2a|->1",
        "oh": f"oh|{n}|{n}|1.2.2a|->1",
        "hs": f"hs|{n}|{n}",
        "hm": f"hm|{n}|{n}|->absent",
        "un": f"un|{n}",
        "ax": f"ax|{n}|ask.nc.1.4|0",
        "st": f"st|{n}|1.4|clear",
        "ev": f"ev|{n}|item.1.3",
        "ed": f"ed|{n}",
        "ep": f"ep|{n}",
        "sb": f"sb|{n}",
        "cf": f"cf|{n}",
        "sg": f"sg|{n}",
        "dc": f"dc|{n}|s.1.4|granted",
        "ac": f"ac|{n}",
        "xs": f"xs|{n}",
    }[code]


def full_place(kind: str, number: int) -> str:
    """A place of that kind on the sheet of that number."""
    n = number
    longer = {
        "aside": "aside.u.page.1.1",
        "clash": "clash.v.1.4a.f",
        "ask": "ask.nc.1.4",
        "page": "page.1.1",
        "item": "item.1.4",
        "hh": f"hh.{n}",
        "more": f"more.{n}",
        "file": f"file.{n}",
        "pics": "pics.0",
        "askr": "askr.return",
        "askc": "askc.object.1.4",
        "person": "person.3",
        "import": "import.1",
        "people": "people.0",
        "joined": "joined.0",
        "units": "units.0",
    }
    return longer.get(kind, kind)


WITHOUT_UNIT = {"lg", "cp", "nv", "rv", "im", "tp"}
PLACES_WITHOUT_SHEET = {
    *("home", "help", "whoami", "lang", "campaign", "people", "joined", "person", "import"),
    *("units", "summary", "rank", "export"),
}


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
