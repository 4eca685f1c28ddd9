"""Findings in the books for the tests of the ledger: every state, deadline and remark there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.ledger import Ledger
from inspection.checklist import RectificationKind
from inspection.finding import Act, Draft, Finding
from scoring.campaign_report import Problem
from storage import campaigns, findings
from storage.audit import Actor
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from workflow.finding_steps import take
from workflow.ledger import export_ledger, read_ledger
from workflow.scene import Desk

DRAFT = Draft(
    key="item/2.9",
    item_id="2.9",
    questions=("2.9a",),
    household_id=None,
    cases=1,
    points=Fraction(2),
    matter="未建立贫困户微信工作群",
    open_matter="未建立贫困户微信工作群",
    person="周八九",
    category="村级工作落实",
    topic="帮扶队伍",
    lead="县乡村振兴局",
    co_owners=("县民政局",),
    measure="建群，帮扶责任人全部入群",
    responsible="青石镇大坪村",
    in_charge="村党支部书记",
    kind="限期整改",
    deadline="15wd",
)


def made(
    built: Built, found: Desk, draft: Draft = DRAFT, at: datetime = NOW - timedelta(days=6)
) -> Finding:
    """A finding of a sheet, its first step taken."""
    tx, sheet = built.tx, found.sheet
    made_id = findings.make(tx, built.id, 2026, sheet.round_id, sheet.id, found.unit.id, draft, at)
    return fresh(tx, made_id)


def fresh(tx: Tx, finding_id: int) -> Finding:
    found = findings.finding(tx, finding_id)
    assert found is not None
    return found


def step(
    built: Built,
    found: Finding,
    act: Act,
    by: str,
    words: str | None = None,
    at: datetime = NOW,
    **changes: object,
) -> Finding:
    """The finding after one more act."""
    actor = Actor(built.id, built.people[by])
    new, step_id = take(
        built.tx, actor, at, found, act, round_id=found.round_id, words=words, **changes
    )
    if act is Act.SUBMIT:
        built.tx.do("UPDATE evidence SET step_id = :s WHERE finding_id = :f", s=step_id, f=found.id)
    return new


def given(built: Built, found: Finding, due: date, *, provisional: bool = False) -> Finding:
    """交办 with that deadline."""
    return step(
        built,
        found,
        Act.ASSIGN,
        "李四五",
        at=NOW - timedelta(days=5),
        due_on=due,
        provisional=provisional,
        due_set_on=date(2026, 10, 7),
        assigned_at=NOW - timedelta(days=5),
    )


def handed_in(built: Built, found: Finding, words: str, pictures: Sequence[str | None]) -> Finding:
    """The unit reports it done, with pictures of these hashes (None: bytes still to come)."""
    for number, sha256 in enumerate(pictures):
        built.tx.do(
            """INSERT INTO evidence (campaign_id, sheet_id, finding_id, shows, kind, file_id,
                   file_unique_id, sha256, chat_id, message_id, by_person, at, forwarded, state,
                   next_try_at)
               VALUES (:c, :s, :f, 'after', 'photo', 'x', :u, :sha, 1, :m, :by, :at, 0, 'safe',
                   :at)""",
            c=built.id,
            s=found.sheet_id,
            f=found.id,
            u=f"{found.id}-{number}",
            sha=sha256,
            m=found.id * 100 + number,
            by=built.people["周八九"],
            at="2026-10-12T02:00:00.000000Z",
        )
    at = NOW - timedelta(days=2)
    person = built.people["周八九"]
    return step(built, found, Act.SUBMIT, "周八九", words, at, submitted_at=at, submitted_by=person)


def closed(built: Built, found: Finding) -> Finding:
    """销号."""
    by = built.people["王五六"]
    return step(built, found, Act.CLOSE, "王五六", closed_at=NOW, closed_by=by)


def of_household(found: Desk, tx: Tx, number: str = "01", **changes: object) -> Draft:
    """A household's finding: whom it is about, who helps it."""
    row = tx.one(
        "SELECT id, head FROM households WHERE unit_id = :u AND number = :n",
        u=found.unit.id,
        n=number,
    )
    assert row is not None
    draft = replace(
        DRAFT,
        key=f"hh/1.2.2a/{row['id']}",
        household_id=row["id"],
        matter="手册错误2处",
        open_matter="手册错误2处",
        person=row["head"],
        in_charge="何六七",
        category="入户核查",
        points=Fraction(1, 2),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def kind_of(number: int) -> RectificationKind:
    kinds: tuple[RectificationKind, ...] = ("立行立改", "限期整改", "长期坚持")
    return kinds[number % 3]


def two_villages(tx: Tx) -> Built:
    """A village of each team; the first names its contact."""
    return builders.campaign(
        tx,
        "lingling-2018",
        [
            builders.village("青石镇", "大坪村", "张三四", "欧阳七八", contact="周八九"),
            builders.village("柳河乡", "东沟村", "钱一二"),
        ],
    )


def ordered(
    built: Built, folder: Path, unit: str | None = None, unmasked: str | None = None
) -> Ledger:
    """The ledger as the command line has it."""
    campaign = campaigns.campaign(built.tx, built.id)
    house = builders.house(folder)
    _, recipe = export_ledger(built.tx, house, NOW, campaign, unit, unmasked=unmasked)
    return read_ledger(built.tx, json.loads(json.dumps(recipe)))


def only(ledger: Ledger) -> Problem:
    (line,) = ledger.report.problems
    return line


def sheets_of(content: bytes) -> tuple[Worksheet, Worksheet]:
    full, printed = openpyxl.load_workbook(BytesIO(content)).worksheets
    assert isinstance(full, Worksheet)
    assert isinstance(printed, Worksheet)
    return full, printed


def row(sheet: Worksheet, number: int = 1) -> dict[str, object]:
    """The cells of a row below the headings, by heading."""
    headings = [str(cell.value).replace("\n", "") for cell in sheet[5]]
    return dict(zip(headings, (cell.value for cell in sheet[5 + number]), strict=True))


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return two_villages(tx)


@pytest.fixture
def here(built: Built) -> Desk:
    return builders.sheet(built, "青石镇大坪村")


@pytest.fixture
def there(built: Built) -> Desk:
    return builders.sheet(built, "柳河乡东沟村", by="赵六七")
