"""The acts of the courier: files still at the chat server, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inspection import likeness
from inspection.text import text
from storage import downloads, notices, twins
from storage.db import Tx
from storage.downloads import Owed
from storage.twins import Picture

NOTED = 100
"""Likenesses of one picture that are noted: beyond them it is no picture of anything."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on our own disk: its hash, bytes, true type, and what it looks like (a picture)."""

    sha256: str
    size: int
    mime: str | None = None
    look: str | None = None
    mirrored: str | None = None


def owed_files(tx: Tx, wall: datetime, at_most: int, besides: Collection[int]) -> list[Owed]:
    """Files to fetch now, without those in hand."""
    return downloads.owed(tx, wall, at_most, besides)


def evidence_later(tx: Tx, item: Owed, at: datetime) -> None:
    """It did not work: again at that time."""
    downloads.again(tx, item.id, at)


def evidence_lost(tx: Tx, item: Owed, reason: str, now: datetime) -> None:
    """The file cannot be had: say so to whoever sent it. `reason` is `gone` or `large`."""
    if downloads.lost(tx, item.id):
        words = text("evidence.lost", reason=text(f"evidence.lost_{reason}"))
        notices.line(tx, f"evidence/{item.id}/lost", item.chat_id, words, now)


def evidence_safe(tx: Tx, item: Owed, kept: Kept, now: datetime) -> None:
    """The bytes are safe: note it, and say so with a reaction on the message."""
    downloads.safe(tx, item, kept.sha256, kept.size, kept.mime, kept.look, kept.mirrored)
    notices.react(tx, item.chat_id, item.message_id, now)


# Pictures that look alike: compared beside the writer, and only then noted ----------------------


def uncompared(tx: Tx, at_most: int) -> list[Picture]:
    """Pictures to be held beside the others."""
    return twins.uncompared(tx, at_most)


def likenesses(tx: Tx, pictures: Sequence[Picture]) -> dict[int, list[int]]:
    """For each picture those of its campaign that look like it or its mirror image.

    One linear look at the campaign's hashes for all of them: a tenth of a second for 50,000.
    """
    found: dict[int, list[int]] = {}
    for campaign_id in {each.campaign_id for each in pictures}:
        here = [each for each in pictures if each.campaign_id == campaign_id]
        known = [(at, look, likeness.small(look)) for at, look in twins.looks(tx, campaign_id)]
        for each in here:
            ways = [way for way in (each.look, each.mirrored) if way is not None]
            smalls = [likeness.small(way) for way in ways]
            near = [
                at
                for at, look, bits in known
                if any((bits ^ mine).bit_count() <= likeness.NEAR_SMALL for mine in smalls)
                and at != each.id
                and any(likeness.alike(look, way) for way in ways)
            ]
            found[each.id] = sorted(near)[:NOTED]
    return found


def note_likenesses(
    tx: Tx, pictures: Sequence[Picture], found: Mapping[int, Collection[int]]
) -> None:
    """Write down what was found; what was moved meanwhile is judged by where it is now."""
    for each in pictures:
        twins.mark_alike(tx, each.id, found.get(each.id, ()))


def picture_seen(tx: Tx, picture: Picture, look: str | None, mirrored: str | None) -> None:
    """A picture of before pictures were compared was looked at once more."""
    twins.seen(tx, picture.id, look, mirrored)
