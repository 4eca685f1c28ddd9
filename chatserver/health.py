"""Whether the server is well, for a proxy or a monitor: yes or no, nothing of its people."""

import asyncio
import sqlite3

from aiohttp import web

from chatserver.desk import Desk

SILENT = 180.0
"""Seconds without a request for updates after which a bot counts as away."""


class HealthApi:
    """The one route that needs no session and says something of the inside."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.get("/healthz", self.health)]

    async def health(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """200 where the store answers and every bot asks for its updates, else 503."""
        now, desk = asyncio.get_running_loop().time(), self._desk
        bots = all(now - desk.polled.get(bot.id, -SILENT) < SILENT for bot in desk.bots.values())
        try:
            store = desk.store.read(
                lambda tx: tx.sql.execute("SELECT count(*) FROM bots").fetchone()
            )
        except sqlite3.Error:
            store = None
        well = {"store": store is not None, "bot": bots}
        return web.json_response(well, status=200 if all(well.values()) else 503)
