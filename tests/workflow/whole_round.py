"""A round with a bit of everything, for the tests that lay all of its documents side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from inspection.finding import Act
from inspection.household_answers import Contact
from inspection.sheet import SheetState
from storage import marks
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from tests.ledger import Ledger, draft
from tests.workflow.filed import household, sent
from tests.workflow.one_round import desk_of
from workflow.scene import Desk

LATE = date(2026, 10, 9)


def whole_round(tx: Tx, folder: Path) -> Built:
    """Three townships: one signed and final, one objected to and submitted, one in work.

    With rows set aside and cases let off, findings in every state, late ones among them, a
    household's too, and evidence.
    """
    built = builders.campaign(
        tx,
        "lingling-2018",
        [
            builders.village("青石镇", "大坪村", "张三四", "欧阳七八", "何一二", contact="周八九"),
            builders.village("青石镇", "石桥村", "吴九十"),
            builders.village("柳河乡", "东沟村", "钱一二", "冯七八"),
            builders.village("柳河乡", "西沟村", "陈五六"),
            builders.village("白云乡", "南坡村", "褚三四"),
            builders.village("白云乡", "北坡村"),
        ],
    )
    of = {name: desk_of(built, name) for name in list(built.units)[:5]}
    first = _first(built, of["青石镇大坪村"])
    builders.answer_all(tx, of["青石镇石桥村"])
    builders.visit_all(tx, of["青石镇石桥村"], {"01": {"1.2.2a": 1}})
    builders.to_state(tx, of["青石镇石桥村"], SheetState.FINAL, "李四五")
    third = _third(built, of["柳河乡东沟村"])
    builders.answer_all(tx, of["柳河乡西沟村"], {"2.9a": False, "1.4a": False})
    builders.visit_all(tx, of["柳河乡西沟村"])
    builders.to_state(tx, of["柳河乡西沟村"], SheetState.SUBMITTED)
    builders.answer(tx, of["白云乡南坡村"], {"1.4a": False})
    builders.visit(tx, of["白云乡南坡村"], "01", {"1.2.2a": 1})
    _findings(built, first, of["青石镇石桥村"], third)
    sent(built, folder, first, item_id="2.9", caption="未建群")
    sent(built, folder, third, by="赵六七", item_id="1.4")
    return built


def _first(built: Built, found: Desk) -> Desk:
    tx, by = built.tx, found.sheet.started_by
    builders.answer_all(tx, found, {"2.9a": False})
    builders.visit(tx, found, "01", {"1.2.2a": 2, "2.3.2a": 1})
    builders.visit(tx, found, "02", mode=Contact.ABSENT)
    builders.visit(tx, found, "03", mode=Contact.PHONE)
    marks.set_standing(tx, found.sheet.id, "2.8", "na", "本村无特殊困难户", by, NOW)
    marks.set_standing(tx, found.sheet.id, "3.1.2", "unchecked", "卡折由镇里保管", by, NOW)
    marks.set_ground(tx, found.sheet.id, "1.2.2", "手册涂改", by, NOW)
    marks.set_exemption(tx, found.sheet.id, "2.3.2a", 1, "台账已记录", by, NOW)
    return builders.to_state(tx, found, SheetState.SIGNED, "李四五")


def _third(built: Built, found: Desk) -> Desk:
    tx = built.tx
    builders.answer_all(tx, found, {"1.4a": False})
    builders.visit_all(tx, found, {"01": {"1.1a": False}})
    marks.object_to(tx, found.sheet.id, "1.4", "已经整改", built.people["周八九"], NOW)
    return builders.to_state(tx, found, SheetState.OBJECTED, "赵六七")


def _findings(built: Built, first: Desk, second: Desk, third: Desk) -> None:
    leader, contact = built.people["李四五"], built.people["周八九"]
    one, two, three = (Ledger(built.tx, desk, leader, contact) for desk in (first, second, third))
    in_home = f"hh/1.2.2a/{household(built, first, '01')}"
    one.make(draft(in_home, "手册错误2处"))
    one.make(draft("item/2.9", "未建立贫困户微信工作群", lead=None), Act.ASSIGN)
    one.make(draft("item/1.4", "没搞评比"), Act.ASSIGN, Act.ACCEPT, due=LATE)
    one.make(draft("item/1.5", "记录不全"), Act.WITHDRAW)
    one.make(draft("item/2.1", "档案缺页"), Act.ASSIGN, Act.ACCEPT, Act.SUBMIT)
    two.make(draft("item/2.1", "档案缺页"), Act.ASSIGN, Act.SUBMIT, Act.CLOSE)
    two.make(draft("item/2.2", "台账不全"), Act.ASSIGN, Act.SUBMIT, Act.CLOSE, due=LATE)
    three.make(draft("item/1.4", "没搞评比"), Act.ASSIGN, Act.SUBMIT, Act.RETURN, due=LATE)
    three.make(draft("item/2.1", "档案缺页"), Act.ASSIGN, Act.SUBMIT, Act.CLOSE, Act.REOPEN)
    three.make(draft("item/2.2", "台账不全"), Act.ASSIGN, Act.ASK_TIME)
