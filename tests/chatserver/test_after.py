"""What a button will be after its tap: read, bounded, shown to the page, hidden from the bot."""

from typing import Any

import pytest

from chatserver import Running
from tests.chatserver.conftest import BOTS, Api
from tests.phone import Phone, buttons

BOT = BOTS[0].id


def toggle(number: int = 0, **after: Any) -> dict[str, Any]:
    """A toggle, perhaps with what it will be."""
    button: dict[str, Any] = {"text": f"危房{number}", "callback_data": f"h|{number}|->f"}
    return button | ({"ducha_after": after} if after else {})


def after(number: int = 0) -> dict[str, Any]:
    return {"text": f"⚠ 危房{number}", "callback_data": f"h|{number}|f>t"}


async def test_the_page_is_told_what_a_button_will_be_and_the_bot_is_not(
    server: Running, api: Api
) -> None:
    person = api.people[0]
    link = {"text": "看", "url": "https://ducha.example.org/"}
    keys = {"inline_keyboard": [[toggle(1, **after(1)), toggle(2)], [link]]}
    card = await api.ok("sendMessage", chat_id=person, text="卡", reply_markup=keys)
    plain = [[toggle(1), toggle(2)], [link]]
    assert card["reply_markup"] == {"inline_keyboard": plain}
    async with Phone(server.address, person, BOT) as phone:
        shown = buttons(await phone.card())
        assert shown == [
            {
                "text": "危房1",
                "data": "h|1|->f",
                "after": {"text": "⚠ 危房1", "data": "h|1|f>t"},
            },
            {"text": "危房2", "data": "h|2|->f", "after": None},
            {"text": "看", "url": "https://ducha.example.org/", "after": None},
        ]
        tap = {"message_id": card["message_id"], "data": shown[0]["after"]["data"]}
        await api.post(f"{api.chat(person)}/press", tap)
    query = (await api.ok("getUpdates", offset=-1))[0]["callback_query"]
    assert query["data"] == "h|1|f>t"
    assert query["message"]["reply_markup"] == {"inline_keyboard": plain}


@pytest.mark.parametrize(
    "hint",
    [
        "⚠",
        {"text": "⚠"},
        {"text": " ", "callback_data": "x"},
        {"text": "⚠", "callback_data": "督" * 22},
        {"text": "⚠", "callback_data": ""},
        {"text": "⚠", "callback_data": "x", "url": "https://ducha.example.org/"},
        {"text": "⚠", "callback_data": "x", "ducha_after": {"text": "a", "callback_data": "b"}},
    ],
    ids=["a word", "no data", "no text", "66 bytes", "no bytes", "a link too", "two steps ahead"],
)
async def test_a_hint_keeps_to_a_buttons_limits(api: Api, hint: Any) -> None:
    keys = {"inline_keyboard": [[toggle() | {"ducha_after": hint}]]}
    error = await api.error("sendMessage", chat_id=api.people[0], text="卡", reply_markup=keys)
    assert error == "Bad Request: BUTTON_AFTER_INVALID"


async def test_a_link_turns_into_nothing(api: Api) -> None:
    link = {"text": "看", "url": "https://ducha.example.org/", "ducha_after": after()}
    keys = {"inline_keyboard": [[link]]}
    error = await api.error("sendMessage", chat_id=api.people[0], text="卡", reply_markup=keys)
    assert error == "Bad Request: BUTTON_AFTER_INVALID"


@pytest.mark.parametrize(
    ("label", "hint", "taken"), [(150, 150, True), (170, 10, False), (10, 170, False)]
)
async def test_hints_take_no_room_from_the_keyboard_and_have_as_much(
    api: Api, label: int, hint: int, taken: bool
) -> None:
    one = {
        "text": "a" * label,
        "callback_data": "x",
        "ducha_after": {"text": "b" * hint, "callback_data": "y"},
    }
    keys = {"inline_keyboard": [[one] * 8] * 8}
    answer = await api.raw("sendMessage", chat_id=api.people[0], text="卡", reply_markup=keys)
    assert answer["ok"] is taken


async def test_an_edit_that_changes_only_a_hint_is_a_change(api: Api) -> None:
    person = api.people[0]
    keys = {"inline_keyboard": [[toggle(1, **after(1))]]}
    card = await api.ok("sendMessage", chat_id=person, text="卡", reply_markup=keys)
    same = {"chat_id": person, "message_id": card["message_id"], "text": "卡"}
    assert "not modified" in await api.error("editMessageText", **same, reply_markup=keys)
    other = {"inline_keyboard": [[toggle(1, **after(2))]]}
    assert await api.ok("editMessageText", **same, reply_markup=other)
