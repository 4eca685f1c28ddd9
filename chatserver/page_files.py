"""The page and its static files, compressed, and what of them an installed page keeps."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aiohttp import web

from chatserver.errors import RefusedError

FOLDER = Path(__file__).parent / "page"
NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
NAMED = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
WORKER = "sw.js"
"""The browser keeps its copy of this one itself."""


@dataclass(frozen=True, slots=True)
class _Static:
    """A file as it goes out."""

    mime: str
    mark: str
    plain: bytes
    packed: bytes | None


class PageFiles:
    """`/` and `/page/…`; where the page can be installed, its worker and its shell too."""

    def __init__(self, index: str, *, installable: bool = False) -> None:
        self._index = index
        self._shell = shell(index) if installable else None

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        installed = [
            web.get("/sw.js", self.worker),
            web.get("/page/shell.json", self.shell),
        ]
        own = [web.get("/", self.index), web.get("/page/{file}", self.file)]
        return own if self._shell is None else installed + own

    async def index(self, request: web.Request) -> web.Response:
        """The page."""
        return _answer(request, self._index)

    async def file(self, request: web.Request) -> web.Response:
        """One of its files."""
        return _answer(request, request.match_info["file"])

    async def worker(self, request: web.Request) -> web.Response:
        """The service worker, for all of the page."""
        return _answer(request, WORKER, {"Service-Worker-Allowed": "/"})

    async def shell(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """What an installed page keeps, and the version that changes with any of it."""
        return web.json_response(self._shell, headers={"Cache-Control": "no-cache"})


def shell(index: str) -> dict[str, object]:
    """The addresses of the page and of every file it names, directly or not, and their version."""
    found: list[str] = []
    wanted = [index]
    while wanted:
        name = wanted.pop()
        if name in found or name == WORKER or not (FOLDER / name).is_file():
            continue
        found.append(name)
        if _mime(name).startswith(("text/", "application/manifest")):
            wanted += NAMED.findall((FOLDER / name).read_text(encoding="utf-8"))
    found.sort()
    whole = hashlib.sha256()
    for name in found:
        whole.update(f"{name} {_static(name).mark}\n".encode())
    files = ["/", *(f"/page/{name}" for name in found if name != index)]
    return {"version": whole.hexdigest()[:16], "files": files}


def _answer(request: web.Request, name: str, headers: dict[str, str] | None = None) -> web.Response:
    static = _static(name)
    about = {"ETag": f'"{static.mark}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    about |= headers or {}
    if static.mark in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=about)
    about["Content-Type"] = static.mime
    if static.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=static.packed, headers=about | {"Content-Encoding": "gzip"})
    return web.Response(body=static.plain, headers=about)


def _static(name: str) -> _Static:
    path = FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise RefusedError(404, "no such page")
    return _read(name, path.stat().st_mtime_ns)


@lru_cache(maxsize=200)
def _read(name: str, changed: int) -> _Static:  # noqa: ARG001 -- what was changed is read anew
    plain = (FOLDER / name).read_bytes()
    mime = _mime(name)
    is_text = mime.startswith(("text/", "application/manifest", "image/svg"))
    packed = gzip.compress(plain, mtime=0) if is_text else None
    if mime.startswith("text/"):
        mime = f"{mime}; charset=utf-8"
    return _Static(mime, hashlib.sha256(plain).hexdigest()[:32], plain, packed)


def _mime(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
