"""A thumb on a phone: taps what the card in front of it shows, and waits to see the next."""

# ruff: noqa: ASYNC109 -- how long to wait is what a journey says

from __future__ import annotations

from dataclasses import dataclass

from tests.phone import Message, Phone, buttons, labels

WAIT = 20.0
"""Seconds; machines are busy."""
LEFT = ([["打开"]], [["Open"]])
"""The button of a card that was left behind; it still has the words it was left with."""


class Hand(Phone):
    """One person at work."""

    shown: Message

    async def see(self, *words: str, timeout: float = WAIT) -> Message:
        """The card that has all these words in its text or on its buttons, come since one acted."""
        self.shown = await self.wait_for(_Holding(words, card=True), timeout)
        return self.shown

    async def hear(self, *words: str, timeout: float = WAIT) -> Message:
        """A message that has all these words, whenever it came; it becomes what one looks at."""
        self.shown = await self.wait_for(_Holding(words), timeout, since_my_act=False)
        return self.shown

    async def tap(self, label: str, *then: str, timeout: float = WAIT) -> str:  # type: ignore[override]
        """Tap the button of the card one looks at; see the card with the words `then` next.

        The toast's text.
        """
        toast = await self.press(label, self.shown, timeout)
        if then:
            await self.see(*then, timeout=timeout)
        return toast

    async def write(self, words: str, *then: str, timeout: float = WAIT) -> Message:
        """Type and send; see the card with the words `then` next."""
        await self.say(words)
        return await self.see(*then, timeout=timeout)

    async def reacted(self, message: Message, sign: str, timeout: float = WAIT) -> None:
        """Wait until the bot has put this sign under one's own message."""

        def look() -> bool | None:
            known = self._known.get(message["id"], message)
            return sign in known["reactions"] or None

        await self._until(look, timeout, lambda: f"no {sign} under {message['id']}")

    async def send_again(self, text: str, client_id: str) -> Message:
        """Send a text under this id, as a page does that has heard no answer to it."""
        return (await self._send({"text": text, "client_id": client_id}))[-1]


@dataclass(frozen=True)
class _Holding:
    words: tuple[str, ...]
    card: bool = False

    def __call__(self, message: Message) -> bool:
        everything = screen_of(message)
        shows = not self.card or (bool(message["inline"]) and labels(message) not in LEFT)
        return shows and all(word in everything for word in self.words)


def screen_of(message: Message) -> str:
    """All one can read of a message: its text and its buttons."""
    rows = "\n".join(" | ".join(row) for row in labels(message))
    return f"{message['text'] or ''}\n{rows}"


def data_of(message: Message, label: str) -> str:
    """What the button of that label would send."""
    return next(str(b["data"]) for b in buttons(message) if label in b["text"])
