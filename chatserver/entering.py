"""Entering: an invitation, or the link of a device one has already, becomes a session."""

import hashlib
import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from chatserver import heard, sessions
from chatserver.asked import json_object
from chatserver.chats import create_person, person
from chatserver.desk import Desk
from chatserver.device_names import device_name, own_name
from chatserver.door import Entrant, Office
from chatserver.errors import RefusedError
from chatserver.gate import CLIENT, KEY, OFFICE, Gate, is_of
from chatserver.limits import Rate
from chatserver.sessions import Visit, hashed
from chatserver.tx import Tx

LANGUAGES = ("zh", "en")
AGAIN = 600.0
"""Seconds in which the same client gets its session again: the answer may have got lost."""
NAMED = 16
"""Characters of a client id that nobody guesses."""
NOT_OPEN = "this invitation is not open: used, expired or mistyped"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants to enter: with what, from where, and with which session they have already."""

    office: Office
    token: str
    client_id: str | None
    client: str
    device: str
    lang: str | None
    before: Visit | None


class EnteringApi:
    """The one route that makes sessions."""

    def __init__(self, desk: Desk, gate: Gate) -> None:
        self._desk = desk
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.post("/api/enter", self.enter)]

    async def enter(self, request: web.Request) -> web.Response:
        """`{"token"}` of an invitation or `{"device_token"}`; raises RefusedError 400, 403, 429."""
        office, wanted = request[OFFICE], await json_object(request)
        own = "device_token" in wanted
        asked = _Asked(
            office,
            _text(wanted, "device_token" if own else "token"),
            _text(wanted, "client_id") or None,
            request[CLIENT],
            own_name(_text(wanted, "device")),
            wanted["lang"] if wanted.get("lang") in LANGUAGES else None,
            await self._gate.visit_of(request, office),
        )
        agent = request.headers.get("User-Agent", "")
        store = self._desk.store
        store.read(lambda tx: _not_too_often(tx, asked.client))
        if own:
            outcome = await store.write(lambda tx: _once(tx, asked, agent, _own_device))
        else:
            entrant = await office.door.look(asked.token) if _is_token(asked.token) else None
            outcome = await store.write(
                lambda tx: _once(tx, asked, agent, partial(_invited, entrant=entrant))
            )
        # Raised here, since what is raised inside takes its piece of work back.
        if outcome is None:
            raise RefusedError(403, NOT_OPEN)
        request[KEY] = outcome.key or ""
        shown = store.read(lambda tx: person(tx, outcome.person))
        return web.json_response({"person": shown, "office": office.door.title()})


def _text(wanted: dict[str, Any], field: str) -> str:
    """A short text, empty if missing; raises RefusedError 400."""
    text = wanted.get(field, "")
    if not isinstance(text, str) or len(text) > 200:
        raise RefusedError(400, f"{field} is a text of up to 200 characters")
    heard.utf8(text)
    return text


def _is_token(token: str) -> bool:
    return heard.START_TOKEN.fullmatch(token) is not None


Enter = Callable[[Tx, _Asked, str], Visit | None]


def _once(tx: Tx, asked: _Asked, agent: str, enter: Enter) -> Visit | None:
    """Enter with a token nobody has used; the same client may again, for a while.

    None counts as a wrong try. Raises RefusedError 429 where there were too many.
    """
    _not_too_often(tx, asked.client)
    used = tx.sql.execute(
        "SELECT bot, device, client_id, made FROM entries WHERE hash = ?", (hashed(asked.token),)
    ).fetchone()
    if used is None:
        entered = enter(tx, asked, agent)
    elif (
        used[:1] + used[2:3] == (asked.office.bot.id, asked.client_id)
        and len(asked.client_id or "") >= NAMED
        and tx.now - used[3] <= AGAIN
    ):
        entered = sessions.again(tx, used[1])
    else:
        entered = None
    if entered is None:
        note = "INSERT INTO wrong_entries (address, made) VALUES (?, ?)"
        tx.sql.execute(note, (_sealed(tx, asked.client), tx.now))
        return None
    if used is None:
        tx.sql.execute(
            "INSERT INTO entries (hash, bot, device, client_id, made) VALUES (?, ?, ?, ?, ?)",
            (
                *(hashed(asked.token), asked.office.bot.id, entered.device),
                *(asked.client_id, tx.now),
            ),
        )
    if asked.before is not None and asked.before.device != entered.device:
        # Its cookie is replaced by this one: nobody could use it any more.
        sessions.end(tx, asked.before.person, asked.before.device)
    return entered


def _invited(tx: Tx, asked: _Asked, agent: str, entrant: Entrant | None) -> Visit | None:
    """A new person of the office, or the account whose seat it is; the bot hears `/start`."""
    if entrant is None:
        return None
    bot, lang = asked.office.bot.id, asked.lang or entrant.lang
    number = _account(tx, asked, entrant)
    if number is None:
        number = create_person(tx, entrant.name, lang, "", None, bot)["id"]
    heard.start(tx, number, bot, asked.token)
    return sessions.begin(tx, number, asked.device or device_name(agent, lang))


def _account(tx: Tx, asked: _Asked, entrant: Entrant) -> int | None:
    """The account that is meant: the seat's own, or the one that is at this device by that name."""
    meant = [entrant.account] if entrant.account is not None else []
    if asked.before is not None and person(tx, asked.before.person)["name"] == entrant.name:
        meant.append(asked.before.person)
    return next((one for one in meant if is_of(tx, one, asked.office)), None)


def _own_device(tx: Tx, asked: _Asked, agent: str) -> Visit | None:
    """One more device of whoever made the link, while the device it was made on is theirs."""
    row = tx.sql.execute(
        "DELETE FROM device_links WHERE hash = ? AND until > ? RETURNING device",
        (hashed(asked.token), tx.now),
    ).fetchone()
    maker = None if row is None else sessions.owner(tx, row[0])
    if maker is None or not is_of(tx, maker, asked.office):
        return None
    lang = asked.lang or str(person(tx, maker)["lang"])
    return sessions.begin(tx, maker, asked.device or device_name(agent, lang))


def _sealed(tx: Tx, client: str) -> str:
    return hmac.new(tx.ids.secret, client.encode(), hashlib.sha256).hexdigest()


def _not_too_often(tx: Tx, client: str) -> None:
    """Raises RefusedError 429 after too many wrong tries from there, or from anywhere."""
    for rate, address in (
        (tx.limits.wrong_entries, _sealed(tx, client)),
        (tx.limits.wrong_entries_in_all, None),
    ):
        wait = _wait(tx, rate, address)
        if wait > 0:
            raise RefusedError(429, "too many wrong tries; wait", retry_after=wait)


def _wait(tx: Tx, rate: Rate, address: str | None) -> int:
    row = tx.sql.execute(
        "SELECT made FROM wrong_entries WHERE made > ? AND ? IN (address, '')"
        " ORDER BY made DESC LIMIT 1 OFFSET ?",
        (tx.now - rate.seconds, address or "", rate.count - 1),
    ).fetchone()
    return 0 if row is None else math.ceil(row[0] + rate.seconds - tx.now)
