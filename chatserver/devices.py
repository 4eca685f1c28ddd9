"""Oneself at an office server: who one is, on which devices, one more of them, leaving."""

import secrets
from typing import Any

from aiohttp import web

from chatserver import sessions
from chatserver.asked import json_object
from chatserver.chats import person
from chatserver.desk import Desk
from chatserver.entering import LANGUAGES
from chatserver.errors import RefusedError
from chatserver.gate import KEY, OFFICE, VISIT
from chatserver.qr import svg
from chatserver.tx import Tx

LINK_LIFE = 600.0
"""Seconds in which the link of a further device opens."""


class DevicesApi:
    """The routes about the session itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.get("/api/me", self.me),
            web.post("/api/me", self.change),
            web.get("/api/devices", self.devices),
            web.post("/api/devices", self.add),
            web.post(r"/api/devices/{d:\d{1,15}}/revoke", self.revoke),
            web.post("/api/leave", self.leave),
        ]

    async def me(self, request: web.Request) -> web.Response:
        """Who asks, at which office, with which bot, and what may be sent."""
        visit, office, limits = request[VISIT], request[OFFICE], self._desk.limits
        bot = office.bot
        return web.json_response(
            {
                "person": self._shown(visit.person),
                "office": office.door.title(),
                "bot": {"id": bot.id, "username": bot.username, "name": bot.name},
                "device": visit.device,
                "limits": {
                    "upload": limits.upload,
                    "photo": limits.photo,
                    "chunk": limits.chunk,
                },
            }
        )

    def _shown(self, number: int) -> dict[str, Any]:
        found = self._desk.store.read(lambda tx: person(tx, number))
        return {key: found[key] for key in ("id", "name", "lang", "note")}

    async def change(self, request: web.Request) -> web.Response:
        """Another language; the bot hears of it with the next message."""
        number, lang = request[VISIT].person, (await json_object(request)).get("lang")
        if lang not in LANGUAGES:
            raise RefusedError(400, "lang is zh or en")

        def write(tx: Tx) -> None:
            tx.sql.execute("UPDATE people SET lang = ? WHERE id = ?", (lang, number))

        await self._desk.store.write(write)
        return web.json_response({"person": self._shown(number)})

    async def devices(self, request: web.Request) -> web.Response:
        """One's devices, the one seen last first."""
        visit = request[VISIT]
        found = self._desk.store.read(lambda tx: sessions.devices(tx, visit.person))
        return web.json_response([one | {"current": one["id"] == visit.device} for one in found])

    async def add(self, request: web.Request) -> web.Response:
        """A link for one more device, as text and as a picture; it opens once."""
        visit, token = request[VISIT], secrets.token_urlsafe(16)

        def write(tx: Tx) -> float:
            until = tx.now + LINK_LIFE
            tx.sql.execute("DELETE FROM device_links WHERE device = ?", (visit.device,))
            tx.sql.execute(
                "INSERT INTO device_links (hash, device, until) VALUES (?, ?, ?)",
                (sessions.hashed(token), visit.device, until),
            )
            return until

        until = await self._desk.store.write(write)
        link = request[OFFICE].link("device", token)
        return web.json_response({"link": link, "svg": svg(link), "until": until})

    async def revoke(self, request: web.Request) -> web.Response:
        """End one of one's own devices; raises RefusedError 404 for any other."""
        number, device = request[VISIT].person, int(request.match_info["d"])
        if not await self._desk.store.write(lambda tx: sessions.end(tx, number, device)):
            raise RefusedError(404, "no such device")
        return web.json_response({})

    async def leave(self, request: web.Request) -> web.Response:
        """Sign out on this device."""
        visit = request[VISIT]
        await self._desk.store.write(lambda tx: sessions.end(tx, visit.person, visit.device))
        request[KEY] = ""
        return web.json_response({})
