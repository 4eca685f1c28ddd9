"""Our port: updates by webhook, `/healthz` and `/metrics`.

An update is answered with 200 only after its commit; 503 asks the server to send it again.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiohttp import web

from bot.intake import Intake
from bot.metrics import Meters
from storage.db import BooksBusyError
from storage.faults import fault_point

log = logging.getLogger(__name__)

LARGEST = 1 << 20
"""Bytes of one update."""
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
Health: TypeAlias = Callable[[], Awaitable[tuple[bool, dict[str, Any]]]]


class Webhook:
    """Answers the chat server's posts."""

    def __init__(self, intake: Intake, meters: Meters, secret: str) -> None:
        self._intake = intake
        self._meters = meters
        self._secret = secret.encode()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """200 once handled or given up, 503 to send it again, 4xx for what is no update."""
        given = request.headers.getall(SECRET, [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(), self._secret):
            self._meters.count("ducha_webhook_refused_total")
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        if (request.content_length or 0) > LARGEST:
            return web.Response(status=413)
        try:
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        self._meters.heard_from_server()
        try:
            async with self._intake.turn(raw):
                done = await self._intake.attempt(raw)
        except BooksBusyError:
            log.warning("the books cannot be written: the update will be sent again")
            done = False
        if not done:
            return web.Response(status=503, headers={"Retry-After": "1"})
        response = web.Response()
        await response.prepare(request)
        await response.write_eof()
        fault_point("after-acknowledge")
        return response


def port(
    meters: Meters, health: Health, webhook: Webhook | None = None, path: str = ""
) -> web.Application:
    """What listens on our port; without a webhook only health and metrics."""

    async def healthz(_: web.Request) -> web.Response:
        well, report = await health()
        return web.json_response(report, status=200 if well else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(text=meters.text())

    application = web.Application(client_max_size=LARGEST)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/metrics", metrics)
    if webhook is not None:
        application.router.add_post(path or "/", webhook.take)
    return application
