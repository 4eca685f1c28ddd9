"""Groups by link: made, joined, left, with what the bot and the other people hear of it."""

import asyncio
from typing import Any

import pytest

from chatserver import Limits, Running
from chatserver.chats import create_person
from tests.chatserver.conftest import BOTS, Api, Clock, Start, api_of
from tests.chatserver.test_people import read_events
from tests.phone import Phone

BOT = BOTS[0].id
TITLE = "督查一组"


async def updates(api: Api) -> list[dict[str, Any]]:
    """What the bot has not heard yet."""
    new: list[dict[str, Any]] = await api.ok("getUpdates")
    if new:
        await api.ok("getUpdates", offset=new[-1]["update_id"] + 1)
    return new


async def make(api: Api, title: str = TITLE, **more: Any) -> int:
    """A group of the first person; the update about it is heard."""
    await updates(api)
    group = await api.post(f"people/{api.people[0]}/groups", {"title": title, **more})
    return int(group["id"])


async def token_of(api: Api, group: int) -> str:
    link: str = (await api.post(f"{api.chat(api.people[0], group)}/link"))["link"]
    address, _, token = link.partition("/#group=")
    assert address == api.address
    return token


async def join(api: Api, token: str, person: int | None = None) -> Any:
    return await api.post(f"people/{person or api.people[1]}/join", {"token": token})


async def test_a_group_is_made_joined_and_left(server: Running, api: Api) -> None:
    first, second = api.people
    group = await make(api)
    (added,) = await updates(api)
    standing = added["my_chat_member"]
    assert (standing["chat"]["title"], standing["new_chat_member"]["status"]) == (TITLE, "member")
    async with Phone(server.address, first, group) as phone:
        await phone.say("还没有别人")
        shown = await join(api, await token_of(api, group))
        assert shown["title"] == TITLE
        assert shown["unread"] == 0, "what was said before is there and not unread"
        (came,) = await updates(api)
        assert [one["id"] for one in came["message"]["new_chat_members"]] == [second]
        told = (await phone.messages())[-1]
        assert told["service"] == {"kind": "joined", "names": ["李五六"]}
        assert (told["text"], told["silent"]) == (None, True)
        members = await api.get(f"{api.chat(second, group)}/members")
        assert [(one["name"], one["is_bot"]) for one in members] == [
            ("张三四", False),
            ("李五六", False),
            ("督查", True),
        ]
        assert await join(api, await token_of(api, group)) == shown
        assert await updates(api) == [], "nobody comes twice"
        assert await api.post(f"{api.chat(second, group)}/leave") == {}
        gone = (await phone.messages())[-1]
        assert gone["service"] == {"kind": "left", "names": ["李五六"]}
    (went,) = await updates(api)
    assert went["message"]["left_chat_member"]["id"] == second
    assert TITLE not in [chat["title"] for chat in await api.get(f"people/{second}/chats")]


async def test_whoever_left_hears_and_sees_no_more(api: Api) -> None:
    first, second = api.people
    group = await make(api)
    await join(api, await token_of(api, group))
    begin = (await read_events(api, second, "", 0))[0]["seq"]
    await api.ok("sendMessage", chat_id=group, text="还在")
    await api.post(f"{api.chat(second, group)}/leave")
    await api.ok("sendMessage", chat_id=group, text="走了")
    await api.ok("sendMessage", chat_id=second, text="私下")
    gone, private = await read_events(api, second, str(begin), 2)
    assert (gone["kind"], gone["chat"]) == ("chats", group)
    assert private["message"]["text"] == "私下"
    for act, wanted in (("messages", {"text": "在"}), ("link", {}), ("leave", {})):
        await api.post(f"{api.chat(second, group)}/{act}", wanted)
        assert api.last_status == 404
    await api.get(f"{api.chat(second, group)}/members")
    assert api.last_status == 404
    assert await api.get(f"{api.chat(second, group)}/messages") == []
    assert len(await api.get(f"{api.chat(first, group)}/messages")) == 4


async def test_the_last_to_leave_takes_the_bot_along(api: Api) -> None:
    group = await make(api)
    token = await token_of(api, group)
    await updates(api)
    await api.post(f"{api.chat(api.people[0], group)}/leave")
    left, out = await updates(api)
    assert "left_chat_member" in left["message"]
    assert out["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert "chat not found" in await api.error("sendMessage", chat_id=group, text="有人吗")
    await join(api, token)
    assert api.last_status == 404


async def test_a_link_ends_when_it_is_made_anew_and_after_a_week(api: Api, clock: Clock) -> None:
    group = await make(api)
    former = await token_of(api, group)
    link = await api.post(f"{api.chat(api.people[0], group)}/link")
    assert link["until"] == int(clock.now) + 7 * 86_400
    assert link["svg"].startswith("<svg")
    await join(api, former)
    assert api.last_status == 404
    token = link["link"].rpartition("=")[2]
    clock.now = link["until"]
    await join(api, token)
    assert api.last_status == 404
    clock.now = link["until"] - 1
    await join(api, token)
    assert api.last_status == 200


async def test_a_link_opens_a_group_of_ones_own_office_alone(server: Running, api: Api) -> None:
    store = server.desk.store
    ours, theirs = [
        (await store.write(lambda tx, bot=bot: create_person(tx, "王", "zh", "", None, bot.id)))[
            "id"
        ]
        for bot in BOTS
    ]
    made = await api.post(f"people/{ours}/groups", {"title": TITLE})
    link = await api.post(f"people/{ours}/chats/{made['id']}/link")
    token = link["link"].rpartition("=")[2]
    await join(api, token, theirs)
    assert api.last_status == 404
    assert (await join(api, token, api.people[0]))["id"] == made["id"]
    members = await api.get(f"people/{ours}/chats/{made['id']}/members")
    assert [one["id"] for one in members if one["is_bot"]] == [BOT]


async def test_a_group_asked_for_twice_is_made_once(api: Api) -> None:
    wanted = {"title": TITLE, "client_id": "g-1"}
    path = f"people/{api.people[0]}/groups"
    made = await asyncio.gather(*(api.post(path, wanted) for _ in range(3)))
    assert {one["id"] for one in made} == {made[0]["id"]}


@pytest.mark.parametrize("title", ["", "  ", "督" * 129, 5])
async def test_a_group_has_a_title(api: Api, title: Any) -> None:
    await api.post(f"people/{api.people[0]}/groups", {"title": title})
    assert api.last_status == 400


async def test_groups_and_their_members_are_bounded(start: Start) -> None:
    limits = Limits(groups=1, group_members=1)
    async with start(limits=limits) as running, api_of(running) as api:
        group = await make(api)
        await api.post(f"people/{api.people[0]}/groups", {"title": "又一个"})
        assert api.last_status == 409
        await join(api, await token_of(api, group))
        assert api.last_status == 409
