"""The ledger as a file: its lines, what is masked, who may have it, what the trail keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.locales import catalog
from exports.excel import clean
from inspection.people import may
from storage import notices
from storage.db import Tx
from storage.notices import Notice
from tests import builders
from tests.builders import NOW, Built
from tests.exports.test_long_page import formulas
from tests.workflow import ledger_book as book
from workflow.cards import place_card
from workflow.export_list import export
from workflow.ledger import (
    BUTTONS,
    LEDGER_SHEETS,
    NoFindingsError,
    ledger_file,
    press_ledger,
    read_ledger,
)
from workflow.scene import Desk

tx, built, here, there = book.tx, book.built, book.here, book.there

FULL = [
    *("序号", "问题编号", "乡镇", "村（社区）", "问题描述", "问题类别", "整改类型", "发现时间"),
    *(
        "督查组/发现人",
        "扣分",
        "整改措施",
        "责任单位",
        "责任领导",
        "责任人",
        "整改时限",
        "整改进展",
    ),
    *("状态", "完成时间", "核查人", "销号时间", "佐证材料", "备注"),
]
PRINTED = [
    *("序号", "问题编号", "乡镇", "村（社区）", "问题描述", "问题类别", "整改类型", "整改措施"),
    *("责任单位", "责任人", "整改时限", "状态", "完成时间", "销号时间"),
]


def sent(tx: Tx) -> list[Notice]:
    return [n for n in notices.due(tx, NOW, NOW, 50) if n.kind == "paper"]


def trail(tx: Tx) -> list[tuple[str, int | None, dict[str, object]]]:
    rows = tx.all("SELECT * FROM audit WHERE act = 'export' ORDER BY number")
    return [(r["subject"], r["person_id"], json.loads(r["after"])) for r in rows]


# -- the file ------------------------------------------------------------------------------------


def test_the_full_sheet_is_for_a3_and_the_printed_one_for_a4(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.made(built, here)
    content = ledger_file(book.ordered(built, tmp_path))
    full, printed = book.sheets_of(content)
    assert formulas(content) == []
    assert (full.title, printed.title) == ("整改台账", "整改台账（打印）")
    assert (list(book.row(full)), list(book.row(printed))) == (FULL, PRINTED)
    assert (full.page_setup.paperSize, printed.page_setup.paperSize) == (8, 9)
    for sheet, last in ((full, "V"), (printed, "N")):
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.freeze_panes == "C6"
        assert sheet.auto_filter.ref == f"A5:{last}6"
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[5]]
        # Wider, and letters fall below 7 points on the paper.
        assert sum(widths) <= {"V": 270, "N": 190}[last]
        assert min(widths) >= 5


def test_the_head_says_campaign_round_day_who_and_why(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.made(built, here)
    full, printed = book.sheets_of(ledger_file(book.ordered(built, tmp_path, "青石镇")))
    for sheet in (full, printed):
        assert [sheet[f"A{n}"].value for n in range(1, 5)] == [
            "秋季专项督查整改台账",
            "编制单位：县督查办　　轮次：第一轮　　范围：青石镇　　截至：2026年10月12日 18:00",
            "问题 1 个：待交办 1",
            "导出：督查办　2026年10月12日 18:00　用途：办公室导出（个人信息已脱敏）",
        ]


def test_every_line_written_is_told(built: Built, here: Desk, tmp_path: Path) -> None:
    book.made(built, here)
    heard: list[int] = []
    ledger = book.ordered(built, tmp_path)
    ledger_file(ledger, heard.append)
    assert sum(heard) == LEDGER_SHEETS * len(ledger.report.problems)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(min_size=1, max_size=60))
def test_hostile_words_of_people_come_back_as_words(
    built: Built, here: Desk, tmp_path: Path, words: str
) -> None:
    # What the database itself cannot hold never gets so far.
    words = words.encode("utf-8", "ignore").decode()
    built.tx.do("SAVEPOINT one")
    draft = replace(book.DRAFT, open_matter=words, measure="=1+1", person=f"@{words}")
    found = book.given(built, book.made(built, here, draft), date(2026, 10, 20))
    book.handed_in(built, found, f"+{words}", [])
    content = ledger_file(book.ordered(built, tmp_path))
    built.tx.do("ROLLBACK TO one")
    assert formulas(content) == []
    full, _ = book.sheets_of(content)
    cells = book.row(full)
    assert cells["问题描述"] == (clean(words) or None)
    assert cells["整改措施"] == "=1+1"
    assert cells["责任人"] == clean(f"@{words}")
    assert cells["整改进展"] == clean(f"2026-10-10：+{words}")


# -- who may have it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "want"),
    [
        ("郑一二", ["2026-0001", "2026-0002"]),
        ("孙七八", ["2026-0001", "2026-0002"]),
        ("李四五", ["2026-0001"]),
        ("赵六七", ["2026-0002"]),
    ],
    ids=["the office", "an observer", "a head", "the other head"],
)
def test_a_tap_brings_the_ledger_of_ones_own_units(
    built: Built, here: Desk, there: Desk, tmp_path: Path, who: str, want: list[str]
) -> None:
    book.made(built, here)
    book.made(built, there)
    reply = press_ledger(builders.scene(built, tmp_path, who), ())
    assert reply.toast is not None
    assert not reply.alert
    (file,) = sent(built.tx)
    assert (file.chat_id, file.body["private"]) == (built.accounts[who], True)
    assert file.body["name"] == "秋季专项督查-整改台账-2026-10-12.xlsx"
    ledger = read_ledger(built.tx, file.body["recipe"])
    assert [line.code for line in ledger.report.problems] == want
    assert ledger.stamp.who == who
    (entry,) = trail(built.tx)
    assert entry[1] == built.people[who]
    assert entry[2] == {
        "kind": "ledger",
        "why": "chat",
        "masked": True,
        "units": len(want),
        "lines": len(want),
    }


@pytest.mark.parametrize("who", ["周八九", "王五六"], ids=["a contact", "a member"])
def test_who_may_not_export_has_no_ledger(built: Built, tmp_path: Path, who: str) -> None:
    route = BUTTONS["xl"]
    assert not may(builders.scene(built, tmp_path, who).who, route.right)


def test_the_card_of_exports_offers_it(built: Built, tmp_path: Path) -> None:
    scene = builders.scene(built, tmp_path, "李四五")
    export(scene, "")
    card = place_card(scene, scene.focus.place)
    assert "xl" in [button.data for rows in card.rows for button in rows]


def test_where_there_is_nothing_it_is_said_kindly(built: Built, tmp_path: Path) -> None:
    reply = press_ledger(builders.scene(built, tmp_path, "郑一二"), ())
    assert reply.alert
    assert reply.toast is not None
    assert catalog("zh").plain(reply.toast).startswith("台账还没有问题")
    assert (sent(built.tx), trail(built.tx)) == ([], [])


@pytest.mark.parametrize("unit", ["无名村", "东沟村", None], ids=["unknown", "nothing", "all"])
def test_the_command_line_names_what_has_no_ledger(
    built: Built, here: Desk, tmp_path: Path, unit: str | None
) -> None:
    if unit is not None:
        book.made(built, here)
    with pytest.raises(NoFindingsError, match=unit or "秋季专项督查"):
        book.ordered(built, tmp_path, unit)


@pytest.mark.parametrize("unit", ["青石镇大坪村", "大坪村", "青石镇"])
def test_a_unit_is_known_by_its_name_or_its_townships(
    built: Built, here: Desk, there: Desk, tmp_path: Path, unit: str
) -> None:
    book.made(built, there)
    book.made(built, here)
    line = book.only(book.ordered(built, tmp_path, unit))
    assert (line.unit.township, line.unit.village) == ("青石镇", "大坪村")
