"""A contact and a verifier at work while the program is killed, and what the books must say of it.

Every finding goes round: handed in with a picture and a sentence of its own, returned, handed in
again, closed, found to be false, handed in … so that a step that is lost, doubled or out of order
shows in its story.
"""

from __future__ import annotations

import asyncio
import io
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

import aiohttp

from inspection.finding import Act, FindingState, after
from storage.db import Row, Tx
from tests.hard.ground import ME, Member, Office, reading
from tests.pictures import jpeg

ROUND = (Act.SUBMIT, Act.RETURN, Act.SUBMIT, Act.CLOSE, Act.FALSE)
PATIENCE = 180
"""Seconds people wait for a program that is killed again and again on a busy machine."""
AFTER = {
    Act.SUBMIT: FindingState.SUBMITTED,
    Act.RETURN: FindingState.RETURNED,
    Act.CLOSE: FindingState.CLOSED,
    Act.FALSE: FindingState.REOPENED,
}


@dataclass(slots=True)
class Chained:
    """What both have sent and the server has taken: each finding's acts, with their words."""

    acts: dict[int, list[tuple[Act, str | None]]] = field(default_factory=lambda: defaultdict(list))
    photos: dict[str, str] = field(default_factory=dict)
    """The sentence by the hash of the picture it came with."""

    @property
    def count(self) -> int:
        return sum(len(acts) for acts in self.acts.values())


class Chain:
    """Sends one act after the other, each when the books show the one before."""

    def __init__(self, office: Office, dice: random.Random) -> None:
        self._office = office
        self._dice = dice
        self._session: aiohttp.ClientSession
        self._names = 0
        self.sent = Chained()

    async def work(self, go_on: asyncio.Event, acts: int | None) -> None:
        """Act after act, until so many are sent or the event is cleared."""
        async with aiohttp.ClientSession() as self._session:
            while go_on.is_set() and (acts is None or self.sent.count < acts):
                number = self._dice.choice(self._office.findings)
                done = self.sent.acts[number]
                wanted = done[-1][0] if done else None
                if await self._stands(go_on, number, wanted):
                    await self._act(number, ROUND[len(done) % len(ROUND)])

    async def _stands(self, go_on: asyncio.Event, number: int, last: Act | None) -> bool:
        """Wait until the books show the last act and its picture is safe; False: no time left."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while last is not None and self._state(number) != (AFTER[last], 0):
            assert asyncio.get_running_loop().time() < end, (number, last, self._state(number))
            if not go_on.is_set():
                return False
            await asyncio.sleep(0.05)
        return True

    def _state(self, number: int) -> tuple[str, int]:
        with reading(self._office.data) as books:
            row = books.execute(
                """SELECT state, (SELECT count(*) FROM evidence
                   WHERE finding_id = findings.id AND state = 'owed') AS owed
                   FROM findings WHERE id = ?""",
                (number,),
            ).fetchone()
            return row["state"], row["owed"]

    async def _act(self, number: int, act: Act) -> None:
        words = None
        match act:
            case Act.SUBMIT:
                words = f"第{self.sent.count}次整改"
                await self._press(self._office.contact, f"go|0|fix.{number}")
                await self._photo(words)
                await self._press(self._office.contact, f"fs|{number}")
            case Act.RETURN:
                await self._press(self._office.leader, f"fr|{number}|{self._last(number)}|1")
            case Act.CLOSE:
                await self._press(self._office.leader, f"fc|{number}|{self._last(number)}")
            case _:
                await self._press(self._office.leader, f"ff|{number}|{self._last(number)}|1")
        self.sent.acts[number].append((act, words))

    def _last(self, number: int) -> int:
        """The submission that is judged."""
        with reading(self._office.data) as books:
            row = books.execute(
                "SELECT max(id) FROM finding_steps WHERE finding_id = ? AND act = 'submit'",
                (number,),
            ).fetchone()
            return int(row[0])

    async def _press(self, who: Member, data: str) -> None:
        for _ in range(1 + (self._dice.random() < 0.3)):
            # A thumb that slips taps twice: another update that changes nothing any more.
            wanted = {"message_id": who.card, "data": data, **self._name()}
            await self._post(f"{who.account}", "press", json=wanted)

    async def _photo(self, words: str) -> None:
        picture = jpeg(7, 16, 16) + f"chain/{words}".encode()
        form = aiohttp.FormData({"kind": "photo", "caption": words, **self._name()})
        form.add_field("file", io.BytesIO(picture), filename="1.jpg", content_type="image/jpeg")
        await self._post(f"{self._office.contact.account}", "messages", data=form)
        self.sent.photos[sha256(picture).hexdigest()] = words

    def _name(self) -> dict[str, str]:
        self._names += 1
        return {"client_id": f"chain-{self._names}"}

    async def _post(self, account: str, act: str, **body: Any) -> None:
        address = f"{self._office.server.address}/api/people/{account}/chats/{ME.id}/{act}"
        async with self._session.post(address, **body) as answer:
            assert answer.status == 200, await answer.text()


def check_stories(tx: Tx) -> None:
    """Every finding's state is what its steps lead to; each step stands in the trail once."""
    trail: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in tx.all("SELECT act, subject, before FROM audit WHERE act GLOB 'finding-*'"):
        trail[row["subject"]].append((row["act"], row["before"] or ""))
    for found in tx.all("SELECT * FROM findings"):
        steps = _steps(tx, found["id"])
        assert all(one["after"] == two["before"] for one, two in pairwise(steps)), steps
        assert found["state"] == steps[-1]["after"]
        for step in steps[1:]:
            assert step["after"] == after(FindingState(step["before"]), Act(step["act"]))
        counted = Counter(step["act"] for step in steps)
        assert (found["returns"], counted[Act.SUBMIT] > 0) == (
            counted[Act.RETURN],
            found["submitted_at"] is not None,
        )
        kept = [
            (act, before)
            for act, before in trail[f"finding/{found['id']}"]
            if act != "finding-evidence"
        ]
        want = [(f"finding-{step['act']}", step["before"]) for step in steps[1:]]
        assert kept[-len(want) :] == want if want else True
    planned = tx.all("SELECT id, digest FROM reminders")
    digests = {row["id"] for row in tx.all("SELECT id FROM notices WHERE kind = 'digest'")}
    assert {row["digest"] for row in planned} <= digests


def check_chain(tx: Tx, office: Office, sent: Chained) -> None:
    """Each act that was sent is one step, in the order sent, with its own words and picture."""
    assert sent.count
    for number in office.findings:
        want: list[tuple[str, str | None]] = []
        for act, words in sent.acts.get(number, ()):
            state = want[-1][0] if want else Act.ASSIGN
            if act is Act.SUBMIT and state in {Act.ASSIGN, Act.FALSE}:
                want.append((Act.ACCEPT, None))
            want.append((act, words))
        steps = _steps(tx, number)[2:]
        got = [(s["act"], s["words"] if s["act"] == Act.SUBMIT else None) for s in steps]
        assert got == want, number
        for step in (s for s in steps if s["act"] == Act.SUBMIT):
            rows = tx.all("SELECT sha256, state FROM evidence WHERE step_id = :s", s=step["id"])
            assert [(sent.photos[r["sha256"]], r["state"]) for r in rows] == [
                (step["words"], "safe")
            ]
        _check_told(tx, office, number, steps)


def _check_told(tx: Tx, office: Office, number: int, steps: list[Row]) -> None:
    """Of each step those who must know were told by one line."""
    told: Mapping[str, int] = {
        Act.SUBMIT: office.leader.account,
        Act.RETURN: office.contact.account,
        Act.CLOSE: office.contact.account,
        Act.FALSE: office.contact.account,
    }
    want = Counter((s["id"], told[s["act"]]) for s in steps if s["act"] in told)
    rows = tx.all(
        "SELECT id, chat_id FROM notices WHERE kind = 'line' AND id GLOB :of",
        of=f"finding/{number}/*",
    )
    assert Counter((int(r["id"].split("/")[2]), r["chat_id"]) for r in rows) == want


def _steps(tx: Tx, number: int) -> list[Row]:
    return tx.all("SELECT * FROM finding_steps WHERE finding_id = :f ORDER BY id", f=number)
