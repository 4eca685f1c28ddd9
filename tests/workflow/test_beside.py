"""What an act changes for those beside it: cards painted anew, places that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspection.campaign import Round, RoundKind
from inspection.finding import Act
from inspection.heard import Heard, Moment, Pressed, Sender
from inspection.sheet import SheetState
from storage import campaigns, findings, focus, sheets
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from tests.ledger import Ledger, draft
from tests.talks.talk import datas, said
from workflow.cards import card_for
from workflow.hear import hear
from workflow.scene import House

ROUNDS = (
    Round("第一轮", RoundKind.INSPECT, date(2026, 9, 1), date(2026, 9, 20)),
    Round("第二轮", RoundKind.RECHECK, date(2026, 10, 10), date(2026, 10, 20)),
)


@dataclass(slots=True)
class Town:
    """Two villages in a round that looks back; a finding of the first round is closed."""

    tx: Tx
    house: House
    built: Built
    update: int = 0

    def stand(self, who: str, place: str) -> None:
        """Put somebody there, with a card that is up to date."""
        account = self.built.accounts[who]
        at = focus.meet(self.tx, account, account, None, "0|home", NOW)
        sheet = int(place.partition("|")[0]) or None
        focus.save(self.tx, replace(at, place=place, sheet_id=sheet))
        focus.painted(self.tx, account, 10_000)
        self.tx.do("UPDATE focus SET owed = painted WHERE user_id = :u", u=account)

    def press(self, who: str, data: str) -> str:
        """The toast's code."""
        return self.say(who, Pressed(data))

    def say(self, who: str, heard: Heard) -> str:
        """The toast's code."""
        self.update += 1
        account = self.built.accounts[who]
        focus.meet(self.tx, account, account, None, "0|home", NOW)
        sender = Sender(account, account, True, 1000 + self.update)
        reply = hear(self.house, self.tx, Moment(self.update, sender, heard, NOW))
        return said(reply.toast).partition("(")[0] if reply.toast else ""

    def owed(self) -> set[str]:
        """Whose card is out of date."""
        names = {account: name for name, account in self.built.accounts.items()}
        return {names[each] for each in focus.owed(self.tx)}

    def buttons(self, who: str) -> list[str]:
        card = card_for(self.house, self.tx, NOW, self.built.accounts[who])
        assert card is not None
        return datas(card)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with builders.books(tmp_path) as tx:
        villages = [
            builders.village("青石镇", "大坪村", "张三四", contact="周八九"),
            builders.village("青石镇", "石桥村", "李五六"),
        ]
        built = builders.campaign(tx, "lingling-2018", villages, rounds=ROUNDS)
        found = builders.sheet(built, "青石镇大坪村")
        found = builders.to_state(tx, found, SheetState.SIGNED, "李四五")
        book = Ledger(tx, found, built.people["李四五"], built.people["周八九"])
        book.make(draft("item/1.4", "未建台账"), Act.ASSIGN, Act.SUBMIT, Act.CLOSE)
        yield Town(tx, builders.house(tmp_path), built)


def test_who_looks_at_a_finding_sees_what_another_does_to_it(town: Town) -> None:
    for who, place in (
        ("周八九", "0|finding.1"),
        ("孙七八", "0|finding.1"),
        ("郑一二", "0|verify.1"),
        ("赵六七", "0|findings.all.0"),
        ("王五六", "0|finding.11"),
    ):
        town.stand(who, place)
    assert town.press("李四五", "fo|1|0") == "recheck.relapsed"
    assert town.owed() == {"周八九", "孙七八", "郑一二", "李四五"}
    # The unit's own card offers at once what is to be done now.
    assert "fa|1" in town.buttons("周八九")


def test_a_second_tap_of_the_same_finger_only_accepts_again(town: Town) -> None:
    town.press("李四五", "fo|1|0")
    town.stand("周八九", "0|finding.1")
    first = town.buttons("周八九")
    assert first[:2] == ["fa|1", "go|0|fix.1"]
    assert town.press("周八九", "fa|1") == "rectify.accepted"
    # Each button stands where it stood, so the repeat changes nothing.
    assert town.buttons("周八九")[:3] == first[:3]
    steps = len(findings.steps(town.tx, 1))
    assert town.press("周八九", town.buttons("周八九")[0]) == "rectify.accepted"
    assert len(findings.steps(town.tx, 1)) == steps
    town.press("周八九", "go|0|findings")
    town.press("周八九", "go|0|finding.1")
    assert town.buttons("周八九")[0] == "go|0|fix.1"


def begun(town: Town, unit: str) -> int:
    unit_id = town.built.units[unit].id
    assert town.press("王五六", f"rs|{unit_id}") == ""
    second = campaigns.rounds(town.tx, town.built.id)[1]
    found = sheets.of_unit(town.tx, second.id, unit_id)
    assert found is not None
    return found.id


def test_a_discarded_sheet_is_gone_for_all_and_its_number_is_never_another_s(town: Town) -> None:
    first = begun(town, "青石镇大坪村")
    town.stand("李四五", f"{first}|page.1.1")
    assert town.press("王五六", f"sd|{first}") == "recheck.discarded"
    at = focus.of_user(town.tx, town.built.accounts["李四五"])
    assert at is not None
    assert (at.place, at.sheet_id, said(at.notice or "")) == ("0|home", None, "recheck.discarded")
    assert town.owed() >= {"李四五"}
    rows = town.tx.all("SELECT subject, after FROM audit WHERE act = 'sheet-discard'")
    unit_id = town.built.units["青石镇大坪村"].id
    assert [tuple(row) for row in rows] == [(f"sheet/{first}", f"unit/{unit_id}")]
    other = begun(town, "青石镇石桥村")
    assert other > first
    # An old card's button answers for nobody else's sheet.
    assert town.press("李四五", f"v|{first}|1.4a|->f") == "refusal.button-unknown"
    assert sheets.answers(town.tx, other) == {}


@pytest.mark.parametrize("what", ["an answer", "a visit", "a dropped photo", "a first round"])
def test_a_sheet_with_anything_in_it_stays(town: Town, what: str) -> None:
    at = begun(town, "青石镇大坪村")
    household = town.tx.one("SELECT id FROM households ORDER BY id LIMIT 1")
    assert household is not None
    match what:
        case "an answer":
            town.press("王五六", f"v|{at}|1.4a|->f")
        case "a visit":
            town.press("王五六", f"hm|{at}|{household['id']}|->absent")
        case "a dropped photo":
            town.tx.do(
                """INSERT INTO evidence (campaign_id, sheet_id, kind, file_id, file_unique_id,
                       chat_id, message_id, by_person, at, state, dropped_at)
                   VALUES (1, :s, 'photo', 'f', 'u', 1, 1, 1, :at, 'safe', :at)""",
                s=at,
                at=(NOW + timedelta(0)).isoformat(),
            )
        case _:
            town.tx.do("UPDATE rounds SET kind = :k", k=RoundKind.INSPECT)
    assert town.press("王五六", f"sd|{at}") == "refusal.sheet-not-empty"
    assert sheets.sheet(town.tx, at) is not None


def test_a_sheet_of_another_team_is_not_theirs_to_discard(town: Town) -> None:
    at = begun(town, "青石镇大坪村")
    for who in ("赵六七", "周八九", "孙七八"):
        assert town.press(who, f"sd|{at}") == "refusal.not-allowed"
    assert sheets.sheet(town.tx, at) is not None
