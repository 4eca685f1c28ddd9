"""A workbook is read to a plan, or to every fault by its sheet and cell."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.workbook.reader import read_campaign
from content.workbook.writer import write_plan
from inspection.campaign import (
    CampaignPlan,
    Department,
    Household,
    Person,
    Post,
    Role,
    Round,
    RoundKind,
    Unit,
)
from tests.content.workbook_sample import (
    SHIPPED,
    changed,
    faults,
    grid,
    plan_of,
    read,
    sheets,
    shipped,
    warnings,
)


def test_a_whole_workbook_is_read() -> None:
    reading = read(sheets())
    assert (faults(reading), warnings(reading)) == ([], [])
    assert reading.plan == CampaignPlan(
        title="2026年专项督查",
        starts_on=date(2026, 10, 12),
        ends_on=date(2026, 12, 31),
        checklist=SHIPPED,
        document_number="青督发〔2026〕5号",
        office="青石县督查办公室",
        rounds=(
            Round("第一轮", RoundKind.INSPECT, date(2026, 10, 12), date(2026, 10, 23)),
            Round("回头看", RoundKind.RECHECK, date(2026, 12, 1), date(2026, 12, 4)),
        ),
        people=(
            Person("钱小满", None, (Post(Role.ADMIN, "督查办"),)),
            Person(
                "孙立秋",
                "B01",
                (Post(Role.LEADER, "第一组", ("青石镇", "柳河乡")),),
                "县审计局",
                "13800000002",
            ),
            Person(
                "李谷雨",
                "B02",
                (Post(Role.INSPECTOR, "第一组"),),
                "白沙镇人民政府",
                "0700-8200001",
            ),
            Person(
                "周芒种", None, (Post(Role.CONTACT, None, ("青石镇", "柳河乡")),), "青石镇人民政府"
            ),
            Person("吴白露", None, (Post(Role.OBSERVER),)),
        ),
        units=(
            Unit("青石镇", "大坪村", "非贫困村", "周芒种"),
            Unit("青石镇", "小坪村", drawable=False),
            Unit("柳河乡", "柳湾村"),
        ),
        households=(
            Household("青石镇", "大坪村", "007", "张处暑", "3组", 4, "郑立冬", ("学生2", "慢病")),
            Household("青石镇", "小坪村", "12", "王大寒", people=3),
            Household("柳河乡", "柳湾村", "1", "冯小雪", tags=("危房",)),
        ),
        departments=(Department("基本医疗", "卫健局", ("医保局", "民政局"), "王小寒"),),
        has_tags=True,
    )


def test_a_saved_workbook_reads_as_its_cells_do_and_twice_the_same(tmp_path: Path) -> None:
    plan = plan_of(sheets())
    path = tmp_path / "campaign.xlsx"
    write_plan(plan, path, shipped)
    first = read_campaign(path, shipped, (SHIPPED.id,))
    assert (first.plan, first.faults, first.warnings) == (plan, (), ())
    assert read_campaign(path, shipped, (SHIPPED.id,)) == first
    write_plan(plan, tmp_path / "again.xlsx", shipped)
    assert read_campaign(tmp_path / "again.xlsx", shipped, (SHIPPED.id,)) == first


def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"a,b\n")
    reading = read_campaign(tmp_path / "c.xlsx", shipped)
    assert (reading.plan, faults(reading)) == (None, [("", "fault.workbook.csv")])


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        ("基本信息!B2", None, "cell.required"),
        ("基本信息!B4", "10月12日", "cell.date"),
        ("基本信息!B4", "2026-02-30", "cell.date"),
        ("基本信息!B4", 46307, "cell.date"),
        ("基本信息!B4", "1026-10-12", "cell.date"),
        ("基本信息!B5", "2026-10-11", "date.end-before-start"),
        ("基本信息!B6", "sample-2025", "checklist-id-near"),
        ("基本信息!B6", "别的", "checklist-id"),
        ("基本信息!B6", "本表", "scores.missing"),
        ("轮次!A2", None, "cell.required"),
        ("轮次!B2", "督察", "cell.choice-near"),
        ("轮次!D2", "2026-10-11", "date.end-before-start"),
        ("轮次!A3", "第一轮", "round.twice"),
        ("督查组!D4", "组员们", "cell.choice-near"),
        ("督查组!D4", "督查员", "cell.choice-near"),
        ("督查组!D4", "XYZ", "cell.choice"),
        ("督查组!D4", None, "cell.required"),
        ("督查组!A4", None, "cell.required"),
        ("督查组!B4", None, "cell.required"),
        ("督查组!F4", "1.38E+10", "cell.phone"),
        ("督查组!F4", "见名册", "cell.phone"),
        ("督查组!G3", "青石镇、白云镇、柳河乡", "team.unknown-township"),
        ("督查组!C4", "B01", "person.number-twice"),
        ("督查对象!E3", "也许", "cell.yes-no"),
        ("名册!A3", "白云镇", "roster.unknown-township"),
        ("名册!B3", "太平村", "roster.unknown-village"),
        ("名册!C3", None, "cell.required"),
        ("名册!D3", None, "cell.required"),
        ("名册!F3", "三四口", "cell.whole"),
        ("名册!F3", -1, "cell.whole"),
        ("名册!F3", 2.5, "cell.whole"),
        ("名册!H2", "学生1、学生2", "cell.tag-twice"),
        ("名册!H2", "2", "cell.tag-number"),
        ("名册!G2", "110101199003074610", "cell.private-number"),
        ("责任单位!B2", None, "cell.required"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_a_fault_at_that_cell(where: str, value: Any, code: str) -> None:
    reading = read(changed(where, value))
    assert faults(reading) == [(where, f"fault.{code}")]
    assert reading.plan is None


def test_an_unknown_role_names_the_allowed_ones_and_the_nearest() -> None:
    (fault,) = read(changed("督查组!D4", "副队长")).faults
    assert fault.text.params == {
        "heading": "角色",
        "value": "副队长",
        "near": "副组长",
        "allowed": "管理员、组长、副组长、组员、联系人、联系领导",
    }


def test_every_fault_is_told_in_the_order_of_the_sheets() -> None:
    rows = sheets()
    del rows["基本信息"][1]
    rows["督查组"][3][3] = "组元"
    rows["督查组"][2][5] = "x"
    rows["督查对象"][2][1] = "大坪村"
    rows["名册"].append(["青石镇", "大坪村", "007", "又一户", None, "多", None, None])
    assert faults(read(rows)) == [
        ("基本信息", "fault.basics.missing"),
        ("督查组!F3", "fault.cell.phone"),
        ("督查组!D4", "fault.cell.choice-near"),
        ("督查对象!B3", "fault.unit.twice"),
        ("名册!B3", "fault.roster.unknown-village"),
        ("名册!C5", "fault.roster.twice"),
        ("名册!F5", "fault.cell.whole"),
    ]


def test_a_village_that_is_not_inspected_is_one_fault_for_all_its_households() -> None:
    rows = changed("督查对象!A3", None)
    rows["名册"].append(["青石镇", "小坪村", "13", "又一户", None, None, None, None])
    reading = read(rows)
    assert faults(reading) == [
        ("督查对象!A3", "fault.cell.required"),
        ("名册!B3", "fault.roster.unknown-village"),
    ]
    assert reading.faults[1].text.params["n"] == 2


def test_a_grid_read_twice_gives_the_same() -> None:
    cells = grid(changed("督查组!D4", "组元"))
    first = read_campaign(cells, shipped, (SHIPPED.id,))
    assert read_campaign(cells, shipped, (SHIPPED.id,)) == first
