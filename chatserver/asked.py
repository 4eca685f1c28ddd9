"""Reads what a request of the person's side asks for."""

import json
from typing import Any

from aiohttp import web

from chatserver.chats import person
from chatserver.desk import Desk
from chatserver.errors import RefusedError

PERSON = r"/api/people/{p:\d{1,15}}"
CHAT = PERSON + r"/chats/{c:-?\d{1,15}}"


def person_of(desk: Desk, request: web.Request) -> int:
    """The person of the address; raises RefusedError 404."""
    number = int(request.match_info["p"])
    desk.store.read(lambda tx: person(tx, number))
    return number


async def json_object(request: web.Request) -> dict[str, Any]:
    """The body, a JSON object; raises RefusedError 400."""
    try:
        wanted = json.loads(await request.read() or b"{}")
    except ValueError:
        raise RefusedError(400, "JSON expected") from None
    if not isinstance(wanted, dict):
        raise RefusedError(400, "a JSON object expected")
    return wanted


def text_field(wanted: dict[str, Any], field: str, longest: int) -> str:
    """A text of 1 to `longest` characters; raises RefusedError 400."""
    text = wanted.get(field)
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= longest:
        raise RefusedError(400, f"{field} has 1 to {longest} characters")
    return text.strip()


def number_list(wanted: dict[str, Any], field: str) -> list[int]:
    """A list of numbers, each once; raises RefusedError 400."""
    numbers = wanted.get(field, [])
    if not isinstance(numbers, list) or not all(isinstance(one, int) for one in numbers):
        raise RefusedError(400, f"{field} is a list of numbers")
    return list(dict.fromkeys(numbers))
