"""The chat server with its people in one process, so that measuring costs no requests.

`python -m benchmarks.town FOLDER INSPECTORS`: prints its address, then answers each line of
JSON on standard input with one of results. An answer is counted when the call that brings it
has been carried out; what the bot waits for its own answer (fault `slow`) comes on top.
"""

from __future__ import annotations

import asyncio
import bisect
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.county import FIRST_ACCOUNT, TOKEN, village
from chatserver import Bot, Running, botapi, heard, serve
from chatserver.chats import open_chat
from chatserver.params import Params
from chatserver.tx import Tx
from chatserver.updates import count_pending

ME = Bot(TOKEN, "ducha_bot", "督查")
ITEM, STEPS = "1.5", ("0", "1", "2")
"""The item whose one question all inspectors answer over and over, and its answers."""


class Town:
    """Everybody with a phone; `answers` are those who are waiting for theirs."""

    def __init__(self, server: Running, inspectors: int) -> None:
        self._server = server
        self._people = range(FIRST_ACCOUNT, FIRST_ACCOUNT + inspectors)
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._cards: dict[int, tuple[int, int]] = {}
        self._at: dict[int, int] = {}
        self.answered = 0

    async def enter(self) -> None:
        """Everyone gets an account and opens the chat."""
        await self._server.desk.store.write(
            lambda tx: [
                tx.sql.execute("INSERT INTO people (name, lang, note) VALUES ('组员', 'zh', '')")
                for _ in self._people
            ]
        )

    def listen(self) -> None:
        """Hear of each answer as soon as it is carried out."""
        for method, of in (("answerCallbackQuery", _of_query), ("sendMessage", _of_chat)):
            botapi.WRITES[method] = self._heard(botapi.WRITES[method], of)

    def _heard(self, call: botapi.Method, of: Callable[[Params], str]) -> botapi.Method:
        loop = asyncio.get_running_loop()

        def done(tx: Tx, bot: Bot, params: Params) -> Any:
            result = call(tx, bot, params)
            waiting = self._waiting.pop(of(params), None)
            if waiting is not None:
                loop.call_soon(_set, waiting)
            return result

        return done

    async def say(self, person: int, words: str) -> None:
        """One line from a person to the bot."""
        body = {"text": words}
        await self._server.desk.store.write(lambda tx: heard.say(tx, person, ME.id, body))

    async def open_sheets(self) -> None:
        """Everyone takes up their village and opens the item."""
        for number, person in enumerate(self._people):
            await self.say(person, f"/inspect {village(number)[1]}")
        await self._until(lambda: len(self._found("ok|")) == len(self._people))
        for person, (message, data) in self._found("ok|").items():
            sheet = int(data.split("|")[1])
            self._cards[person] = (message, sheet)
            await self._press(person, f"go|{sheet}|item.{ITEM}")
        await self._until(lambda: len(self._found("v|")) == len(self._people))
        # A first answer goes on to the next stop, a changed one stays: twice, and all stay.
        for _ in range(2):
            await asyncio.gather(*(self.tap(person) for person in self._people))

    def _found(self, data: str) -> dict[int, tuple[int, str]]:
        """Everybody's newest card with a button of that kind: its message and the button."""
        rows = self._server.desk.store.read(
            lambda tx: tx.sql.execute(
                "SELECT c.person, m.id, m.markup FROM messages m JOIN chats c ON c.key = m.chat"
                " WHERE m.by_bot AND m.markup LIKE ? ORDER BY m.id",
                (f'%"{data}%',),
            ).fetchall()
        )
        found = {}
        for person, message, markup in rows:
            keys = json.loads(markup)["inline_keyboard"]
            found[person] = (
                message,
                next(
                    b["callback_data"]
                    for row in keys
                    for b in row
                    if b["callback_data"].startswith(data)
                ),
            )
        return found

    async def _until(self, look: Callable[[], bool], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not look():
            if time.monotonic() > end:
                raise TimeoutError
            await asyncio.sleep(0.2)

    async def _press(self, person: int, data: str) -> str:
        message = self._cards[person][0]
        body = {"message_id": message, "data": data}
        made = await self._server.desk.store.write(lambda tx: heard.press(tx, person, ME.id, body))
        return str(made["query_id"])

    async def tap(self, person: int) -> float:
        """One answer to the item, until its toast; seconds."""
        step = self._at.get(person, -1)
        old = STEPS[step % 3] if step >= 0 else "-"
        self._at[person] = step + 1
        sheet = self._cards[person][1]
        started = time.perf_counter()
        query = await self._press(person, f"v|{sheet}|{ITEM}a|{old}>{STEPS[(step + 1) % 3]}")
        return await self.answer(query, started)

    async def talk(self, person: int, words: str = "你好") -> float:
        """One line, until something comes back; seconds."""
        started = time.perf_counter()
        waiting = asyncio.ensure_future(self.answer(str(person), started))
        await asyncio.sleep(0)
        await self.say(person, words)
        return await waiting

    async def meet(self) -> None:
        """Everyone has opened the chat with the bot before."""
        await self._server.desk.store.write(
            lambda tx: [open_chat(tx, person, ME.id) for person in self._people]
        )

    async def greet(self, talkers: int) -> None:
        """The last ones have their first cards, and the keys below them."""
        for person in self._people[-talkers:]:
            await self.talk(person, "/start")
        await asyncio.sleep(5)

    async def reminded(self, count: int, talkers: int) -> dict[str, Any]:
        """Wait until the first so many people have a message; the last ones talk meanwhile."""
        told = set(self._people[:count])
        answers: list[float] = []

        async def talk(person: int) -> None:
            while True:
                await asyncio.sleep(random.uniform(10, 20))  # noqa: S311 not a secret
                answers.append(await self.talk(person, "/help"))

        def sends() -> list[tuple[float, int]]:
            return sorted(
                (call["time"], call["chat"])
                for call in self._server.desk.log.after(before)
                if call["method"].lower() == "sendmessage" and call["outcome"] == "200"
            )

        before = self._server.desk.log.number
        talking = [asyncio.ensure_future(talk(person)) for person in self._people[-talkers:]]
        await self._until(lambda: told <= {chat for _, chat in sends()}, 400)
        for each in talking:
            each.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        return _closeness(sends(), told) | {"longest_answer": max(answers)}

    async def answer(self, key: str, started: float) -> float:
        """Seconds from `started` until the answer known by that key has come."""
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[key] = future
        seconds = await asyncio.wait_for(future, 120) - started
        self.answered += 1
        return seconds

    async def closed(self, act: str, warm: float, seconds: float) -> dict[str, Any]:
        """Everyone acts again as soon as they are answered: answers a second after warming up."""
        do = self.tap if act == "tap" else self.talk
        end = time.perf_counter() + warm + seconds

        async def work(person: int) -> None:
            await asyncio.sleep(random.uniform(0, warm / 2))  # noqa: S311 not a secret
            while time.perf_counter() < end:
                await do(person)

        first = self.answered
        working = [asyncio.ensure_future(work(person)) for person in self._people]
        await asyncio.sleep(warm)
        before, started = self.answered, time.perf_counter()
        await asyncio.sleep(seconds)
        rate = (self.answered - before) / (time.perf_counter() - started)
        await asyncio.gather(*working)
        return {"rate": rate, "answers": self.answered - first}

    async def even(self, rate: float, seconds: float) -> dict[str, Any]:
        """So many taps a second from people in turn, answered or not: how long answers take."""
        free = list(self._people)
        random.shuffle(free)
        taps: list[asyncio.Task[float]] = []
        started = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            taps.append(asyncio.ensure_future(self.tap(free[number % len(free)])))
        took = sorted(await asyncio.gather(*taps))
        return {
            "answers": len(took),
            "p50": took[len(took) // 2],
            "p99": took[int(len(took) * 0.99)],
        }

    def outcomes(self) -> dict[str, int]:
        """How calls ended that were not answered; a poll left behind at a stop is no matter."""
        found: dict[str, int] = {}
        for call in self._server.desk.log.calls:
            if call["outcome"] not in {"200", "slow"} and call["method"] != "getUpdates":
                found[call["outcome"]] = found.get(call["outcome"], 0) + 1
        return found

    async def quiet(self) -> None:
        """Nothing waits at the server any more."""
        await self._until(
            lambda: self._server.desk.store.read(lambda tx: count_pending(tx, ME.id)) == 0
        )


def _closeness(sends: list[tuple[float, int]], told: set[int]) -> dict[str, Any]:
    """How many reminders in what time, and how close messages came to each other."""
    times = [at for at, _ in sends]
    most = max(bisect.bisect_left(times, at + 1.0) - n for n, at in enumerate(times))
    last: dict[int, float] = {}
    gap = 60.0
    for at, chat in sends:
        gap = min(gap, at - last.get(chat, at - 60.0))
        last[chat] = at
    reminders = [at for at, chat in sends if chat in told]
    return {
        "sent": len(reminders),
        "seconds": reminders[-1] - reminders[0],
        "most_in_a_second": most,
        "least_gap": gap,
    }


def _set(future: asyncio.Future[float]) -> None:
    if not future.done():
        future.set_result(time.perf_counter())


def _of_query(params: Params) -> str:
    return params.text("callback_query_id")


def _of_chat(params: Params) -> str:
    return params.text("chat_id")


async def main(folder: Path, inspectors: int) -> None:
    """Serve and answer until the input ends."""
    server = await serve(folder=folder, bots=[ME], durable=False)
    town = Town(server, inspectors)
    await town.enter()
    town.listen()
    print(server.address, flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wanted = json.loads(line)
        result: Any = {}
        match wanted.pop("do"):
            case "open":
                await town.open_sheets()
            case "slow":
                server.desk.faults.ask(
                    {"method": "*", "fault": "slow", "times": 1 << 40, "seconds": wanted["seconds"]}
                )
            case "closed":
                result = await town.closed(**wanted)
            case "even":
                result = await town.even(**wanted)
            case "quiet":
                await town.quiet()
                result = town.outcomes()
            case "meet":
                await town.meet()
            case "greet":
                await town.greet(**wanted)
            case "reminded":
                result = await town.reminded(**wanted)
            case "first":
                await town.say(FIRST_ACCOUNT, "/start")
                result = {"at": await town.answer(str(FIRST_ACCOUNT), 0.0)}
        print(json.dumps(result), flush=True)
    await server.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
