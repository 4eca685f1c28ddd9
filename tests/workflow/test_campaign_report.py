"""One model: every figure of every document is one that `ducha summary --json` gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from content.locales import catalog
from exports.carryover import carryover
from exports.circular import circular
from exports.excel import workbook
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.ranking_sheet import carryover_table, ranking_tables
from exports.rectification_notice import rectification_notices
from exports.scan import texts
from exports.score_sheet_end import Stamp
from exports.supervision_notice import supervision_notices
from inspection.finding import FindingState
from inspection.text import text
from scoring.campaign_report import CampaignReport
from storage import campaigns
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from tests.workflow import documented
from workflow.campaign_report import build, with_sheets
from workflow.campaign_rows import write_campaign
from workflow.exporting import stamp_of
from workflow.inspecting import present_round
from workflow.summary_json import summary_json

ZH = catalog("zh")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return documented.with_findings(tx)


@pytest.fixture
def report(built: Built, tmp_path: Path) -> CampaignReport:
    return build(built.tx, builders.house(tmp_path), NOW, campaigns.campaign(built.tx, built.id))


@pytest.fixture
def told(built: Built, tmp_path: Path) -> dict[str, Any]:
    campaign = campaigns.campaign(built.tx, built.id)
    return summary_json(built.tx, builders.house(tmp_path), NOW, campaign)


def stamp(tmp_path: Path) -> Stamp:
    return stamp_of(builders.house(tmp_path), "督查办", NOW, text("export.why-command"))


def leaves(tree: object) -> Iterator[str]:
    match tree:
        case dict():
            for below in tree.values():
                yield from leaves(below)
        case list():
            for below in tree:
                yield from leaves(below)
        case str():
            yield tree


DECIMAL = re.compile(r"(?<![\d.])\d+\.\d{2}(?!\d)")


def papers(report: CampaignReport) -> dict[str, bytes]:
    made = {
        "circular": circular(report),
        "report": leaders_report(report),
        "carryover": carryover(report),
        **{f"to {name}": paper for name, paper in rectification_notices(report).items()},
        **{f"special to {name}": paper for name, paper in supervision_notices(report).items()},
    }
    return {name: docx_bytes(paper) for name, paper in made.items()}


def test_every_decimal_of_every_document_is_one_of_the_summary(
    report: CampaignReport, told: dict[str, Any]
) -> None:
    known = {each for leaf in leaves(told) for each in DECIMAL.findall(leaf)}
    made = papers(report)
    assert {"circular", "report", "carryover", "to 青石镇大坪村", "to 柳河乡东沟村"} <= set(made)
    for name, content in made.items():
        words = [words for part, _, words in texts(content) if part.startswith("word/")]
        figures = {each for line in words for each in DECIMAL.findall(line)}
        assert sorted(figures - known) == [], name
        if name in {"circular", "report", "carryover"}:
            assert told["ranking"]["townships"]["ranked"][0]["percent"] in figures, name


def test_the_counts_of_findings_agree(report: CampaignReport, told: dict[str, Any]) -> None:
    states = told["rectification"]["states"]
    for state in FindingState:
        if state is not FindingState.WITHDRAWN:
            listed = [p for p in report.problems if p.state is state]
            assert str(len(listed)) == states[state], state
    assert str(sum(p.late > 0 for p in report.problems)) == told["rectification"]["overdue"]
    assert report.findings.known == len(report.problems)
    body = "\n".join(words for _, _, words in texts(papers(report)["circular"]))
    assert f"{report.findings.known}个" in body


def rows(content: bytes, sheet: str, head: str) -> list[tuple[Any, ...]]:
    """The rows below the headings, up to the notes."""
    lines = list(openpyxl.load_workbook(BytesIO(content))[sheet].values)
    start = next(n for n, line in enumerate(lines) if line[0] == head)
    return [line for line in lines[start + 1 :] if isinstance(line[0], int)]


def test_the_ranking_as_excel_is_the_summarys(
    report: CampaignReport, told: dict[str, Any], tmp_path: Path
) -> None:
    content = workbook(ranking_tables(report, ZH, stamp(tmp_path)), NOW)
    for sheet, level in (("乡镇排名", "townships"), ("村排名", "villages")):
        got = [(str(r[0]), r[1], f"{r[2]:.2f}", "末1位" in (r[7] or ""))
               for r in rows(content, sheet, "名次")]  # fmt: skip
        want = [(e["place"], e["unit"], e["percent"], e["last"])
                for e in told["ranking"][level]["ranked"]]  # fmt: skip
        assert got == want
    counts = {t["township"]: t["rectification"] for t in told["townships"]}
    for row in rows(content, "乡镇排名", "名次"):
        found = counts[row[1]]
        assert [str(n) for n in row[4:7]] == [
            found["given"],
            found["states"]["closed"],
            found["overdue"],
        ]


def test_the_list_for_the_appraisal_is_the_same_in_excel_and_in_word(
    report: CampaignReport, tmp_path: Path
) -> None:
    paper = carryover(report)
    content = workbook([carryover_table(paper, ZH, stamp(tmp_path))], NOW)
    in_word = {words for _, _, words in texts(docx_bytes(paper))}
    for row in rows(content, "结转考核清单", "序号"):
        assert row[1] in in_word


def test_the_workbook_of_the_campaign_agrees(
    built: Built, report: CampaignReport, told: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "book.xlsx"
    campaign = campaigns.campaign(built.tx, built.id)
    write_campaign(built.tx, campaign, report, stamp(tmp_path), file)
    book = openpyxl.load_workbook(file)
    units = list(book["汇总"].values)[1:]
    assert len(units) == len(told["units"])
    for row, unit in zip(units, told["units"], strict=True):
        assert row[0] + row[1] == unit["unit"]
        assert [str(n) for n in row[3:7]] == list(unit["households"].values())
        shown = unit["complete"] and unit["state"] != "open"
        assert (None if row[9] is None else f"{row[9]:.2f}") == (unit["percent"] if shown else None)
        assert str(row[11]) == unit["problems"]
        assert str(row[12]) == unit["rectification"]["given"]
    assert len(list(book["问题"].values)) - 1 == report.findings.known
    answers = list(book["答案"].values)[1:]
    on_sheet = [r for r in answers if (r[1], r[2]) == ("青石镇", "大坪村")]
    problems = sum(r[10] or 0 for r in on_sheet)
    same = sum(n for q, n in _twice(built, on_sheet))
    want = next(u["problems"] for u in told["units"] if u["unit"] == "青石镇大坪村")
    assert str(problems - same) == want
    assert {row[4] for row in on_sheet} <= {"张*", "欧阳*", "", None}


def test_every_kind_of_evidence_is_named_in_the_workbook(
    built: Built, report: CampaignReport, tmp_path: Path
) -> None:
    sheet = built.tx.one("SELECT id, started_by FROM sheets ORDER BY id")
    assert sheet is not None
    for number, kind in enumerate(("photo", "document", "video", "voice"), start=1):
        built.tx.do(
            """INSERT INTO evidence (campaign_id, sheet_id, item_id, kind, file_id, file_unique_id,
                   chat_id, message_id, by_person, at, state)
               VALUES (:c, :s, '1.1', :kind, :n, :n, 1, :n, :by, :at, 'owed')""",
            c=built.id,
            s=sheet["id"],
            kind=kind,
            n=9000 + number,
            by=sheet["started_by"],
            at="2026-10-12T01:00:00.000000Z",
        )
    file = tmp_path / "book.xlsx"
    campaign = campaigns.campaign(built.tx, built.id)
    write_campaign(built.tx, campaign, report, stamp(tmp_path), file)
    rows = [row for page in openpyxl.load_workbook(file) for row in page.values]
    named = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert {"照片", "文件", "视频", "语音"} <= named


def test_a_usual_reason_for_nobody_met_is_told_in_words(
    built: Built, report: CampaignReport, tmp_path: Path
) -> None:
    first = "SELECT household_id FROM visits ORDER BY household_id LIMIT 2"
    visits = [row["household_id"] for row in built.tx.all(first)]
    for visit, reason in zip(visits, ("home", "外出务工"), strict=True):
        built.tx.do(
            "UPDATE visits SET mode = 'absent', reason = :r WHERE household_id = :v",
            r=reason,
            v=visit,
        )
    file = tmp_path / "book.xlsx"
    write_campaign(built.tx, campaigns.campaign(built.tx, built.id), report, stamp(tmp_path), file)
    rows = list(openpyxl.load_workbook(file)["入户"].values)
    column = rows[0].index("未遇原因")
    assert [row[column] for row in rows[1:] if row[column]] == ["家中无人", "外出务工"]


def _twice(built: Built, answers: list[tuple[Any, ...]]) -> Iterator[tuple[str, int]]:
    """Problems told a second time: of questions that are the same fact as another one."""
    for row in answers:
        question = built.checklist.question(row[7])
        if question is not None and question.same_as is not None:
            yield row[7], row[10] or 0


def test_a_reader_of_some_units_sees_these_and_the_places_among_all(
    built: Built, report: CampaignReport, tmp_path: Path
) -> None:
    mine = [unit for unit in report.units if unit.township == "柳河乡"]
    campaign = campaigns.campaign(built.tx, built.id)
    some = build(built.tx, builders.house(tmp_path), NOW, campaign, None, mine)
    assert {line.unit.township for line in some.lines} == {"柳河乡"}
    assert [(e.unit.name, e.place) for e in some.villages.ranked] == [("柳河乡东沟村", 2)]
    assert {problem.unit.township for problem in some.problems} == {"柳河乡"}
    assert some.findings == some.findings_by_town["柳河乡"]
    assert [team.name for team in some.teams] == ["第二组"]


def test_names_are_masked_unless_they_are_asked_for(built: Built, tmp_path: Path) -> None:
    campaign, ours = campaigns.campaign(built.tx, built.id), builders.house(tmp_path)
    for masked, want in ((True, "01 张*"), (False, "01 张三四")):
        found = build(built.tx, ours, NOW, campaign, masked=masked)
        assert [p.household for p in found.problems if p.household] == [want]


def test_documents_are_about_the_last_round_that_has_sheets(built: Built) -> None:
    built.tx.do(
        """INSERT INTO rounds (campaign_id, name, kind, starts_on, ends_on)
           VALUES (:c, '回头看', 'recheck', '2026-11-01', '2026-11-10')""",
        c=built.id,
    )
    later = present_round(built.tx, built.id, NOW.replace(month=11, day=5).date())
    assert later.name == "回头看"
    assert with_sheets(built.tx, built.id, later).name == "第一轮"
