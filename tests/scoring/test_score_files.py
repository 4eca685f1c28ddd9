"""`ducha score` and `ducha check` without the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from content.checklists import shipped, to_plain
from content.workbook.layout import put
from content.workbook.pages import page_of
from content.workbook.score_rows import rows_above, score_rows
from content.workbook.words import SCORES
from tests.content.workbook_sample import changed
from workflow.score_files import BadFilesError, check_file, score_files

SHARED = Path(__file__).parents[1] / "cases" / "shared"


def _answers(folder: Path, case: str) -> Path:
    path = folder / f"{case}.json"
    plain = json.loads((SHARED / f"{case}.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps(plain["input"]), encoding="utf-8")
    return path


def test_several_files_give_a_line_each_in_order(tmp_path: Path) -> None:
    paths = [_answers(tmp_path, "dongyuan-102"), _answers(tmp_path, "dongyuan-not-applicable")]
    lines = score_files("dongyuan-2020", paths)
    assert [json.loads(line)["percent"] for line in lines] == ["99.51", "95.00"]
    assert all("\n" not in line for line in lines)


def test_one_bad_file_gives_no_result_and_names_every_fault(tmp_path: Path) -> None:
    good, broken, wrong = (tmp_path / name for name in ("good.json", "broken.json", "wrong.json"))
    good.write_text("{}")
    broken.write_bytes(b"\xff\xfe{")
    wrong.write_text('{"answers": {"1.1a": 99, "zz": 1}}')
    with pytest.raises(BadFilesError) as bad:
        score_files("dongyuan-2020", [good, broken, wrong])
    got = [(f.name, [fault.where for fault in f.faults]) for f in bad.value.files]
    assert got == [(str(broken), ["byte 1"]), (str(wrong), ['answers["1.1a"]', "answers.zz"])]


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_checklist_of_ones_own_is_taken_from_its_file(tmp_path: Path, suffix: str) -> None:
    own = tmp_path / f"own{suffix}"
    own.write_text(json.dumps(to_plain(shipped("dongyuan-2020")), ensure_ascii=False))
    path = _answers(tmp_path, "dongyuan-2020-mixed")
    assert score_files(str(own), [path]) == score_files("dongyuan-2020", [path])


def test_a_bad_checklist_is_bad_input(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("id: own\n")
    with pytest.raises(BadFilesError) as bad:
        score_files(str(own), [])
    assert [fault.where for fault in bad.value.files[0].faults] == ["title", "sections"]


def test_every_file_that_is_not_there_is_named_beside_the_bad_ones(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]")
    paths = [tmp_path / "none.json", wrong, tmp_path]
    with pytest.raises(BadFilesError) as bad:
        score_files("dongyuan-2020", paths)
    got = [(f.name, [fault.text.code for fault in f.faults]) for f in bad.value.files]
    assert got == [
        (str(paths[0]), ["fault.file.missing"]),
        (str(wrong), ["fault.field.expected-fields"]),
        (str(tmp_path), ["fault.file.missing"]),
    ]


@pytest.mark.parametrize("name", ["none.yaml", "dongyuan-2021", "none.xlsx"])
def test_a_checklist_that_is_not_there_is_a_fault(name: str) -> None:
    assert len(check_file(name).faults) == 1
    with pytest.raises(BadFilesError):
        score_files(name, [])


def test_a_workbook_with_rule_columns_alone_is_a_checklist(tmp_path: Path) -> None:
    checklist = shipped("village-rules")
    book = Workbook()
    book.remove(book.worksheets[0])
    page = page_of(SCORES, score_rows(checklist), above=rows_above(checklist))
    put(book.create_sheet(SCORES), page)
    own = tmp_path / "own.xlsx"
    book.save(own)
    assert check_file(str(own)).checklist == checklist
    path = _answers(tmp_path, "village-rules-pools")
    assert score_files(str(own), [path]) == score_files("village-rules", [path])


def test_a_campaign_workbook_is_checked_whole_and_scored_by_its_checklist(tmp_path: Path) -> None:
    campaign = tmp_path / "campaign.xlsx"
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in changed("基本信息!B6", "lingling-2018").items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(campaign)
    reading = check_file(str(campaign))
    assert (reading.faults, reading.checklist) == ((), shipped("lingling-2018"))
    path = _answers(tmp_path, "lingling-perfect")
    assert score_files(str(campaign), [path]) == score_files("lingling-2018", [path])


def test_a_wrong_printed_total_is_one_warning_with_both_figures() -> None:
    reading = check_file("dongyuan-2020")
    assert reading.faults == ()
    (warning,) = reading.warnings
    assert warning.where == "printed_total"
    assert warning.text.params == {"printed": "100", "rows": "102"}
