"""The catalogs: the same keys and gaps, words for every code and no others, room on buttons."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from content.checklists import shipped_ids
from content.locales import catalog, gaps
from exports.archive_index import COLUMNS as ARCHIVE_COLUMNS
from exports.campaign_book import COLUMNS as BOOK_COLUMNS
from exports.campaign_book import headings
from exports.ledger import COLUMNS as LEDGER_COLUMNS
from exports.ranking_sheet import COLUMNS as RANKING_COLUMNS
from exports.template import FAULTS
from exports.template_fields import KINDS as TEMPLATES
from exports.template_fields import SORTS
from inspection.campaign import Role, Unit
from inspection.card import Card
from inspection.finding import EDITABLE, Act, FindingState
from inspection.flow.finding import KIND_CODES
from inspection.flow.findings import FILTERS
from inspection.flow.household import ABSENT_REASONS
from inspection.household_answers import Contact
from inspection.sheet import DONE, LOCKED, SheetState
from inspection.wording import UNITS
from storage import visits
from tests import builders
from tests.talks.stages import TEAM, copy_of_empty
from tests.talks.talk import Stage, Talk, opened
from tests.talks.test_ways import crawl
from workflow.documents import KINDS as DOCUMENTS
from workflow.finding_time import WHY_NOT
from workflow.finding_verifying import WHY_FALSE, WHY_RETURN
from workflow.keys import KEYS
from workflow.menus import ORDER
from workflow.rechecking import USUAL
from workflow.routes import COMMANDS

ROOT = Path(__file__).parents[2]
PACKAGES = (
    *("bot", "handlers", "workflow", "storage", "exports", "content", "scoring", "inspection"),
)
ARCHIVE_TROUBLES = tuple(
    f"trouble-{why}"
    for why in (
        *("owed", "lost", "removed", "missing", "changed", "no-picture", "too-large", "unreadable"),
    )
)
DECISIONS = ("granted", "refused")
KINDS = ("photo", "document", "video", "voice")

FAMILIES: dict[str, tuple[str, ...]] = {
    "absent.{}": ABSENT_REASONS[:3],
    "archive.{}": (
        *("index", "left-out", "title", "about", "masked", "unmasked", "how", "all-units"),
        *("kind-photo", "kind-document", "kind-video", "kind-voice"),
        *("shows-before", "shows-after", "nothing-left-out", *ARCHIVE_TROUBLES),
        *(f"column.{name}" for name in (*(name for name, _, _ in ARCHIVE_COLUMNS), "file", "why")),
    ),
    "archive.kind-{}": KINDS,
    "read.item-{}": ("na", "unchecked"),
    "archive.age-{}": ("same", "before", "after"),
    "archive.stamp-{}": (
        *("time", "place", "unit", "item", "household", "finding", "by", "number"),
    ),
    "cli.archive-{}": ("manifest", "missing", "changed", "added", "twice"),
    "aside.{}": ("na", "nc", "exempt"),
    "ask.{}": ("na", "unchecked", "return", "reopen"),
    "ask.gone-{}": ("moved", "died", "merged"),
    "ask.objection-{}": DECISIONS,
    "ask.unchecked-{}": ("nobody", "no-papers", "no-access"),
    "ask.value-{}": (
        *("fail", "zero", "each", "finding", "bonus", "share", "below", "excess", "bands"),
        *("choice", "marks", "judged"),
    ),
    "book.{}": tuple(heading for name in BOOK_COLUMNS for heading, _ in headings(name)),
    "book.mode.{}": tuple(Contact),
    "book.sheet.{}": tuple(BOOK_COLUMNS),
    "book.exported.{}": ("export", "export-stopped", "units", "lines", "files"),
    "book.exported.why-{}": ("chat", "command-line", "signed-leader", "signed-contact"),
    "book.state.{}": tuple(SheetState),
    "book.told.{}": (
        *("campaign", "office", "number", "round", "checklist", "at", "who", "why", "names"),
        *("figures", "hint"),
    ),
    "button.{}": ("next", "back"),
    "button.by-{}": ("unit", "township"),
    "cli.kind-{}": (*DOCUMENTS, "all", "charts"),
    "decide.{}": ("na", "unchecked", "twin", "alike"),
    "decide.{}-of": ("twin", "alike"),
    "decide.late-{}": ("submitted", "signed"),
    "decide.{}-granted": ("standing", "exempt", "late", "twin"),
    "decide.{}-refused": ("standing", "exempt", "late", "twin"),
    "demo.try-{}": ("inspector", "leader", "findings", "clock", "more"),
    "evidence.kind-{}": KINDS,
    "evidence.late-{}": ("submitted", "signed"),
    "keyboard.{}": KEYS,
    "evidence.lost_{}": ("gone", "large"),
    "export.sheet-{}": tuple(SheetState),
    "fault.answers.{}-question": ("village", "household"),
    "fedit.{}": EDITABLE,
    "finding.act-{}": tuple(Act),
    "finding.kind-{}": tuple(KIND_CODES.values()),
    "finding.mark-{}": tuple(FindingState),
    "finding.shows-{}": ("before", "after", "found"),
    "finding.state-{}": tuple(FindingState),
    "findings.{}": FILTERS,
    "help.{}": ("team", "heads", "contact", "findings", "observer", "admin"),
    "import.{}": ("new", "changed", "gone"),
    "import.field.{}": (
        *("document_number", "office", "mode", "starts_on", "ends_on", "policy", "has_tags"),
        "checklist",
    ),
    "import.kind.{}": ("round", "person", "unit", "household", "department", "rest-day"),
    "import.state.{}": ("owed", "faults", "ready", "confirmed", "done", "cancelled", "failed"),
    "ledger.column.{}": tuple(LEDGER_COLUMNS),
    "office-check.{}": (
        *("mark", "mark-open", "address", "address-here", "address-plain", "address-missing"),
        *("proxy", "running", "ill", "idle", "taken", "reached", "away", "untrusted", "other"),
        *("store", "store-new", "store-broken"),
    ),
    "menu.{}": tuple(name for name in ORDER if name in COMMANDS),
    "objection.{}": DECISIONS,
    "people.{}": ("people", "joined"),
    "pictures.late-{}": ("submitted", "signed", *DECISIONS),
    "verdict.{}": DECISIONS,
    "people.to-{}": ("people", "joined"),
    "read.reached-{}": ("visit", "phone"),
    "relapse.{}": USUAL,
    "rectify.came-{}": ("before", "after"),
    "refusal.finding-{}": tuple(FindingState),
    "refusal.locked-{}": tuple(LOCKED),
    "spot.now-{}": ("before", "after"),
    "time.{}": WHY_NOT,
    "result.{}": tuple(DONE),
    "role.{}": tuple(Role),
    "sheet.{}": ("na", "unchecked"),
    "sheet.{}-because": ("na", "unchecked"),
    "sheet.aside-{}": ("na", "unchecked"),
    "sheet.column.{}": ("section", "number", "title", "criterion", "arithmetic", "ground"),
    "sheet.column.points-{}": ("marks", "points"),
    "sheet.column.score-{}": ("marks", "points"),
    "sheet.sign-{}": ("head", "members"),
    "standing.{}": ("na", "unchecked", "undecided", *DECISIONS),
    "standing.{}-short": ("na", "unchecked"),
    "standing.{}-stands": ("na", "unchecked"),
    "state.{}": tuple(SheetState),
    "summary.findings-{}": ("new", "with-unit", "waiting", "closed", "overdue"),
    "summary.unit-{}": tuple(SheetState),
    "tell.objection-{}": DECISIONS,
    "toc.{}": ("na", "unchecked"),
    "unit.{}": UNITS,
    "units.{}": tuple(SheetState),
    "verify.{}": (*WHY_RETURN, *WHY_FALSE, "owed", "lost"),
    "visit.mode-{}": ("visit", "phone", "absent"),
    "warning.checklist.total-{}": ("rows", "printed"),
    "order.kind-{}": (*DOCUMENTS, "all"),
    "book.files.{}": ("owed", "removed"),
    "cli.retain-{}": ("due", "next"),
    "fault.template.{}": FAULTS,
    "template.kind-{}": TEMPLATES,
    "template.list.{}": SORTS,
    "template.part-{}": ("body", "header", "footer"),
    "order.caption-{}": ("masked", "pictures"),
    "contents.about-{}": DOCUMENTS,
    "ranking.{}": ("towns", "villages"),
    "ranking.column.{}": tuple(RANKING_COLUMNS),
    "ranking.title-{}": ("towns", "villages"),
}
"""Codes that are put together, with all that can stand in their gap."""

PASSED_ON = {
    *(
        "refusal.{}",
        "fault.{}",
        "fault.file.{}",
        "warning.{}",
        "doctor.{}",
        "spoken.{}",
        "chart.{}",
    ),
}
"""Families whose endings are written out elsewhere in the source, where the code is chosen."""

NOT_YET = {
    "menu.draw": "the draw's part brings the command",
}
"""Words that wait for their use."""


@cache
def trees() -> tuple[ast.Module, ...]:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files)


def literals() -> set[str]:
    """Every string written out anywhere."""
    return {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said() -> Iterator[str]:
    """The codes and patterns of codes given to what makes words of them."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "code" for t in node.targets
            ):
                yield from codes(node.value)
            elif isinstance(node, ast.Call) and node.args:
                if called(node.func) in {"text", "say"}:
                    yield from codes(node.args[0])
                elif called(node.func) == "RefusalError":
                    yield from (f"refusal.{code}" for code in codes(node.args[0]))


def called(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def codes(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=body, orelse=other):
            yield from codes(body)
            yield from codes(other)
        case ast.JoinedStr(values=values):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in values)
        case _:
            return


def words() -> dict[str, str | dict[str, str]]:
    return dict(catalog("zh").words)  # type: ignore[arg-type]


def members() -> set[str]:
    """All the codes of the families."""
    return {code.replace("{}", each) for code, every in FAMILIES.items() for each in every}


def test_both_languages_have_the_same_codes() -> None:
    assert sorted(catalog("zh").words) == sorted(catalog("en").words)


@pytest.mark.parametrize("code", sorted(catalog("zh").words))
def test_both_languages_have_the_same_gaps(code: str) -> None:
    def of(lang: str) -> frozenset[str]:
        found = catalog(lang).words[code]
        forms = [found] if isinstance(found, str) else list(found.values())
        return frozenset[str]().union(*map(gaps, forms))

    # The words of a checklist come in both languages, and each catalog takes its own.
    if code == "word.either":
        assert (of("zh"), of("en")) == ({"zh"}, {"en"})
        return
    # A plural may leave the number out of one of its forms, never out of both.
    assert of("zh") - {"n"} == of("en") - {"n"}


def test_every_code_in_the_source_has_words() -> None:
    known = set(words())
    plain = {code for code in said() if "{}" not in code and "." in code}
    assert len(plain) > 400
    # The workbook's reader names its faults without the beginning they share.
    known |= {code.partition(".")[2] for code in known if code.startswith(("fault.", "warning."))}
    assert sorted(plain - known) == []
    assert sorted(members() - known) == []


def test_every_family_of_codes_is_written_down_here() -> None:
    families = {code for code in said() if "{}" in code and not code.startswith("{}")}
    assert sorted(families - set(FAMILIES) - PASSED_ON) == []


def test_no_words_are_for_nothing() -> None:
    written, known = literals(), set(words())
    used = written | members() | {code for code in said() if "{}" not in code}
    for family in PASSED_ON:
        before = family.removesuffix("{}")
        used |= {before + each for each in written if before + each in known}
    assert sorted(known - used - set(NOT_YET)) == []
    assert sorted(code for code in NOT_YET if code in used) == []


# -- room ----------------------------------------------------------------------------------------


def columns(label: str) -> int:
    """Chinese characters and signs are two wide, the rest one; joiners take no room."""
    return sum(
        0
        if unicodedata.combining(sign) or sign in "\ufe0f\u200d"
        else 2
        if unicodedata.east_asian_width(sign) in "WF" or sign in "❗✅✓●○—"
        else 1
        for sign in label
    )


ROOM = {1: 42, 2: 20, 3: 15, 4: 10}
"""Columns of a label by buttons a row: 21, 10 and 6 Chinese characters, the last with its mark."""


def every_card(checklist: str, folder: Path, lang: str = "zh") -> dict[str, Card]:
    """All cards one gets to on a sheet of that checklist, with ids as long as they get."""
    file = copy_of_empty(folder)
    with opened(file) as tx:
        tx.do("PRAGMA defer_foreign_keys=ON")
        tags = ("学生2", "慢病1", "住院", "大病", "危房", "中高职3", "劳动力", "特殊困难")
        there = builders.village("青石镇", "大坪村", "张三", "欧阳四", contact="周八九")
        roster = tuple(replace(h, tags=tags) for h in there.roster)
        plan = builders.PlannedVillage(there.unit, roster)
        if checklist == "dongyuan-2020":
            plan = builders.PlannedVillage(Unit("青石镇", None, contact="周八九"))
        built = builders.campaign(tx, checklist, [plan], TEAM, has_tags=True)
        tx.do("UPDATE households SET id = id + 9999000")
    talk = Talk(Stage(file, built.accounts, builders.house(folder)))
    talk.act("王五六", "inspect")
    with opened(file) as tx:
        tx.do("PRAGMA defer_foreign_keys=ON")
        tx.do("UPDATE sheets SET id = 999999")
        tx.do("UPDATE rollups SET sheet_id = 999999")
        tx.do("UPDATE focus SET sheet_id = 999999, place = replace(place, '1|', '999999|')")
        tx.do("UPDATE focus SET lang = :lang", lang=lang)
        assert all(at > 9_999_000 for at in visits.numbers(tx, 1).values())
    talk.act("王五六", "start")
    return crawl(talk, "王五六")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("checklist", shipped_ids())
def test_every_label_has_room_on_its_button(checklist: str, lang: str, tmp_path: Path) -> None:
    say = catalog(lang).plain
    cards = every_card(checklist, tmp_path, lang)
    assert len(cards) > 20
    tight = {
        (place.partition("|")[2], len(row), say(button.label))
        for place, card in cards.items()
        for row in card.rows
        for button in row
        if columns(say(button.label)) > ROOM[len(row)]
    }
    assert sorted(tight) == []


CHINESE = re.compile(r"[\u3007\u3400-\u9fff]+")
NAMES = {
    *("青石镇", "大坪村", "青石镇大坪村", "督查项目", "秋季专项督查", "第一轮", "第一组", "督查办"),
    *(
        "张",
        "欧阳",
        "王五六",
        "李三七",
        "中文",
        "语言",
        "请选择语言",
        "学生",
        "慢病",
        "住院",
        "大病",
        "危房",
        "中高职",
        "劳动力",
        "特殊困难",
    ),
}
"""What stays Chinese for everybody: names, and what the roster says of a household."""


@pytest.mark.parametrize("checklist", shipped_ids())
def test_nobody_who_reads_english_meets_chinese(checklist: str, tmp_path: Path) -> None:
    say = catalog("en").plain
    found = {
        (place.partition("|")[2], words)
        for place, card in every_card(checklist, tmp_path, "en").items()
        for each in (card.title, *card.lines, *(b.label for row in card.rows for b in row))
        for words in CHINESE.findall(say(each))
        if words not in NAMES
    }
    assert sorted(found) == []


@pytest.mark.parametrize("checklist", shipped_ids())
def test_every_button_fits_its_64_bytes_with_the_longest_ids(
    checklist: str, tmp_path: Path
) -> None:
    cards = every_card(checklist, tmp_path)
    data = {b.data for card in cards.values() for row in card.rows for b in row}
    assert max(len(each.encode()) for each in data) <= 64
    assert re.search(r"\b999999\b", " ".join(data))
    if checklist not in {"dongyuan-2020", "village-rules"}:
        assert any("99990" in each for each in data)
