"""getUpdates: confirms by offset, waits, and lets only the newest poll live."""

import asyncio
import json
from typing import Any

from chatserver.desk import Desk
from chatserver.errors import ApiError, bad_request
from chatserver.params import Params
from chatserver.tx import Bot, Tx
from chatserver.updates import confirm_before, pending

LONGEST_POLL = 50.0
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)


async def get_updates(desk: Desk, bot: Bot, call: Params) -> str:
    """The next updates as a JSON array; raises ApiError 409 if a webhook or another poll has them.

    An offset confirms all updates before it, a negative one all but the last of them.
    """
    offset = call.number("offset")
    limit = min(max(call.number("limit", 100), 1), 100)
    allowed = allowed_updates(call)
    updates = await desk.store.write(lambda tx: _take(tx, bot, offset, limit, allowed))
    turn = desk.polls[bot.id] = desk.polls.get(bot.id, 0) + 1
    desk.polled[bot.id] = asyncio.get_running_loop().time()
    desk.bells.ring(("poll", bot.id))
    patience = min(max(call.number("timeout"), 0), LONGEST_POLL)
    end = asyncio.get_running_loop().time() + patience
    with desk.bells.listen(("bot", bot.id)) as new, desk.bells.listen(("poll", bot.id)) as other:
        while not updates and not desk.closing:
            if desk.polls[bot.id] != turn:
                raise ApiError(409, OTHER_POLL)
            new.clear()
            updates = desk.store.read(lambda tx: pending(tx, bot.id, limit))
            left = end - asyncio.get_running_loop().time()
            if updates or left <= 0:
                break
            await _first(new, other, left)
    if desk.polls[bot.id] != turn:
        raise ApiError(409, OTHER_POLL)
    return f"[{','.join(updates)}]"


async def _first(new: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in (new, other)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _take(tx: Tx, bot: Bot, offset: int, limit: int, allowed: str | None) -> list[str]:
    row = tx.sql.execute("SELECT webhook, last_update FROM bots WHERE id = ?", (bot.id,)).fetchone()
    if row[0] is not None:
        raise ApiError(409, WEBHOOK_ACTIVE)
    if allowed is not None:
        set_allowed(tx, bot, allowed)
    # An offset further ahead than the next update confirms what there is, not what is to come.
    confirm_before(tx, bot.id, min(offset, row[1] + 1))
    return pending(tx, bot.id, limit)


def allowed_updates(call: Params) -> str | None:
    """The list of kinds a bot asks for (JSON), "null" for the usual ones, None if unsaid."""
    asked: Any = call.parsed("allowed_updates")
    if asked is None:
        return None
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        raise bad_request("can't parse allowed_updates: must be an Array of String")
    return json.dumps(asked) if asked else "null"


def set_allowed(tx: Tx, bot: Bot, allowed: str) -> None:
    """Keep which kinds of updates the bot wants from now on."""
    tx.sql.execute("UPDATE bots SET allowed = nullif(?, 'null') WHERE id = ?", (allowed, bot.id))
