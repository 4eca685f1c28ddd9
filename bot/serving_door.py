"""The door of an office: what its books say of an invitation, for the chat server to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chatserver import Entrant
from storage import invites, people
from storage.db import Books, Tx
from workflow.tokens import hashed


class BooksDoor:
    """Invitations of the roster and to the first admin; the bot's own joining uses them up."""

    def __init__(self, books: Books, title: str, lang: str, now: Callable[[], datetime]) -> None:
        self._books = books
        self._title = title
        self._lang = lang
        self._now = now

    def title(self) -> str:
        """The office's shown name."""
        return self._title

    async def look(self, token: str) -> Entrant | None:
        """Whom an open invitation is for; a person who has joined already keeps the account."""
        now = self._now()
        return await self._books.read(lambda tx: entrant(tx, token, self._lang, now))


def entrant(tx: Tx, token: str, lang: str, now: datetime) -> Entrant | None:
    """Whom the token lets in, None where it opens nothing."""
    found = invites.by_token(tx, hashed(token))
    person = people.member(tx, found.person_id) if found else None
    if found and person and found.is_open(now) and not person.dropped:
        return Entrant(person.name, lang, person.user_id)
    founder = invites.founder_by_token(tx, hashed(token))
    if founder is not None and now < founder.expires_at:
        return Entrant(founder.name, lang)
    return None
