"""The archive of evidence out of the books: what belongs where, who may have it, what is noted."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from exports.archive_entry import Archive, Entry
from inspection.people import RefusalError
from storage import audit, campaigns
from storage.db import Tx
from storage.times import written
from tests import builders
from tests.builders import NOW, Built
from tests.workflow.filed import household, sent
from tests.workflow.ledger_book import DRAFT, made, of_household, two_villages
from workflow.evidence_archive import (
    CHAT_MOST,
    NoEvidenceError,
    archive_file,
    export_evidence,
    note_archive,
    order_in_chat,
    read_archive,
)
from workflow.scene import Desk, Scene


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Built]:
    with builders.books(tmp_path) as tx:
        yield two_villages(tx)


@pytest.fixture
def here(built: Built) -> Desk:
    return builders.sheet(built, "青石镇大坪村")


def ordered(
    built: Built, folder: Path, unit: str | None = None, unmasked: str | None = None
) -> Archive:
    campaign = campaigns.campaign(built.tx, built.id)
    house = builders.house(folder)
    _, recipe = export_evidence(built.tx, house, NOW, campaign, unit, unmasked=unmasked)
    return read_archive(built.tx, json.loads(json.dumps(recipe)))


def ordered_in_chat(built: Built, scene: Scene) -> tuple[str, dict[str, object]]:
    campaign = campaigns.campaign(built.tx, built.id)
    return order_in_chat(built.tx, scene.house, NOW, campaign, scene.who)


def only(found: Archive) -> Entry:
    (entry,) = found.entries
    return entry


def noted(tx: Tx) -> list[tuple[str, dict[str, object]]]:
    rows = tx.all("SELECT act, after FROM audit WHERE act LIKE 'export%' ORDER BY number")
    return [(row["act"], json.loads(row["after"])) for row in rows]


def test_a_file_is_told_with_all_that_it_belongs_to(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    fix = {"latitude": "26.1", "longitude": "111.6", "accuracy": "12"}
    at = written(NOW - timedelta(minutes=2))
    new = sent(built, tmp_path, here, item_id="2.9", **fix, fix_at=at, caption="未建群")
    told = only(ordered(built, tmp_path))
    assert (told.id, told.unit, told.round, told.item) == (new, "青石镇大坪村", "第一轮", "2.9")
    assert (told.by, told.team, told.caption) == ("王五六", "第一组", "未建群")
    assert told.position is not None
    assert told.position.age == 121
    assert told.at.isoformat() == "2026-10-12T18:00:01+08:00"


def test_heads_are_masked_unless_a_reason_is_given(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    at = household(built, here, "01")
    words = {"caption": "张三四家的手册", "name": "张三四.pdf"}
    sent(built, tmp_path, here, household_id=at, question_id="1.2.2a", **words)
    told = only(ordered(built, tmp_path))
    assert (told.household, told.head, told.item) == ("01", "张*", "1.2.2")
    assert (told.caption, told.name) == ("张*家的手册", "张*.pdf")
    full = only(ordered(built, tmp_path, unmasked="依法调阅"))
    assert (full.head, full.caption) == ("张三四", "张三四家的手册")


def test_a_file_of_a_finding_stands_with_its_unit_item_and_household(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    found = made(built, here, of_household(here, built.tx, item_id="1.2.2"))
    sent(built, tmp_path, None, "周八九", finding_id=found.id, shows="after")
    told = only(ordered(built, tmp_path))
    assert (told.unit, told.item, told.household) == ("青石镇大坪村", "1.2.2", "01")
    assert (told.finding, told.shows, told.team) == (found.code, "after", None)


def test_what_villagers_said_in_confidence_is_marked(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    secret = next(q for q in here.checklist.questions() if q.confidential)
    plain = sent(built, tmp_path, here, item_id="2.9")
    at = household(built, here, "01")
    one = sent(built, tmp_path, here, household_id=at, question_id=secret.id)
    two = sent(built, tmp_path, here, household_id=at)
    draft = replace(DRAFT, key="item/x", questions=(secret.id,))
    three = sent(built, tmp_path, None, finding_id=made(built, here, draft).id, shows="before")
    marks = {each.id: each.confidential for each in ordered(built, tmp_path).entries}
    assert marks == {plain: False, one: True, two: True, three: True}


def test_dropped_files_stay_out_and_others_say_what_became_of_them(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    sent(built, tmp_path, here, dropped_at=written(NOW))
    owed = sent(built, tmp_path, here, state="owed", sha256=None)
    lost = sent(built, tmp_path, here, state="lost", sha256=None)
    late = sent(built, tmp_path, here, late="signed")
    told = {each.id: (each.lost, each.late) for each in ordered(built, tmp_path).entries}
    assert told == {owed: (False, False), lost: (True, False), late: (False, True)}


def test_one_unit_s_archive_has_nothing_of_another(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    there = builders.sheet(built, "柳河乡东沟村", "赵六七")
    sent(built, tmp_path, here)
    sent(built, tmp_path, there, "赵六七")
    assert [each.unit for each in ordered(built, tmp_path).entries] == [
        *("青石镇大坪村", "柳河乡东沟村"),
    ]
    for name in ("柳河乡", "东沟村", "柳河乡东沟村"):
        assert only(ordered(built, tmp_path, name)).unit == "柳河乡东沟村"
    built.tx.do("UPDATE evidence SET dropped_at = 'x'")
    with pytest.raises(NoEvidenceError, match="东沟村"):
        ordered(built, tmp_path, "东沟村")


def test_the_order_and_what_came_of_it_are_in_the_trail(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    sent(built, tmp_path, here, item_id="2.9")
    campaign, house = campaigns.campaign(built.tx, built.id), builders.house(tmp_path)
    name, recipe = export_evidence(built.tx, house, NOW, campaign, why="上级检查")
    assert name == "秋季专项督查-证据档案-2026-10-12.zip"
    done = archive_file(tmp_path, read_archive(built.tx, recipe), tmp_path / name)
    note_archive(built.tx, recipe, NOW, done)
    (order, made_) = noted(built.tx)
    assert order[0] == "export"
    assert (order[1]["masked"], order[1]["files"]) == (True, 1)
    assert "上级检查" not in str(order)
    assert made_ == (
        "export-made",
        {"manifest": done.manifest, "originals": 1, "copies": 1, "left_out": 0},
    )
    assert audit.first_break(built.tx) is None
    with zipfile.ZipFile(tmp_path / name) as packed:
        assert packed.testzip() is None


def test_names_in_full_take_a_reason(built: Built, here: Desk, tmp_path: Path) -> None:
    sent(built, tmp_path, here)
    with pytest.raises(RefusalError) as refused:
        ordered(built, tmp_path, unmasked=" ")
    assert refused.value.code == "unmasked-why"
    assert noted(built.tx) == []


@pytest.mark.parametrize(
    ("who", "want"),
    [
        ("郑一二", ["青石镇大坪村", "柳河乡东沟村"]),
        ("李四五", ["青石镇大坪村"]),
        ("孙七八", ["青石镇大坪村", "柳河乡东沟村"]),
        ("王五六", None),
        ("周八九", None),
    ],
    ids=["admin", "leader", "observer", "inspector", "contact"],
)
def test_in_the_chat_each_gets_what_they_may(
    built: Built, here: Desk, tmp_path: Path, who: str, want: list[str] | None
) -> None:
    sent(built, tmp_path, here)
    sent(built, tmp_path, builders.sheet(built, "柳河乡东沟村", "赵六七"), "赵六七")
    scene = builders.scene(built, tmp_path, who)
    if want is None:
        with pytest.raises(RefusalError) as refused:
            ordered_in_chat(built, scene)
        assert refused.value.code == "archive-empty"
        return
    _, recipe = ordered_in_chat(built, scene)
    assert [each.unit for each in read_archive(built.tx, recipe).entries] == want
    assert [act for act, _ in noted(built.tx)] == ["export"]


def test_an_observer_who_answers_for_a_unit_gets_none_of_its_evidence(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    sent(built, tmp_path, here)
    built.tx.do(
        """INSERT INTO posts (person_id, role, team, townships)
           VALUES (:p, 'observer', '', '[]')""",
        p=built.people["周八九"],
    )
    with pytest.raises(RefusalError, match="archive-empty"):
        ordered_in_chat(built, builders.scene(built, tmp_path, "周八九"))


@pytest.mark.parametrize(
    ("abroad", "size", "code"),
    [(True, 3000, "archive-abroad"), (False, CHAT_MOST + 1, "archive-large")],
    ids=["abroad", "too large"],
)
def test_what_a_chat_may_not_or_cannot_carry_is_refused(
    built: Built, here: Desk, tmp_path: Path, abroad: bool, size: int, code: str
) -> None:
    sent(built, tmp_path, here, size=size)
    scene = builders.scene(built, tmp_path, "郑一二")
    scene.house = replace(scene.house, abroad=abroad)
    with pytest.raises(RefusalError) as refused:
        ordered_in_chat(built, scene)
    assert refused.value.code == code
    assert noted(built.tx) == []
