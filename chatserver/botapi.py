"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from chatserver import asking, editing, sending
from chatserver.desk import Desk
from chatserver.errors import ApiError, too_many_requests
from chatserver.faults import Fault
from chatserver.files import file_by_id
from chatserver.params import Params, read_params
from chatserver.polling import get_updates
from chatserver.tx import Bot, Tx
from chatserver.webhooks import Couriers, delete_webhook, set_webhook

Method = Callable[[Tx, Bot, Params], Any]

COUNTED: dict[str, Method] = sending.METHODS | editing.METHODS
WRITES: dict[str, Method] = COUNTED | editing.FREE_METHODS | asking.WRITES
WRITES["sendChatAction"] = sending.send_chat_action
SPECIAL = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NAMES = {name.lower(): name for name in [*WRITES, *asking.READS, *SPECIAL]}


class BotApi:
    """The two routes of the Bot API."""

    def __init__(self, desk: Desk, couriers: Couriers) -> None:
        self._desk = desk
        self._couriers = couriers

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        desk = self._desk
        bot = desk.bots.get(request.match_info["token"])
        asked = request.match_info["method"]
        method = NAMES.get(asked.lower())
        if bot is None:
            return _refusal(ApiError(401, "Unauthorized"))
        if method is None:
            desk.log.note(desk.clock(), bot.id, asked[:64], None, "404", None)
            return _refusal(ApiError(404, "Not Found: method not found"))
        chat = None
        fault = None
        try:
            params = await read_params(request, desk.bytes, desk.limits.upload)
            chat = params.number("chat_id") or None
            fault = desk.faults.take(method.lower(), bot.id, chat)
            if fault is not None and fault.kind == "502":
                return _bad_gateway(desk, bot, method, chat)
            if fault is not None and (refusal := fault.refusal()) is not None:
                raise refusal
            if method in COUNTED:
                self._slow_down(bot, method, params)
            result = await self._do(method, bot, params)
        except ApiError as error:
            desk.log.note(desk.clock(), bot.id, method, chat, str(error.code), None)
            return _refusal(error)
        outcome = "200" if fault is None else fault.kind
        desk.log.note(desk.clock(), bot.id, method, chat, outcome, _message_id(result))
        return await _answer(request, desk, fault, result)

    def _slow_down(self, bot: Bot, method: str, params: Params) -> None:
        media = params.parsed("media") if method == "sendMediaGroup" else None
        messages = len(media) if isinstance(media, list) else 1
        wait = self._desk.pace.take(bot.id, params.number("chat_id"), messages)
        if wait:
            raise too_many_requests(wait)

    async def _do(self, method: str, bot: Bot, params: Params) -> Any:
        desk = self._desk
        special: dict[str, Callable[[Desk, Bot, Params], Awaitable[Any]]] = {
            "getUpdates": get_updates,
            "setWebhook": set_webhook,
            "deleteWebhook": delete_webhook,
        }
        if method in special:
            return await special[method](desk, bot, params)
        if method in asking.READS:
            return desk.store.read(lambda tx: asking.READS[method](tx, bot, params))
        if method == "getWebhookInfo":
            return desk.store.read(lambda tx: self._couriers.info(tx, bot.id))
        return await desk.store.write(lambda tx: WRITES[method](tx, bot, params))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, by the path getFile gave."""
        desk = self._desk
        bot = desk.bots.get(request.match_info["token"])
        if bot is None:
            return _refusal(ApiError(401, "Unauthorized"))
        fault = desk.faults.take("file", bot.id, None)
        if fault is not None and (refusal := fault.refusal()) is not None:
            return _refusal(refusal)
        file_id = request.match_info["path"].rpartition("/")[2].partition(".")[0]

        def find(tx: Tx) -> str | None:
            number = tx.ids.read(bot.id, file_id)
            file = None if number is None else file_by_id(tx, number)
            return file.sha if file and file.size <= tx.limits.download else None

        sha = desk.store.read(find)
        if sha is None or not desk.bytes.path(sha).is_file():
            return _refusal(ApiError(404, "Not Found"))
        if fault is not None:
            return await _answer(request, desk, fault, None)
        headers = {"Content-Type": "application/octet-stream"}
        return web.FileResponse(desk.bytes.path(sha), headers=headers)


def _message_id(result: Any) -> Any:
    return result.get("message_id") if isinstance(result, dict) else None


def _refusal(error: ApiError) -> web.Response:
    headers = {}
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(error.body(), status=error.code, headers=headers)


def _bad_gateway(desk: Desk, bot: Bot, method: str, chat: int | None) -> web.Response:
    desk.log.note(desk.clock(), bot.id, method, chat, "502", None)
    page = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
    return web.Response(status=502, text=page, content_type="text/html")


async def _answer(
    request: web.Request, desk: Desk, fault: Fault | None, result: Any
) -> web.StreamResponse:
    if fault is not None:
        if fault.kind in {"hang", "slow"}:
            with desk.bells.listen("closing") as closing:
                await _wait(closing, fault.seconds)
        elif request.transport is not None:
            request.transport.abort()
    # getUpdates gives its array as the JSON it is kept in.
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    return web.Response(
        body=f'{{"ok":true,"result":{text}}}'.encode(), content_type="application/json"
    )


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
