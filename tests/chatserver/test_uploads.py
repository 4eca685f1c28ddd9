"""Files in pieces: resumed where they stopped, sent once, bounded, and forgotten when unused."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from chatserver import Limits, Running
from chatserver.sweep import sweep_once
from tests.chatserver.conftest import BOTS, Api, Clock, Start, api_of, png
from tests.chatserver.pieces import announce, bring, content_of, put, send
from tests.phone import Phone

BOT = BOTS[0].id
CHUNK = Limits().chunk


async def downloaded(api: Api, kind: str) -> bytes:
    """The file of the newest update, as the bot gets it."""
    about = (await api.ok("getUpdates", offset=-1))[0]["message"][kind]
    path = (await api.ok("getFile", file_id=about["file_id"]))["file_path"]
    async with api.session.get(f"{api.address}/file/bot{api.token}/{path}") as answer:
        return await answer.read()


async def offset_of(api: Api, upload: str) -> int:
    return int((await api.get(f"people/{api.people[0]}/uploads/{upload}"))["offset"])


async def test_a_file_comes_in_pieces_and_is_sent_once(api: Api) -> None:
    content = content_of(2 * CHUNK + 1000)
    begun = await announce(api, len(content))
    assert (begun["offset"], begun["chunk"]) == (0, CHUNK)
    upload = begun["id"]
    assert await put(api, upload, 0, content[:CHUNK]) == {"offset": CHUNK}
    assert await announce(api, len(content)) == begun | {"offset": CHUNK}
    for wrong in (0, CHUNK - 1, CHUNK + 1):
        refused = await put(api, upload, wrong, content[:10])
        assert (api.last_status, refused["offset"]) == (409, CHUNK)
    unfinished = await send(api, "document", [upload], client_id="m-1")
    assert (api.last_status, unfinished["upload"]) == (409, upload)
    assert await bring(api, content) == upload
    sent = await send(api, "document", [upload], client_id="m-1", caption="07 房屋")
    assert [one["document"]["name"] for one in sent] == ["房屋.pdf"]
    assert sent[0]["document"]["mime"] == "application/pdf"
    assert await downloaded(api, "document") == content
    # The answer was lost: everything is asked for again, and nothing is sent twice.
    assert await announce(api, len(content)) == begun | {"offset": len(content)}
    assert await put(api, upload, len(content), b"") == {"offset": len(content)}
    assert await send(api, "document", [upload], client_id="m-1", caption="07 房屋") == sent
    shown = await api.get(f"{api.chat(api.people[0])}/messages")
    assert len([one for one in shown if one["document"]]) == 1


async def test_of_a_piece_that_breaks_off_what_came_is_kept(api: Api) -> None:
    content = content_of(300_000)
    upload = (await announce(api, len(content)))["id"]
    parts = urlsplit(api.address)
    path = f"/api/people/{api.people[0]}/uploads/{upload}?offset=0"
    head = f"PUT {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 300000\r\n\r\n"
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(head.encode() + content[:120_000])
    await writer.drain()
    writer.close()
    async with asyncio.timeout(5):
        while not (kept := await offset_of(api, upload)):
            await asyncio.sleep(0.01)
    assert 0 < kept <= 120_000
    await bring(api, content)
    await send(api, "document", [upload])
    assert await downloaded(api, "document") == content


async def test_the_same_piece_over_two_connections_counts_once(api: Api) -> None:
    content = content_of(CHUNK + 5)
    upload = (await announce(api, len(content)))["id"]
    answers = await asyncio.gather(*(put(api, upload, 0, content[:CHUNK]) for _ in range(4)))
    assert all(one["offset"] == CHUNK for one in answers)
    assert len([one for one in answers if "error" not in one]) == 1
    await bring(api, content)
    sent = await asyncio.gather(
        *(send(api, "document", [upload], client_id="m-2") for _ in range(4))
    )
    assert all(one == sent[0] for one in sent)
    assert await downloaded(api, "document") == content


async def test_a_server_begun_anew_goes_on_where_the_bytes_are_safe(
    start: Start, tmp_path: Path
) -> None:
    content = content_of(CHUNK + 1000)
    async with start() as running, api_of(running) as api:
        upload = (await announce(api, len(content)))["id"]
        await put(api, upload, 0, content[:CHUNK])
    part = tmp_path / "chat" / "files" / "parts" / upload
    # A kill in the middle of a piece leaves bytes of it that nobody was told are there.
    part.write_bytes(part.read_bytes() + b"torn")
    async with start() as running, api_of(running) as api:
        assert await offset_of(api, upload) == CHUNK
        await bring(api, content)
        await send(api, "document", [upload])
        assert await downloaded(api, "document") == content
    # Files from an older backup than the store: what is missing is asked for again.
    async with start() as running, api_of(running) as api:
        other = (await announce(api, CHUNK, "f-2"))["id"]
        await put(api, other, 0, content[:CHUNK])
        (tmp_path / "chat" / "files" / "parts" / other).write_bytes(content[:100])
        assert await offset_of(api, other) == 100


async def test_photos_make_albums_of_ten_and_are_checked(server: Running, api: Api) -> None:
    uploads = [await bring(api, png(salt=n), f"p-{n}", f"{n}.png") for n in range(12)]
    sent = await send(api, "photo", uploads, caption="07 手册", client_id="a-1")
    albums = [one["album"] for one in sent]
    assert len(set(albums[:10])) == len(set(albums[10:])) == 1
    assert albums[0] != albums[10]
    assert [(one["photo"]["width"], one["text"]) for one in sent][:2] == [(4, "07 手册"), (4, None)]
    text = await bring(api, b"no picture", "p-x", "x.jpg")
    refused = await send(api, "photo", [text])
    assert refused == {"error": "not a picture that can be sent as a photo; send it as a file"}
    async with Phone(server.address, api.people[0], BOT) as phone:
        first = (await phone.messages())[-12]
    voice = await bring(api, b"OggS" + b"\0" * 40, "v-1", "voice.ogg")
    (said,) = await send(api, "voice", [voice], duration=7, reply_to=first["id"])
    assert (said["voice"]["duration"], said["reply_to"]["id"]) == (7, first["id"])


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"size": 10}, 400),
        ({"client_id": "x"}, 400),
        ({"client_id": "x", "size": 0}, 400),
        ({"client_id": "x", "size": True}, 400),
        ({"client_id": "x", "size": "10"}, 400),
        ({"client_id": "", "size": 10}, 400),
        ({"client_id": "x", "size": 50_000_001}, 413),
    ],
    ids=["no client id", "no size", "empty", "no number", "a text", "empty client id", "too large"],
)
async def test_an_upload_is_announced_properly(
    api: Api, wanted: dict[str, Any], status: int
) -> None:
    answer = await api.post(f"people/{api.people[0]}/uploads", wanted)
    assert api.last_status == status
    assert set(answer) == {"error"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"kind": "text"}, 400),
        ({"uploads": []}, 400),
        ({"uploads": "abc"}, 400),
        ({"uploads": [1]}, 400),
        ({"uploads": ["x" * 22]}, 409),
        ({"duration": "7"}, 400),
        ({"duration": 10**30}, 400),
        ({"reply_to": "x"}, 404),
        ({"caption": "督" * 1025}, 400),
    ],
    ids=[
        *("no kind of file", "none", "no list", "a number", "unknown", "duration in words"),
        *("a duration without end", "no message", "a long caption"),
    ],
)
async def test_uploads_are_sent_properly(api: Api, more: dict[str, Any], status: int) -> None:
    upload = await bring(api, b"abc")
    wanted = {"kind": "document", "uploads": [upload], **more}
    await api.post(f"{api.chat(api.people[0])}/messages", wanted)
    assert api.last_status == status


async def test_a_piece_is_no_larger_than_agreed(api: Api) -> None:
    upload = (await announce(api, CHUNK + 10))["id"]
    await put(api, upload, 0, content_of(CHUNK + 1))
    assert api.last_status == 413
    await put(api, upload, 0, content_of(CHUNK))
    await put(api, upload, CHUNK, content_of(11))
    assert api.last_status == 413
    await put(api, upload, "x", b"a")
    assert api.last_status == 400
    assert await offset_of(api, upload) == CHUNK
    await announce(api, 5)
    assert api.last_status == 400, "another file under the same client id"


async def test_an_upload_is_its_owners_alone(api: Api) -> None:
    upload, other = await bring(api, b"abc"), api.people[1]
    await put(api, upload, 3, b"x", person=other)
    assert api.last_status == 404
    await api.get(f"people/{other}/uploads/{upload}")
    assert api.last_status == 404
    wanted = {"kind": "document", "uploads": [upload]}
    await api.post(f"{api.chat(other)}/messages", wanted)
    assert api.last_status == 409
    assert (await announce(api, 3, person=other))["id"] != upload


async def test_a_persons_bytes_of_a_day_are_bounded_however_they_come(
    start: Start, clock: Clock
) -> None:
    clock.now = 86_400.0 * 20_000 + 80_000
    async with start(limits=Limits(upload_day=1000)) as running, api_of(running) as api:
        await announce(api, 600)
        await announce(api, 600)
        assert api.last_status == 200, "the same upload counts once"
        async with Phone(running.address, api.people[0], BOT) as phone:
            await phone.document(b"x" * 400, "a.txt")
        url = f"{api.address}/api/people/{api.people[0]}/uploads"
        wanted = {"size": 1, "name": "", "client_id": "f-2"}
        async with api.session.post(url, json=wanted) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "6401")
        form = aiohttp.FormData({"kind": "document"})
        form.add_field("file", b"x", filename="b.txt")
        url = f"{api.address}/api/{api.chat(api.people[0])}/messages"
        async with api.session.post(url, data=form) as answer:
            assert answer.status == 429
        await announce(api, 600, person=api.people[1])
        assert api.last_status == 200
        clock.now += 6401
        await announce(api, 1, "f-2")
        assert api.last_status == 200


async def test_the_oldest_of_too_many_begun_uploads_makes_room(start: Start, clock: Clock) -> None:
    async with start(limits=Limits(uploads_open=3)) as running, api_of(running) as api:
        begun = []
        for number in range(4):
            clock.now += 1
            begun.append((await announce(api, 10, f"f-{number}"))["id"])
        await offset_of(api, begun[1])
        assert api.last_status == 200
        assert "error" in await api.get(f"people/{api.people[0]}/uploads/{begun[0]}")
        assert (await announce(api, 10, "f-0"))["offset"] == 0


async def test_what_is_never_sent_goes_after_two_days(
    server: Running, api: Api, clock: Clock, tmp_path: Path
) -> None:
    def files() -> int:
        return sum(1 for path in (tmp_path / "chat" / "files").rglob("*") if path.is_file())

    await put(api, (await announce(api, 10))["id"], 0, b"half")
    await send(api, "document", [await bring(api, b"sent", "f-2")])
    refused = await bring(api, b"refused", "f-3")
    assert "error" in await send(api, "photo", [refused])
    async with Phone(server.address, api.people[0], BOT) as phone:
        with pytest.raises(Exception, match="not a picture"):
            await phone.photo(b"refused too")
    await sweep_once(server.desk)
    assert files() == 4
    clock.now += 2 * 86_400 + 1
    await sweep_once(server.desk)
    assert files() == 1
    sent = await api.get(f"{api.chat(api.people[0])}/messages")
    file = next(one["document"]["file"] for one in sent if one["document"])
    url = f"{api.address}/api/people/{api.people[0]}/files/{file}"
    async with api.session.get(url) as answer:
        assert await answer.read() == b"sent"
