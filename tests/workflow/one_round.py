"""A round under way, for the tests of results: its sheets in every state."""

from __future__ import annotations

from inspection.household_answers import Contact
from inspection.sheet import SheetState
from storage import sheets
from storage.db import Tx
from tests import builders
from tests.builders import Built
from workflow.scene import Desk


def one_round(tx: Tx) -> Built:
    """Four villages of two townships in two teams; one of a third township has no sheet yet.

    大坪村 signed 97.00, 石桥村 final 100.00, 东沟村 submitted 98.00, 西沟村 in work.
    """
    made = builders.campaign(
        tx,
        "lingling-2018",
        [
            builders.village("青石镇", "大坪村", "张三四", "欧阳七八"),
            builders.village("青石镇", "石桥村", "吴九十"),
            builders.village("柳河乡", "东沟村", "钱一二"),
            builders.village("柳河乡", "西沟村", "冯三四", "陈五六"),
            builders.village("白云乡", "南坡村"),
        ],
    )
    of = {name: desk_of(made, name) for name in list(made.units)[:4]}
    builders.answer_all(tx, of["青石镇大坪村"], {"2.9a": False})
    builders.visit(tx, of["青石镇大坪村"], "01", {"1.2.2a": 2, "1.1a": True})
    builders.visit(tx, of["青石镇大坪村"], "02", mode=Contact.ABSENT)
    builders.to_state(tx, of["青石镇大坪村"], SheetState.SIGNED, "李四五")
    builders.answer_all(tx, of["青石镇石桥村"])
    builders.visit_all(tx, of["青石镇石桥村"])
    builders.to_state(tx, of["青石镇石桥村"], SheetState.FINAL, "李四五")
    builders.answer_all(tx, of["柳河乡东沟村"], {"2.9a": False})
    builders.visit_all(tx, of["柳河乡东沟村"])
    builders.to_state(tx, of["柳河乡东沟村"], SheetState.SUBMITTED)
    builders.answer(tx, of["柳河乡西沟村"], {"1.4a": False})
    builders.visit(tx, of["柳河乡西沟村"], "01", {"1.2.2a": 1})
    return made


def desk_of(built: Built, unit: str) -> Desk:
    return builders.sheet(built, unit, by="王五六" if unit.startswith("青石镇") else "赵六七")


def sheet_id(built: Built, unit: str) -> int:
    found = sheets.of_unit(built.tx, built.round_id, built.units[unit].id)
    assert found is not None
    return found.id
