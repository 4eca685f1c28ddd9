"""python-telegram-bot's way to the server: aiohttp, one session, kept connections.

Errors carry their aiohttp exception as `__cause__`: a connect error or connect timeout means that
nothing was sent, anything else that nobody knows. No message names an address, since the token
is part of it.
"""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

_NOT_IN_A_HEADER = dict.fromkeys((*range(32), 34, 127), "_")


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class TooLargeError(Exception):
    """A file is larger than asked for."""


class Transport(BaseRequest):
    """HTTP to one chat server; times in seconds."""

    def __init__(
        self, connections: int = 256, connect_timeout: float = 5.0, read_timeout: float = 20.0
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take when a call does not say."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, limit_per_host=self._connections, keepalive_timeout=30
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "ducha"},
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer; what it says instead of JSON is kept out of log and error."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("the server's answer is not JSON")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 the connect timeout covers it
    ) -> tuple[int, bytes]:
        """One request: status and body. TimedOut or NetworkError, with the cause."""
        uploads = request_data is not None and request_data.contains_files
        read = _given(read_timeout, self._read_timeout)
        connect = _given(connect_timeout, self._connect_timeout)
        write = _given(write_timeout, 60.0 if uploads else 10.0)
        timeout = aiohttp.ClientTimeout(
            total=connect + write + read, connect=connect, sock_connect=connect
        )
        try:
            async with self._open().request(
                method,
                url,
                data=_body(request_data),
                headers=FORM if request_data is not None and not uploads else None,
                timeout=timeout,
                proxy=_proxy(url),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(f"timed out ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"connection failed ({type(error).__name__})") from error

    async def call(self, server: str, method: str, **fields: object) -> Any:
        """Call a method of the Bot API; its result as plain JSON, and the library's errors.

        For what is called most: the library's own objects of a message with its keyboard take
        longer to make than all the rest of a call.
        """
        given = [RequestParameter(n, v, None) for n, v in fields.items() if v is not None]
        return await self.post(f"{server}/{method}", RequestData(given))

    async def fetch(self, url: str, into: Any, at_most: int) -> int:
        """Download into an open binary file; its size. TooLargeError beyond `at_most` bytes."""
        timeout = aiohttp.ClientTimeout(
            total=300, connect=self._connect_timeout, sock_read=self._read_timeout
        )
        size = 0
        try:
            async with self._open().get(
                url, timeout=timeout, proxy=_proxy(url), allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise NetworkError(f"download refused ({response.status})")
                async for part in response.content.iter_chunked(1 << 16):
                    size += len(part)
                    if size > at_most:
                        raise TooLargeError
                    into.write(part)
        except TimeoutError as error:
            raise TimedOut(f"timed out ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"connection failed ({type(error).__name__})") from error
        return size

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("this transport is not initialized")
        return self._session


def _proxy(url: str) -> str | None:
    """The proxy the environment names for that address, looked up once a server."""
    parts = urlsplit(url)
    return _proxy_of(parts.scheme, parts.hostname or "")


@cache
def _proxy_of(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _given(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        # Plain fields are encoded here: a form object of the client costs half a millisecond.
        return data.url_encoded_parameters().encode()
    # Chinese file names go as they are: the server does not read them percent-encoded.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        plain = filename.translate(_NOT_IN_A_HEADER)
        # As a file it goes piece by piece: 50 MB at once would hold up the loop.
        whole = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, whole, filename=plain, content_type=mime)
    return form
