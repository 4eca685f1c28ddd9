"""Ten thousand forged, mutated and stale buttons, and hostile texts: answered, and harmless."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from inspection.finding import Act
from inspection.heard import Attached, Command, Moment, Pressed, Sender, Typed
from inspection.people import may
from storage import campaigns, focus, people
from storage.db import Tx
from tests import builders
from tests.ledger import Ledger, draft
from tests.talks.stages import stage
from tests.talks.talk import Stage, Talk, opened, sound, speak
from tests.workflow.hostile import TEXTS
from workflow.cards import card_for
from workflow.hear import hear
from workflow.places import PLACES
from workflow.routes import BUTTONS
from workflow.scene import desk

PRESSES = 10_000
ITS_OWN_ROWS = 3
"""What every press writes: its id, where the person is, that a card is owed."""
CHAIN = {"findings", "finding_steps"}
LAWFUL = {
    "v": {"answers"},
    "ov": {"answers"},
    "ok": {"answers"},
    "h": {"visits"},
    "oh": {"visits"},
    "ow": {"standings", "grounds", "exemptions"},
    "op": {"visits"},
    "hs": {"visits"},
    "hm": {"visits"},
    "un": {"answers", "visits", "standings", "grounds", "households"},
    "st": {"standings"},
    "ax": {"standings", "visits", "households", "grounds", "exemptions"},
    "ev": {"evidence"},
    "ed": {"evidence"},
    "dc": {"standings", "exemptions", "evidence", "confirmations"},
    "sb": {"sheets", "answers", "remarks", "confirmations", *CHAIN},
    "cf": {"confirmations"},
    "sg": {"sheets", *CHAIN},
    "ac": {"sheets"},
    "in": {"sheets", "rollups"},
    "nv": {"invites"},
    "rv": {"invites", "people"},
    "im": {"imports"},
    "fl": CHAIN,
    **dict.fromkeys(("fek", "few", "fa", "fc", "fr", "ff"), CHAIN),
    **{code: {*CHAIN, "evidence"} for code in ("fs", "fx", "fxs")},
    **{code: {*CHAIN, "extensions"} for code in ("ftg", "ftr")},
    **{code: {"evidence"} for code in ("fxp", "fxz", "fz")},
}
"""Which tables a button of that code may change at all, besides the trail and what is owed."""
WEIGHTY = (
    *("answers", "visits", "standings", "exemptions", "grounds", "sheets", "households"),
    *("evidence", "remarks", "confirmations", "objections", "people", "posts", "invites"),
    *("campaigns", "units", "rounds", "checklists", "imports", "departments"),
    *("findings", "finding_steps", "extensions"),
)


def counted(tx: Tx) -> dict[str, tuple[object, ...]]:
    """A short print of each table that matters."""
    prints: dict[str, tuple[object, ...]] = {}
    for name in WEIGHTY:
        rows = tx.all(f"SELECT * FROM {name}")  # noqa: S608
        prints[name] = tuple(tuple(row) for row in rows)
    return prints


@pytest.fixture(scope="module")
def scenery(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, list[str]]:
    """A campaign beside another one, sheets in several states, and every button once shown."""
    made = stage(tmp_path_factory.mktemp("forged"), "two")
    talk = Talk(made)
    for who in ("吴七七", "李四五", "周八九", "孙七八", "郑一二", "乙吴七七", "路人甲"):
        talk.do(who, Command("start"))
    talk.do("吴七七", Command("inspect"))
    talk.press("吴七七", "v 1.4a f")
    talk.do("吴七七", Typed("1 手册2 没告知书"))
    talk.do("吴七七", Typed("2 未遇"))
    talk.do("吴七七", Attached("photo", "f", "u"))
    talk.do("吴七七", Typed("3"))
    for code in ("go|1|toc", "go|1|list", "go|1|ask.nc.1.4", "go|1|submit", "go|1|item.2.6"):
        talk.do("吴七七", Pressed(code))
    talk.do("乙吴七七", Command("inspect"))
    talk.press("乙吴七七", "v 1.4b f")
    for place in ("summary", "rank", "export", "people.0", "person.3", "campaign"):
        talk.do("郑一二", Pressed(f"go|0|{place}"))
    for place in ("review", "askr.return", "decide", "sign"):
        talk.do("李四五", Pressed(f"go|1|{place}"))
    _ledger(talk)
    return made, sorted({data for shown in talk.older.values() for data in shown})


def _ledger(talk: Talk) -> None:
    """Findings handed over, submitted, new and with more time asked for, with their cards seen."""
    with opened(talk.stage.file) as tx:
        found = desk(tx, 1)
        assert found is not None
        here = found.campaign.id
        (head,), (contact,) = (people.named(tx, here, each) for each in ("李四五", "周八九"))
        book = Ledger(tx, found, head.id, contact.id)
        book.make(draft("item/1.4", "未开展评比"), Act.ASSIGN)
        book.make(draft("item/2.9", "未建立微信工作群"), Act.ASSIGN, Act.SUBMIT)
        book.make(draft("item/2.7", "公示栏未更新", kind="立行立改"))
        book.make(draft("item/2.8", "台账不全"), Act.ASSIGN, Act.ASK_TIME)
    looks = {
        "周八九": ("findings.all.0", "finding.1", "fix.1", "moretime.1", "finding.4"),
        "李四五": ("findings.verify.0", "finding.2", "verify.2", "timeask.4"),
        "吴七七": ("fedit.1", "fedit.1.kind", "fedit.1.measure", "fedit.4.due_on", "spot.3"),
    }
    for who, places in looks.items():
        for place in places:
            talk.do(who, Pressed(f"go|0|{place}"))


TAILS = (
    *("", ".", ".1", ".a", ".u", ".v.1.4a", ".h.1.1.2.2a.1", ".nc.9", "." + "9" * 16, ".1.h.x"),
    *(".1.s.9", ".hh.1", ".item.9", ".team.9", ".town.x", ".lost.9.9", ".villages.x", ".²"),
    *(".1.kind", ".1.measure.x", ".4.due_on.%2E", ".1.99", ".mine.0.u9", ".all.9.ux", ".gone.0"),
)
"""Endings of places that were never made."""


def mutated(dice: random.Random, seen: list[str]) -> str:
    """A button's data as a stranger might bend them."""
    data = dice.choice(seen)
    match dice.randrange(9):
        case 0:
            return data
        case 1:
            return data[: dice.randrange(len(data))]
        case 2:
            at = dice.randrange(len(data))
            return data[:at] + chr(dice.randrange(1, 0x3000)) + data[at + 1 :]
        case 3:
            parts = data.split("|")
            dice.shuffle(parts)
            return "|".join(parts)
        case 4:
            parts = data.split("|")
            odd = ("0", "1", "2", "3", "7", "-1", "９", "999999999999999", "9" * 30, "", "x", "1.4")
            parts[dice.randrange(len(parts))] = dice.choice(odd)
            return "|".join(parts)
        case 5:
            parts = dice.choice(seen).split("|")
            parts[0] = dice.choice([*BUTTONS, "zz", ""])
            return "|".join(parts)
        case 6:
            kind = dice.choice([*PLACES, "none"])
            return f"go|{dice.randrange(4)}|{kind}{dice.choice(TAILS)}"
        case 7:
            return data + dice.choice(("|", "|1", ">", "\n", "x" * 60, "\x00", "|" * 9))
        case _:
            return "".join(chr(dice.randrange(32, 0x250)) for _ in range(dice.randrange(1, 70)))


def test_ten_thousand_forged_buttons_are_answered_and_change_only_what_they_may(
    scenery: tuple[Stage, list[str]],
) -> None:
    made, seen = scenery
    dice = random.Random(20261012)  # noqa: S311
    names = [n for n in made.accounts if not n.startswith("乙") or n == "乙吴七七"]
    with closing(sqlite3.connect(made.file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        tx = Tx(connection)
        before = counted(tx)
        effective = 0
        for number in range(PRESSES):
            who, data = dice.choice(names), mutated(dice, seen)
            tx.do("SAVEPOINT one")
            lawful = may_press(tx, made.accounts[who], data)
            changes = connection.total_changes
            pressed_by(made, tx, who, data, number)
            if connection.total_changes - changes > ITS_OWN_ROWS:
                after = counted(tx)
                changed = {name for name in WEIGHTY if after[name] != before[name]}
                assert changed == set() or lawful, (who, data, changed)
                assert changed <= LAWFUL.get(data.split("|")[0], set()), (who, data, changed)
                effective += bool(changed)
                if changed:
                    sound(tx)
            tx.do("ROLLBACK TO one")
            tx.do("RELEASE one")
        assert counted(tx) == before
    # The lawful ones among them did work: the test is not blind.
    assert effective > PRESSES // 100


def pressed_by(made: Stage, tx: Tx, who: str, data: str, number: int) -> None:
    """Press it; there is an answer that can be said, and a card to be seen afterwards."""
    account = made.accounts[who]
    sender = Sender(account, account, True, number)
    reply = hear(made.house, tx, Moment(10_000 + number, sender, Pressed(data), builders.NOW))
    if reply.toast is not None:
        speak(reply.toast)
    assert card_for(made.house, tx, builders.NOW, account) is not None, (who, data)


def may_press(tx: Tx, account: int, data: str) -> bool:
    """Whether the person holds the right the button's code needs, on the unit its sheet is of."""
    speaker = people.speaker(tx, account)
    parts = data.split("|")
    route = BUTTONS.get(parts[0])
    if speaker is None or route is None or len(parts) - 1 < route.least:
        return False
    if route.of == "none":
        return may(speaker, route.right)
    if not parts[1].isdecimal() or not parts[1].isascii() or len(parts[1]) > 15:
        return False
    if route.of == "unit":
        unit = campaigns.unit(tx, int(parts[1]))
    else:
        table = {"objection": "objections", "evidence": "evidence"}.get(route.of, f"{route.of}s")
        column = "id" if route.of == "sheet" else "sheet_id"
        row = tx.one(f"SELECT {column} AS s FROM {table} WHERE id = :i", i=int(parts[1]))  # noqa: S608
        found = desk(tx, row["s"]) if row else None
        unit = found.unit if found else None
    return unit is not None and may(speaker, route.right, unit)


SPOTS = [
    *(
        "page.1.1",
        "item.1.5",
        "item.2.6",
        "hh.1",
        "more.2",
        "list",
        "toc",
        "submit",
        "aside.u.page.1.1",
    ),
    *(
        "ask.value.1.5a",
        "ask.ground.1.4",
        "ask.na.2.4",
        "ask.nc.1.4",
        "ask.exempt.2.6a",
        "ask.absent.2",
    ),
    *("ask.gone.3", "ask.add", "clash.v.1.4a.t", "file.1", "pics.0", "review"),
]


@pytest.mark.parametrize("spot", SPOTS)
def test_hostile_texts_break_nothing_and_lose_nothing(
    scenery: tuple[Stage, list[str]], spot: str
) -> None:
    made, _ = scenery
    first = made.accounts["吴七七"]
    with opened(made.file) as tx:
        rows = counted(tx)
        for number, words in enumerate(TEXTS):
            tx.do("SAVEPOINT one")
            at = focus.of_user(tx, first)
            assert at is not None
            focus.save(tx, replace(at, place=f"1|{spot}", sheet_id=1))
            sender = Sender(first, first, True, 500 + number)
            hear(made.house, tx, Moment(90_000 + number, sender, Typed(words), builders.NOW))
            card = card_for(made.house, tx, builders.NOW, first)
            assert card is not None
            for line in (*card.lines, *(b.label for row in card.rows for b in row)):
                speak(line)
            after = counted(tx)
            for name in ("answers", "visits", "evidence", "standings"):
                # What was there before is there still, whatever was added or changed beside it.
                assert len(after[name]) >= len(rows[name]), (spot, words)
            sound(tx)
            tx.do("ROLLBACK TO one")
            tx.do("RELEASE one")


ASKED = {
    "1|askr.return": "李四五",
    "1|askr.remark.1.4": "李四五",
    "1|askc.object.1.4": "周八九",
    "0|home": "路人甲",
    "0|findings.all.0": "孙七八",
    "0|fedit.1.measure": "吴七七",
    "0|fedit.4.due_on": "李四五",
    "0|fedit.1": "吴七七",
    "0|fix.1": "周八九",
    "0|moretime.1": "周八九",
    "0|verify.2": "李四五",
    "0|timeask.4": "李四五",
    "0|spot.3": "吴七七",
}
"""Places that ask for words, and who is there."""


@pytest.mark.parametrize("place", sorted(ASKED))
def test_hostile_texts_of_everybody_break_nothing(
    scenery: tuple[Stage, list[str]], place: str
) -> None:
    made, _ = scenery
    account = made.accounts[ASKED[place]]
    with opened(made.file) as tx:
        for number, words in enumerate(TEXTS):
            tx.do("SAVEPOINT one")
            at = focus.of_user(tx, account)
            assert at is not None
            focus.save(tx, replace(at, place=place, sheet_id=1 if place[0] == "1" else None))
            sender = Sender(account, account, True, 500 + number)
            hear(made.house, tx, Moment(90_000 + number, sender, Typed(words), builders.NOW))
            card = card_for(made.house, tx, builders.NOW, account)
            assert card is not None
            for line in (*card.lines, *(b.label for row in card.rows for b in row)):
                speak(line)
            tx.do("ROLLBACK TO one")
            tx.do("RELEASE one")
