"""The least an office can be: a page of one button, and a bot that counts its taps.

`python -m benchmarks.echo_page FOLDER PORT`: the same chat server as `ducha serve`, as durable;
it prints its address once it can be used. Whoever comes may come in.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

import aiohttp

from chatserver import Bot, Entrant, Office, serve

ME = Bot("700002:made-up-secret-of-the-bare-echo-page", "echo_bot", "回声")
PAGE = """<!doctype html><meta charset="utf-8"><button></button><script>
const key = document.querySelector("button");
const enter = { method: "POST", headers: { "Content-Type": "application/json" } };
const post = (path, body) => fetch(path, { ...enter, body: JSON.stringify(body) });
let message = null;
(async () => {
  await post("/api/enter", { token: "a-token-of-the-echo-page" });
  const { person, bot } = await (await fetch("/api/me")).json();
  const chat = `/api/people/${person.id}/chats/${bot.id}`;
  new EventSource(`/api/people/${person.id}/events?after=0`).onmessage = ({ data }) => {
    const told = JSON.parse(data).message;
    if (told?.inline) key.textContent = (message = told).text;
  };
  key.onclick = () => post(`${chat}/press`, {
    message_id: message.id, data: message.inline[0][0].data, client_id: crypto.randomUUID(),
  });
})();
</script>"""


class Anybody:
    """An office without a roster."""

    def title(self) -> str:
        """Its shown name."""
        return "回声"

    async def look(self, token: str) -> Entrant | None:  # noqa: ARG002 anybody is somebody
        """Everybody is let in."""
        return Entrant("张三四", "zh")


async def answer(api: str) -> None:
    """Count for ever: a message for a text, the message changed for a tap."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **body: Any) -> Any:
            async with session.post(f"{api}/bot{ME.token}/{method}", json=body) as said:
                return (await said.json())["result"]

        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                tapped = update.get("callback_query")
                count = int(tapped["data"]) + 1 if tapped else 0
                keys = {"inline_keyboard": [[{"text": "＋", "callback_data": str(count)}]]}
                card = {"text": str(count), "reply_markup": keys}
                if tapped:
                    where = tapped["message"]
                    await call("answerCallbackQuery", callback_query_id=tapped["id"])
                    place = {"chat_id": where["chat"]["id"], "message_id": where["message_id"]}
                    await call("editMessageText", **place, **card)
                elif "message" in update:
                    await call("sendMessage", chat_id=update["message"]["chat"]["id"], **card)


async def main(folder: Path, port: int) -> None:
    """Serve until killed."""
    logging.disable(logging.CRITICAL)
    office = Office(ME, f"http://127.0.0.1:{port}", Anybody())
    running = await serve(folder=folder, port=port, offices=[office])
    print(office.address, flush=True)
    await answer(running.api)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
