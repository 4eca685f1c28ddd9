"""The empty campaign workbook: headings, explanations, lists to choose from, marked examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from content import checklists
from content.programmes import Programme
from content.workbook.guide import HOW, SHEET_USE, Lang, said
from content.workbook.layout import (
    BOLD,
    PLAIN,
    WRAPPED,
    Filled,
    Page,
    choose,
    printed,
    put,
    write,
)
from content.workbook.pages import notes_of, page_of
from content.workbook.score_words import FIELDS
from content.workbook.words import (
    BASIC_ROWS,
    BASICS,
    DEPARTMENTS,
    EXAMPLE,
    GUIDE,
    MODES,
    OWN_SHEET,
    REST_DAYS,
    ROSTER,
    ROUND_KINDS,
    ROUNDS,
    SCORES,
    SHEETS,
    TEAMS,
    TOPICS,
    UNITS,
)

_STRONG = Font(name=PLAIN.name, size=11, bold=True)
_MARK = f"{EXAMPLE}："
_EXAMPLES: Mapping[str, Sequence[Sequence[Filled]]] = {
    ROUNDS: [
        [f"{_MARK}第一轮", "督查", date(2026, 10, 12), date(2026, 10, 23)],
        [f"{_MARK}回头看", "回头看", date(2026, 12, 1), date(2026, 12, 4)],
    ],
    TEAMS: [
        [f"{_MARK}督查办", "钱小满", "A01", "管理员", "县督查办公室", "13800000001", None],
        [f"{_MARK}第一组", "孙立秋", "B01", "组长", "县审计局", "13800000002", "青石镇、柳河乡"],
        [f"{_MARK}第一组", "李谷雨", "B02", "组员", "白沙镇人民政府", "13800000003", None],
        [f"{_MARK}青石镇", "周芒种", "C01", "联系人", "青石镇人民政府", "13800000004", "青石镇"],
    ],
    UNITS: [
        [f"{_MARK}青石镇", "大坪村", "非贫困村", "周芒种", "是"],
        [f"{_MARK}柳河乡", None, None, "吴白露", "是"],
    ],
    ROSTER: [
        [f"{_MARK}青石镇", "大坪村", "007", "张处暑", "3组", 4, "郑立冬", "学生2、慢病"],
    ],
    DEPARTMENTS: [
        [f"{_MARK}基本医疗", "卫健局", "医保局", "王小寒"],
    ],
    REST_DAYS: [
        [f"{_MARK}2027-04-12", "休息", "广西三月三"],
        [f"{_MARK}2027-04-17", "上班", "广西三月三调休"],
    ],
}
_QUESTIONS: Sequence[Mapping[str, Filled]] = (
    {
        "部分": f"{_MARK}一", "大项编号": "1", "大项": "责任落实", "大项分值": 30,
        "项目编号": "1.1", "项目": "工作队是否到位", "分值": 5, "问题": "工作队走访过本户",
        "范围": "户", "规则": "按比例得分", "本题分值": 4, "满分线": "90%", "按钮": "队没来过",
        "问查看": "问", "可电话": "是", "生成问题": "按户", "保密": "是",
    },
    {
        "部分": f"{_MARK}一", "问题": "村干部证实工作队到位", "范围": "村", "规则": "未做到扣分",
        "扣分": 1, "按钮": "村不知情",
    },
    {
        "部分": f"{_MARK}一", "项目编号": "1.2", "项目": "手册真实完整", "分值": 6,
        "问题": "手册错误", "范围": "户", "规则": "按数量扣分", "扣分": Fraction(1, 2),
        "单位": "处", "按钮": "手册错误", "问查看": "查", "佐证": "有问题时",
        "整改类型": "限期整改", "整改期限": "15wd",
    },
)  # fmt: skip


def write_template(path: Path, lang: Lang = "zh", programme: Programme | None = None) -> None:
    """Writes an empty workbook; headings stay Chinese, explanations are in `lang`.

    Of a programme its rounds, departments, deadline and topics stand in it already.
    """
    book = Workbook()
    first = book.active
    if isinstance(first, Worksheet):
        first.title = GUIDE
        _guide(first, lang)
    for name in SHEETS:
        sheet = book.create_sheet(name)
        filled = _filled(name, programme) if programme else ()
        if name == BASICS:
            _basics(sheet, lang, programme)
        elif filled:
            put(sheet, page_of(name, filled, lang=lang))
        else:
            rows = _examples(name)
            put(sheet, page_of(name, rows, lang=lang, examples=len(rows)))
    if programme is not None:
        _topics(book.create_sheet(TOPICS), programme)
    book.save(path)


def _filled(name: str, programme: Programme) -> Sequence[Sequence[Filled]]:
    """The rows that a programme brings along; none for the other sheets."""
    if name == ROUNDS:
        words = {kind: word for word, kind in ROUND_KINDS.items()}
        return [[r.name, words[r.kind], r.starts_on, r.ends_on] for r in programme.rounds]
    if name == DEPARTMENTS:
        return [
            [d.topic, d.lead, "、".join(d.co_owners) or None, None] for d in programme.departments
        ]
    return ()


def _topics(sheet: Worksheet, programme: Programme) -> None:
    rows: list[list[Filled]] = [[number, topic] for number, topic in enumerate(programme.topics, 1)]
    put(sheet, Page(TOPICS, ("序号", TOPICS), rows, widths={"序号": 8, TOPICS: 40}))


def _examples(name: str) -> Sequence[Sequence[Filled]]:
    if name == SCORES:
        return [[question.get(field.heading) for field in FIELDS] for question in _QUESTIONS]
    return _EXAMPLES[name]


def _basics(sheet: Worksheet, lang: Lang, programme: Programme | None) -> None:
    known: Mapping[str, Filled] = {}
    if programme is not None:
        known = {
            "名称": f"{programme.starts_on.year}年{programme.title}",
            "开始日期": programme.starts_on,
            "结束日期": programme.ends_on,
            "方式": "督查",
            "整改截止": programme.rectify_by,
        }
    rows = [[row.heading, known.get(row.name)] for row in BASIC_ROWS]
    put(sheet, page_of(BASICS, rows, lang=lang))
    at = {row.name: f"B{number}" for number, row in enumerate(BASIC_ROWS, 2)}
    choose(sheet, at["评分表"], (*checklists.shipped_ids(), OWN_SHEET))
    choose(sheet, at["方式"], MODES)
    for name in ("开始日期", "结束日期", "整改截止", "评议截止"):
        sheet[at[name]].number_format = "yyyy-mm-dd"
    for row in range(2, len(BASIC_ROWS) + 2):
        sheet.row_dimensions[row].height = 24


def _guide(sheet: Worksheet, lang: Lang) -> None:
    """The first page: how to fill the workbook in, and every heading with its meaning."""
    sheet["A1"] = said(("督查活动工作簿", "Campaign workbook"), lang)
    sheet["A1"].font = BOLD
    for row, words in enumerate(HOW, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.cell(row, 1, said(words, lang)).alignment = WRAPPED
        sheet.cell(row, 1).font = PLAIN
        sheet.row_dimensions[row].height = 20
    row = len(HOW) + 3
    for name in SHEETS:
        write(sheet, row, 1, name)
        write(sheet, row, 2, None)
        write(sheet, row, 3, said(SHEET_USE[name], lang))
        sheet.cell(row, 1).font = sheet.cell(row, 3).font = _STRONG
        for heading, note in notes_of(name, lang).items():
            row += 1
            for column, value in enumerate((None, heading, note), 1):
                write(sheet, row, column, value)
        row += 1
    for letter, width in (("A", 14), ("B", 18), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    printed(sheet, 1, 1)
    sheet.page_setup.orientation = "portrait"
