"""What people do while the program is killed, and what must stand in the books for it.

Every act is one number further on one household and question, so that what is lost, doubled or
out of order shows in the trail: it must read 1, 2, 3 … up to what was sent.
"""

from __future__ import annotations

import asyncio
import io
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import aiohttp

from chatserver.updates import count_pending
from tests.hard.chain import PATIENCE, Chain, Chained
from tests.hard.ground import ME, Member, Office
from tests.pictures import jpeg

TAPPED, TYPED, CAPTIONED = "1.2.2a", "1.2.1a", "2.2a"
"""The questions that taps, typed lines and captions of photos answer: each counts upwards."""
BACKLOG = 80
"""People wait while the server keeps more updates than this, so that each start finds work."""
WORD = {TYPED: "责任人没来", CAPTIONED: "档案不符"}


@dataclass(slots=True)
class Sent:
    """What one person has sent and the server has taken."""

    member: Member
    counts: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    photos: set[str] = field(default_factory=set)
    masked: list[int] = field(default_factory=list)
    acts: int = 0
    chain: Chained | None = None


class Hand:
    """One person's thumb: sends to the chat server until it has taken the act."""

    def __init__(self, office: Office, sent: Sent, dice: random.Random) -> None:
        self._office = office
        self._chat = f"{office.server.address}/api/people/{sent.member.account}/chats/{ME.id}"
        self.sent = sent
        self._dice = dice
        self._session: aiohttp.ClientSession
        self._names = 0

    async def work(self, go_on: asyncio.Event, acts: int | None, pause: float) -> None:
        """Act after act, until `acts` are sent or the event is cleared."""
        async with aiohttp.ClientSession() as self._session:
            while go_on.is_set() and (acts is None or self.sent.acts < acts):
                await self._act()
                self.sent.acts += 1
                await asyncio.sleep(self._dice.uniform(0, 2 * pause))
                # With the event cleared there may be no program left that takes them.
                await until(lambda: not go_on.is_set() or self._backlog() <= BACKLOG, PATIENCE)

    def _backlog(self) -> int:
        return self._office.server.desk.store.read(lambda tx: count_pending(tx, ME.id))

    async def _act(self) -> None:
        # The first of every ten differ, so that short loads hold all of them.
        match self.sent.acts % 10:
            case 1 | 5:
                await self._type()
            case 3:
                await self._photo()
            case 7:
                await self._personal()
            case _:
                await self._tap()

    def _next(self, question: str) -> tuple[str, int, int]:
        """A household, and how far it has been counted."""
        number, at = self._dice.choice(self.sent.member.households[:6])
        return number, at, self.sent.counts[at, question]

    async def _tap(self) -> None:
        _, at, count = self._next(TAPPED)
        data = f"h|{self.sent.member.sheet}|{at}|{TAPPED}|{count or '-'}>{count + 1}"
        wanted = {"message_id": self.sent.member.card, "data": data}
        await self._post("press", wanted | self._name())
        self.sent.counts[at, TAPPED] += 1
        if self._dice.random() < 0.1:
            # A thumb that slips: another update that changes nothing any more.
            await self._post("press", wanted | self._name())

    async def _type(self) -> None:
        number, at, count = self._next(TYPED)
        wanted = {"text": f"{number} {WORD[TYPED]}{count + 1}"} | self._name()
        await self._post("messages", wanted)
        self.sent.counts[at, TYPED] += 1
        if self._dice.random() < 0.3:
            # The phone did not hear that it was taken: the same once more, which is nothing new.
            await self._post("messages", wanted)

    async def _photo(self) -> None:
        number, at, count = self._next(CAPTIONED)
        who = self.sent.member.account
        picture = jpeg(count + 2, 16, 16) + f"{who}/{self.sent.acts}".encode()
        name = self._name()
        caption = f"{number} {WORD[CAPTIONED]}{count + 1}"
        for _ in range(1 + (self._dice.random() < 0.2)):
            form = aiohttp.FormData({"kind": "photo", "caption": caption, **name})
            form.add_field(
                "file", io.BytesIO(picture), filename="photo.jpg", content_type="image/jpeg"
            )
            async with self._session.post(f"{self._chat}/messages", data=form) as answer:
                assert answer.status == 200, await answer.text()
        self.sent.counts[at, CAPTIONED] += 1
        self.sent.photos.add(sha256(picture).hexdigest())

    async def _personal(self) -> None:
        taken = await self._post("messages", {"text": "他的号码 13812345678"} | self._name())
        self.sent.masked.append(taken[0]["id"])

    def _name(self) -> dict[str, str]:
        self._names += 1
        return {"client_id": f"hand-{self.sent.member.account}-{self._names}"}

    async def _post(self, act: str, wanted: Mapping[str, object]) -> list[dict[str, int]]:
        async with self._session.post(f"{self._chat}/{act}", json=wanted) as answer:
            assert answer.status == 200, await answer.text()
            taken: list[dict[str, int]] = await answer.json()
            return taken


async def until(look: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it says yes; it is asked often."""
    end = asyncio.get_running_loop().time() + seconds
    while not look():
        assert asyncio.get_running_loop().time() < end, "it did not come"
        await asyncio.sleep(0.02)


class Load:
    """Everybody at work at once."""

    def __init__(self, office: Office, seed: int, *, pause: float = 0.05) -> None:
        self._pause = pause
        self._go_on = asyncio.Event()
        self._go_on.set()
        self.hands = [
            Hand(office, Sent(member), random.Random(f"{seed}/{member.account}"))  # noqa: S311
            for member in office.members
        ]
        self._chain = Chain(office, random.Random(f"{seed}/chain"))  # noqa: S311
        self._office = office

    async def run(self, acts: int | None = None) -> list[Sent]:
        """Until everyone has sent so many acts in all, or `enough` was said.

        Findings go on beside them: each of those acts waits for the one before.
        """
        async with asyncio.TaskGroup() as group:
            for hand in self.hands:
                group.create_task(hand.work(self._go_on, acts, self._pause))
            group.create_task(self._chain.work(self._go_on, acts))
        chain = self._chain.sent
        return [
            *(hand.sent for hand in self.hands),
            Sent(self._office.contact, photos=set(chain.photos), chain=chain),
        ]

    def enough(self) -> None:
        """No further acts."""
        self._go_on.clear()
