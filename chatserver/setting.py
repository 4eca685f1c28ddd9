"""For the demo: the page sets the clock forward, where whoever runs the server lets it."""

from typing import Any

from aiohttp import web

from chatserver.asked import json_object
from chatserver.desk import Desk, Hands
from chatserver.errors import RefusedError

LONGEST = 366 * 86_400.0
"""Seconds by which it may be set forward at once."""
FAR_AWAY = 4_102_444_800.0
"""The year 2100 in Unix seconds; a later time is none that somebody means."""


class SettingApi:
    """The clock's routes; none of them exists on a server without hands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.get("/api/clock", self.read), web.post("/api/clock", self.set_forward)]

    async def read(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """What time it is, and when the next working day begins."""
        return await self._shown(self._hands())

    async def set_forward(self, request: web.Request) -> web.Response:
        """Let it be a later time; a time that is over is refused, so that no repeat adds up."""
        hands, wanted = self._hands(), await json_object(request)
        seconds = _seconds(wanted.get("to")) - self._desk.clock()
        if seconds <= 0:
            raise RefusedError(409, "the clock only goes forward")
        if seconds > LONGEST:
            raise RefusedError(400, "at most a year at once")
        await hands.set_forward(wanted["to"])
        return await self._shown(hands)

    def _hands(self) -> Hands:
        if self._desk.hands is None:
            raise RefusedError(404, "this clock cannot be set")
        return self._desk.hands

    async def _shown(self, hands: Hands) -> web.Response:
        shown = {"now": self._desk.clock(), "zone": hands.zone, "morning": await hands.morning()}
        return web.json_response(shown)


def _seconds(found: Any) -> float:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    if not number or not abs(found) < FAR_AWAY:
        raise RefusedError(400, "to is a time in Unix seconds")
    return float(found)
