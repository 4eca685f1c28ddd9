"""The page and its static files."""

import mimetypes
import re
from pathlib import Path

from aiohttp import web

from chatserver.errors import RefusedError

FOLDER = Path(__file__).parent / "page"
NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}


def page_routes() -> list[web.RouteDef]:
    """`/` and `/page/…`."""
    return [web.get("/", _index), web.get("/page/{file}", _file)]


async def _index(request: web.Request) -> web.StreamResponse:  # noqa: ARG001
    return _static("index.html")


async def _file(request: web.Request) -> web.StreamResponse:
    return _static(request.match_info["file"])


def _static(name: str) -> web.StreamResponse:
    path = FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise RefusedError(404, "no such page")
    suffix = path.suffix.lower()
    mime = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mime.startswith("text/"):
        mime = f"{mime}; charset=utf-8"
    return web.FileResponse(path, headers={"Content-Type": mime, "Cache-Control": "no-cache"})
