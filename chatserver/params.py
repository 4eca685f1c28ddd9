"""The parameters of a Bot API call, however they came: query, form, JSON or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from chatserver.errors import ApiError, bad_request
from chatserver.files import Blob, Bytes, TooBigError, short_text

TRUE = {"true", "yes", "1"}


@dataclass(slots=True)
class Params:
    """Values by name, and uploaded files by the name of their part."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Blob] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """The value as it came; None if missing."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """The value as text, empty if missing; raises ApiError 400 for what is no text."""
        value = self.values.get(name, "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise bad_request(f'field "{name}" must be of type String')
        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def number(self, name: str, default: int = 0) -> int:
        """The value as a whole number; the default if missing or none."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Whether the value says yes."""
        return str(self.values.get(name, "")).lower() in TRUE

    def parsed(self, name: str) -> Any:
        """A value that is JSON (as a string in forms); None if missing or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f'can\'t parse JSON of field "{name}"') from None


async def read_params(request: web.Request, bytes_: Bytes, largest: int) -> Params:
    """The parameters of a request; raises ApiError 400 or 413."""
    params = Params(dict(request.query))
    match request.content_type:
        case "multipart/form-data":
            await _multipart(request, params, bytes_, largest)
        case "application/json":
            body = await _body(request)
            try:
                parsed = json.loads(body) if body.strip() else {}
            except ValueError:
                raise bad_request("can't parse JSON of the request") from None
            if not isinstance(parsed, dict):
                raise bad_request("object expected as the request")
            params.values |= parsed
        case "application/x-www-form-urlencoded":
            body = await _body(request)
            params.values |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        case _:
            await _body(request)
    return params


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None


def too_large() -> ApiError:
    """The whole request is larger than an upload may be."""
    return ApiError(413, "Request Entity Too Large")


async def _multipart(request: web.Request, params: Params, bytes_: Bytes, largest: int) -> None:
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise bad_request("can't parse the multipart request")
            if part.filename is not None:
                params.files[part.name] = await bytes_.receive(part, largest)
            else:
                params.values[part.name] = await short_text(part)
    except TooBigError:
        raise too_large() from None
    except ValueError:
        raise bad_request("can't parse the multipart request") from None
