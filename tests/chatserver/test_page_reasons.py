"""Whatever the server refuses a person is told in the person's language."""

import ast
import re
from pathlib import Path

import pytest

import chatserver

SERVER = Path(chatserver.__file__).parent
REASON = re.compile(r'^  (?:"([^"]+)"|(\w+)):', re.MULTILINE)
OPERATORS = {"faults.py", "trying.py"}
"""What only the demo's own controls call."""


def sentences(file: Path) -> list[str]:
    """All that this module refuses with; a value that is only known then is left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusedError":
            said = node.args[1]
            said = named[said.id] if isinstance(said, ast.Name) else said
            parts = said.values if isinstance(said, ast.JoinedStr) else [said]
            texts = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
            assert texts, f"{file.name}:{node.lineno} says nothing"
            found.append("…".join(texts))
    return found


@pytest.mark.parametrize(
    "file", [one for one in sorted(SERVER.glob("*.py")) if one.name not in OPERATORS],
    ids=lambda one: one.stem,
)  # fmt: skip
def test_every_refusal_is_known_to_the_page_in_chinese(file: Path) -> None:
    known = [
        one or other
        for one, other in REASON.findall((SERVER / "page" / "reasons.js").read_text("utf-8"))
    ]
    assert len(known) > 40
    unknown = [one for one in sentences(file) if not any(part in one for part in known)]
    assert unknown == []
