"""Nobody overwrites anyone unseen: grounds, standings and exemptions of colleagues."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import marks
from tests.talks.script import say
from tests.talks.talk import STEP, NoSuchButtonError, Talk, datas, pressed
from tests.workflow.pairs import CLERK, COLLEAGUE, begun, do, in_books, place, words


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return begun(tmp_path, "village")


@pytest.fixture
def kinds(tmp_path: Path) -> Talk:
    return begun(tmp_path, "kinds")


def ground(talk: Talk) -> str | None:
    found = in_books(talk, lambda tx: marks.ground(tx, 1, "1.4"))
    return found.words if found else None


def standing(talk: Talk) -> tuple[str, str] | None:
    found = in_books(talk, lambda tx: marks.standings(tx, 1)).get("1.5")
    return (found.standing, found.reason) if found else None


def exempt(talk: Talk) -> tuple[int, str] | None:
    found = in_books(talk, lambda tx: marks.exemptions(tx, 1)).get("2.1a")
    return (found.cases, found.reason) if found else None


# -- grounds ----------------------------------------------------------------------------------


def both_at_the_ground(talk: Talk) -> None:
    """The clerk is asked for the ground; then the colleague writes one."""
    do(talk, f"{CLERK} press v 1.4a f", f"{CLERK} raw go|1|ask.ground.1.4")
    do(talk, f"{COLLEAGUE} raw go|1|ask.ground.1.4", f"{COLLEAGUE} type 会议没有记录")


def test_a_colleagues_ground_is_shown_before_it_is_overwritten(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 方案没有. 见第3页|附件")
    assert (ground(talk), place(talk).startswith("clash.w.")) == ("会议没有记录", True)
    shown = words(talk)
    assert [each in shown for each in ("吴七七 18:02", "会议没有记录", "见第3页|附件")] == [
        True
    ] * 3
    (mine,) = [d for d in datas(talk.cards[CLERK]) if d.startswith("ow|")]
    do(talk, f"{CLERK} raw {mine}")
    assert (ground(talk), place(talk)) == ("方案没有. 见第3页|附件", "item.1.4")


def test_whoever_keeps_the_colleagues_ground_changes_nothing(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 方案没有", f"{CLERK} press go item.1.4")
    assert ground(talk) == "会议没有记录"


def test_the_automatic_ground_is_asked_about_too(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} raw ax|1|ask.ground.1.4|0")
    assert ground(talk) == "会议没有记录"
    do(talk, f"{CLERK} press {pressed(datas(talk.cards[CLERK])[-1])}")
    assert ground(talk) is None
    do(talk, f"{CLERK} press un")
    assert ground(talk) == "会议没有记录"


def test_a_preset_of_an_older_card_is_asked_about(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 目录", f"{CLERK} type 1.4", f"{CLERK} raw ax|1|ask.ground.1.4|0")
    assert ground(talk) == "会议没有记录"


def test_what_the_prompt_showed_is_not_asked_about(talk: Talk) -> None:
    do(talk, f"{COLLEAGUE} press v 1.4a f", f"{COLLEAGUE} raw go|1|ask.ground.1.4")
    do(talk, f"{COLLEAGUE} type 会议没有记录", f"{CLERK} raw go|1|ask.ground.1.4")
    assert "吴七七 18:01 记的是：会议没有记录" in words(talk)
    do(talk, f"{CLERK} type 方案没有")
    assert ground(talk) == "方案没有"


def test_nobody_is_asked_about_own_words_or_the_same(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 会议没有记录")
    assert not place(talk).startswith("clash")
    do(talk, f"{CLERK} raw go|1|ask.ground.1.4", f"{CLERK} type 再核对过")
    assert ground(talk) == "再核对过"


def test_while_the_clock_stands_still_it_is_asked_rather_than_overwritten(talk: Talk) -> None:
    for line in (f"{CLERK} press v 1.4a f", f"{CLERK} raw go|1|ask.ground.1.4"):
        do_frozen(talk, line)
    do_frozen(talk, f"{COLLEAGUE} raw go|1|ask.ground.1.4")
    do_frozen(talk, f"{COLLEAGUE} type 会议没有记录")
    do_frozen(talk, f"{CLERK} type 方案没有")
    assert ground(talk) == "会议没有记录"
    do_frozen(talk, f"{CLERK} press {pressed(datas(talk.cards[CLERK])[-1])}")
    assert ground(talk) == "方案没有"


def do_frozen(talk: Talk, line: str) -> None:
    talk.now -= STEP
    say(talk, line)


def test_words_that_changed_again_are_shown_again(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 方案没有")
    stale = pressed(datas(talk.cards[CLERK])[-1])
    do(talk, f"{COLLEAGUE} raw go|1|ask.ground.1.4", f"{COLLEAGUE} type 又补了一页")
    do(talk, f"{CLERK} old {stale}")
    assert (ground(talk), "又补了一页" in words(talk)) == ("又补了一页", True)
    do(talk, f"{CLERK} press {pressed(datas(talk.cards[CLERK])[-1])}")
    assert ground(talk) == "方案没有"


def test_an_old_button_for_mine_does_nothing_once_one_has_gone_on(talk: Talk) -> None:
    both_at_the_ground(talk)
    do(talk, f"{CLERK} type 方案没有")
    mine = pressed(datas(talk.cards[CLERK])[-1])
    do(talk, f"{CLERK} press go item.1.4", f"{CLERK} old {mine}")
    assert (ground(talk), "没有冲突" in words(talk)) == ("会议没有记录", True)


def test_no_head_of_a_household_is_named_in_full_where_grounds_differ(talk: Talk) -> None:
    do(talk, f"{CLERK} press v 1.4a f", f"{CLERK} raw go|1|ask.ground.1.4")
    do(talk, f"{COLLEAGUE} raw go|1|ask.ground.1.4", f"{COLLEAGUE} type 欧阳四家反映没有搞")
    do(talk, f"{CLERK} type 欧阳四说有")
    assert "欧阳四" not in words(talk)


# -- standings --------------------------------------------------------------------------------


def both_at_the_reason(talk: Talk) -> None:
    do(talk, f"{CLERK} raw go|1|ask.nc.1.5", f"{COLLEAGUE} raw go|1|ask.nc.1.5")
    do(talk, f"{COLLEAGUE} type 村支书住院")


@pytest.mark.parametrize("mine", ["type 资料未提供", "press ax ask.nc.1.5 1"])
def test_a_colleagues_reason_is_shown_before_it_is_overwritten(talk: Talk, mine: str) -> None:
    both_at_the_reason(talk)
    do(talk, f"{CLERK} {mine}")
    assert standing(talk) == ("unchecked", "村支书住院")
    assert [each in words(talk) for each in ("吴七七", "村支书住院", "资料未提供")] == [True] * 3
    do(talk, f"{CLERK} press {pressed(datas(talk.cards[CLERK])[-1])}")
    assert standing(talk) == ("unchecked", "资料未提供")


def test_an_old_button_does_not_clear_a_reason_it_never_showed(talk: Talk) -> None:
    do(talk, f"{CLERK} raw go|1|ask.nc.1.5", f"{CLERK} type 先看别的", f"{CLERK} type 1.5")
    (look,) = [d for d in datas(talk.cards[CLERK]) if d.startswith("st|")]
    do(talk, f"{COLLEAGUE} raw go|1|ask.nc.1.5", f"{COLLEAGUE} type 村支书住院")
    do(talk, f"{CLERK} raw {look}")
    assert (standing(talk), "村支书住院" in words(talk)) == (("unchecked", "村支书住院"), True)
    (look,) = [d for d in datas(talk.cards[CLERK]) if d.startswith("st|")]
    do(talk, f"{CLERK} raw {look}")
    assert standing(talk) is None


# -- exemptions -------------------------------------------------------------------------------


def test_a_colleagues_exemption_is_shown_before_it_is_overwritten(kinds: Talk) -> None:
    do(kinds, f"{CLERK} type 1 标签2.1a3", f"{CLERK} raw go|1|ask.exempt.2.1a")
    do(kinds, f"{COLLEAGUE} raw go|1|ask.exempt.2.1a", f"{COLLEAGUE} type 2 台账有记录")
    do(kinds, f"{CLERK} type 无")
    assert exempt(kinds) == (2, "台账有记录")
    assert [each in words(kinds) for each in ("吴七七", "不扣 2 例：台账有记录", "取消")] == [
        True
    ] * 3
    do(kinds, f"{CLERK} press go item.2.1", f"{CLERK} raw go|1|ask.exempt.2.1a")
    do(kinds, f"{COLLEAGUE} raw go|1|ask.exempt.2.1a", f"{COLLEAGUE} type 3 都有记录")
    do(kinds, f"{CLERK} type 1 只有一例有")
    assert exempt(kinds) == (3, "都有记录")
    do(kinds, f"{CLERK} press {pressed(datas(kinds.cards[CLERK])[-1])}")
    assert exempt(kinds) == (1, "只有一例有")


def test_whoever_wrote_it_is_named_where_others_are_asked(kinds: Talk) -> None:
    do(kinds, f"{CLERK} type 1 标签2.1a3", f"{COLLEAGUE} raw go|1|ask.exempt.2.1a")
    do(kinds, f"{COLLEAGUE} type 2 台账有记录", f"{CLERK} raw go|1|ask.exempt.2.1a")
    assert "吴七七 18:01 记的是：不扣 2 例：台账有记录" in words(kinds)


def test_one_chooses_the_question_whose_cases_are_let_off(talk: Talk) -> None:
    do(talk, f"{CLERK} type 1 助学没有", f"{CLERK} type 2.6", f"{CLERK} press go aside.e.item.2.6")
    offered = [pressed(d) for d in datas(talk.cards[CLERK])][:-1]
    assert offered == ["go ask.exempt.2.6a", "go ask.exempt.2.6b"]
    do(talk, f"{COLLEAGUE} type 1 有辍学", f"{CLERK} press go ask.exempt.2.6b")
    do(talk, f"{CLERK} type 1 已向区里报告")
    found = in_books(talk, lambda tx: marks.exemptions(tx, 1))
    assert {q: e.cases for q, e in found.items()} == {"2.6b": 1}
    assert "有辍学：不扣 1 例" in words(talk)


def test_where_one_question_counts_cases_it_is_asked_about_at_once(kinds: Talk) -> None:
    do(kinds, f"{CLERK} type 1 标签2.1a3", f"{CLERK} type 2.1")
    with pytest.raises(NoSuchButtonError):
        do(kinds, f"{CLERK} press go aside.e.item.2.1")
    do(kinds, f"{CLERK} press go ask.exempt.2.1a")
