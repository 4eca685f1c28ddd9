"""Notices under a clock that stands still, and who is seen at a household without an invitation."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.locales import catalog
from inspection.heard import Command
from storage import people
from tests import builders
from tests.talks.script import say
from tests.talks.stages import stage
from tests.talks.talk import STEP, Talk, opened
from tests.workflow.turns import Office

CLERK, COLLEAGUE, HEAD = "王五六", "吴七七", "李四五"


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    made = Talk(stage(tmp_path, "village"))
    for who in (CLERK, COLLEAGUE):
        made.do(who, Command("inspect"))
    return made


def at_once(talk: Talk, *lines: str) -> None:
    """Said while the clock stands still."""
    for line in lines:
        talk.now -= STEP
        say(talk, line)


def sent(talk: Talk, who: str, kind: str = "line") -> list[str]:
    with opened(talk.stage.file) as tx:
        rows = tx.all(
            "SELECT id FROM notices WHERE chat_id = :c AND kind = :k ORDER BY rowid",
            c=talk.stage.accounts[who],
            k=kind,
        )
    return [row["id"] for row in rows]


def test_a_sheet_handed_in_again_is_told_again_while_the_clock_stands_still(talk: Talk) -> None:
    say(talk, f"{CLERK} finishes")
    for _ in range(2):
        at_once(talk, f"{CLERK} raw sb|1")
        at_once(talk, f"{HEAD} raw go|1|askr.return", f"{HEAD} type 请再核对")
    told = [key for key in sent(talk, HEAD) if key.startswith("submitted/")]
    back = [key for key in sent(talk, CLERK) if key.startswith("returned/")]
    assert (len(told), len(back)) == (2, 2)


def test_a_repeated_update_tells_nobody_twice(talk: Talk) -> None:
    say(talk, f"{CLERK} finishes")
    at_once(talk, f"{CLERK} raw sb|1", "again")
    assert len([key for key in sent(talk, HEAD) if key.startswith("submitted/")]) == 1


def test_a_score_sheet_is_sent_as_often_as_it_is_asked_for(talk: Talk) -> None:
    at_once(talk, f"{HEAD} raw xs|1", f"{HEAD} raw xs|1")
    assert len(sent(talk, HEAD, "paper")) == 2


def test_the_template_and_the_menu_come_each_time(tmp_path: Path) -> None:
    with builders.books(tmp_path) as tx:
        there = builders.village("青石镇", "大坪村", "张三")
        built = builders.campaign(tx, "lingling-2018", [there])
        office = Office(tx, tmp_path)
        admin = built.accounts["郑一二"]
        for _ in range(2):
            office.say(admin, "/template")
            office.press(admin, f"rv|{built.people['王五六']}|{built.accounts['王五六']}")
            people.join(tx, built.people["王五六"], built.accounts["王五六"], builders.NOW)
        clerk = built.accounts["王五六"]
        got = [len(office.notices(admin, "file")), len(office.notices(clerk, "menu"))]
        assert [*got, len(office.notices(clerk))] == [2, 2, 2]


# -- who is where -----------------------------------------------------------------------------


def words(talk: Talk, who: str = CLERK) -> str:
    return "\n".join(catalog("zh").plain(line) for line in talk.card(who).lines)


def test_somebody_who_never_used_an_invitation_is_seen_at_a_household(talk: Talk) -> None:
    with opened(talk.stage.file) as tx:
        tx.do("UPDATE focus SET person_id = NULL")
    at_once(talk, f"{COLLEAGUE} type 1", f"{CLERK} type 1")
    assert "吴七七 也在这一户" in words(talk)


def test_who_has_left_the_roster_is_seen_nowhere(talk: Talk) -> None:
    at_once(talk, f"{COLLEAGUE} type 1", f"{CLERK} type 1")
    with opened(talk.stage.file) as tx:
        tx.do("UPDATE people SET dropped = 1 WHERE name = :name", name=COLLEAGUE)
    assert "吴七七" not in words(talk)


# -- shares -----------------------------------------------------------------------------------


def toast(talk: Talk, data: str) -> str:
    """What stands over the tap."""
    mark = len(talk.written)
    say(talk, f"{CLERK} raw {data}")
    (line,) = [each for each in talk.written[mark:] if each.startswith("< toast ")]
    return line.removeprefix("< toast ")


def test_a_toggle_of_a_share_tells_what_the_village_has_come_to(talk: Talk) -> None:
    for number in (2, 3):
        say(talk, f"{CLERK} type {number} 无")
    say(talk, f"{CLERK} type 1")
    got = toast(talk, "h|1|1|1.1a|->f")
    share = "arithmetic.share(met=2, of=3, percent=66.67, points=4, deducted=1.33)"
    assert got == f"toast.share(told=toast.problem(label=队没来过, n=1), how={share})"
    # Once saved the household is in the roll-up, and is counted once.
    say(talk, f"{CLERK} press hs 1")
    say(talk, f"{CLERK} type 1")
    got = toast(talk, "h|1|1|1.1a|f>t")
    share = "arithmetic.share-full(met=3, of=3, percent=100, bound=90)"
    assert got == f"toast.share(told=toast.fine(label=队没来过, n=0), how={share})"


def test_a_share_of_an_item_set_aside_is_not_told(talk: Talk) -> None:
    say(talk, f"{CLERK} raw go|1|ask.nc.1.1")
    say(talk, f"{CLERK} type 资料未提供")
    assert toast(talk, "h|1|1|1.1a|->f") == "toast.problem(label=队没来过, n=1)"


def test_the_toast_over_a_share_stays_under_the_channels_limit(talk: Talk) -> None:
    say(talk, f"{CLERK} type 1")
    reply = toast(talk, "h|1|1|3.7a|->f")
    assert reply.startswith("toast.share")
    for lang in ("zh", "en"):
        with opened(talk.stage.file) as tx:
            tx.do("UPDATE focus SET lang = :lang", lang=lang)
        say(talk, f"{CLERK} type 1")  # the card is painted anew in that language
        told = talk.press(CLERK, "h 1 3.7a t" if lang == "zh" else "h 1 3.7a f").toast
        assert told is not None
        assert len(catalog(lang).plain(told)) <= 200
