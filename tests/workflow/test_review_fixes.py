"""What people do that no golden talk tells: revisits, words for taps, taking back, limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.card import Card
from inspection.heard import Attached, Command, Other, Typed
from inspection.household_answers import Contact
from inspection.sheet import Visit
from storage import marks, visits
from tests import builders
from tests.talks.script import say
from tests.talks.stages import TEAM, stage
from tests.talks.talk import Talk, datas, opened

CLERK, COLLEAGUE, HEAD, CONTACT = "王五六", "吴七七", "李四五", "周八九"


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    made = Talk(stage(tmp_path, "village"))
    for who in (CLERK, COLLEAGUE):
        made.do(who, Command("inspect"))
    return made


def do(talk: Talk, *lines: str) -> None:
    for line in lines:
        say(talk, line)


def place(talk: Talk, who: str = CLERK) -> str:
    return talk.cards[who].place.partition("|")[2]


def words(card: Card, lang: str = "zh") -> str:
    return "\n".join(catalog(lang).plain(line) for line in card.lines)


def visit(talk: Talk, household: int) -> Visit:
    with opened(talk.stage.file) as tx:
        found = visits.visit(tx, 1, household)
    assert found is not None
    return found


# -- visits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["1 无", "1 手册2"])
def test_who_was_not_at_home_and_is_met_later_counts_as_visited(talk: Talk, again: str) -> None:
    do(talk, f"{CLERK} type 1 未遇", f"{CLERK} type {again}")
    got = visit(talk, 1)
    assert (got.done, got.mode, got.reason) == (True, Contact.VISIT, None)


@pytest.mark.parametrize("act", ["type 1 无", "type 1 手册2", "raw hs|1|1"])
def test_a_colleagues_absence_is_not_overwritten_unseen(talk: Talk, act: str) -> None:
    do(talk, f"{COLLEAGUE} type 1 未遇", f"{CLERK} {act}")
    assert visit(talk, 1).mode is Contact.ABSENT
    assert "吴七七" in words(talk.cards[CLERK])
    do(talk, f"{CLERK} type 手册2")
    assert visit(talk, 1).mode is Contact.VISIT


# -- words instead of taps --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("目录", "toc"),
        ("contents", "toc"),
        ("下一户", "hh.1"),
        ("未走访", "list.a.0"),
        ("提交", "submit"),
        ("首页", "home"),
        ("下一项", "item.1.5"),
        ("›", "page.1.1"),
        ("1.4", "item.1.4"),
        ("第 1.4 项", "item.1.4"),
        ("４号", "hh.4"),
        ("查不了", "aside.u.page.1.1"),
        ("本节其余没问题", "item.1.5"),
    ],
)
def test_what_a_tap_does_can_be_typed(talk: Talk, typed: str, where: str) -> None:
    talk.do(CLERK, Typed(typed))
    assert place(talk) == where


def test_a_household_is_saved_and_taken_back_in_words(talk: Talk) -> None:
    do(talk, f"{CLERK} type 3", f"{CLERK} type 手册2", f"{CLERK} type 存")
    assert visit(talk, 3).done
    do(talk, f"{CLERK} type 撤销")
    assert not visit(talk, 3).done


def test_typing_the_name_of_a_problem_never_takes_it_away(talk: Talk) -> None:
    do(talk, f"{CLERK} type 3", f"{CLERK} type 队没来过", f"{CLERK} type 队没来过")
    assert visit(talk, 3).recorded["1.1a"].value is False


def test_going_to_the_next_household_in_words_saves_nothing(talk: Talk) -> None:
    do(talk, f"{CLERK} type 3", f"{CLERK} type 手册2", f"{CLERK} type 下一户")
    assert place(talk) == "hh.4"
    assert not visit(talk, 3).done


def test_one_question_of_several_on_a_card_is_answered_in_words(talk: Talk) -> None:
    do(talk, f"{CLERK} type 1.4", f"{CLERK} type 没搞评比")
    assert "没做到" in words(talk.cards[CLERK])


def test_an_item_is_answered_in_words_from_anywhere(talk: Talk) -> None:
    do(talk, f"{CLERK} type 3", f"{CLERK} type 2.9 没做到", f"{CLERK} type 1.4 没方案记录")
    with opened(talk.stage.file) as tx:
        rows = tx.all("SELECT question_id FROM answers ORDER BY question_id")
    assert [row["question_id"] for row in rows] == ["1.4c", "2.9a"]


def test_a_unit_is_opened_by_its_name(talk: Talk) -> None:
    do(talk, f"{CLERK} type 首页", f"{CLERK} type 大坪村")
    assert talk.cards[CLERK].place.startswith("1|")


def test_somebody_elses_unit_is_not_opened_by_its_name(talk: Talk) -> None:
    do(talk, f"{CLERK} type 首页", f"{CLERK} type 沙湾村")
    assert place(talk) == "home"


def test_words_reply_to_the_household_of_an_older_card(talk: Talk) -> None:
    do(talk, f"{CLERK} type 1", f"{CLERK} press hs 1")
    with opened(talk.stage.file) as tx:
        rows = tx.all("SELECT body FROM notices WHERE kind = 'collapse' ORDER BY rowid")
    talk.do(CLERK, Typed("手册2", json.loads(rows[-1]["body"])["message"]))
    assert visit(talk, 1).recorded["1.2.2a"].value == 2


def test_an_edited_message_is_asked_for_anew(talk: Talk) -> None:
    talk.do(CLERK, Other("edited"))
    assert "重新发" in words(talk.cards[CLERK])


# -- taking back ------------------------------------------------------------------------------


def test_undo_takes_back_the_item_set_aside_and_not_the_answer_before_it(talk: Talk) -> None:
    do(talk, f"{CLERK} press v 1.4a f", f"{CLERK} type 1.5", f"{CLERK} press go ask.nc.1.5")
    do(talk, f"{CLERK} press ax ask.nc.1.5 0", f"{CLERK} type 撤销")
    with opened(talk.stage.file) as tx:
        assert marks.standings(tx, 1) == {}
        assert [r["question_id"] for r in tx.all("SELECT question_id FROM answers")] == ["1.4a"]
    assert place(talk) == "item.1.5"


def test_undo_brings_a_household_back_to_the_list(talk: Talk) -> None:
    do(talk, f"{CLERK} type 4", f"{CLERK} press go more.4", f"{CLERK} press go ask.gone.4")
    do(talk, f"{CLERK} press ax ask.gone.4 0", f"{CLERK} press un")
    with opened(talk.stage.file) as tx:
        found = visits.household(tx, 4)
    assert found is not None
    assert found.gone is None


def test_undo_brings_the_written_ground_back(talk: Talk) -> None:
    do(talk, f"{CLERK} press v 1.4a f", f"{CLERK} type 1.4", f"{CLERK} press go ask.ground.1.4")
    do(talk, f"{CLERK} type 未见记录", f"{CLERK} type 1.4", f"{CLERK} press go ask.ground.1.4")
    do(talk, f"{CLERK} press ax ask.ground.1.4 0", f"{CLERK} type 撤销")
    with opened(talk.stage.file) as tx:
        assert marks.grounds(tx, 1) == {"1.4": "未见记录"}


# -- evidence ---------------------------------------------------------------------------------


def test_a_picture_after_a_detour_over_the_list_is_asked_about(talk: Talk) -> None:
    do(talk, f"{CLERK} type 1", f"{CLERK} type 手册1", f"{CLERK} press go list")
    do(talk, f"{CLERK} press go hh.3", f"{CLERK} photo p1")
    offered = [d for d in datas(talk.cards[CLERK]) if d.startswith("ev|")]
    assert offered == ["ev|1|hh.3", "ev|1|hh.1"]


def test_a_picture_moves_to_any_household_and_the_work_goes_on(talk: Talk) -> None:
    do(talk, f"{CLERK} type 1", "wait 5m", f"{CLERK} photo p1", f"{CLERK} type 换一户")
    do(talk, f"{CLERK} press ev 1 hh.5")
    with opened(talk.stage.file) as tx:
        (file,) = tx.all("SELECT household_id FROM evidence")
    assert (file["household_id"], place(talk)) == (5, "hh.1")


def test_an_album_goes_where_its_caption_says_whichever_photo_has_it(talk: Talk) -> None:
    do(talk, f"{CLERK} photo p1 album=a", f'{CLERK} photo p2 "3 手册1" album=a')
    do(talk, f"{CLERK} photo p3 album=a")
    with opened(talk.stage.file) as tx:
        rows = tx.all("SELECT household_id FROM evidence")
    assert [row["household_id"] for row in rows] == [3, 3, 3]


@pytest.mark.parametrize("caption", ["1.4", "第1.4项 方案", "1.4 方案封面"])
def test_a_caption_may_name_an_item(talk: Talk, caption: str) -> None:
    do(talk, f"{CLERK} type 3", f'{CLERK} photo p1 "{caption}"')
    with opened(talk.stage.file) as tx:
        (file,) = tx.all("SELECT item_id, household_id FROM evidence")
    assert (file["item_id"], file["household_id"]) == ("1.4", None)


@pytest.mark.parametrize(("caption", "done"), [("3 手册1", True), ("3 无", True), ("3", False)])
def test_a_caption_does_what_the_same_line_does(talk: Talk, caption: str, *, done: bool) -> None:
    do(talk, f"{CLERK} type 4", f'{CLERK} photo p1 "{caption}"')
    with opened(talk.stage.file) as tx:
        found = visits.visit(tx, 1, 3)
    assert bool(found and found.done) is done
    assert place(talk) == "hh.4"


def test_a_contacts_picture_that_nobody_asked_for_is_refused(talk: Talk) -> None:
    do(talk, f"{CONTACT} photo p1")
    assert "没有权限" in words(talk.cards[CONTACT])


# -- what others may read ---------------------------------------------------------------------


def test_remarks_stand_on_the_page_where_the_item_is_worked_on(talk: Talk) -> None:
    with opened(talk.stage.file) as tx:
        marks.set_remark(tx, 1, "1.4", "方案请再核对", 2, builders.NOW)
    assert "1.4 组长退回：方案请再核对" in words(talk.card(CLERK))


def test_the_leader_reads_what_was_lost_one_after_the_other(talk: Talk) -> None:
    for question in ("1.4a", "2.9a"):
        do(talk, f"{CLERK} raw v|1|{question}|->f")
    do(talk, f"{CLERK} type 1 没告知书", f"{CLERK} finishes", f"{CLERK} press sb")
    do(talk, f"{HEAD} raw go|1|review", f"{HEAD} type 逐项看")
    way = [place(talk, HEAD)]
    for _ in range(3):
        do(talk, f"{HEAD} type 下一项")
        way.append(place(talk, HEAD))
    assert way == ["item.1.4", "item.2.9", "item.3.1.1", "review"]


def test_no_head_of_a_household_is_named_in_full(talk: Talk) -> None:
    do(talk, f"{CLERK} press v 1.4a f", f"{CLERK} type 1.4", f"{CLERK} press go ask.ground.1.4")
    do(talk, f"{CLERK} type 欧阳四家反映没有搞活动", f"{CLERK} type 1.4")
    assert "欧阳*家反映" in words(talk.cards[CLERK])
    do(talk, f"{CLERK} finishes", f"{CLERK} press sb", f"{HEAD} raw go|1|review")
    assert "欧阳*家反映" in words(talk.cards[HEAD])
    do(talk, f"{HEAD} raw sg|1", f"{CONTACT} raw go|1|result")
    told = words(talk.cards[CONTACT])
    assert ("欧阳*家反映" in told, "欧阳四" in told) == (True, False)


def test_cards_of_a_sheet_and_lines_about_it_are_protected(talk: Talk) -> None:
    do(talk, f"{CLERK} finishes", f"{CLERK} press sb")
    shown = ("page.1.1", "item.1.4", "toc", "list", "hh.1", "review", "aside.u.page.1.1")
    for where in shown:
        do(talk, f"{CLERK} raw go|1|{where}")
        assert talk.cards[CLERK].private, where
    with opened(talk.stage.file) as tx:
        lines = tx.all("SELECT body FROM notices WHERE kind = 'line'")
    assert lines
    assert all(json.loads(line["body"])["private"] for line in lines)


def test_the_trail_keeps_no_reason_in_words(talk: Talk) -> None:
    do(talk, f"{CLERK} type 4", f"{CLERK} press go more.4", f"{CLERK} press go ask.gone.4")
    do(talk, f"{CLERK} type 随女儿迁往外省")
    with opened(talk.stage.file) as tx:
        rows = tx.all("SELECT before, after FROM audit WHERE act = 'household-gone'")
    assert ["外省" in f"{row['before']}{row['after']}" for row in rows] == [False]


def test_numbers_in_a_command_and_in_a_files_name_are_masked(talk: Talk) -> None:
    do(talk, f"{CLERK} command inspect 13812345678")
    assert "13812345678" not in words(talk.cards[CLERK])
    admin = next(p.name for p in TEAM if p.posts[0].role == "admin")
    talk.do(admin, Attached("document", "f", "u", 1000, "名册13812345678.xlsx", None))
    assert "138****5678" in words(talk.cards[admin])


@pytest.mark.parametrize(("command", "where"), [("inspect", "hh.3"), ("submit", "submit")])
def test_after_a_look_at_the_help_the_work_goes_on_where_it_was(
    talk: Talk, command: str, where: str
) -> None:
    do(talk, f"{CLERK} type 3", f"{CLERK} command help", f"{CLERK} command {command}")
    assert talk.cards[CLERK].place == f"1|{where}"


def test_what_somebody_may_not_do_is_in_the_trail(talk: Talk) -> None:
    do(talk, f"{CONTACT} raw hs|1|1", f"{CONTACT} command inspect", f"{CONTACT} type 12 手册2")
    with opened(talk.stage.file) as tx:
        rows = tx.all("SELECT subject FROM audit WHERE act = 'refused' ORDER BY number")
    assert [row["subject"] for row in rows] == ["pressed/hs", "command/inspect"]
