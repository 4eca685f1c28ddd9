"""Files that come after handing in wait for the leader; twins; how evidence is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspection.sheet import SheetState
from storage import evidence, sheets
from tests.talks.stages import stage
from tests.talks.talk import Talk, datas, opened
from tests.workflow import handed_in as room
from tests.workflow.handed_in import CLERK, CONTACT, HEAD, do, files, state, words
from workflow import showing

handed_in, objected = room.handed_in, room.objected


# -- late evidence ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "late"), [(False, "submitted"), (True, "signed")], ids=["handed in", "signed"]
)
def test_a_file_that_comes_too_late_is_kept_and_marked(
    handed_in: Talk, late: str, *, signed: bool
) -> None:
    if signed:
        do(handed_in, f"{HEAD} raw sg|1")
    do(handed_in, f'{CLERK} photo p1 "3 手册2"')
    (file,) = files(handed_in)
    assert (file.late, file.target.household_id, file.caption) == (late, 3, "3 手册2")
    assert file.state == "owed", "its bytes are fetched as any other's"
    assert "已经留好" in words(handed_in.cards[CLERK])
    with opened(handed_in.stage.file) as tx:
        lines = tx.all("SELECT body FROM notices WHERE kind = 'line' AND chat_id = :c",
                       c=handed_in.stage.accounts[HEAD])  # fmt: skip
    assert any("tell.late" in line["body"] for line in lines)


def test_a_late_captions_problem_is_not_entered_into_the_locked_sheet(handed_in: Talk) -> None:
    do(handed_in, f'{CLERK} photo p1 "3 手册2"')
    with opened(handed_in.stage.file) as tx:
        assert sheets.rollup(tx, 1).counts.problems == 0


@pytest.mark.parametrize(("decision", "counts"), [("granted", True), ("refused", False)])
def test_late_evidence_counts_only_if_the_leader_accepts_it(
    handed_in: Talk, decision: str, *, counts: bool
) -> None:
    do(handed_in, f'{CLERK} photo p1 "1.4" album=a', f"{CLERK} photo p2 album=a")
    assert [file.counts for file in files(handed_in)] == [False, False]
    do(handed_in, f"{HEAD} raw sg|1")
    assert state(handed_in) is SheetState.SUBMITTED, "an undecided file keeps it from signing"
    do(handed_in, f"{HEAD} raw go|1|decide")
    assert "交表后才收到：📷 2 张" in words(handed_in.cards[HEAD])
    do(handed_in, f"{HEAD} press dc l.1 {decision}", f"{HEAD} raw sg|1")
    assert state(handed_in) is SheetState.SIGNED
    assert [file.counts for file in files(handed_in)] == [counts, counts]
    with opened(handed_in.stage.file) as tx:
        assert (sheets.report(tx, 1) or {})["evidence"] == (2 if counts else 0)


def test_a_late_picture_answers_for_a_missing_one_only_once_accepted(tmp_path: Path) -> None:
    talk = Talk(stage(tmp_path, "kinds"))
    do(talk, f"{CLERK} command inspect", f"{CLERK} type 1 标签2.1a1", f"{CLERK} photo p1")
    do(talk, f"{CLERK} press ev 1 hh.1", f"{CLERK} finishes", f"{CLERK} press sb")
    with opened(talk.stage.file) as tx:
        evidence.drop(tx, 1, talk.now)
    do(talk, f'{CLERK} photo p2 "1"', f"{HEAD} raw sg|1")
    assert state(talk) is SheetState.SUBMITTED
    do(talk, f"{HEAD} raw dc|1|l.2|refused", f"{HEAD} raw sg|1")
    assert "表还不齐" in words(talk.cards[HEAD])
    do(talk, f'{CLERK} photo p3 "1"', f"{HEAD} raw dc|1|l.3|granted", f"{HEAD} raw sg|1")
    assert state(talk) is SheetState.SIGNED


def test_what_came_after_signing_is_told_in_the_review_and_changes_nothing(
    handed_in: Talk,
) -> None:
    do(handed_in, f"{HEAD} raw sg|1", f"{CLERK} photo p1", f"{CLERK} photo p2")
    do(handed_in, f"{HEAD} raw go|1|review")
    assert "审签后又收到 2 份证据" in words(handed_in.cards[HEAD])
    do(handed_in, f"{HEAD} raw dc|1|l.1|granted")
    assert [file.late_decision for file in files(handed_in)] == [None, None]


def test_a_late_file_finds_its_place_while_the_sheet_is_locked_others_do_not(
    handed_in: Talk,
) -> None:
    do(handed_in, f"{CLERK} photo p1", f"{CLERK} press go file.1", f"{CLERK} type 4")
    assert [file.target.household_id for file in files(handed_in)] == [4]
    do(handed_in, f"{HEAD} raw dc|1|l.1|granted", f"{CLERK} raw ev|1|hh.2")
    assert [file.target.household_id for file in files(handed_in)] == [4]


# -- unplaced ---------------------------------------------------------------------------------


def test_a_file_without_a_place_is_the_first_thing_missing_and_the_first_on_the_lists(
    tmp_path: Path,
) -> None:
    talk = Talk(stage(tmp_path, "village"))
    do(talk, f"{CLERK} command inspect", f"{CLERK} press go toc", f"{CLERK} photo p1")
    do(talk, "wait 5m")
    for where in ("submit", "list", "toc"):
        do(talk, f"{CLERK} raw go|1|{where}")
        assert datas(talk.cards[CLERK])[0] == "go|1|pics.0", where
    do(talk, f"{CLERK} raw ev|1|hh.2")
    for where in ("submit", "list", "toc"):
        do(talk, f"{CLERK} raw go|1|{where}")
        assert datas(talk.cards[CLERK])[0] != "go|1|pics.0", where


# -- twins ------------------------------------------------------------------------------------


def twins_of(talk: Talk) -> list[int | None]:
    return [file.twin_of for file in files(talk)]


def test_the_same_picture_twice_for_one_household_is_no_twin(tmp_path: Path) -> None:
    talk = Talk(stage(tmp_path, "village"))
    do(talk, f"{CLERK} command inspect")
    do(talk, f'{CLERK} photo same "1"', f'{CLERK} photo same "1"', f'{CLERK} photo same "2"')
    assert twins_of(talk) == [None, None, 1]
    do(talk, f"{CLERK} raw ev|3|hh.1")
    assert twins_of(talk) == [None, None, None]
    do(talk, f"{CLERK} raw ev|1|hh.5")
    assert twins_of(talk) == [None, 1, 1]


def test_only_the_leader_reads_that_a_picture_was_used_elsewhere(tmp_path: Path) -> None:
    talk = Talk(stage(tmp_path, "village"))
    do(talk, f"{CLERK} command inspect", f'{CLERK} photo same "1"', f'{CLERK} photo same "2"')
    do(talk, f"{CLERK} finishes", f"{CLERK} press sb", f"{HEAD} raw go|1|review")
    assert "雷同" in words(talk.cards[HEAD])
    assert "雷同" not in words(talk.cards[CLERK])


# -- shown ------------------------------------------------------------------------------------


def test_pictures_are_shown_in_albums_and_files_as_files(objected: Talk) -> None:
    do(objected, f"{CONTACT} document d1 name=记录.pdf", f"{HEAD} raw go|1|objections")
    assert "eo|1" in datas(objected.cards[HEAD])
    with opened(objected.stage.file) as tx:
        tx.do("UPDATE evidence SET state = 'safe', sha256 = printf('%064d', id)")
    for _ in range(2):
        do(objected, f"{HEAD} press eo 1")
    with opened(objected.stage.file) as tx:
        sent = tx.all("""SELECT kind, body FROM notices WHERE kind IN ('pictures', 'file')
                         ORDER BY rowid""")
    assert [row["kind"] for row in sent] == ["pictures", "file"] * 2, "each time it is asked for"
    assert all(json.loads(row["body"])["private"] for row in sent)
    assert len(json.loads(sent[0]["body"])["shots"]) == 2


def test_a_page_of_more_than_ten_pictures_is_several_albums(handed_in: Talk) -> None:
    for number in range(12):
        do(handed_in, f"{CLERK} photo p{number}")
    with opened(handed_in.stage.file) as tx:
        tx.do("UPDATE evidence SET state = 'safe', sha256 = printf('%064d', id)")
    do(handed_in, f"{HEAD} raw eg|1|0")
    with opened(handed_in.stage.file) as tx:
        sent = tx.all("SELECT body FROM notices WHERE kind = 'pictures' ORDER BY rowid")
    assert [len(json.loads(row["body"])["shots"]) for row in sent] == [showing.ALBUM, 2]
