"""Search: plain words, in one's own chats alone, the newest first, page by page."""

from typing import Any

import pytest

from chatserver import Running
from chatserver.chats import private_chat
from chatserver.messages import post
from chatserver.search import STEP
from chatserver.tx import Tx
from tests.chatserver.conftest import BOTS, Api, png
from tests.phone import Phone

BOT = BOTS[0].id


async def found(api: Api, words: str, person: int | None = None, **more: Any) -> list[str]:
    """What a search shows, in short."""
    path = f"{api.address}/api/people/{person or api.people[0]}/search"
    asked = {"q": words, **{key: str(value) for key, value in more.items()}}
    async with api.session.get(path, params=asked) as answer:
        api.last_status = answer.status
        return [
            one["text"] or (one["document"] or {}).get("name") or "" for one in await answer.json()
        ]


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("危房", ["07 危房改造.PDF", "07 危房"]),
        ("  危房改 ", ["07 危房改造.PDF"]),
        ("house ОКНО", ["House Окно 100%"]),
        ("100%", ["House Окно 100%"]),
        ("%", ["House Окно 100%"]),
        ("_", ["a_b"]),
        ('说"好"', ['他说"好"\\行']),
        ("\\行", ['他说"好"\\行']),
        ("手册", ["12 手册"]),
        ("file_name", []),
        ("text", []),
        ("ﾊﾞ", []),
    ],
    ids=[
        *("two, newest first", "blanks around", "letters of any case", "a percent sign"),
        *("nothing but one", "an underscore", "quotes", "a backslash", "a caption"),
        *("how files are kept", "how messages are kept", "nothing"),
    ],
)
async def test_words_are_found_as_they_stand(
    server: Running, api: Api, words: str, want: list[str]
) -> None:
    async with Phone(server.address, api.people[0], BOT) as phone:
        for said in ("07 危房", "House Окно 100%", "a_b", '他说"好"\\行'):
            await phone.say(said)
        await phone.document(b"x", "07 危房改造.PDF")
        await phone.photo(png(), "12 手册")
    assert await found(api, words) == want


async def test_one_finds_what_one_can_see(server: Running, api: Api) -> None:
    first, second = api.people
    group = await api.post("groups", {"title": "组", "members": [first], "bots": [BOT]})
    await api.ok("sendMessage", chat_id=second, text="给李五六的整改")
    await api.ok("sendMessage", chat_id=group["id"], text="组里的整改")
    card = await api.ok("sendMessage", chat_id=first, text="我的整改")
    gone = await api.ok("sendMessage", chat_id=first, text="收回的整改")
    await api.ok("deleteMessage", chat_id=first, message_id=gone["message_id"])
    assert await found(api, "整改") == ["我的整改", "组里的整改"]
    assert await found(api, "整改", second) == ["给李五六的整改"]
    edit = {"chat_id": first, "message_id": card["message_id"], "text": "改过"}
    await api.ok("editMessageText", **edit)
    assert await found(api, "整改") == ["组里的整改"]
    await api.post(f"{api.chat(first, group['id'])}/leave")
    assert await found(api, "整改") == []


async def test_a_long_chat_is_looked_through_and_shown_page_by_page(
    server: Running, api: Api
) -> None:
    person, many = api.people[0], 2 * STEP + 10

    def fill(tx: Tx) -> None:
        chat = private_chat(tx, BOT, person)
        assert chat is not None
        for number in range(many):
            rare = " 整改" if number % STEP == 0 else ""
            post(tx, chat, BOT, {"text": f"第 {number} 句{rare}"}, by_bot=True)

    await server.desk.store.write(fill)
    assert await found(api, "整改") == [f"第 {n} 句 整改" for n in (2 * STEP, STEP, 0)]
    page = await api.get(f"people/{person}/search?q=句&limit=40")
    assert [one["text"][:6] for one in page[:2]] == [f"第 {many - 1}", f"第 {many - 2}"]
    assert len(page) == 40
    older = await found(api, "句", before=page[-1]["id"])
    assert (len(older), older[0]) == (30, f"第 {many - 41} 句")
    # Both ways from there, as the page does that jumps to what was found.
    at = page[-1]["id"]
    path = f"{api.chat(person)}/messages?limit=2"
    before = await api.get(f"{path}&before={at}")
    after = await api.get(f"{path}&after={at}")
    assert [one["id"] - at for one in before + after] == [-2, -1, 1, 2]


@pytest.mark.parametrize("words", ["", "   ", "督" * 101])
async def test_a_search_has_words(api: Api, words: str) -> None:
    path = f"{api.address}/api/people/{api.people[0]}/search"
    async with api.session.get(path, params={"q": words}) as answer:
        assert answer.status == 400
