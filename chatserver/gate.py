"""The guard of an office server: right host, own page, a session that stands, not too fast."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from aiohttp import web

from chatserver.desk import Desk
from chatserver.door import LOCAL_NAMES, Office, is_loopback, named_host
from chatserver.errors import RefusedError
from chatserver.guard import Handler, answered, is_foreign_page, make_safe, refused
from chatserver.sessions import LIFE, Visit, settle, visit
from chatserver.tx import Tx

OFFICE = web.RequestKey("office", Office)
VISIT = web.RequestKey("visit", Visit)
CLIENT = web.RequestKey("client", str)
KEY = web.RequestKey("key", str)
"""The key that goes out with the answer; an empty one takes the cookie away."""
OPEN = frozenset({"/", "/page/shell.json", "/page/{file}", "/sw.js", "/healthz", "/api/enter"})
"""The routes that need no session; a route that is not named here needs one."""
FEW = frozenset({"POST", "DELETE"})
"""Methods that count as an act; a piece of an upload (PUT) is bounded by its bytes."""
COMPRESSED = 1024
"""Bytes from which on a JSON answer is worth compressing."""


class Gate:
    """Knows the offices, and who asks."""

    def __init__(self, desk: Desk, offices: Sequence[Office], *, proxy: bool) -> None:
        self._desk = desk
        self._offices = {one.host: one for one in offices}
        self._proxy = proxy

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let through what may pass; everything else is refused in JSON."""
        office = self._office(request)
        if office is None:
            return refused(RefusedError(403, "this server does not answer to that name"))
        origins = {office.address}
        if named_host(request.host) in LOCAL_NAMES:
            origins.add(f"{request.scheme}://{request.host}")
        if is_foreign_page(request, origins):
            return refused(RefusedError(403, "another site may not use this page"))
        request[OFFICE] = office
        request[CLIENT] = client_of(request, proxy=self._proxy)

        async def inside(request: web.Request) -> web.StreamResponse:
            if _route(request) not in OPEN:
                await self._admit(request, office)
            return _compressed(await handler(request))

        return await answered(request, inside)

    def _office(self, request: web.Request) -> Office | None:
        name = named_host(request.host)
        if name in LOCAL_NAMES and name not in self._offices and len(self._offices) == 1:
            return next(iter(self._offices.values()))
        return self._offices.get(name)

    async def _admit(self, request: web.Request, office: Office) -> None:
        """Know the person by their cookie; raises RefusedError 401, 404 or 429."""
        found = await self.visit_of(request, office)
        if found is None:
            raise RefusedError(401, "not signed in")
        request[VISIT] = found
        if int(request.match_info.get("p", found.person)) != found.person:
            raise RefusedError(404, "no such person")
        turns, limits = self._desk.turns, self._desk.limits
        wait = turns.take("ask", found.person, limits.asks)
        if not wait and request.method in FEW:
            wait = turns.take("act", found.person, limits.acts)
        if wait:
            raise RefusedError(429, "too much at once", retry_after=wait)

    async def visit_of(self, request: web.Request, office: Office) -> Visit | None:
        """Whose cookie it is, of this office; a new key goes out with the answer."""
        store, key = self._desk.store, request.cookies.get(office.cookie, "")
        found, due = store.read(lambda tx: visit(tx, key))
        whose = None if found is None else found.person
        if whose is None or not store.read(lambda tx: is_of(tx, whose, office)):
            return None
        if due:
            found = await store.write(lambda tx: settle(tx, key))
        if found is not None and found.key is not None:
            request[KEY] = found.key
        return found

    async def finish(self, request: web.Request, response: web.StreamResponse) -> None:
        """Safety headers on every answer, and the key that this one brings."""
        make_safe(response)
        office = request.get(OFFICE)
        if office is None:
            return
        if office.secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        key = request.get(KEY)
        if key is not None:
            # By hand: at this point the cookies of a response have been written already.
            life = f"Max-Age={int(LIFE) if key else 0}"
            parts = [f"{office.cookie}={key}", "Path=/", life, "HttpOnly", "SameSite=Strict"]
            response.headers.add("Set-Cookie", "; ".join(parts + ["Secure"] * office.secure))


def is_of(tx: Tx, person: int, office: Office) -> bool:
    """Whether the person belongs to the office."""
    row = tx.sql.execute("SELECT bot FROM people WHERE id = ?", (person,)).fetchone()
    return row is not None and row[0] == office.bot.id


def client_of(request: web.Request, *, proxy: bool) -> str:
    """The network address that asks; behind a proxy of this machine, the one it vouches for.

    Of IPv6 the first 64 bits: one line has all the rest.
    """
    address = request.remote or ""
    forwarded = request.headers.getall("X-Forwarded-For", [])
    if proxy and is_loopback(address) and forwarded:
        address = forwarded[-1].rpartition(",")[2].strip()
    try:
        number = ip_address(address)
    except ValueError:
        return "unknown"
    return str(number) if number.version == 4 else str(ip_network(f"{number}/64", strict=False))


def _route(request: web.Request) -> str | None:
    resource = request.match_info.route.resource
    return None if resource is None else resource.canonical


def _compressed(response: web.StreamResponse) -> web.StreamResponse:
    if (
        isinstance(response, web.Response)
        and response.content_type == "application/json"
        and isinstance(response.body, bytes)
        and len(response.body) >= COMPRESSED
    ):
        response.enable_compression()
    return response
