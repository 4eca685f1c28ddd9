"""Score sheets as files: who may have one, what is masked, who gets one at signing, the trail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from content.locales import catalog
from inspection.buttons import button
from inspection.people import RefusalError, may
from inspection.sheet import SheetState
from inspection.text import text
from storage import audit, campaigns, marks, notices
from storage.db import Tx
from storage.notices import Notice
from tests import builders
from tests.builders import Built
from workflow.cards import place_card
from workflow.export_list import export
from workflow.exporting import (
    BUTTONS,
    NoSheetError,
    export_sheet,
    make_paper,
    owe_sheet_file,
    press_sheet,
    sheets_to_export,
)
from workflow.scene import Desk


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    """One village of each team; the first names its contact."""
    return builders.campaign(
        tx,
        "lingling-2018",
        [
            builders.village("青石镇", "大坪村", "张三四", "欧阳七八", contact="周八九"),
            builders.village("柳河乡", "东沟村", "钱一二"),
        ],
    )


def filled(built: Built, unit: str = "青石镇大坪村") -> Desk:
    found = builders.sheet(built, unit, by="王五六" if unit.startswith("青石") else "赵六七")
    builders.answer_all(built.tx, found)
    builders.visit_all(built.tx, found, {"01": {"1.1a": False, "1.2.2a": 2}})
    by = found.sheet.started_by
    words = "=cmd|'/c calc'!A1 张三四家手册\x07涂改"
    marks.set_ground(built.tx, found.sheet.id, "1.2.2", words, by, builders.NOW)
    return found


def sent(tx: Tx) -> list[Notice]:
    return [n for n in notices.due(tx, builders.NOW, builders.NOW, 50) if n.kind == "paper"]


def cells(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def trail(tx: Tx) -> list[tuple[str, int | None, dict[str, object]]]:
    rows = tx.all(
        "SELECT subject, person_id, after FROM audit WHERE act = 'export' ORDER BY number"
    )
    return [(row["subject"], row["person_id"], json.loads(row["after"])) for row in rows]


def test_the_list_has_the_sheets_one_may_have(built: Built, tmp_path: Path) -> None:
    filled(built)
    filled(built, "柳河乡东沟村")
    zh = catalog("zh")
    for who, want in (
        ("郑一二", ["青石镇大坪村（草稿）", "柳河乡东沟村（草稿）"]),
        ("孙七八", ["青石镇大坪村（草稿）", "柳河乡东沟村（草稿）"]),
        ("李四五", ["青石镇大坪村（草稿）"]),
    ):
        scene = builders.scene(built, tmp_path, who)
        export(scene, "")
        card = place_card(scene, scene.focus.place)
        listed = [b for row in card.rows for b in row if b.data.startswith("xs|")]
        assert [zh.plain(b.label) for b in listed] == want, who


def test_a_tap_brings_the_masked_sheet_protected_and_noted(built: Built, tmp_path: Path) -> None:
    found = filled(built)
    scene = builders.scene(built, tmp_path, "李四五", found)
    press_sheet(scene, (str(found.sheet.id),))
    (file,) = sent(built.tx)
    assert file.chat_id == built.accounts["李四五"]
    assert file.body["private"]
    assert file.body["name"] == "青石镇大坪村-第一轮-计分表（草稿）.xlsx"
    told = cells(make_paper(file.body["recipe"]))
    assert "=cmd|'/c calc'!A1 张*家手册涂改" in told
    assert not [each for each in told if "张三四" in each or "欧阳七八" in each]
    assert any("导出：李四五" in each and "查阅" in each for each in told)
    assert trail(built.tx) == [
        (
            f"sheet/{found.sheet.id}",
            built.people["李四五"],
            {"kind": "sheet", "masked": True, "state": "open", "why": "chat"},
        )
    ]
    assert audit.first_break(built.tx) is None


@pytest.mark.parametrize("who", ["赵六七", "王五六", "周八九"])
def test_the_button_needs_the_right_on_that_unit(built: Built, tmp_path: Path, who: str) -> None:
    found = filled(built)
    route = BUTTONS["xs"]
    assert route.of == "sheet"
    speaker = builders.scene(built, tmp_path, who).who
    assert not may(speaker, route.right, found.unit)


def test_at_signing_the_heads_get_the_sheet_and_the_contact_the_open_one(
    built: Built, tmp_path: Path
) -> None:
    found = builders.to_state(built.tx, filled(built), SheetState.SIGNED, "李四五")
    owe_sheet_file(builders.scene(built, tmp_path, "李四五", found), found)
    files = {notice.chat_id: notice for notice in sent(built.tx)}
    leader, contact = built.accounts["李四五"], built.accounts["周八九"]
    assert set(files) == {leader, contact}
    theirs = cells(make_paper(files[contact].body["recipe"]))
    assert "队没来过 1/2 户" in theirs
    ours = cells(make_paper(files[leader].body["recipe"]))
    assert "队没来过 1/2 户：01" in ours
    assert files[contact].body["name"] == "青石镇大坪村-第一轮-计分表.xlsx"
    assert [entry[2]["why"] for entry in trail(built.tx)] == ["signed-leader", "signed-contact"]


def test_another_units_contact_and_another_teams_head_get_nothing(
    built: Built, tmp_path: Path
) -> None:
    found = builders.to_state(built.tx, filled(built, "柳河乡东沟村"), SheetState.SIGNED, "赵六七")
    owe_sheet_file(builders.scene(built, tmp_path, "赵六七", found), found)
    assert {notice.chat_id for notice in sent(built.tx)} == {built.accounts["赵六七"]}


def test_the_command_line_gives_all_sheets_or_one_units_with_what_it_is_for(
    built: Built, tmp_path: Path
) -> None:
    filled(built)
    filled(built, "柳河乡东沟村")
    campaign, house = campaigns.campaign(built.tx, built.id), builders.house(tmp_path)
    every = sheets_to_export(built.tx, house, builders.NOW, campaign)
    names = [export_sheet(built.tx, house, builders.NOW, each)[0] for each in every]
    assert names == [
        "青石镇大坪村-第一轮-计分表（草稿）.xlsx",
        "柳河乡东沟村-第一轮-计分表（草稿）.xlsx",
    ]
    assert sheets_to_export(built.tx, house, builders.NOW, campaign, "东沟村") == every[1:]
    _, recipe = export_sheet(built.tx, house, builders.NOW, every[1], "上会用")
    assert any("上会用" in each for each in cells(make_paper(recipe)))
    entry = trail(built.tx)[-1]
    assert entry[1] is None
    assert entry[2]["words"] == audit.fingerprint("上会用")


@pytest.mark.parametrize("unit", ["无名村", None], ids=["an unknown unit", "none begun"])
def test_where_there_is_no_sheet_it_is_said_so(
    built: Built, tmp_path: Path, unit: str | None
) -> None:
    campaign = campaigns.campaign(built.tx, built.id)
    with pytest.raises(NoSheetError, match=unit or campaign.title):
        sheets_to_export(built.tx, builders.house(tmp_path), builders.NOW, campaign, unit)


def test_a_name_no_file_may_have_is_made_one(tx: Tx, tmp_path: Path) -> None:
    made = builders.campaign(tx, "village-rules", [builders.village("青石/镇", "..\\大坪:村")])
    found = builders.sheet(made, "青石/镇..\\大坪:村")
    builders.answer_all(tx, found)
    name, _ = export_sheet(tx, builders.house(tmp_path), builders.NOW, found.sheet.id)
    assert name == "青石_镇.._大坪_村-第一轮-计分表（草稿）.xlsx"


@pytest.mark.parametrize("args", [("x",), ("1", "2"), ("9999",), ("١",)])
def test_a_page_that_is_none_is_refused(
    built: Built, tmp_path: Path, args: tuple[str, ...]
) -> None:
    with pytest.raises(RefusalError):
        place_card(builders.scene(built, tmp_path, "郑一二"), ".".join(("0|export", *args)))


def test_the_buttons_data_fit_the_longest_sheet_number() -> None:
    assert button(text("export.how"), "xs", 10**14).data == "xs|100000000000000"


def test_names_in_full_take_a_reason_which_the_sheet_says(built: Built, tmp_path: Path) -> None:
    found, house = filled(built), builders.house(tmp_path)
    with pytest.raises(RefusalError, match="unmasked-why"):
        export_sheet(built.tx, house, builders.NOW, found.sheet.id, unmasked=" ")
    name, recipe = export_sheet(built.tx, house, builders.NOW, found.sheet.id, unmasked="调阅")
    told = cells(make_paper(recipe))
    assert name == "青石镇大坪村-第一轮-计分表（草稿）-未脱敏.xlsx"
    assert "=cmd|'/c calc'!A1 张三四家手册涂改" in told
    assert not [each for each in told if "已脱敏" in each]
    (entry,) = trail(built.tx)
    assert (entry[2]["masked"], entry[2]["words"]) == (False, audit.fingerprint("调阅"))
