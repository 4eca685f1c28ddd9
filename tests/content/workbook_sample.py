"""A small campaign of made-up places and people, as rows of cells."""

from __future__ import annotations

import copy
from datetime import date
from fractions import Fraction
from typing import Any

from content.workbook.grid import Grid, GridSheet, Row
from content.workbook.reader import CampaignReading, read_campaign
from inspection.campaign import CampaignPlan
from inspection.checklist import Checklist, Each, Fail, Item, Question, Scope, Section

SHIPPED = Checklist(
    "sample-2026",
    "样表",
    (
        Section(
            "1",
            "责任落实",
            Fraction(5),
            (
                Item(
                    "1.1",
                    "工作队",
                    Fraction(5),
                    (
                        Question("1.1a", "走访过本户", Scope.HOUSEHOLD, Each(Fraction(1, 2), "户")),
                        Question("1.1b", "村干部证实", Scope.VILLAGE, Fail(Fraction(1))),
                    ),
                ),
            ),
        ),
    ),
)


def shipped(checklist_id: str) -> Checklist:
    return {SHIPPED.id: SHIPPED}[checklist_id]


SHEETS: dict[str, list[list[Any]]] = {
    "基本信息": [
        ["项目*", "内容*"],
        ["名称", "2026年专项督查"],
        ["文号", "青督发〔2026〕5号"],
        ["开始日期", date(2026, 10, 12)],
        ["结束日期", "2026年12月31日"],
        ["评分表", "sample-2026"],
        ["发文机关", "青石县督查办公室"],
    ],
    "轮次": [
        ["轮次*", "类型", "开始*", "结束*"],
        ["第一轮", "督查", "2026/10/12", "2026-10-23"],
        ["回头看", "回头看", "2026.12.1", 20261204],
    ],
    "督查组": [
        ["组别*", "姓名*", "编号", "角色*", "工作单位", "电话", "负责乡镇"],
        ["督查办", "钱小满", None, "管理员", None, None, None],
        ["第一组", "孙立秋", "B01", "组长", "县审计局", 13800000002, "青石镇、柳河乡"],
        ["第一组", "李 谷雨", "B02", "组员", "白沙镇人民政府", "0700-8200001", None],
        [None, "周芒种", None, "联系人", "青石镇人民政府", None, "青石镇，柳河乡"],
        [None, "吴白露", None, "联系领导", None, None, None],
    ],
    "督查对象": [
        ["乡镇*", "村", "类型", "联系人", "可抽取"],
        ["青石镇", "大坪村", "非贫困村", "周芒种", "是"],
        ["青石镇", "小坪村", None, None, "否"],
        ["柳河乡", "柳湾村", None, None, None],
    ],
    "名册": [
        ["乡镇*", "村*", "户编号*", "户主*", "组", "人口", "帮扶责任人", "标签"],
        ["青石镇", "大坪村", "007", "张　处暑", "3组", "四口", "郑立冬", "学生2人；慢病"],
        ["青石镇", "小坪村", 12, "王大寒", None, 3, None, None],
        ["柳河乡", "柳湾村", "1", "冯小雪", None, None, None, "危房"],
    ],
    "责任单位": [
        ["事项*", "牵头单位*", "配合单位", "联系人"],
        ["基本医疗", "卫健局", "医保局、民政局", "王小寒"],
    ],
}


def sheets() -> dict[str, list[list[Any]]]:
    return copy.deepcopy(SHEETS)


def grid(rows: dict[str, list[list[Any]]]) -> Grid:
    return Grid(tuple(_sheet(name, lines) for name, lines in rows.items()))


def read(rows: dict[str, list[list[Any]]]) -> CampaignReading:
    return read_campaign(grid(rows), shipped, (SHIPPED.id,))


def changed(where: str, value: Any) -> dict[str, list[list[Any]]]:
    """The sample with one cell changed: `督查组!D3`."""
    rows = sheets()
    sheet, _, cell = where.partition("!")
    rows[sheet][int(cell[1:]) - 1][ord(cell[0]) - 65] = value
    return rows


def plan_of(rows: dict[str, list[list[Any]]]) -> CampaignPlan:
    reading = read(rows)
    assert reading.faults == ()
    assert reading.plan is not None
    return reading.plan


def faults(reading: CampaignReading) -> list[tuple[str, str]]:
    return [(fault.where, fault.text.code) for fault in reading.faults]


def warnings(reading: CampaignReading) -> list[tuple[str, str]]:
    return [(fault.where, fault.text.code) for fault in reading.warnings]


def _sheet(name: str, lines: list[list[Any]]) -> GridSheet:
    filled = [
        Row(number, {column: _cell(v) for column, v in enumerate(line, 1) if v is not None})
        for number, line in enumerate(lines, 1)
    ]
    return GridSheet(name, tuple(row for row in filled if row.cells))


def _cell(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(str(value))
    return value
