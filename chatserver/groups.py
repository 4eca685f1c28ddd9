"""Groups without a list of people: made by one, joined by a link, left again.

The link's token stands in the store as its hash; making a link anew ends the former one.
"""

import secrets
from typing import Any

from aiohttp import web

from chatserver import heard
from chatserver.asked import CHAT, PERSON, json_object, person_of, text_field
from chatserver.chats import (
    Chat,
    add_members,
    bots_for,
    bots_in,
    chat_by_key,
    create_group,
    group_of,
    once,
    people_in,
    remember_once,
    user,
)
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.gate import OFFICE
from chatserver.messages import Content, post, tell
from chatserver.qr import svg
from chatserver.seen import group_shown
from chatserver.sessions import hashed
from chatserver.tx import Tx
from chatserver.updates import push_membership, push_message

LINK_LIFE = 7 * 86_400


class GroupsApi:
    """The routes by which a person makes, joins and leaves groups."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.post(f"{PERSON}/groups", self.make),
            web.post(f"{PERSON}/join", self.join),
            web.post(f"{CHAT}/link", self.link),
            web.post(f"{CHAT}/leave", self.leave),
            web.get(f"{CHAT}/members", self.members),
        ]

    async def make(self, request: web.Request) -> web.Response:
        """A new group of the person and the office's bot."""
        person = person_of(self._desk, request)
        wanted = await json_object(request)
        title = heard.utf8(text_field(wanted, "title", 128))
        return web.json_response(
            await self._desk.store.write(lambda tx: made(tx, person, title, wanted))
        )

    async def join(self, request: web.Request) -> web.Response:
        """Join the group that a link's token opens."""
        person = person_of(self._desk, request)
        token = text_field(await json_object(request), "token", 100)
        return web.json_response(await self._desk.store.write(lambda tx: joined(tx, person, token)))

    async def link(self, request: web.Request) -> web.Response:
        """A link by which others join, and its QR picture (SVG); the former one ends."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        token = secrets.token_urlsafe(18)
        until = await self._desk.store.write(lambda tx: linked(tx, person, chat_id, token))
        office = request.get(OFFICE)
        here = f"{request.scheme}://{request.host}/#group={token}"
        link = here if office is None else office.link("group", token)
        return web.json_response({"link": link, "svg": svg(link), "until": until})

    async def leave(self, request: web.Request) -> web.Response:
        """Leave a group; whoever goes last takes the bot along."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        await self._desk.store.write(lambda tx: left(tx, person, chat_id))
        return web.json_response({})

    async def members(self, request: web.Request) -> web.Response:
        """Who is in a group, for those who are."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        return web.json_response(self._desk.store.read(lambda tx: shown(tx, person, chat_id)))


def made(tx: Tx, person: int, title: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """A new group as the page shows it."""
    client_id = heard.client_id_of(wanted)
    if (before := once(tx, person, client_id, int)) is not None:
        return group_shown(tx, _own(tx, person, before), person)
    _has_room(tx, person)
    bots = bots_for(tx, person)[:1]
    group = create_group(tx, title, [person], bots)
    for bot in bots:
        push_membership(tx, group, bot, person, "left", "member")
    tell(tx, group, "chats")
    remember_once(tx, person, client_id, group.page_id)
    return group_shown(tx, group, person)


def _has_room(tx: Tx, person: int) -> None:
    (count,) = tx.sql.execute(
        "SELECT count(*) FROM members JOIN chats ON key = chat"
        " WHERE member = ? AND is_bot = 0 AND title IS NOT NULL",
        (person,),
    ).fetchone()
    if count >= tx.limits.groups:
        raise RefusedError(409, f"a person is in at most {tx.limits.groups} groups")


def _own(tx: Tx, person: int, chat_id: int) -> Chat:
    group = group_of(tx, chat_id, person, is_bot=False) if chat_id < 0 else None
    if group is None:
        raise RefusedError(404, "no such group")
    return group


def linked(tx: Tx, person: int, chat_id: int, token: str) -> int:
    """Let this token open the group; until when, in Unix seconds."""
    group, until = _own(tx, person, chat_id), int(tx.now) + LINK_LIFE
    tx.sql.execute(
        "INSERT INTO group_links (chat, token, until) VALUES (?, ?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET token = excluded.token, until = excluded.until",
        (group.key, hashed(token), until),
    )
    return until


def joined(tx: Tx, person: int, token: str) -> dict[str, Any]:
    """The group the token opens, the person now in it; raises RefusedError 404 or 409."""
    row = tx.sql.execute(
        "SELECT chat FROM group_links WHERE token = ? AND until > ?", (hashed(token), tx.now)
    ).fetchone()
    group = None if row is None else chat_by_key(tx, row[0])
    # Another office's link is none here.
    if group is None or not set(bots_in(tx, group)).issubset(bots_for(tx, person)):
        raise RefusedError(404, "this link no longer opens a group")
    people = people_in(tx, group)
    if person not in people:
        if len(people) >= tx.limits.group_members:
            raise RefusedError(409, "the group is full")
        _has_room(tx, person)
        add_members(tx, group.key, people=[person], bots=[])
        _note(tx, group, person, {"new_chat_members": [user(tx, person, is_bot=False)]})
    return group_shown(tx, group, person)


def _note(tx: Tx, group: Chat, person: int, content: Content) -> None:
    """Tell the people and the bots of a group who came or went; all before it counts as read."""
    message = post(tx, group, person, content, by_bot=False, silent=True)
    heard.mark_read(tx, person, group, message.id)
    push_message(tx, group, message)


def left(tx: Tx, person: int, chat_id: int) -> None:
    """The person is no longer in the group; raises RefusedError 404."""
    group = _own(tx, person, chat_id)
    _note(tx, group, person, {"left_chat_member": user(tx, person, is_bot=False)})
    tell(tx, group, "chats", [person])
    _remove(tx, group, person, is_bot=False)
    if not people_in(tx, group):
        for bot in bots_in(tx, group):
            push_membership(tx, group, bot, person, "member", "left")
            _remove(tx, group, bot, is_bot=True)
        tx.sql.execute("DELETE FROM group_links WHERE chat = ?", (group.key,))


def _remove(tx: Tx, group: Chat, member: int, *, is_bot: bool) -> None:
    tx.sql.execute(
        "DELETE FROM members WHERE chat = ? AND member = ? AND is_bot = ?",
        (group.key, member, is_bot),
    )


def shown(tx: Tx, person: int, chat_id: int) -> list[dict[str, Any]]:
    """The members of a group, people first; raises RefusedError 404."""
    group = _own(tx, person, chat_id)
    members = [user(tx, one, is_bot=False) for one in people_in(tx, group)]
    members += [user(tx, one, is_bot=True) for one in bots_in(tx, group)]
    return [
        {"id": one["id"], "name": one["first_name"], "is_bot": one["is_bot"]} for one in members
    ]
