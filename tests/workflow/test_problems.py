"""The lines of the ledger: what each says of its finding, and whom it does not name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from content.locales import catalog
from content.masking import names_masked
from inspection.finding import Act, FindingState
from inspection.people import RefusalError
from storage import audit, campaigns, findings
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from tests.workflow import ledger_book as book
from workflow.ledger import (
    export_ledger,
    ledger_file,
    read_ledger,
)
from workflow.scene import Desk

tx, built, here, there = book.tx, book.built, book.here, book.there


def trail(tx: Tx) -> list[tuple[str, int | None, dict[str, object]]]:
    rows = tx.all("SELECT * FROM audit WHERE act = 'export' ORDER BY number")
    return [(r["subject"], r["person_id"], json.loads(r["after"])) for r in rows]


# -- lines ---------------------------------------------------------------------------------------


def test_a_new_finding_waits_for_its_deadline(built: Built, here: Desk, tmp_path: Path) -> None:
    book.made(built, here)
    ledger = book.ordered(built, tmp_path)
    line = book.only(ledger)
    assert (line.code, line.state, line.due_on) == ("2026-0001", FindingState.NEW, None)
    assert (line.found_on, line.found_by) == (date(2026, 10, 6), "第一组")
    full, _ = book.sheets_of(ledger_file(ledger))
    cells = book.row(full)
    assert (cells["状态"], cells["整改时限"]) == ("待交办", "交办后起算")


def test_a_closed_finding_tells_its_whole_way(built: Built, here: Desk, tmp_path: Path) -> None:
    found = book.given(built, book.made(built, here), date(2026, 10, 20))
    found = book.handed_in(built, found, "已建群，全部入群", ["ab12cd34" * 8, None])
    book.closed(built, found)
    full, _ = book.sheets_of(ledger_file(book.ordered(built, tmp_path)))
    assert book.row(full) == {
        "序号": 1,
        "问题编号": "2026-0001",
        "乡镇": "青石镇",
        "村（社区）": "大坪村",
        "问题描述": "未建立贫困户微信工作群",
        "问题类别": "村级工作落实",
        "整改类型": "限期整改",
        "发现时间": datetime(2026, 10, 6),  # noqa: DTZ001
        "督查组/发现人": "第一组",
        "扣分": 2,
        "整改措施": "建群，帮扶责任人全部入群",
        "责任单位": "青石镇大坪村\n牵头：县乡村振兴局\n配合：县民政局",
        "责任领导": "村党支部书记",
        "责任人": "周八九",
        "整改时限": datetime(2026, 10, 20),  # noqa: DTZ001
        "整改进展": "2026-10-10：已建群，全部入群",
        "状态": "已销号",
        "完成时间": datetime(2026, 10, 10),  # noqa: DTZ001
        "核查人": "王五六",
        "销号时间": datetime(2026, 10, 12),  # noqa: DTZ001
        "佐证材料": "2份\nab12cd34\n待存",
        "备注": None,
    }


def test_a_deadline_beyond_the_known_days_is_said_to_be_provisional(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.given(built, book.made(built, here), date(2027, 1, 15), provisional=True)
    for sheet in book.sheets_of(ledger_file(book.ordered(built, tmp_path))):
        assert book.row(sheet)["整改时限"] == "2027-01-15\n（暂定）"


@pytest.mark.parametrize(
    ("due", "want"),
    [(date(2026, 10, 9), "已交办\n逾期3天"), (date(2026, 10, 12), "已交办")],
    ids=["three days over", "the last day"],
)
def test_lateness_stands_beneath_the_state(
    built: Built, here: Desk, tmp_path: Path, due: date, want: str
) -> None:
    book.given(built, book.made(built, here), due)
    full, _ = book.sheets_of(ledger_file(book.ordered(built, tmp_path)))
    assert book.row(full)["状态"] == want


def test_waiting_for_the_verifier_is_not_lateness(built: Built, here: Desk, tmp_path: Path) -> None:
    found = book.given(built, book.made(built, here), date(2026, 10, 9))
    book.handed_in(built, found, "已完成", [])
    line = book.only(book.ordered(built, tmp_path))
    assert (line.late, line.verified_by, line.done_on) == (0, None, date(2026, 10, 10))


def test_what_was_returned_is_not_done_and_says_by_whom(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    found = book.given(built, book.made(built, here), date(2026, 10, 20))
    found = book.handed_in(built, found, "已完成", ["ab" * 32])
    book.step(built, found, Act.RETURN, "王五六", "照片看不清", returns=1)
    line = book.only(book.ordered(built, tmp_path))
    assert (line.done_on, line.verified_by, line.told) == (None, "王五六", "已完成")
    assert [catalog("zh").plain(each) for each in line.remarks] == ["退回 1 次"]


def test_remarks_tell_what_befell_it(built: Built, here: Desk, tmp_path: Path) -> None:
    found = book.given(built, book.made(built, here), date(2026, 10, 20))
    person = built.people["周八九"]
    findings.ask_time(built.tx, found.id, date(2026, 11, 1), "雨天", person, NOW)
    findings.save(
        built.tx,
        replace(found, on_spot=True, returns=2, extended=1, relapses=1, false_at=NOW),
    )
    (line,) = book.ordered(built, tmp_path).report.problems
    assert "；".join(catalog("zh").plain(each) for each in line.remarks) == (
        "现场交办；退回 2 次；延期 1 次；申请延期至 2026-11-01；反弹 1 次；2026-10-12认定弄虚作假"
    )


def test_a_household_is_named_in_the_matter_and_its_helper_has_to_act(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.made(built, here, book.of_household(here, built.tx, "02"))
    line = book.only(book.ordered(built, tmp_path))
    assert (line.household, line.person, line.in_charge) == ("02 欧阳*", None, "何六七")
    full, _ = book.sheets_of(ledger_file(book.ordered(built, tmp_path)))
    assert book.row(full)["问题描述"] == "02 欧阳*户：手册错误2处"


def test_pictures_not_yet_handed_in_are_no_proof(built: Built, here: Desk, tmp_path: Path) -> None:
    found = book.given(built, book.made(built, here), date(2026, 10, 20))
    book.handed_in(built, found, "已完成", ["ab" * 32])
    built.tx.do("UPDATE evidence SET step_id = NULL")
    assert book.only(book.ordered(built, tmp_path)).proof == ()


def test_withdrawn_findings_are_named_in_the_head_and_have_no_line(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.made(built, here)
    gone = book.made(built, here, replace(book.DRAFT, key="item/other"))
    book.step(built, gone, Act.WITHDRAW, "李四五", "答案有误")
    ledger = book.ordered(built, tmp_path)
    assert [line.code for line in ledger.report.problems] == ["2026-0001"]
    full, _ = book.sheets_of(ledger_file(ledger))
    assert full["A3"].value == "问题 1 个：待交办 1；另撤销 1 个，不列入（2026-0002）"


def test_lines_stand_by_number_whatever_their_deadlines(
    built: Built, here: Desk, there: Desk, tmp_path: Path
) -> None:
    for number, (found, day) in enumerate(((here, 25), (there, 20), (here, 15))):
        draft = replace(book.DRAFT, key=f"item/{number}")
        book.given(built, book.made(built, found, draft), date(2026, 10, day))
    lines = book.ordered(built, tmp_path).report.problems
    assert [line.code for line in lines] == ["2026-0001", "2026-0002", "2026-0003"]
    assert [line.found_by for line in lines] == ["第一组", "第二组", "第一组"]


# -- masks ---------------------------------------------------------------------------------------


def test_heads_are_masked_wherever_people_wrote_them(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    draft = book.of_household(
        here, built.tx, open_matter="欧阳七八家手册错误", measure="与张三四核对", person="另一人"
    )
    found = book.given(built, book.made(built, here, draft), date(2026, 10, 20))
    book.handed_in(built, found, "张三四、欧阳七八已签字", [])
    told = repr(book.ordered(built, tmp_path).report.problems)
    assert not [name for name in ("张三四", "欧阳七八") if name in told]
    assert "张*、欧阳*已签字" in told


def test_unmasked_names_are_full_and_what_was_said_in_confidence_is_there(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    draft = book.of_household(here, built.tx, matter="队没来过：01", open_matter="队没来过 1 户")
    book.made(built, here, draft)
    masked, full = (
        book.only(book.ordered(built, tmp_path)),
        book.only(book.ordered(built, tmp_path, None, "调阅")),
    )
    assert (masked.household, masked.matter, masked.in_full) == ("01 张*", "队没来过 1 户", None)
    assert (full.household, full.in_full) == ("01 张三四", "队没来过：01")


def test_an_unmasked_ledger_says_so_and_why_and_the_trail_keeps_the_hash(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    book.made(built, here)
    campaign, house = campaigns.campaign(built.tx, built.id), builders.house(tmp_path)
    name, recipe = export_ledger(built.tx, house, NOW, campaign, unmasked="依法调阅")
    assert name == "秋季专项督查-整改台账-2026-10-12-未脱敏.xlsx"
    full, _ = book.sheets_of(ledger_file(read_ledger(built.tx, recipe)))
    assert full["A4"].value == "导出：督查办　2026年10月12日 18:00　用途：依法调阅"
    (entry,) = trail(built.tx)
    assert entry == (
        f"ledger/{built.id}",
        None,
        {
            "kind": "ledger",
            "why": "command-line",
            "masked": False,
            "units": 2,
            "lines": 1,
            "words": audit.fingerprint("依法调阅"),
        },
    )
    assert audit.first_break(built.tx) is None


@pytest.mark.parametrize("reason", ["", " ", "\u3000"], ids=["empty", "a space", "a wide space"])
def test_names_in_full_need_a_reason(built: Built, here: Desk, tmp_path: Path, reason: str) -> None:
    book.made(built, here)
    with pytest.raises(RefusalError, match="unmasked-why"):
        book.ordered(built, tmp_path, None, reason)
    assert trail(built.tx) == []


@pytest.mark.parametrize(
    ("words", "want"),
    [("张三四家", "张*家"), ("张三四五家", "张*家"), ("张三", "张三"), ("", "")],
    ids=["a name", "the longer name first", "another name", "nothing"],
)
def test_names_are_masked_the_longest_first(words: str, want: str) -> None:
    assert names_masked({"张三四", "张三四五", "张"})(words) == want
