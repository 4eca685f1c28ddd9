"""Every limit of the real server, with its words."""

from typing import Any

import aiohttp
import pytest

from chatserver import Limits, Rate
from chatserver.limits import Pace
from tests.chatserver.conftest import Api, Clock, Start, api_of, png

UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)
OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(data: str = "x", text: str = "好") -> dict[str, Any]:
    return {"text": text, "callback_data": data}


TEXT = {"text": "好"}
REFUSED = {
    "an empty text": ({"text": ""}, "message text is empty"),
    "a text of spaces": ({"text": " \n "}, "text must be non-empty"),
    "a text only of tags": ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    "4,097 characters": ({"text": "督" * 4097}, "message is too long"),
    "65 bytes of data": (
        TEXT | {"reply_markup": inline([button("x" * 65)])},
        "BUTTON_DATA_INVALID",
    ),
    "22 Chinese characters of data": (
        TEXT | {"reply_markup": inline([button("督" * 22)])},
        "BUTTON_DATA_INVALID",
    ),
    "empty data": (
        TEXT | {"reply_markup": inline([button("")])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button without text": (
        TEXT | {"reply_markup": inline([{"callback_data": "x"}])},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "101 buttons": (
        TEXT | {"reply_markup": inline(*[[button()] * 8] * 12, [button()] * 5)},
        "reply markup is too long",
    ),
    "nine in a row": (
        TEXT | {"reply_markup": inline([button()] * 9)},
        "reply markup is too long",
    ),
    "a keyboard of more than 10 kB": (
        TEXT | {"reply_markup": inline(*[[button("x" * 64, "督" * 60)]] * 50)},
        "reply markup is too long",
    ),
    "a bad link": (
        TEXT | {"reply_markup": inline([{"text": "去", "url": "javascript:1"}])},
        "inline keyboard button URL 'javascript:1' is invalid: Wrong HTTP URL",
    ),
    "markup that is a list": (TEXT | {"reply_markup": []}, "object expected as reply markup"),
    "markup that is no JSON": (
        TEXT | {"reply_markup": "{"},
        'can\'t parse JSON of field "reply_markup"',
    ),
    "an unknown parse mode": (TEXT | {"parse_mode": "Wiki"}, "unsupported parse_mode"),
    "a reply to nothing": (
        TEXT | {"reply_parameters": {"message_id": 999_999}},
        "message to be replied not found",
    ),
    "an unknown chat": (TEXT | {"chat_id": 424_242}, "chat not found"),
    "no chat": (TEXT | {"chat_id": ""}, "chat_id is empty"),
    "a chat that is no number": (TEXT | {"chat_id": "@nobody"}, "chat not found"),
    "a chat beyond all numbers": (TEXT | {"chat_id": 10**30}, "chat not found"),
    "half a character": ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
}


@pytest.mark.parametrize(("params", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_send_message_refuses(api: Api, params: dict[str, Any], sentence: str) -> None:
    before = await api.get(f"{api.chat(api.people[0])}/messages")
    wanted = {"chat_id": api.people[0]} | params
    assert await api.error("sendMessage", **wanted) == f"Bad Request: {sentence}"
    assert api.last_status == 400
    assert await api.get(f"{api.chat(api.people[0])}/messages") == before


ACCEPTED = {
    "4,096 characters": ({"text": "督" * 4096}, "督" * 4096),
    "4,096 characters after tags": (
        {"text": f"<b>{'督' * 4096}</b>", "parse_mode": "HTML"},
        "督" * 4096,
    ),
    "4,096 characters beyond the BMP": ({"text": "😀" * 4096}, "😀" * 4096),
    "64 bytes of data": (TEXT | {"reply_markup": inline([button("x" * 64)])}, "好"),
    "100 buttons": (
        TEXT | {"reply_markup": inline(*[[button()] * 8] * 12, [button()] * 4)},
        "好",
    ),
    "a reply to nothing, leniently": (
        TEXT | {"reply_parameters": {"message_id": 9, "allow_sending_without_reply": True}},
        "好",
    ),
}


@pytest.mark.parametrize(("params", "text"), ACCEPTED.values(), ids=ACCEPTED)
async def test_send_message_takes(api: Api, params: dict[str, Any], text: str) -> None:
    sent = await api.ok("sendMessage", chat_id=api.people[0], **params)
    assert sent["text"] == text


async def test_what_cannot_be_edited(api: Api) -> None:
    chat = api.people[0]
    plain = (await api.ok("sendMessage", chat_id=chat, text="一"))["message_id"]
    row = {"keyboard": [["位置"]]}
    keyed = (await api.ok("sendMessage", chat_id=chat, text="键", reply_markup=row))["message_id"]
    theirs = (await api.post(f"{api.chat(chat)}/messages", {"text": "我的"}))[0]["id"]

    async def edit(message: int, text: str = "一", **more: Any) -> str:
        wanted = {"chat_id": chat, "message_id": message, "text": text, **more}
        return await api.error("editMessageText", **wanted)

    assert await edit(plain) == UNCHANGED
    assert await edit(10**6) == "Bad Request: message to edit not found"
    assert await edit(keyed, "新") == "Bad Request: message can't be edited"
    assert await edit(theirs, "新") == "Bad Request: message can't be edited"
    assert await edit(plain, "督" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert await edit(plain, "新", reply_markup=row) == "Bad Request: inline keyboard expected"
    await api.ok("deleteMessage", chat_id=chat, message_id=plain)
    assert await edit(plain, "新") == "Bad Request: message to edit not found"
    assert await api.error("deleteMessage", chat_id=chat, message_id=plain) == (
        "Bad Request: message to delete not found"
    )
    other = api.people[1]
    assert await api.error("editMessageText", chat_id=other, message_id=keyed, text="新") == (
        "Bad Request: message to edit not found"
    ), "a message of another chat"


async def test_an_edit_without_a_keyboard_takes_it_away(api: Api) -> None:
    chat = api.people[0]
    keys = inline([button()])
    sent = await api.ok("sendMessage", chat_id=chat, text="一", reply_markup=keys)
    wanted = {"chat_id": chat, "message_id": sent["message_id"]}
    assert (await api.ok("editMessageText", **wanted, text="二", reply_markup=keys))["reply_markup"]
    assert await api.error("editMessageReplyMarkup", **wanted, reply_markup=keys) == UNCHANGED
    assert "reply_markup" not in await api.ok("editMessageText", **wanted, text="三")


async def test_deletion_ends_after_48_hours(api: Api, clock: Clock) -> None:
    chat = api.people[0]
    young, old = [(await api.ok("sendMessage", chat_id=chat, text="旧"))["message_id"]] * 2
    clock.now += 48 * 3600
    third = (await api.ok("sendMessage", chat_id=chat, text="新"))["message_id"]
    await api.ok("deleteMessages", chat_id=chat, message_ids=[third, young, 10**9])
    kept = (await api.ok("sendMessage", chat_id=chat, text="留"))["message_id"]
    clock.now += 48 * 3600 + 1
    assert await api.error("deleteMessage", chat_id=chat, message_id=kept) == (
        "Bad Request: message can't be deleted for everyone"
    )
    assert old == young


async def test_an_answer_to_a_tap_has_200_characters_150_seconds_and_one_use(
    api: Api, clock: Clock
) -> None:
    chat = api.people[0]
    sent = await api.ok("sendMessage", chat_id=chat, text="卡", reply_markup=inline([button()]))

    async def tap() -> str:
        press = {"message_id": sent["message_id"], "data": "x"}
        return str((await api.post(f"{api.chat(chat)}/press", press))["query_id"])

    first = await tap()
    assert await api.error("answerCallbackQuery", callback_query_id=first, text="督" * 201) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    assert await api.ok("answerCallbackQuery", callback_query_id=first, text="督" * 200)
    assert await api.error("answerCallbackQuery", callback_query_id=first) == OLD
    second = await tap()
    clock.now += 151
    assert await api.error("answerCallbackQuery", callback_query_id=second) == OLD
    assert await api.error("answerCallbackQuery", callback_query_id="nonsense") == OLD


async def test_captions_and_photos_have_limits(start: Start) -> None:
    limits = Limits(photo=5000, upload=9000, download=6000)
    async with start(limits=limits) as running, api_of(running) as api:
        chat = api.people[0]

        async def send(method: str, field: str, content: bytes, **more: str) -> dict[str, Any]:
            form = aiohttp.FormData({"chat_id": str(chat), **more})
            form.add_field(field, content, filename="一.png")
            url = f"{running.address}/bot{api.token}/{method}"
            async with api.session.post(url, data=form) as answer:
                body: dict[str, Any] = await answer.json()
                assert answer.status == body.get("error_code", 200)
                return body

        def wrong(sentence: str, code: int = 400) -> dict[str, Any]:
            return {"ok": False, "error_code": code, "description": sentence}

        assert (await send("sendPhoto", "photo", png(), caption="督" * 1024))["ok"]
        assert await send("sendPhoto", "photo", png(), caption="督" * 1025) == wrong(
            "Bad Request: message caption is too long"
        )
        assert await send("sendPhoto", "photo", b"no picture") == wrong(
            "Bad Request: IMAGE_PROCESS_FAILED"
        )
        assert await send("sendPhoto", "photo", png(9000, 2000)[:90]) == wrong(
            "Bad Request: PHOTO_INVALID_DIMENSIONS"
        )
        assert await send("sendPhoto", "photo", png(40, 1)) == wrong(
            "Bad Request: PHOTO_INVALID_DIMENSIONS"
        )
        assert await send("sendPhoto", "photo", png() + b"\0" * 5000) == wrong(
            f"Bad Request: file of size {len(png()) + 5000} bytes is too big for a photo;"
            " the maximum size is 5000 bytes"
        )
        assert await send("sendDocument", "document", b"\0" * 9001) == wrong(
            "Request Entity Too Large", 413
        )
        assert await send("sendPhoto", "other", png()) == wrong(
            "Bad Request: there is no photo in the request"
        )
        large = (await send("sendDocument", "document", b"\0" * 7000))["result"]["document"]
        assert await api.error("getFile", file_id=large["file_id"]) == (
            "Bad Request: file is too big"
        )
        assert await api.error("getFile", file_id="x") == (
            "Bad Request: wrong file_id or the file is temporarily unavailable"
        )
        assert await api.error("sendPhoto", chat_id=chat, photo=large["file_id"]) == (
            "Bad Request: can't use file of type Document as Photo"
        )


async def test_a_wrong_token_and_an_unknown_method(api: Api) -> None:
    assert await api.error("sendNonsense") == "Not Found: method not found"
    assert api.last_status == 404
    api.token = "700001:wrong"
    assert await api.raw("getMe") == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert api.last_status == 401


async def test_a_blocked_bot_is_told(api: Api) -> None:
    chat = api.people[0]
    await api.post(f"{api.chat(chat)}/block", {"blocked": True})
    assert await api.error("sendMessage", chat_id=chat, text="在吗") == (
        "Forbidden: bot was blocked by the user"
    )
    assert api.last_status == 403
    update = (await api.ok("getUpdates"))[-1]["my_chat_member"]
    standings = (update["old_chat_member"]["status"], update["new_chat_member"]["status"])
    assert standings == ("member", "kicked")
    await api.post(f"{api.chat(chat)}/start")
    assert await api.ok("sendMessage", chat_id=chat, text="回来了")


async def test_rates_are_held_when_switched_on(start: Start) -> None:
    async with start(limits=Limits(chat_rate=Rate(1, 30.0))) as running, api_of(running) as api:
        first, second = api.people
        sent = await api.ok("sendMessage", chat_id=first, text="一")
        body = await api.raw("sendMessage", chat_id=first, text="二")
        assert api.last_status == 429
        assert body["parameters"] == {"retry_after": 30}
        assert body["description"] == "Too Many Requests: retry after 30"
        edit = {"chat_id": first, "message_id": sent["message_id"], "text": "改"}
        assert (await api.raw("editMessageText", **edit))["error_code"] == 429, "edits count"
        assert await api.ok("sendChatAction", chat_id=first, action="typing")
        assert await api.ok("sendMessage", chat_id=second, text="另一位")


def test_a_rate_counts_any_stretch_of_time() -> None:
    now = [100.0]
    limits = Limits(group_rate=Rate(3, 60.0), token_rate=Rate(5, 1.0))
    pace = Pace(limits, lambda: now[0])
    assert [pace.take(1, -5) for _ in range(4)] == [0, 0, 0, 60]
    now[0] += 59.5
    assert pace.take(1, -5) == 1
    now[0] += 0.5
    assert [pace.take(1, -5), pace.take(1, 7, 4), pace.take(1, 8)] == [0, 0, 1]
