"""What every answer carries, how refusals are worded, and the guard of the be-anybody page."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from chatserver.door import LOCAL_NAMES, is_loopback, named_host
from chatserver.errors import ApiError, RefusedError

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
        " media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
        " font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(self)",
}
BOT_API = ("/bot", "/file/")


@web.middleware
async def guard_bots(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The Bot API goes by its token; what the store cannot do is a 500 in its own words."""
    if not request.path.startswith(BOT_API):
        return await handler(request)
    try:
        return await handler(request)
    except sqlite3.Error:
        log.exception("a call was not carried out")
        internal = ApiError(500, "Internal Server Error")
        return web.json_response(internal.body(), status=500)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The be-anybody page answers this machine's own browser only (and the Bot API anybody)."""
    if request.path.startswith(BOT_API):
        return await handler(request)
    if not _local(request):
        return refused(RefusedError(403, "this page is for this machine only"))
    if is_foreign_page(request, {f"{request.scheme}://{request.host}"}):
        return refused(RefusedError(403, "another site may not use this page"))
    return await answered(request, handler)


def _local(request: web.Request) -> bool:
    """Whether the request is from this machine and for it by name (against DNS rebinding)."""
    return is_loopback(request.remote or "") and named_host(request.host) in LOCAL_NAMES


def is_foreign_page(request: web.Request, origins: set[str]) -> bool:
    """Whether a page of another site than these sent the request."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return request.method != "GET" or request.path.startswith("/api/")
    origin = request.headers.get("Origin")
    return origin is not None and _plain(origin) not in {_plain(one) for one in origins}


def _plain(origin: str) -> str:
    """An origin without a port that goes without saying."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return origin
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}".lower()


async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the handler answers, refusals as JSON."""
    try:
        return await handler(request)
    except RefusedError as refusal:
        return refused(refusal)
    except web.HTTPRequestEntityTooLarge:
        return refused(RefusedError(413, "too large"))
    except sqlite3.Error:
        log.exception("an act was not carried out")
        return refused(RefusedError(503, "the store is not available"))


def refused(refusal: RefusedError) -> web.Response:
    """A refusal as JSON: its sentence under `error`, and what else is told."""
    body = {"error": refusal.sentence, **refusal.more}
    headers = {}
    if "retry_after" in refusal.more:
        headers["Retry-After"] = str(refusal.more["retry_after"])
    return web.json_response(body, status=refusal.status, headers=headers)


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Safety headers on every answer but the Bot API's."""
    if not request.path.startswith(BOT_API):
        make_safe(response)


def make_safe(response: web.StreamResponse) -> None:
    """Safety headers; nothing is cached that does not say so."""
    response.headers.popall("Server", None)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
