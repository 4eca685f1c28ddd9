"""The door of an office: whom its books let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.serving_door import BooksDoor
from chatserver import Entrant
from storage import invites, people
from storage.db import Books
from storage.migrate import migrate
from tests.workflow.plans import PLAN
from workflow.inviting import invite_admin, invite_by_name
from workflow.taking_over import import_plan


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    migrate(tmp_path / "ducha.db")
    books = await Books.open(tmp_path / "ducha.db")
    await books.act(lambda tx: import_plan(tx, PLAN, NOW))
    yield books
    await books.close()


NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "opens"), [(timedelta(0), True), (timedelta(hours=73), False)], ids=["soon", "late"]
)
async def test_the_door_opens_for_an_invitation_and_looking_does_not_use_it_up(
    books: Books, later: timedelta, *, opens: bool
) -> None:
    await books.act(lambda tx: invite_by_name(tx, "孙立秋", "token", NOW))
    door = BooksDoor(books, "督查办", "zh", lambda: NOW + later)
    wanted = Entrant("孙立秋", "zh", None) if opens else None
    assert [await door.look("token"), await door.look("token")] == [wanted, wanted]
    assert await door.look("another") is None


async def test_a_used_or_withdrawn_invitation_opens_nothing_and_a_new_one_keeps_the_account(
    books: Books,
) -> None:
    door = BooksDoor(books, "督查办", "zh", lambda: NOW)
    made = await books.act(lambda tx: invite_by_name(tx, "孙立秋", "token", NOW))
    assert made.person is not None
    person = made.person.id
    await books.act(lambda tx: invites.revoke(tx, person, NOW))
    assert await door.look("token") is None
    await books.act(lambda tx: people.join(tx, person, 4711, NOW))
    await books.act(lambda tx: invite_by_name(tx, "孙立秋", "second", NOW))
    assert await door.look("second") == Entrant("孙立秋", "zh", 4711)


async def test_whoever_is_to_set_up_the_first_campaign_is_let_in_too(tmp_path: Path) -> None:
    migrate(tmp_path / "empty.db")
    books = await Books.open(tmp_path / "empty.db")
    await books.act(lambda tx: invite_admin(tx, "钱小满", "token", NOW))
    door = BooksDoor(books, "督查办", "en", lambda: NOW)
    assert (await door.look("token"), door.title()) == (Entrant("钱小满", "en"), "督查办")
    await books.close()
