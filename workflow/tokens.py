"""Tokens of invitations: their hash for the books, and a file each while they are to be seen.

The token itself is never in the books. Until it is used an admin may look at it on the person's
card; for that it lies in a folder of its own beside them.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime

import segno

from storage import invites
from storage.db import Tx
from workflow.scene import House

_FOLDER = "invites"


def hashed(token: str) -> str:
    """What the books keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(house: House, token: str) -> str:
    """A deep link where the channel has such; else the command to send."""
    if house.bot_name:
        return f"https://t.me/{house.bot_name}?start={token}"
    if house.address:
        return office_link(house.address, token)
    return f"/start {token}"


def office_link(address: str, token: str) -> str:
    """The link of an invitation at an office's own address; no server logs a fragment."""
    return f"{address}/#join={token}"


def picture(invite_id: int) -> str:
    """Where the link's QR picture lies below the data folder."""
    return f"exports/invite-{invite_id}.png"


def keep(house: House, invite_id: int, token: str) -> None:
    """Lay the token and its picture down for as long as they may be used."""
    folder = house.data / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / str(invite_id)
    file.touch(mode=0o600)
    file.write_text(token, encoding="ascii")
    image = house.data / picture(invite_id)
    image.parent.mkdir(parents=True, exist_ok=True)
    segno.make(link(house, token), error="m").save(str(image), scale=8, border=4)


def held(house: House, invite_id: int) -> str | None:
    """The token of an invitation made in the chat; None where it is no longer at hand."""
    with suppress(OSError):
        return (house.data / _FOLDER / str(invite_id)).read_text(encoding="ascii")
    return None


def forget(house: House, invite_id: int) -> None:
    """The token cannot be used any more."""
    for file in (house.data / _FOLDER / str(invite_id), house.data / picture(invite_id)):
        file.unlink(missing_ok=True)


def sweep(house: House, tx: Tx, now: datetime) -> None:
    """Tokens nobody may use any more do not lie about."""
    folder = house.data / _FOLDER
    usable = invites.open_ids(tx, now)
    for file in list(folder.iterdir()) if folder.is_dir() else []:
        if file.name.isdecimal() and int(file.name) not in usable:
            forget(house, int(file.name))
