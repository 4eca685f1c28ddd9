"""One model: what any document of a round says is what `ducha summary --json` says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest

from exports.carryover import carryover
from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.paper import Paper
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from scoring.campaign_report import CampaignReport
from tests import builders
from tests.workflow import agreeing_books as books
from tests.workflow import agreeing_papers as papers
from tests.workflow.agreeing import (
    Claim,
    Document,
    Line,
    Told,
    lines,
    numbered,
    of_books,
    of_papers,
)
from tests.workflow.round_books import WORKBOOKS, Books, opened
from tests.workflow.whole_round import whole_round


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    folder = tmp_path_factory.mktemp("round")
    with builders.books(folder) as tx:
        yield opened(tx, folder, whole_round(tx, folder))


Read = Callable[[Document, Told], Iterator[Claim]]
Make = Callable[[CampaignReport], Mapping[str, Paper]]
PAPERS: Mapping[str, tuple[Make, Read]] = {
    "circular": (lambda report: {"circular": circular(report)}, papers.circular),
    "report": (lambda report: {"report": leaders_report(report)}, papers.report),
    "carryover": (lambda report: {"carryover": carryover(report)}, papers.carryover),
    "rectification notices": (rectification_notices, papers.rectification_notices),
    "supervision notices": (supervision_notices, papers.supervision_notices),
}
READ: Mapping[str, Read] = {
    "score sheets": books.score_sheets,
    "ledger": books.ledger,
    "ranking": books.ranking,
    "campaign": books.campaign,
    "carryover list": books.carryover_list,
    "archive index": books.archive_index,
}
DOCUMENTS = (*READ, *PAPERS)
FIGURES = {"archive index": 1, "supervision notices": 4, "rectification notices": 4}
"""So many figures at least stand in these; in the others ten."""
SOME = 60
"""Figures of a document that are changed, evenly spread: long ones have hundreds."""


@pytest.fixture(scope="module")
def documents(made: Books) -> dict[str, Document]:
    workbooks = {
        name: Document(of_books(WORKBOOKS[name](made)), read, made.told)
        for name, read in READ.items()
    }
    return workbooks | {
        name: Document(of_papers(make(made.report)), read, made.told)
        for name, (make, read) in PAPERS.items()
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_figure_of_a_document_is_the_summarys(
    documents: dict[str, Document], name: str
) -> None:
    claims = documents[name].claims()
    assert [claim for claim in claims if not claim.holds] == []
    assert sum(len(claim.places) for claim in claims) >= FIGURES.get(name, 10)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_figure_changed_in_a_document_is_noticed(
    documents: dict[str, Document], name: str
) -> None:
    document = documents[name]
    every = list(dict.fromkeys(place for claim in document.claims() for place in claim.places))
    some = every[:: len(every) // SOME + 1]
    assert [place for place in some if agrees(document.changed(place))] == []


def agrees(document: Document) -> bool:
    return all(claim.holds for claim in document.claims())


def test_every_kind_of_workbook_is_read() -> None:
    assert set(READ) == set(WORKBOOKS)


def test_a_finding_is_the_same_wherever_it_is_listed(
    made: Books, documents: dict[str, Document]
) -> None:
    def told(row: Line) -> tuple[str, ...]:
        state, *late = str(row["状态"]).split("\n")
        return (f"{row['乡镇']}{row['村（社区）']}", state, *late)

    full, printed, whole = (
        {line["问题编号"]: told(line) for line in numbered(documents[name], sheet, "序号")}
        for name, sheet in (
            ("ledger", "整改台账"),
            ("ledger", "整改台账（打印）"),
            ("campaign", "问题"),
        )
    )
    assert len(full) == len(made.report.problems)
    assert printed == full
    assert whole == full
    notices = documents["rectification notices"]
    listed = {
        line["编号"]: (name, line["状态"])
        for name in notices.sheets
        if f"{name} 1" in notices.sheets
        for line in numbered(notices, f"{name} 1", "序号")
    }
    left = {code: found[:2] for code, found in full.items() if found[1] != "已销号"}
    assert listed == left
    late = next(rows for rows in documents["report"].sheets.values() if "逾期" in rows[0][-1:])
    got = {row[1]: (row[2], f"逾期{row[-1]}") for row in late[1:]}
    assert got == {code: (unit, *days) for code, (unit, _, *days) in full.items() if days}


def test_as_many_files_of_evidence_are_in_every_document(documents: dict[str, Document]) -> None:
    index = Counter(
        f"{line['乡镇']}{line['村（社区）']}"
        for line in lines(documents["archive index"], "证据索引", "编号")
    )
    rows = lines(documents["campaign"], "佐证", "编号")
    assert Counter(f"{line['乡镇']}{line['村（社区）']}" for line in rows) == index
    for name, sheet in documents["score sheets"].sheets.items():
        words = "\n".join(str(cell) for row in sheet for cell in row if cell)
        assert re.findall(r"佐证材料 (\d+) 份", words) == [str(index[name])], name
