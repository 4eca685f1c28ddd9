"""What an inspector of scheme A would keep on paper, and the answers file made from it alone.

Written from the printed scheme, not from the program: which questions a household is asked,
which of them a tag calls for, which can be asked on the telephone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from inspection.campaign import Household


class Ask(NamedTuple):
    """A household question: whether it counts cases, whom it concerns, if by telephone."""

    cases: bool
    tag: str = ""
    phone: bool = False


ASKED = {
    "1.1a": Ask(cases=False, phone=True),
    "1.2.1a": Ask(cases=True),
    "1.2.2a": Ask(cases=True),
    "1.3a": Ask(cases=True, phone=True),
    "2.2a": Ask(cases=True),
    "2.3.2a": Ask(cases=True),
    "2.4a": Ask(cases=True, tag="危房"),
    "2.4b": Ask(cases=True, tag="危房"),
    "2.4c": Ask(cases=True, tag="危房"),
    "2.5a": Ask(cases=True, phone=True),
    "2.5b": Ask(cases=True, tag="慢病", phone=True),
    "2.5c": Ask(cases=True, tag="住院", phone=True),
    "2.5d": Ask(cases=True, tag="大病", phone=True),
    "2.6a": Ask(cases=True, tag="学生", phone=True),
    "2.6b": Ask(cases=True, tag="学生", phone=True),
    "2.7a": Ask(cases=True, tag="中高职"),
    "2.7b": Ask(cases=False, tag="中高职", phone=True),
    "2.8a": Ask(cases=True, tag="特殊困难"),
    "2.11a": Ask(cases=True, tag="劳动力"),
    "3.1.1a": Ask(cases=True),
    "3.1.1b": Ask(cases=True),
    "3.1.2a": Ask(cases=True),
    "3.2.1a": Ask(cases=False, phone=True),
    "3.3a": Ask(cases=True),
    "3.4a": Ask(cases=False, tag="学生", phone=True),
    "3.5a": Ask(cases=False, tag="中高职", phone=True),
    "3.6a": Ask(cases=False, phone=True),
    "3.6b": Ask(cases=True, tag="住院", phone=True),
    "3.7a": Ask(cases=False, phone=True),
}
COUNTING_CHILDREN = ("3.4a", "3.5a")


@dataclass
class Notebook:
    """What was seen, household by household, and in the village."""

    village: dict[str, Any] = field(default_factory=dict)
    households: dict[str, dict[str, Any]] = field(default_factory=dict)
    not_applicable: list[str] = field(default_factory=list)
    exempt: dict[str, int] = field(default_factory=dict)

    def visited(
        self, who: Household, found: Mapping[str, Any] | None = None, *, phone: bool = False
    ) -> None:
        """A household that was met, with what was found there."""
        answers: dict[str, Any] = {}
        for question, ask in ASKED.items():
            tagged = [tag for tag in who.tags if tag.rstrip("0123456789") == ask.tag]
            if (ask.tag and not tagged) or (phone and not ask.phone):
                answers[question] = None
            elif ask.cases:
                answers[question] = 0
            elif question in COUNTING_CHILDREN:
                children = int(re.sub(r"\D", "", tagged[0]))
                answers[question] = {"met": children, "of": children}
            else:
                answers[question] = True
        answers |= found or {}
        # The same fact in two rows of the sheet.
        answers["3.6a"] = answers["2.5a"] == 0
        answers["3.6b"] = answers["2.5c"]
        self.households[who.number] = answers

    def away(self, who: Household) -> None:
        """A household where nobody was met."""
        self.households[who.number] = dict.fromkeys(ASKED)

    def write(self, file: Path) -> Path:
        """The answers file for `ducha score`."""
        body = {
            "answers": self.village,
            "households": self.households,
            "not_applicable": self.not_applicable,
            "exempt": self.exempt,
        }
        file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        return file

    def problems(self) -> int:
        """How many questions told of a problem in all households."""
        asked = [question for question in ASKED if question not in ("3.6a", "3.6b")]
        return sum(
            _is_problem(answers[question])
            for answers in self.households.values()
            for question in asked
        )


def _is_problem(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value["met"] < value["of"])
    if isinstance(value, bool):
        return not value
    return bool(value)
