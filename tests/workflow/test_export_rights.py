"""Who may have which document: role x kind x way (the card, a forged button, another's order)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from inspection.campaign import Role
from inspection.card import Card
from inspection.heard import Command, Heard, Moment, Pressed, Sender, Typed
from storage import focus, orders
from storage.db import Tx
from storage.orders import Order
from tests import builders
from tests.builders import NOW
from tests.talks.talk import said
from tests.workflow.documented import with_findings
from tests.workflow.filed import sent
from tests.workflow.one_round import desk_of
from workflow import export_kinds
from workflow.cards import card_for
from workflow.documents import KINDS
from workflow.hear import hear
from workflow.scene import House

EVERY = {
    *("sheet", "ledger", "ranking", "campaign", "circular", "report", "notices", "carryover"),
    *("evidence", "all"),
}
OF_UNITS = {"sheet", "ledger", "ranking", "campaign", "notices", "evidence", "all"}
"""What a head may have of the units of the own team."""
MAY: dict[str, set[str]] = {
    "郑一二": EVERY,
    "孙七八": EVERY,
    "李四五": OF_UNITS,
    "王五六": set(),
    "周八九": set(),
    "dropped": set(),
    "stranger": set(),
}
"""The office, a leader in charge, the head of a team, an inspector, a contact, and nobody."""
PUBLIC = {"ranking", "circular", "report", "carryover"}
NAMES = ["the office", "an observer", "a head", "an inspector", "a contact", "dropped", "nobody"]


@dataclass(slots=True)
class World:
    """A round with findings and a photo; every attempt is taken back."""

    tx: Tx
    house: House
    accounts: dict[str, int]
    update: int = 0

    def say(self, who: str, heard: Heard, place: str = "0|export") -> tuple[str, Card]:
        """Said from a place: the toast's code and the card."""
        self.update += 1
        account = self.accounts[who]
        at = focus.meet(self.tx, account, account, None, place, NOW)
        focus.save(self.tx, replace(at, place=place, sheet_id=None))
        sender = Sender(account, account, True, 1000 + self.update)
        reply = hear(self.house, self.tx, Moment(self.update, sender, heard, NOW))
        card = card_for(self.house, self.tx, NOW, account)
        assert card is not None
        return said(reply.toast).partition("(")[0] if reply.toast else "", card

    def ordered(self, who: str) -> list[Order]:
        return orders.of_user(self.tx, self.accounts[who], 1, 50)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("exports")
    with builders.books(folder) as tx:
        built = with_findings(tx)
        sent(built, folder, desk_of(built, "青石镇大坪村"), item_id="2.9")
        sent(built, folder, desk_of(built, "柳河乡东沟村"), "赵六七", item_id="2.9")
        gone = built.accounts["赵六七"]
        tx.do("UPDATE people SET dropped = 1 WHERE name = '赵六七'")
        accounts = {**built.accounts, "dropped": gone, "stranger": 999}
        yield World(tx, builders.house(folder), accounts)


@pytest.fixture
def world(made: World) -> Iterator[World]:
    made.tx.do("SAVEPOINT attempt")
    yield made
    made.tx.do("ROLLBACK TO attempt")
    made.tx.do("RELEASE attempt")


def offered(card: Card) -> set[str]:
    """The kinds the card has buttons for."""
    data = [b.data for row in card.rows for b in row]
    kinds = {each.removeprefix("xk|") for each in data if each.startswith("xk|")}
    return kinds | ({"ledger"} if "xl" in data else set())


@pytest.mark.parametrize("who", MAY, ids=NAMES)
def test_the_card_offers_what_the_role_may_have(world: World, who: str) -> None:
    _, card = world.say(who, Command("export"), "0|home")
    assert offered(card) == MAY[who]
    assert (card.place == "0|export") == bool(MAY[who])


@pytest.mark.parametrize("who", MAY, ids=NAMES)
def test_a_forged_button_brings_nothing_else(world: World, who: str) -> None:
    for kind in sorted(EVERY | {"nonsense", "sheets", ""}):
        before = len(world.ordered(who))
        toast, _ = world.say(who, Pressed(f"xk|{kind}"))
        got = len(world.ordered(who)) > before
        assert got == (kind in MAY[who]), (kind, toast)
        assert got == (toast == "order.begun"), (kind, toast)


@pytest.mark.parametrize("who", MAY, ids=NAMES)
def test_anothers_order_is_nobody_elses(world: World, who: str) -> None:
    owner = "孙七八" if who == "郑一二" else "郑一二"
    for kind in ("ranking", "evidence", "all"):
        world.say(owner, Pressed(f"xk|{kind}"))
    (world.house.data / "there").write_bytes(b"PK")
    for each in world.ordered(owner):
        orders.made(world.tx, each.id, "there", NOW)
        toast, _ = world.say(who, Pressed(f"xa|{each.id}"))
        assert toast.startswith("refusal."), (each.kind, toast)
        again, _ = world.say(owner, Pressed(f"xa|{each.id}"))
        assert again == "toast.coming"


@pytest.mark.parametrize("who", MAY, ids=NAMES)
def test_names_in_full_are_had_by_the_same_with_a_reason_alone(world: World, who: str) -> None:
    for kind in sorted(EVERY):
        may = kind in MAY[who] - PUBLIC
        place = f"0|unmasked.{kind}"
        _, card = world.say(who, Pressed(f"go|0|unmasked.{kind}"))
        assert (card.place == place) == may, kind
        for reason, counts in (("　 ", False), ("县纪委依法调阅", may)):
            before = len(world.ordered(who))
            world.say(who, Typed(reason), place)
            assert (len(world.ordered(who)) > before) == counts, (kind, reason)


def test_a_head_has_the_own_units_alone(world: World) -> None:
    rows = world.tx.all("SELECT id, township FROM units")
    own = {row["id"] for row in rows if row["township"] == "青石镇"}
    for kind in sorted(OF_UNITS - {"all", "sheet"}):
        world.say("李四五", Pressed(f"xk|{kind}"))
        recipe = world.ordered("李四五")[0].recipe
        assert (recipe["kind"], set(recipe["units"])) == (kind, own)
    world.say("李四五", Pressed("xk|all"))
    parts = world.ordered("李四五")[0].recipe["parts"]
    assert {part["kind"] for part in parts} == OF_UNITS - {"all"}
    for part in parts:
        if part["kind"] == "sheet":
            units = world.tx.all(
                "SELECT unit_id FROM sheets WHERE id IN (SELECT value FROM json_each(:s))",
                s=str(part["sheets"]),
            )
            assert {row["unit_id"] for row in units} <= own
        else:
            assert set(part["units"]) == own


def test_abroad_no_evidence_and_no_names_in_full(world: World) -> None:
    world.house = replace(world.house, abroad=True)
    try:
        _, card = world.say("郑一二", Command("export"))
        assert offered(card) == EVERY - {"evidence"}
        assert "go|0|unmasked" not in [b.data for row in card.rows for b in row]
        assert world.say("郑一二", Pressed("xk|evidence"))[0] == "refusal.not-allowed"
        assert world.say("郑一二", Pressed("go|0|unmasked.campaign"))[0] == (
            "refusal.unmasked-abroad"
        )
        world.say("郑一二", Typed("依法调阅"), "0|unmasked.campaign")
        assert world.ordered("郑一二") == []
        world.say("郑一二", Pressed("xk|all"))
        (order,) = world.ordered("郑一二")
        assert [kind for kind, _ in order.recipe["left_out"]] == ["evidence"]
    finally:
        world.house = replace(world.house, abroad=False)


def test_whoever_answers_for_a_unit_gets_none_of_its_evidence(world: World) -> None:
    world.tx.do("UPDATE units SET contact = '孙七八' WHERE village = '大坪村'")
    world.tx.do(
        "INSERT INTO posts (person_id, role, team, townships) SELECT id, :r, '', '[]' "
        "FROM people WHERE name = '孙七八'",
        r=Role.CONTACT,
    )
    world.say("孙七八", Pressed("xk|evidence"))
    (order,) = world.ordered("孙七八")
    row = world.tx.one("SELECT id FROM units WHERE village = '大坪村'")
    assert row is not None
    assert row["id"] not in order.recipe["units"]


def test_the_table_above_knows_every_kind() -> None:
    assert {*KINDS, "all"} == EVERY
    assert export_kinds.PUBLIC == PUBLIC


def test_being_asked_what_for_can_be_left(world: World) -> None:
    toast, card = world.say("郑一二", Command("cancel"), "0|unmasked.campaign")
    assert (toast, card.place) == ("cancel.dropped", "0|export")
