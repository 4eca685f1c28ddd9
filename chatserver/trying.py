"""For the demo and for tests: faults on request, raw updates, the list of calls received."""

from aiohttp import web

from chatserver.asked import json_object
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.updates import push_raw


class TryingApi:
    """The routes that try a bot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.post("/api/faults", self.fault),
            web.post("/api/updates", self.raw_update),
            web.get("/api/log", self.log),
        ]

    async def fault(self, request: web.Request) -> web.Response:
        """Ask for a fault to be played."""
        self._desk.faults.ask(await json_object(request))
        return web.json_response({})

    async def raw_update(self, request: web.Request) -> web.Response:
        """Give a bot any object as its next update."""
        wanted = await json_object(request)
        bot, body = wanted.get("bot"), wanted.get("update")
        if bot not in {one.id for one in self._desk.bots.values()} or not isinstance(body, dict):
            raise RefusedError(400, "bot or update is missing")
        number = await self._desk.store.write(lambda tx: push_raw(tx, bot, body))
        return web.json_response({"update_id": number})

    async def log(self, request: web.Request) -> web.Response:
        """The Bot API calls received after number `after`."""
        after = request.query.get("after", "0")
        return web.json_response(self._desk.log.after(int(after) if after.isdecimal() else 0))
