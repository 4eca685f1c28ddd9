"""What is final takes a second look; and each role has keys of its own."""

from __future__ import annotations

import pytest

from inspection.campaign import Mode, Role
from inspection.heard import Pressed, Typed
from inspection.people import Holding, Speaker
from inspection.sheet import SheetState
from tests.talks.talk import Talk, datas
from tests.workflow import handed_in as room
from tests.workflow.handed_in import CLERK, CONTACT, HEAD, OBSERVER, do, place, state, words
from workflow import keys
from workflow.keys import Keyboard, keyboard_for

handed_in, objected = room.handed_in, room.objected


# -- second looks -----------------------------------------------------------------------------


def test_the_units_word_takes_a_second_look(handed_in: Talk) -> None:
    do(handed_in, f"{HEAD} raw sg|1", f"{CONTACT} raw ac|1")
    assert (state(handed_in), place(handed_in, CONTACT)) == (SheetState.SIGNED, "accepting")
    assert "最终结果" in words(handed_in.cards[CONTACT])
    (final,) = (data for data in datas(handed_in.cards[CONTACT]) if data.startswith("af|"))
    handed_in.do(CONTACT, Pressed(final))
    assert state(handed_in) is SheetState.FINAL


def test_an_old_button_does_not_confirm_a_result_that_was_not_seen(handed_in: Talk) -> None:
    do(handed_in, f"{HEAD} raw sg|1", f"{CONTACT} raw go|1|accepting")
    (old,) = (data for data in datas(handed_in.cards[CONTACT]) if data.startswith("af|"))
    do(handed_in, f"{HEAD} raw go|1|askr.reopen", f"{HEAD} type 更正", f"{CLERK} raw v|1|1.4b|t>f")
    do(handed_in, f"{CLERK} raw sb|1", f"{HEAD} raw sg|1")
    handed_in.do(CONTACT, Pressed(old))
    assert (state(handed_in), place(handed_in, CONTACT)) == (SheetState.SIGNED, "result")


def test_the_leaders_verdict_takes_a_second_look_and_may_be_changed(objected: Talk) -> None:
    talk = objected
    do(talk, f"{HEAD} raw go|1|askr.refused.1", f"{HEAD} type 不予采纳")
    assert (state(talk), place(talk, HEAD)) == (SheetState.OBJECTED, "verdict.refused.1")
    (old,) = (data for data in datas(talk.cards[HEAD]) if data.startswith("oa|"))
    # A draft is taken up again where it was left.
    do(talk, f"{HEAD} command start", f"{HEAD} raw go|1|objections")
    do(talk, f"{HEAD} press go verdict.refused.1", f"{HEAD} press go askr.refused.1")
    assert "不予采纳" in words(talk.cards[HEAD])
    do(talk, f"{HEAD} type 未附记录，不予采纳")
    talk.do(HEAD, Pressed(old))
    assert state(talk) is SheetState.OBJECTED
    talk.do(HEAD, Typed("确定"))
    assert state(talk) is SheetState.FINAL
    do(talk, f"{CONTACT} raw go|1|result")
    assert "未附记录，不予采纳" in words(talk.cards[CONTACT])


def test_a_verdict_does_not_answer_words_that_the_leader_has_not_read(objected: Talk) -> None:
    talk = objected
    do(talk, f"{HEAD} raw go|1|askr.refused.1", f"{HEAD} type 不予采纳")
    do(talk, f"{CONTACT} raw go|1|askc.object.1.4", f"{CONTACT} type 另有会议纪要")
    (old,) = (data for data in datas(talk.cards[HEAD]) if data.startswith("oa|"))
    talk.do(HEAD, Pressed(old))
    assert state(talk) is SheetState.OBJECTED
    assert "另有会议纪要" in words(talk.cards[HEAD])


def test_an_objection_that_holds_is_told_to_the_team_in_each_ones_language(
    objected: Talk,
) -> None:
    do(objected, f"{HEAD} raw go|1|askr.granted.1", f"{HEAD} type 属实", f"{HEAD} type 确定")
    do(objected, f"{CLERK} raw go|1|submit")
    card = objected.cards[CLERK]
    assert "申辩成立，请更正：1.4" in words(card)
    assert "An objection holds, please correct: 1.4" in words(card, "en")


# -- keys -------------------------------------------------------------------------------------


def speaker(*roles: Role) -> Speaker | None:
    posts = tuple(Holding(role, "", frozenset()) for role in roles)
    return Speaker(1, 1, 1, "甲", None, Mode.INSPECTION, posts)


@pytest.mark.parametrize(
    ("roles", "want"),
    [
        ((Role.INSPECTOR,), keys.FIELD),
        ((Role.ADMIN,), keys.FIELD),
        ((Role.CONTACT,), keys.CONTACT),
        ((Role.OBSERVER,), keys.OBSERVER),
        ((Role.CONTACT, Role.LEADER), keys.FIELD),
        ((Role.CONTACT, Role.OBSERVER), keys.CONTACT),
    ],
)
def test_each_role_has_keys_of_its_own(roles: tuple[Role, ...], want: Keyboard) -> None:
    assert keyboard_for(speaker(*roles)).number == want.number


def test_keys_do_what_they_say(objected: Talk) -> None:
    do(objected, f"{OBSERVER} type 📊 汇总")
    assert place(objected, OBSERVER) == "summary"
    do(objected, f"{OBSERVER} type 🏆 Ranking")
    assert place(objected, OBSERVER) == "rank"
    do(objected, f"{CONTACT} command help", f"{CONTACT} type 📄 结果")
    assert objected.cards[CONTACT].place == "1|result"
    do(objected, f"{CONTACT} type 📊 汇总")
    assert "没有权限" in words(objected.cards[CONTACT])
