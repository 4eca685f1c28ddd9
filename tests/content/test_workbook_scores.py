"""The sheet 评分表 with rule columns gives the checklist; its faults stand at their cells."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from content import checklists
from content.workbook.reader import CampaignReading, read_campaign
from content.workbook.score_rows import rows_above, score_rows
from content.workbook.score_words import COLUMNS
from inspection import checklist as c
from tests.content.workbook_sample import faults, grid, read, sheets, warnings

F = Fraction
V, H = c.Scope.VILLAGE, c.Scope.HOUSEHOLD
HEADINGS = ["大项", "项目编号", "项目", "分值", "问题", "范围", "规则", "扣分", "单位"]
ROWS = [
    ["责任落实", "1.1", "工作队", 5, "走访过本户", "户", "按数量扣分", "0.5分", "户"],
    [None, None, None, None, "村干部证实", "村", "未做到扣分", 1, None],
    ["工作落实", "2.1", "微信群", 2, "建立了群", "村", "zero", None, None],
]


def own(rows: list[list[Any]]) -> CampaignReading:
    book = sheets()
    book["基本信息"][5][1] = "本表"
    book["评分表"] = rows
    return read(book)


def checklist_of(rows: list[list[Any]]) -> c.Checklist:
    reading = own(rows)
    assert faults(reading) == []
    assert reading.plan is not None
    return reading.plan.checklist


def test_rows_become_sections_items_and_questions() -> None:
    assert checklist_of([HEADINGS, *ROWS]) == c.Checklist(
        "campaign",
        "2026年专项督查",
        (
            c.Section(
                "1",
                "责任落实",
                None,
                (
                    c.Item(
                        "1.1",
                        "工作队",
                        F(5),
                        (
                            c.Question("1.1a", "走访过本户", H, c.Each(F(1, 2), "户")),
                            c.Question("1.1b", "村干部证实", V, c.Fail(F(1))),
                        ),
                    ),
                ),
            ),
            c.Section(
                "2",
                "工作落实",
                None,
                (c.Item("2.1", "微信群", F(2), (c.Question("2.1a", "建立了群", V, c.Zero()),)),),
            ),
        ),
    )


def test_repeated_and_merged_cells_mean_the_same() -> None:
    repeated = [list(row) for row in ROWS]
    repeated[1][:4] = repeated[0][:4]
    assert checklist_of([HEADINGS, *repeated]) == checklist_of([HEADINGS, *ROWS])


def test_english_field_names_are_read_too() -> None:
    english = ["section", "item_id", "item", "points", "prompt", "scope", "rule", "deduct", "unit"]
    rows = [list(row) for row in ROWS]
    rows[0][5:7] = ["household", "each"]
    assert checklist_of([english, *rows]) == checklist_of([HEADINGS, *ROWS])


EVERYTHING = c.Checklist(
    "every-rule",
    "样样都有",
    (
        c.Section(
            "1",
            "甲",
            F(40),
            (
                c.Item(
                    "1.1",
                    "各种扣法",
                    F(20),
                    (
                        c.Question(
                            "1.1a",
                            "走访过\n本户",
                            H,
                            c.Share(F(4), F(9, 10)),
                            label="队没来过",
                            look="问",
                            only=("学生", "慢病"),
                            by_phone=True,
                            finding="household",
                            confidential=True,
                            prompt_en="Visited",
                            label_en="Visited",
                        ),
                        c.Question("1.1b", "手册", H, c.Each(F(1, 2), "处", F(3), 9), when="1.1c"),
                        c.Question("1.1c", "参加医保", H, c.Below(F(1), F(19, 20))),
                        c.Question("1.1d", "无产业", H, c.Excess(F(3, 10), F(1, 100), F(1, 10))),
                        c.Question("1.1e", "未参医保", H, c.Each(F(1), "户"), same_as="1.1b"),
                        c.Question(
                            "1.1f",
                            "入学率",
                            V,
                            c.Bands((c.Band(F(60), F(2)), c.Band(F(80), F(1, 2)))),
                            may_not_apply=True,
                            finding="none",
                        ),
                        c.Question("1.1g", "不雷同", V, c.Zero(), evidence="always"),
                        c.Question(
                            "1.1h",
                            "酌情",
                            V,
                            c.Judged(F(1, 2), F(2), F(1, 4)),
                            evidence="problem",
                            kind="限期整改",
                            deadline="15wd",
                        ),
                    ),
                    criterion="每处扣0.5分；扣完为止",
                    group=c.Group("1.1 合计", F(20)),
                    applies="没有贫困村",
                    exempt="已报备",
                    measure="补齐",
                    responsible="帮扶责任人",
                    topic="基本医疗",
                ),
                c.Item(
                    "1.2",
                    "满意度",
                    F(4),
                    (
                        c.Question(
                            "1.2a",
                            "满意吗",
                            V,
                            c.Choice((("满意", F(4)), ("基本 满意", F(2)), ("不满意", F(0)))),
                        ),
                    ),
                ),
                c.Item("1.3", "评", F(16), (c.Question("1.3a", "评", V, c.Marks()),), pool=True),
            ),
            part="一",
        ),
        c.Section(
            "2",
            "奖励",
            None,
            (
                c.Item("2.1", "媒体报道", None, (c.Question("2.1a", "报道", V, c.Bonus(F(5))),)),
                c.Item("2.2", "问题", None, (c.Question("2.2a", "问题", V, c.Finding()),)),
            ),
            at_most=F(10),
        ),
    ),
    printed_total=F(41),
    total_counts="printed",
)  # fmt: skip


@pytest.mark.parametrize("name", ["every field", *checklists.shipped_ids()])
def test_every_checklist_comes_back_from_its_rows(name: str) -> None:
    checklist = EVERYTHING if name == "every field" else checklists.shipped(name)
    headings = [column.heading for column in COLUMNS]
    rows = [*rows_above(checklist), headings, *score_rows(checklist)]
    assert checklist_of(rows) == checklist


def test_the_sheet_as_issued_is_told_so_in_one_fault() -> None:
    prose = [["序号", "督查内容", "分值", "评分标准"], [1, "工作队", 5, "少1户扣1分"]]
    assert faults(own(prose)) == [("评分表", "fault.scores.prose")]


def test_a_sheet_without_questions_is_told_so() -> None:
    assert faults(own([HEADINGS])) == [("评分表", "fault.scores.empty")]


@pytest.mark.parametrize(
    ("row", "column", "value", "where", "code"),
    [
        (0, 7, "一点", "H2", "fault.cell.number"),
        (0, 7, None, "H2", "fault.field.missing"),
        (0, 8, None, "I2", "fault.field.missing"),
        (1, 8, "户", "I3", "fault.field.unknown"),
        (0, 6, "按量扣分", "G2", "fault.cell.choice-near"),
        (1, 5, "县", "F3", "fault.cell.choice"),
        (1, 4, None, "E3", "fault.cell.required"),
        (0, 2, None, "C2", "fault.field.missing"),
        (2, 1, "1.1", "B4", "fault.checklist.id-twice"),
        (1, 3, 6, "D3", "fault.scores.differs"),
    ],
)
def test_a_fault_of_the_checklist_stands_at_its_cell(
    row: int, column: int, value: Any, where: str, code: str
) -> None:
    rows = [list(line) for line in ROWS]
    rows[row][column] = value
    reading = own([HEADINGS, *rows])
    assert (f"评分表!{where}", code) in faults(reading)
    assert reading.plan is None


def test_a_wrong_cell_is_told_once() -> None:
    rows = [list(line) for line in ROWS]
    rows[0][7] = "一点"
    assert faults(own([HEADINGS, *rows])) == [("评分表!H2", "fault.cell.number")]


def test_options_and_bands_that_are_not_understood_are_told() -> None:
    headings = [*HEADINGS, "选项", "分档"]
    rows = [[*row, None, None] for row in ROWS]
    rows[1][6:11] = ["按选项得分", None, None, "满意4分左右", None]
    rows[2][6:11] = ["分档扣分", None, None, None, "及格:1"]
    assert [pair for pair in faults(own([headings, *rows])) if "pairs" in pair[1]] == [
        ("评分表!J3", "fault.scores.pairs"),
        ("评分表!K4", "fault.scores.pairs"),
    ]


def test_a_printed_total_is_compared_with_the_rows() -> None:
    rows = [*ROWS, ["合计", None, None, 8, None, None, None, None, None]]
    reading = own([HEADINGS, *rows])
    assert warnings(reading) == [("评分表!D5", "warning.checklist.total-rows")]
    assert reading.plan is not None
    assert reading.plan.checklist.printed_total == 8


def test_a_shipped_checklist_is_known_by_its_id(tmp_path: Path) -> None:
    book = sheets()
    book["基本信息"][5][1] = "lingling-2018"
    reading = read_campaign(grid(book))
    assert reading.plan is not None
    assert reading.plan.checklist == checklists.shipped("lingling-2018")
