"""Where a file has not the form of a checklist, in our words, and what else can be read."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from content.checklist_form import ChecklistForm
from content.exact import Path, Tree
from content.rule_forms import KINDS
from inspection.text import Text, text

_EXPECTED = {
    "extra_forbidden": "fault.field.unknown",
    "missing": "fault.field.missing",
    "union_tag_not_found": "fault.field.missing",
    "list_type": "fault.field.expected-list",
    "too_short": "fault.field.empty",
    "model_type": "fault.field.expected-fields",
    "model_attributes_type": "fault.field.expected-fields",
    "dict_type": "fault.field.expected-fields",
}


def form_faults(invalid: ValidationError) -> list[tuple[Path, Text]]:
    """All that is wrong with a file's form, with its place."""
    return [(_path(detail), _words(detail)) for detail in invalid.errors(include_url=False)]


def patched(tree: Tree, wrong: Sequence[Path]) -> tuple[ChecklistForm, list[Path]] | None:
    """A checklist's form with sound parts in the places of wrong ones, so that the rest counts.

    With it the places whose faults then mean nothing. None where too much is wrong.
    """
    sound: Any = copy.deepcopy(tree)
    try:
        passed = [_patch(sound, path, f"x{number}") for number, path in enumerate(wrong)]
        return ChecklistForm.model_validate(sound), passed
    except (ValidationError, AttributeError, TypeError, KeyError, IndexError):
        return None


def _path(detail: ErrorDetails) -> Path:
    """Where pydantic found an error, without the step it puts in for the kind of a rule."""
    path: list[str | int] = []
    for step in detail["loc"]:
        if step != "[key]" and not (path and path[-1] == "rule" and step in KINDS.values()):
            path.append(step)
    if detail["type"].startswith("union_tag"):
        path.append("kind")
    return tuple(path)


def _words(detail: ErrorDetails) -> Text:
    kind, gaps = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED:
        return text(_EXPECTED[kind])
    if kind in {"literal_error", "union_tag_invalid"}:
        options = str(gaps.get("expected") or gaps.get("expected_tags"))
        return text(
            "fault.field.expected-one-of", options=options.replace("'", "").replace(" or ", ", ")
        )
    if kind.startswith("fault."):
        return text(kind, **gaps)
    return text("fault.field.odd")


def _patch(tree: Any, path: Path, name: str) -> Path:
    """Puts a sound part where the wrong one is; the path of what is then to be passed over."""
    match path:
        case ("sections", i, "items", j, "questions", k, *_):
            questions = tree["sections"][i]["items"][j]["questions"]
            questions[k] = _question(questions[k], name)
            return path[:6]
        case ("sections", i, "items", j, str(field), *_):
            _replace(tree["sections"][i]["items"][j], field, name)
            return path[:4] if field in {"id", "points"} else path[:5]
        case ("sections", i, str(field), *_):
            _replace(tree["sections"][i], field, name)
            return path[:3]
        case _:
            _replace(tree, str(path[0]), name)
            return path[:1]


def _replace(fields: Any, field: str, name: str) -> None:
    """Takes a field out, or puts a sound one in where there must be one."""
    item = {"id": name, "title": name, "questions": [_question(None, name)]}
    needed = {"id": name, "title": name, "questions": item["questions"], "items": [item]}
    fields.pop(field, None)
    if field in needed:
        fields[field] = needed[field]


def _question(old: Any, name: str) -> dict[str, Any]:
    said = old if isinstance(old, dict) else {}
    named, scope = said.get("id"), said.get("scope")
    return {
        "id": named if isinstance(named, str) and named.strip() else name,
        "prompt": name,
        "scope": scope if scope in ("village", "household") else "village",
        "rule": {"kind": "zero"},
    }
