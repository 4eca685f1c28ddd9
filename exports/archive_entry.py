"""A file of evidence as the archive tells it: whose it is, when and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exports.score_sheet_end import Stamp

HASH_SHOWN = 16
"""Digits of a hash that are printed on a picture."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position as it was shared: WGS-84 degrees, metres, seconds between it and the file.

    `age` is above zero where the position is the older of the two.
    """

    latitude: str
    longitude: str
    accuracy: str | None
    age: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of evidence. Words are masked already where the archive is; times are local.

    `household` is a number alone, `head` its head. `finding` is a finding's code, `shows` before
    or after where the file belongs to one. `team` is None where whoever sent it is of no team.
    `sha256` is None while the bytes are still to come, or where they never will (`lost`). Where
    they were `removed` after the retention time it stays, the position does not.
    `confidential`: what villagers said, not for the inspected unit.
    """

    id: int
    township: str
    village: str
    round: str | None
    item: str | None
    item_title: str
    question: str
    household: str | None
    head: str
    finding: str | None
    shows: str | None
    objection: bool
    kind: str
    mime: str | None
    at: datetime
    position: Position | None
    by: str
    team: str | None
    caption: str
    name: str
    sha256: str | None
    lost: bool
    removed: bool
    size: int | None
    forwarded: bool
    confidential: bool
    late: bool
    """Whether it came after handing in and was not accepted."""
    twin_of: int | None

    @property
    def number(self) -> str:
        """Its number in the archive."""
        return f"{self.id:06d}"

    @property
    def unit(self) -> str:
        """The unit in full."""
        return self.township + self.village


@dataclass(frozen=True, slots=True)
class Archive:
    """All that an archive is made of; `unit` where it is about one alone."""

    campaign_id: int
    campaign: str
    office: str | None
    unit: str | None
    stamp: Stamp
    entries: tuple[Entry, ...]
