"""Every code the results use has its words in both languages, with the same gaps."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from content.locales import catalog, gaps
from inspection.household_answers import Contact
from inspection.sheet import SheetState

ROOT = Path(__file__).parents[2]
FILES = [
    ROOT / name
    for name in (
        "inspection/flow/summary.py",
        "inspection/flow/reading.py",
        "inspection/flow/ranking.py",
        "exports/form.py",
        "exports/score_sheet.py",
        "exports/score_sheet_end.py",
        "workflow/summary.py",
        "workflow/reading.py",
        "workflow/ranking.py",
        "workflow/results.py",
        "workflow/exporting.py",
    )
]


def codes(file: Path) -> set[str]:
    """String constants that look like codes; of composed ones the beginning, with a star."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            found |= {f"{start}*"} if _is_code(start) else set()
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value)
        ):
            found.add(node.value)
    return found


def _is_code(words: str) -> bool:
    area, dot, rest = words.partition(".")
    return bool(dot and rest.strip()) and area in {
        "summary",
        "read",
        "rank",
        "export",
        "sheet",
        "button",
    }


PLACES = {
    "rank.villages",
    "summary.team.",
    "summary.town.",
    "summary.lost.",
    "read.item.",
    "read.hh.",
}
PLACES |= {"summary.towns", "summary.lost", "read.items"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_its_words(file: Path, lang: str) -> None:
    words = catalog(lang).words
    missing = []
    for code in codes(file):
        if code.rstrip("*") in PLACES:
            continue
        start = code.removesuffix("*")
        open_end = code.endswith(("*", "-", "."))
        known = any(w.startswith(start) for w in words) if open_end else code in words
        if not known:
            missing.append(code)
    assert missing == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_and_way_has_its_words(lang: str) -> None:
    wanted = {f"summary.unit-{state}" for state in SheetState}
    wanted |= {f"export.sheet-{state}" for state in SheetState}
    wanted |= {f"state.{state}" for state in SheetState}
    wanted |= {f"read.reached-{mode}" for mode in Contact}
    wanted |= {f"sheet.{each}{end}" for each in ("na", "unchecked") for end in ("", "-because")}
    wanted |= {f"sheet.aside-{each}" for each in ("na", "unchecked")}
    wanted |= {f"sheet.column.{c}-{b}" for c in ("points", "score") for b in ("points", "marks")}
    assert wanted <= set(catalog(lang).words)


def test_both_languages_have_the_same_gaps() -> None:
    zh, en = catalog("zh").words, catalog("en").words
    for code, words in zh.items():
        if code.split(".")[0] not in {"summary", "read", "rank", "export", "sheet"}:
            continue
        theirs = en[code]
        ours = words if isinstance(words, str) else words["other"]
        others = [theirs] if isinstance(theirs, str) else list(theirs.values())
        for other in others:
            assert gaps(other) == gaps(ours), code
