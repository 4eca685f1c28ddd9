"""Every place can be reached by buttons from home, and left again."""

from __future__ import annotations

from pathlib import Path

from inspection.card import Card
from inspection.heard import Attached, Command, Pressed, Typed
from tests.talks.script import finish
from tests.talks.stages import stage
from tests.talks.talk import Talk, datas, opened
from workflow import ask_aside, ask_household, ask_item
from workflow.cards import card_for
from workflow.places import PLACES

BY_ACTS = {
    "clash": "two people differ",
    "import": "a workbook was sent",
}
"""Places no button leads to, and what does."""


def crawl(talk: Talk, who: str) -> dict[str, Card]:
    """All cards that `go` buttons lead to from home, by place."""
    account = talk.stage.accounts[who]
    found: dict[str, Card] = {}
    waiting = ["0|home"]
    with opened(talk.stage.file) as tx:
        while waiting:
            place = waiting.pop()
            if place in found:
                continue
            tx.do(
                """UPDATE focus SET place = :p, sheet_id = nullif(:s, 0), notice = NULL
                   WHERE user_id = :u""",
                p=place,
                s=int(place.partition("|")[0]),
                u=account,
            )
            card = card_for(talk.stage.house, tx, talk.now, account)
            assert card is not None
            found[place] = card
            for data in datas(card):
                code, *args = data.split("|")
                if code == "go" and args[1] != "next":
                    waiting.append(f"{args[0]}|{args[1]}")
        tx.do("UPDATE focus SET place = '0|home', sheet_id = NULL WHERE user_id = :u", u=account)
    return found


def home(talk: Talk, who: str) -> None:
    talk.do(who, Command("start"))


def test_every_place_is_reached_by_buttons_and_can_be_left(tmp_path: Path) -> None:
    talk = Talk(stage(tmp_path, "kinds"))
    names = ("王五六", "李四五", "周八九", "孙七八", "郑一二")
    for who in names:
        home(talk, who)
    seen: dict[str, Card] = {}

    def look() -> None:
        for who in names:
            seen.update((p.partition("|")[2], card) for p, card in crawl(talk, who).items())

    talk.press("王五六", "go 0 units.0")
    talk.press("王五六", "in 1")
    talk.press("王五六", "v 1.1a f")
    talk.do("王五六", Attached("photo", "f1", "u1"))
    talk.press("王五六", "go file.1")
    talk.do("王五六", Pressed("hm|1|2|->absent"))
    home(talk, "王五六")
    look()
    talk.do("王五六", Pressed("ev|1|item.1.1"))
    talk.do("王五六", Pressed("go|1|ask.na.1.3"))
    talk.press("王五六", "ax ask.na.1.3 0")
    finish(talk, "王五六")
    talk.press("王五六", "sb")
    look()
    talk.do("李四五", Pressed("dc|1|s.1.3|granted"))
    look()
    talk.do("李四五", Pressed("sg|1"))
    look()
    talk.do("周八九", Pressed("go|1|askc.object.1.1"))
    talk.do("周八九", Typed("有记录"))
    talk.do("李四五", Pressed("go|1|askr.refused.1"))
    talk.do("李四五", Typed("未附记录"))
    look()
    for name in ("ledger", "looking_back"):
        (tmp_path / name).mkdir()
        chain = Talk(stage(tmp_path / name, name))
        home(chain, "李四五")
        seen.update((p.partition("|")[2], card) for p, card in crawl(chain, "李四五").items())
    kinds = {place.partition(".")[0] for place in seen}
    assert kinds | set(BY_ACTS) == set(PLACES)
    assert kinds & set(BY_ACTS) == set()
    asked = {place.split(".")[1] for place in seen if place.startswith("ask.")}
    assert asked == {*ask_item.ASKS, *ask_aside.ASKS, *ask_household.ASKS}
    told = {place.split(".")[1] for place in seen if place.startswith("askr.")}
    assert told == {"return", "reopen", "remark", "granted", "refused"}
    stuck = [p for p, card in seen.items() if p != "home" and not leads_on(card)]
    assert stuck == []


def leads_on(card: Card) -> bool:
    return any(data.startswith("go|") for data in datas(card))


def test_every_card_has_a_way_back_home(tmp_path: Path) -> None:
    talk = Talk(stage(tmp_path, "village"))
    home(talk, "王五六")
    talk.press("王五六", "go 0 units.0")
    talk.press("王五六", "in 1")
    home(talk, "王五六")
    cards = crawl(talk, "王五六")
    after = {
        place: {f"{d.split('|')[1]}|{d.split('|')[2]}" for d in datas(card) if d[:3] == "go|"}
        for place, card in cards.items()
    }
    back = {"0|home"}
    while more := {p for p, to in after.items() if p not in back and to & back}:
        back |= more
    assert sorted(set(cards) - back) == []
