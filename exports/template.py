"""An office's own Word template: checked before it is used, filled where a built-in paper would be.

Both happen in a process of their own (`exports/template_child.py`), after a look at the zip.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from content import docx_guard
from content.zip_guard import MAX_BYTES
from exports.paper import Paper
from exports.template_fields import FIELDS, TemplateKind, sample
from exports.template_model import PICTURES, Model, cleaned
from inspection.fault import Fault
from inspection.text import Param, Text, text

SECONDS: Final = 20
"""Of computing for a check; filling has a quarter of a second more for each document."""
AT_ONCE: Final = 40
"""Documents filled by one process."""
SHOWN: Final = 12
"""Faults told; more of them help nobody."""
Filled: TypeAlias = tuple[Paper, Model]
"""The built-in paper, for what the file says of itself, and what the template is filled with."""
_ROOT: Final = str(Path(__file__).parents[1])
_CHILD: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from exports.template_child import main; main()"
)
FAULTS: Final = (
    *("empty", "too-large", "damaged", "not-word", "old-word", "word-template", "password"),
    *("bomb", "macro", "dtd", "embedded", "external", "field", "tag-in-attribute", "elsewhere"),
    *("no-tags", "wide", "rich", "unclosed", "no-end", "syntax", "unknown", "unknown-near"),
    *("is-a-list", "is-a-group", "no-list", "no-filter", "no-test", "forbidden", "torn"),
    *("unfillable", "too-slow", "too-much"),
)
"""What can be wrong with a template."""
_PARTS: Final = {"word/document": "body", "word/header": "header", "word/footer": "footer"}
_PIXEL: Final = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
"""A white dot, where a template is tried without pictures."""


class TemplateError(Exception):
    """A template that cannot be used, or no longer be filled: its kind and what is wrong."""

    def __init__(self, kind: TemplateKind, faults: tuple[Fault, ...]) -> None:
        super().__init__(kind, faults)
        self.kind = kind
        self.faults = faults

    @property
    def words(self) -> Text:
        """What is wrong first, in words."""
        why = self.faults[0].text
        return text("template.broken", kind=text(f"template.kind-{self.kind}"), why=why)


def check_template(
    content: bytes, kind: TemplateKind, trials: Sequence[Filled] = ()
) -> tuple[Fault, ...]:
    """All that is wrong with a template; it is filled for trial too.

    With `trials`, and with examples: lists of several entries, then empty ones. Blocks for
    seconds: from a server, call it in a thread.
    """
    refused = docx_guard.refusal(content)
    if refused is not None:
        return (fault_of({"code": refused}),)
    answer = _asked(content, kind, [*trials, example(kind), example(kind, 0)], check=True)
    return tuple(fault_of(each) for each in answer["faults"][:SHOWN])


def filled(content: bytes, kind: TemplateKind, wanted: Sequence[Filled]) -> Iterable[bytes]:
    """The documents, in order; a number of them at a time. TemplateError where one fails.

    Blocks: from a server, call it in a thread.
    """
    for start in range(0, len(wanted), AT_ONCE):
        answer = _asked(content, kind, wanted[start : start + AT_ONCE], check=False)
        if answer["faults"]:
            raise TemplateError(kind, tuple(fault_of(each) for each in answer["faults"]))
        yield from map(b64decode, answer["files"])


def example(kind: TemplateKind, entries: int = 2) -> Filled:
    """A paper and a model of examples, with so many entries in each list."""
    model = sample(FIELDS[kind], entries)
    if "图" in model and entries:
        model["图"] = {name: {"png": _PIXEL} for name in PICTURES}
    return Paper(kind, model["标题"], model["发文机关"], model["文号"], "", (), ""), model


def _asked(
    content: bytes, kind: TemplateKind, wanted: Sequence[Filled], *, check: bool
) -> Mapping[str, Any]:
    seconds = SECONDS + len(wanted) // 4
    asked = {
        "kind": kind,
        "check": check,
        "seconds": seconds,
        "template": b64encode(content).decode(),
        "models": [{"model": cleaned(model), "told": _told(paper)} for paper, model in wanted],
    }
    command = [sys.executable, "-I", "-c", _CHILD, _ROOT]
    try:
        done = subprocess.run(  # noqa: S603 our own program, no shell
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=3 * seconds,
            check=False,
            # What the office has set, its token among it, is nothing to this process.
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return {"faults": [{"code": "too-slow"}], "files": []}
    if done.returncode != 0:
        # It was stopped at its limit, or fell over what it was given.
        return {"faults": [{"code": "too-slow" if done.returncode < 0 else "too-much"}]}
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer


def _told(paper: Paper) -> dict[str, Any]:
    return {
        "kind": paper.kind,
        "title": paper.title,
        "office": paper.office,
        "number": paper.number,
        "draft": paper.draft,
        "properties": list(paper.properties),
    }


def fault_of(found: Mapping[str, Any]) -> Fault:
    """A fault in words: what, in which tag, where, and what was expected."""
    code = found["code"] if found["code"] in FAULTS else "unfillable"
    params: dict[str, Param] = {
        name: str(found[name]) for name in ("name", "known", "why", "what") if name in found
    }
    if code in {"too-large", "too-slow"}:
        params |= {"megabytes": str(MAX_BYTES // 1_000_000), "seconds": str(SECONDS)}
    if code == "unknown":
        code = "unknown-near" if found.get("near") else "unknown"
        params |= {"near": str(found.get("near", "")), "known": found["known"] or "—"}
    what = text(f"fault.template.{code}", **params)
    if not found.get("part"):
        return Fault("", what)
    where = _where(str(found["part"]), int(found.get("paragraph", 0)))
    if not found.get("tag"):
        return Fault("", text("template.at", where=where, what=what))
    return Fault("", text("template.at-tag", where=where, tag=str(found["tag"]), what=what))


def _where(part: str, paragraph: int) -> Text:
    stem = part.rstrip("0123456789.xml")
    known = next((code for head, code in _PARTS.items() if part.startswith(head)), None)
    name: Text | str = text(f"template.part-{known}") if known else (stem or part)
    if paragraph:
        return text("template.paragraph", part=(name,), number=str(paragraph))
    return text("template.whole-part", part=(name,))
