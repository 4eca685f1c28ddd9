"""Programmes laid over inspections (挂牌督战): rounds, who owns which topic, what is supervised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from content.workbook.words import ROUND_KINDS
from inspection.campaign import Department, Round

_FOLDER = Path(__file__).parent / "programmes"


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme in one year: what its workbook has filled in already."""

    id: str
    title: str
    starts_on: date
    ends_on: date
    rectify_by: date
    """The default deadline of its findings."""
    rounds: tuple[Round, ...]
    departments: tuple[Department, ...]
    topics: tuple[str, ...]
    """What is supervised (督战事项)."""


def programme_ids() -> tuple[str, ...]:
    """The programmes that come with ducha."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def programme(programme_id: str, year: int) -> Programme:
    """A programme that comes with ducha, in that year; KeyError where there is none of that id."""
    if programme_id not in programme_ids():
        raise KeyError(programme_id)
    plain = _plain(programme_id)
    rounds = tuple(
        Round(
            each["name"],
            ROUND_KINDS[each["kind"]],
            _day(each["from"], year),
            _day(each["to"], year),
        )
        for each in plain["rounds"]
    )
    return Programme(
        plain["id"],
        plain["title"],
        rounds[0].starts_on,
        rounds[-1].ends_on,
        _day(plain["rectify_by"], year),
        rounds,
        tuple(
            Department(each["topic"], each["lead"], tuple(each.get("with", ())))
            for each in plain["departments"]
        ),
        tuple(plain["topics"]),
    )


@cache
def _plain(programme_id: str) -> Mapping[str, Any]:
    text = (_FOLDER / f"{programme_id}.yaml").read_text(encoding="utf-8")
    # Only strings are wanted: month-days are no numbers and no dates.
    loaded: Mapping[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 makes strings only
    return loaded


def _day(month_day: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{month_day}")
