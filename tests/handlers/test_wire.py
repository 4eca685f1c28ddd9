"""From Telegram's JSON to what was heard, and from cards to Telegram's forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from content import locales
from handlers import views, wire
from handlers.application import act_name
from inspection.card import Button, Card
from inspection.heard import (
    Attached,
    Command,
    Heard,
    Joined,
    Located,
    Other,
    Pressed,
    Sender,
    Typed,
)
from inspection.text import text

WHO = {"id": 5, "is_bot": False, "first_name": "周", "last_name": "敏", "language_code": "zh"}
CHAT = {"id": 5, "type": "private", "first_name": "周"}
GROUP = {"id": -9, "type": "group", "title": "督查一组"}
PHOTO = [
    {"file_id": "s", "file_unique_id": "us", "width": 90, "height": 60, "file_size": 9},
    {"file_id": "l", "file_unique_id": "ul", "width": 900, "height": 600, "file_size": 99},
]
FILE = {"file_id": "f", "file_unique_id": "uf", "file_size": 7}
PLACE = {"latitude": 31.5, "longitude": 121.25}


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(locales, "FOLDER", Path(__file__).parents[1] / "bot" / "words")
    locales.catalog.cache_clear()
    yield
    locales.catalog.cache_clear()


def read(**parts: Any) -> tuple[Sender, Heard] | None:
    update = Update.de_json({"update_id": 1, **parts}, None)
    return wire.read(update, "ducha_bot")


def message(chat: dict[str, Any] = CHAT, **parts: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1, "chat": chat, "from": WHO, **parts}


@pytest.mark.parametrize(
    ("parts", "want"),
    [
        ({"text": "12 手册2"}, Typed("12 手册2")),
        ({"text": "a\0b\ud83dc"}, Typed("ab?c")),
        ({"text": "好", "reply_to_message": message(text="前")}, Typed("好", reply_to=3)),
        ({"text": "/start  abc_-9 "}, Command("start", "abc_-9")),
        ({"text": "/Inspect@Ducha_Bot\n大坪村"}, Command("inspect", "大坪村")),
        ({"text": "/"}, Typed("/")),
        ({"text": "/督查"}, Typed("/督查")),
        ({"photo": PHOTO, "caption": "12"}, Attached("photo", "l", "ul", 99, caption="12")),
        (
            {"document": {**FILE, "file_name": "../x", "mime_type": "a/b"}, "media_group_id": "g"},
            Attached("document", "f", "uf", 7, "../x", "a/b", album="g"),
        ),
        (
            {"video": {**FILE, "width": 1, "height": 1, "duration": 1}},
            Attached("video", "f", "uf", 7),
        ),
        (
            {"video_note": {**FILE, "length": 1, "duration": 1}},
            Attached("video", "f", "uf", 7),
        ),
        (
            {"voice": {**FILE, "duration": 1, "mime_type": "audio/ogg"}},
            Attached("voice", "f", "uf", 7, mime="audio/ogg"),
        ),
        (
            {
                "photo": PHOTO,
                "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
            },
            Attached("photo", "l", "ul", 99, forwarded=True),
        ),
        ({"location": PLACE}, Located("31.500000", "121.250000")),
        (
            {"location": {**PLACE, "horizontal_accuracy": 12.5, "live_period": 60}},
            Located("31.500000", "121.250000", "12.5", live=True),
        ),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, Other("contact")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Other("dice")),
        ({"pinned_message": message(text="x")}, Other("service")),
    ],
)
def test_a_message_is_heard_as(parts: dict[str, Any], want: Heard) -> None:
    got = read(message=message(**parts))
    assert got == (Sender(5, 5, True, 3, "zh", "周 敏"), want)


@pytest.mark.parametrize(
    "parts",
    [
        {"message": message(GROUP, text="/start@other_bot")},
        {"message": message(GROUP, new_chat_title="x")},
        {"message": {**message(text="x"), "from": {**WHO, "is_bot": True}}},
        {"channel_post": message(text="x")},
        {"shipping_query": {"id": "1", "from": WHO, "invoice_payload": "x",
                            "shipping_address": {"country_code": "CN", "state": "", "city": "",
                                                 "street_line1": "", "street_line2": "",
                                                 "post_code": ""}}},
    ],
    ids=["another bot's command", "a group's service", "a bot", "a channel", "a purchase"],
)  # fmt: skip
def test_what_is_not_for_us_is_not_heard(parts: dict[str, Any]) -> None:
    assert read(**parts) is None


def test_a_group_is_not_private() -> None:
    got = read(message=message(GROUP, text="/summary@ducha_bot"))
    assert got == (Sender(5, -9, False, 3, "zh", "周 敏"), Command("summary"))


@pytest.mark.parametrize(
    ("under", "want"),
    [
        ({"message": message(text="card")}, 3),
        ({"message": {"chat": CHAT, "message_id": 3, "date": 0}}, 3),
        ({"inline_message_id": "i"}, None),
    ],
    ids=["a message", "one too old to be seen", "none"],
)
def test_a_tap_is_heard_whatever_is_left_of_its_message(
    under: dict[str, Any], want: int | None
) -> None:
    query = {"id": "9", "from": WHO, "chat_instance": "c", "data": "v|1", **under}
    got = read(callback_query=query)
    assert got == (Sender(5, 5, True, want, "zh", "周 敏"), Pressed("v|1", want))


@pytest.mark.parametrize(
    ("parts", "want"),
    [
        ({"location": PLACE}, Located("31.500000", "121.250000", live=True)),
        ({"text": "13 无"}, Other("edited")),
    ],
)
def test_an_edited_message_is_a_fix_or_is_asked_for_again(
    parts: dict[str, Any], want: Heard
) -> None:
    got = read(edited_message=message(edit_date=2, **parts))
    assert got is not None
    assert got[1] == want


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_opening_and_blocking_the_chat_is_heard(status: str, blocked: bool) -> None:
    me = {"id": 1, "is_bot": True, "first_name": "b"}
    change = {
        "chat": CHAT,
        "from": WHO,
        "date": 1,
        "old_chat_member": {"status": "left", "user": me},
        "new_chat_member": {"status": status, "user": me, "until_date": 0},
    }
    got = read(my_chat_member=change)
    assert got is not None
    assert got[1] == Joined(blocked)


def test_the_log_names_acts_by_our_words_only() -> None:
    heard = [
        Command("start", "秘密"),
        Command("张三"),
        Pressed("v|1|2"),
        Pressed("138"),
        Typed("x"),
    ]
    assert [act_name(h) for h in heard] == [
        "command:start",
        "command",
        "pressed:v",
        "pressed",
        "typed",
    ]


def card(*lines: Any, rows: Any = (), private: bool = False) -> Card:
    return Card("count", "题", lines, rows, private)


def test_a_card_is_its_lines_with_everything_put_in_escaped() -> None:
    shown = views.render(card(text("count.title", n="<b>&"), "a<b>"), "zh")
    assert shown.html == "<b>数数</b> &lt;b&gt;&amp;\na&lt;b&gt;"
    assert shown.markup is None


@given(st.lists(st.text(alphabet="a<&😀中\n", max_size=3000), min_size=1, max_size=5))
def test_no_card_is_longer_than_telegram_takes(lines: list[str]) -> None:
    shown = views.html_of(tuple(lines), "zh")
    plain = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert views.length(plain) <= 4096


def test_a_card_that_is_cut_says_so() -> None:
    assert views.html_of(("a" * 4000, "b" * 200), "zh") == "a" * 3891 + "…\n" + "b" * 200
    assert views.html_of(("😀" * 3000,), "zh").endswith("😀…")
    assert views.html_of(("a" * 90,) * 60, "zh").endswith("a\n…")


@pytest.mark.parametrize(
    "rows",
    [
        ((Button("a", "中" * 22),),),
        ((Button("a", ""),),),
        (tuple(Button("a", "b") for _ in range(101)),),
    ],
    ids=["66 bytes", "no bytes", "101 buttons"],
)
def test_buttons_telegram_would_refuse_are_refused_here(rows: Any) -> None:
    with pytest.raises(ValueError, match=r"bytes|buttons"):
        views.inline(rows, "zh")


def test_a_fingerprint_changes_exactly_with_the_looks() -> None:
    one = ((Button("a", "b"),),)
    same = views.render(card("x", rows=one), "zh").fingerprint
    assert views.render(card("x", rows=one), "zh").fingerprint == same
    others = [
        card("y", rows=one),
        card("x"),
        card("x", rows=((Button("a", "c"),),)),
        card("x", rows=((Button("c", "b"),),)),
        card("x", rows=one, private=True),
    ]
    assert len({views.render(c, "zh").fingerprint for c in others} | {same}) == 6


def test_what_a_button_will_be_is_said_on_our_own_channel_only() -> None:
    toggle = Button("危房", "h|1|->f", Button("⚠ 危房", "h|1|f>t"))
    shown = card("x", rows=((toggle, Button("b", "c")),))
    hinted, plain = (views.render(shown, "zh", hints=hints) for hints in (True, False))
    assert hinted.markup == {
        "inline_keyboard": [
            [
                {
                    "text": "危房",
                    "callback_data": "h|1|->f",
                    "ducha_after": {"text": "⚠ 危房", "callback_data": "h|1|f>t"},
                },
                {"text": "b", "callback_data": "c"},
            ]
        ]
    }
    assert "ducha_after" not in str(plain.markup)
    assert plain.fingerprint == hinted.fingerprint


def test_a_protected_message_may_become_any_card_an_open_one_no_private_card() -> None:
    private, open_ = (views.render(card("x", private=p), "zh") for p in (True, False))
    fits = [views.fits(old, new) for old in (private.fingerprint, open_.fingerprint, None)
            for new in (private, open_)]  # fmt: skip
    assert fits == [True, True, False, True, False, True]


def test_a_line_left_behind_has_its_way_back_only_if_it_fits_into_a_button() -> None:
    words, markup = views.collapsed("✅ 07 张*", "hh|7", "zh")
    assert words == "✅ 07 张*"
    assert markup is not None
    assert markup.inline_keyboard[0][0].callback_data == "go|hh|7"
    assert views.collapsed("x", "h" * 62, "zh") == ("x", None)
    assert views.collapsed("x", None, "zh") == ("x", None)


def test_a_toast_is_short_and_without_tags() -> None:
    assert views.toast(text("count.title", n=3), "zh") == "数数 3"
    assert views.length(views.toast("😀" * 300, "zh")) <= 200
