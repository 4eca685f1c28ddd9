"""The be-anybody page and its API answer this machine's own browser only."""

import ipaddress
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from chatserver.errors import ApiError, RefusedError

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
        " media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
        " font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(self)",
}


def _local(request: web.Request) -> bool:
    """Whether the request is from this machine and for it by name (against DNS rebinding)."""
    try:
        peer = ipaddress.ip_address(request.remote or "")
        named = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return peer.is_loopback and named in LOCAL_NAMES


def _foreign_page(request: web.Request) -> bool:
    """Whether another site's page sent the request."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return request.method != "GET" or request.path.startswith("/api/")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other hosts and other sites, word refusals as JSON; the Bot API goes by its token."""
    if request.path.startswith(("/bot", "/file/")):
        try:
            return await handler(request)
        except sqlite3.Error:
            log.exception("a call was not carried out")
            internal = ApiError(500, "Internal Server Error")
            return web.json_response(internal.body(), status=500)
    if not _local(request):
        return _refused(403, "this page is for this machine only")
    if _foreign_page(request):
        return _refused(403, "another site may not use this page")
    try:
        return await handler(request)
    except RefusedError as refusal:
        return _refused(refusal.status, refusal.sentence)
    except web.HTTPRequestEntityTooLarge:
        return _refused(413, "too large")
    except sqlite3.Error:
        log.exception("an act was not carried out")
        return _refused(503, "the store is not available")


def _refused(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Safety headers on every answer but the Bot API's; nothing of the API is cached."""
    if request.path.startswith(("/bot", "/file/")):
        return
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
