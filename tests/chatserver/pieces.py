"""A file sent in pieces, as the page of an office does."""

import hashlib
from typing import Any

from tests.chatserver.conftest import Api


def content_of(size: int, salt: int = 0) -> bytes:
    """Bytes that are all different from place to place."""
    blocks = (hashlib.sha256(f"{salt}:{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


async def announce(
    api: Api, size: int, client_id: str = "f-1", name: str = "房屋.pdf", person: int | None = None
) -> dict[str, Any]:
    wanted = {"size": size, "name": name, "mime": "", "client_id": client_id}
    answer: dict[str, Any] = await api.post(f"people/{person or api.people[0]}/uploads", wanted)
    return answer


async def put(
    api: Api, upload: str, offset: int | str, piece: bytes, person: int | None = None
) -> dict[str, Any]:
    path = f"{api.address}/api/people/{person or api.people[0]}/uploads/{upload}?offset={offset}"
    async with api.session.put(path, data=piece) as answer:
        api.last_status = answer.status
        body: dict[str, Any] = await answer.json()
        return body


async def bring(api: Api, content: bytes, client_id: str = "f-1", name: str = "房屋.pdf") -> str:
    """Put a whole file in pieces; the upload's id."""
    begun = await announce(api, len(content), client_id, name)
    offset = begun["offset"]
    while offset < len(content):
        piece = content[offset : offset + begun["chunk"]]
        offset = (await put(api, begun["id"], offset, piece))["offset"]
    return str(begun["id"])


async def send(api: Api, kind: str, uploads: list[str], **more: Any) -> Any:
    wanted = {"kind": kind, "uploads": uploads, **more}
    return await api.post(f"{api.chat(api.people[0])}/messages", wanted)
