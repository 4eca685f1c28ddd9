"""A thumb on a phone: taps what the card in front of it shows, and waits to see the next."""

# ruff: noqa: ASYNC109 -- how long to wait is what a journey says

from __future__ import annotations

from tests.phone import Message, Phone, buttons, labels

WAIT = 20.0
"""Seconds; a card is painted at most once a second, and machines are busy."""


class Hand(Phone):
    """One person at work."""

    shown: Message

    async def see(self, *words: str, timeout: float = WAIT) -> Message:
        """The card that has all these words in its text or on its buttons, come since one acted."""

        def matches(message: Message) -> bool:
            everything = screen_of(message)
            return bool(message["inline"]) and all(word in everything for word in words)

        self.shown = await self.wait_for(matches, timeout)
        return self.shown

    async def hear(self, *words: str, timeout: float = WAIT) -> Message:
        """A message that has all these words, whenever it came; it becomes what one looks at."""
        self.shown = await self.wait_for(
            lambda m: all(word in screen_of(m) for word in words), timeout, since_my_act=False
        )
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

    async def send_again(self, text: str, client_id: str) -> Message:
        """Send a text under this id, as a page does that has heard no answer to it."""
        return (await self._send({"text": text, "client_id": client_id}))[-1]


def screen_of(message: Message) -> str:
    """All one can read of a message: its text and its buttons."""
    rows = "\n".join(" | ".join(row) for row in labels(message))
    return f"{message['text'] or ''}\n{rows}"


def data_of(message: Message, label: str) -> str:
    """What the button of that label would send."""
    return next(str(b["data"]) for b in buttons(message) if label in b["text"])
