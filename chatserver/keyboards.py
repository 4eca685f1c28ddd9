"""Reply markup: read, checked against the real limits, and shown to page and bot.

Beside what Telegram knows an inline button may carry `ducha_after`: text and callback_data of the
button it will be once its tap is carried out. The page shows that at once; a bot never sees it.
"""

from typing import Any

from chatserver.errors import bad_request
from chatserver.limits import Limits

ACTIONS = ("callback_data", "url", "web_app", "login_url", "copy_text", "switch_inline_query")
URL_SCHEMES = ("http://", "https://", "tg://")
AFTER = "ducha_after"
Markup = dict[str, Any]


def read_markup(raw: Any, limits: Limits, *, private: bool, inline_only: bool) -> Markup | None:
    """The checked markup of a message, None if there is none; raises ApiError 400."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"], limits)
    if inline_only and any(key in raw for key in ("keyboard", "remove_keyboard", "force_reply")):
        raise bad_request("inline keyboard expected")
    if "keyboard" in raw:
        return _reply_keyboard(raw, limits, private=private)
    if raw.get("remove_keyboard") is True:
        return {"remove_keyboard": True}
    if raw.get("force_reply") is True:
        return {"force_reply": True, "input_field_placeholder": _placeholder(raw)}
    return None


def _rows(raw: Any, field: str) -> list[list[Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return [row for row in raw if row]


def _bounded(rows: list[list[Any]], limits: Limits) -> None:
    too_wide = any(len(row) > limits.buttons_a_row for row in rows)
    if too_wide or sum(len(row) for row in rows) > limits.buttons:
        raise bad_request("reply markup is too long")


def _inline(raw: Any, limits: Limits) -> Markup | None:
    rows = _rows(raw, "inline_keyboard")
    _bounded(rows, limits)
    keyboard = [[_inline_button(button, limits) for button in row] for row in rows]
    carried: list[str] = []
    hinted: list[str] = []
    for row in keyboard:
        for one in row:
            for key, part in one.items():
                if key == AFTER:
                    hinted += part.values()
                else:
                    carried.append(str(part))
    # What only this server knows takes nothing of the room the real one gives.
    if any(len("".join(said).encode()) > limits.markup_bytes for said in (carried, hinted)):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def _inline_button(button: Any, limits: Limits) -> Markup:
    parse = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{parse}InlineKeyboardButton must be an Object")
    if _usual(button, 2, limits):
        # Taken as it is: a card has dozens of them and is drawn again at every tap.
        return button
    if AFTER in button:
        after = button[AFTER]
        if not (isinstance(after, dict) and _usual(after, 2, limits) and _usual(button, 3, limits)):
            raise bad_request("BUTTON_AFTER_INVALID")
        return button
    text = button.get("text")
    if text is None:
        raise bad_request(f'{parse}Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad_request(f'{parse}Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text is empty")
    actions = {key: button[key] for key in ACTIONS if button.get(key)}
    if not actions:
        raise bad_request(f"{parse}Text buttons are unallowed in the inline keyboard")
    if "callback_data" in actions:
        carried = actions["callback_data"]
        if not isinstance(carried, str) or len(carried.encode()) > limits.callback_data:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and not str(actions["url"]).startswith(URL_SCHEMES):
        raise bad_request(
            f"inline keyboard button URL '{actions['url']}' is invalid: Wrong HTTP URL"
        )
    return {"text": text.strip(), **actions}


def _usual(button: Markup, fields: int, limits: Limits) -> bool:
    """Whether of so many fields two are a text and callback data as they should be."""
    text, carried = button.get("text"), button.get("callback_data")
    return (
        len(button) == fields
        and isinstance(text, str)
        and isinstance(carried, str)
        and bool(text.strip())
        and 1 <= len(carried.encode()) <= limits.callback_data
    )


def _reply_keyboard(raw: Markup, limits: Limits, *, private: bool) -> Markup | None:
    rows = _rows(raw["keyboard"], "keyboard")
    _bounded(rows, limits)
    if not rows:
        return None
    return {
        "keyboard": [[_reply_button(button, private=private) for button in row] for row in rows],
        "one_time_keyboard": raw.get("one_time_keyboard") is True,
        "input_field_placeholder": _placeholder(raw),
    }


def _placeholder(raw: Markup) -> str:
    return str(raw.get("input_field_placeholder") or "")[:64]


def _reply_button(button: Any, *, private: bool) -> Markup:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or Object")
    if not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    for request, thing in (("request_contact", "phone number"), ("request_location", "location")):
        if button.get(request) is True:
            if not private:
                raise bad_request(f"{thing} can be requested in private chats only")
            return {"text": button["text"], request: True}
    return {"text": button["text"]}


def seen_by_bot(markup: Markup) -> Markup:
    """An inline keyboard as the Bot API gives it back."""
    return {
        "inline_keyboard": [
            [{k: v for k, v in one.items() if k != AFTER} if AFTER in one else one for one in row]
            for row in markup["inline_keyboard"]
        ]
    }


def shown_inline(markup: Markup | None) -> list[list[dict[str, Any]]] | None:
    """The inline keyboard as the page draws it."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    return [[_shown(button) for button in row] for row in markup["inline_keyboard"]]


def _shown(button: Markup) -> Markup:
    shown = {"text": button["text"]}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "url" in button:
        shown["url"] = button["url"]
    after = button.get(AFTER)
    shown["after"] = after and {"text": after["text"], "data": after["callback_data"]}
    return shown


def shown_reply(markup: Markup | None) -> dict[str, Any] | str | None:
    """The reply keyboard as the page draws it, or "remove"."""
    if markup is None or "inline_keyboard" in markup:
        return None
    if "keyboard" not in markup:
        return "remove" if "remove_keyboard" in markup else None
    rows = [
        [
            {
                "text": button["text"],
                "request": next(
                    (kind for kind in ("location", "contact") if button.get(f"request_{kind}")),
                    None,
                ),
            }
            for button in row
        ]
        for row in markup["keyboard"]
    ]
    return {
        "rows": rows,
        "placeholder": markup["input_field_placeholder"] or None,
        "one_time": markup["one_time_keyboard"],
    }
