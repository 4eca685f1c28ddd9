"""Webhooks: each update is posted until it is taken, one at a time a chat, chats side by side."""

import asyncio
import json
import logging
import random
import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from chatserver.desk import Desk
from chatserver.errors import bad_request
from chatserver.params import Params
from chatserver.polling import allowed_updates, set_allowed
from chatserver.tx import Bot, Tx
from chatserver.updates import count_pending, head_of, queues_of

log = logging.getLogger(__name__)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_WAIT = 60.0
LONGEST_RETRY_AFTER = 3600.0


async def set_webhook(desk: Desk, bot: Bot, call: Params) -> bool:
    """setWebhook: from now on updates are posted there; an empty address ends it."""
    url = call.text("url").strip()
    if not url:
        return await delete_webhook(desk, bot, call)
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = call.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    webhook = {
        "url": url,
        "secret": secret,
        "max_connections": min(max(call.number("max_connections", 40), 1), 100),
    }
    allowed = allowed_updates(call)
    await desk.store.write(lambda tx: _keep(tx, bot, webhook, allowed, call))
    _changed(desk, bot)
    return True


async def delete_webhook(desk: Desk, bot: Bot, call: Params) -> bool:
    """DeleteWebhook."""
    await desk.store.write(lambda tx: _keep(tx, bot, None, None, call))
    _changed(desk, bot)
    return True


def _keep(
    tx: Tx, bot: Bot, webhook: dict[str, Any] | None, allowed: str | None, call: Params
) -> None:
    kept = None if webhook is None else json.dumps(webhook)
    tx.sql.execute("UPDATE bots SET webhook = ? WHERE id = ?", (kept, bot.id))
    if allowed is not None:
        set_allowed(tx, bot, allowed)
    if call.flag("drop_pending_updates"):
        tx.sql.execute("DELETE FROM updates WHERE bot = ?", (bot.id,))


def _changed(desk: Desk, bot: Bot) -> None:
    if desk.webhook_changed is not None:
        desk.webhook_changed(bot.id)


def webhook_of(tx: Tx, bot: int) -> dict[str, Any] | None:
    """The webhook a bot has set."""
    (kept,) = tx.sql.execute("SELECT webhook FROM bots WHERE id = ?", (bot,)).fetchone()
    return None if kept is None else dict(json.loads(kept))


class Couriers:
    """Posts the updates of all bots that have a webhook."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=desk.limits.webhook_timeout),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._running: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._places: dict[int, asyncio.Semaphore] = {}
        self._errors: dict[int, tuple[int, str]] = {}
        desk.webhook_changed = self.restart

    def info(self, tx: Tx, bot: int) -> dict[str, Any]:
        """GetWebhookInfo."""
        webhook = webhook_of(tx, bot)
        answer: dict[str, Any] = {
            "url": webhook["url"] if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": count_pending(tx, bot),
        }
        if webhook is not None:
            answer["max_connections"] = webhook["max_connections"]
            if bot in self._errors:
                date, sentence = self._errors[bot]
                answer |= {"last_error_date": date, "last_error_message": sentence}
        (allowed,) = tx.sql.execute("SELECT allowed FROM bots WHERE id = ?", (bot,)).fetchone()
        return answer | ({"allowed_updates": json.loads(allowed)} if allowed else {})

    def restart(self, bot: int) -> None:
        """Look anew where the bot's updates go, after a start or a change."""
        self._errors.pop(bot, None)
        self._places.pop(bot, None)
        for (owner, queue), task in tuple(self._running.items()):
            if owner == bot:
                task.cancel()
                del self._running[owner, queue]
        for queue in self._desk.store.read(lambda tx: queues_of(tx, bot)):
            self.wake(bot, queue)

    def wake(self, bot: int, queue: int) -> None:
        """Something waits in this queue: post it, unless that is being done."""
        if (bot, queue) in self._running or self._desk.closing:
            return
        webhook = self._desk.store.read(lambda tx: webhook_of(tx, bot))
        if webhook is None:
            return
        connections = webhook["max_connections"]
        places = self._places.setdefault(bot, asyncio.Semaphore(connections))
        task = self._desk.tasks.start(
            self._serve(bot, queue, webhook, places), f"webhook {bot} {queue}"
        )
        self._running[bot, queue] = task

    async def _serve(
        self, bot: int, queue: int, webhook: dict[str, Any], places: asyncio.Semaphore
    ) -> None:
        me = asyncio.current_task()
        try:
            while head := self._desk.store.read(lambda tx: head_of(tx, bot, queue)):
                await self._deliver(bot, webhook, places, head[1])
                await self._desk.store.write(partial(_done, bot=bot, number=head[0]))
        finally:
            if self._running.get((bot, queue)) is me:
                del self._running[bot, queue]

    async def _deliver(
        self, bot: int, webhook: dict[str, Any], places: asyncio.Semaphore, body: str
    ) -> None:
        wait = self._desk.limits.webhook_retry
        while True:
            async with places:
                asked = await self._post(bot, webhook, body)
            if asked is None:
                return
            await asyncio.sleep(asked or wait)
            wait = min(wait * 2, LONGEST_WAIT * random.uniform(1, 2))  # noqa: S311 -- no secret

    async def _post(self, bot: int, webhook: dict[str, Any], body: str) -> float | None:
        """None if the update was taken, else the seconds the other side asks to wait (or 0)."""
        headers = {"Content-Type": "application/json"}
        if webhook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret"]
        try:
            async with self._session.post(
                webhook["url"], data=body.encode(), headers=headers, allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    return None
                self._failed(
                    bot, f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
                return _retry_after(answer.headers.get("Retry-After", ""))
        except TimeoutError:
            self._failed(bot, "Read timeout expired")
        except aiohttp.ClientError as error:
            refused = isinstance(error, aiohttp.ClientConnectorError)
            self._failed(bot, "Connection refused" if refused else "Connection closed")
        return 0

    def _failed(self, bot: int, sentence: str) -> None:
        self._errors[bot] = (int(self._desk.clock()), sentence)
        log.info("webhook of bot %d: %s", bot, sentence)

    async def close(self) -> None:
        """Close the connections; what runs is ended by the server's tasks."""
        await self._session.close()


def _retry_after(header: str) -> float:
    return min(float(header), LONGEST_RETRY_AFTER) if header.isdecimal() else 0


def _done(tx: Tx, bot: int, number: int) -> None:
    tx.sql.execute("DELETE FROM updates WHERE bot = ? AND id = ?", (bot, number))
