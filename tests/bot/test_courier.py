"""Evidence is fetched until it is safe, under nothing but its hash."""

from __future__ import annotations

import hashlib

import pytest

from bot import courier
from bot.pictures import look_at
from tests.bot.conftest import Office, Town, rows, until
from tests.pictures import jpeg, png_of_size


async def test_a_photo_is_kept_by_its_hash_and_gets_its_reaction(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        sent = await phone.photo(jpeg(3))
        ((sha256, size, mime, look),) = await until(
            lambda: rows(
                data, "SELECT sha256, size, mime, difference_hash FROM evidence WHERE state='safe'"
            )
        )
        kept = (data / "evidence" / sha256[:2] / sha256).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == sha256
        assert (len(kept), mime, len(look)) == (size, "image/jpeg", 16)
        assert await until(lambda: _reacted(phone, sent["id"])) == ["👌"]
        names = [p.name for p in (data / "evidence").rglob("*") if p.is_file()]
        assert names == [sha256]


async def _reacted(phone, message_id: int) -> list[str]:  # type: ignore[no-untyped-def]
    return next(m["reactions"] for m in await phone.messages() if m["id"] == message_id)


async def test_the_same_bytes_again_are_a_twin_of_the_first(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        for _ in range(2):
            await phone.document(b"the same", "a.pdf")
            await until(lambda: rows(data, "SELECT 1 FROM evidence WHERE state = 'owed'") == [])
        await until(
            lambda: rows(data, "SELECT twin_of FROM evidence ORDER BY id") == [(None,), (1,)]
        )


@pytest.mark.parametrize("fault", ["500", "cut", "429"])
async def test_a_download_that_failed_is_tried_until_it_works(
    fault: str, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await town.fault("getFile", fault, times=2)
        await phone.photo(jpeg(3))
        await until(lambda: rows(data, "SELECT 1 FROM evidence WHERE state = 'safe'"))


async def test_a_file_that_is_gone_is_said_to_be_lost(
    town: Town, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "GIVE_UP", 1)
    async with office() as data, await town.person() as phone:
        await town.fault("getFile", "chat not found")
        await phone.photo(jpeg(3))
        await phone.wait_for("这份材料没有收到（服务器上已经没有了）")
        assert rows(data, "SELECT state FROM evidence") == [("lost",)]


async def test_a_file_larger_than_a_bot_may_fetch_is_said_to_be_lost(
    town: Town, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LARGEST", 10)
    async with office() as data, await town.person() as phone:
        await phone.document(b"more than ten bytes", "a.bin")
        await phone.wait_for("超过20MB")
        assert rows(data, "SELECT state FROM evidence") == [("lost",)]
        assert [p for p in (data / "evidence").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("content", "readable"),
    [
        (jpeg(5), True),
        (jpeg(5)[:300], False),
        (b"\xff\xd8\xff" + b"\0" * 100, False),
        (b"GIF89a" + b"\0" * 100, False),
        (b"", False),
        (b"<svg/>", False),
        (png_of_size(20_000, 20_000), False),
    ],
    ids=["a photo", "cut off", "only a head", "another kind", "empty", "text", "a bomb"],
)
def test_a_picture_is_looked_at_safely(content: bytes, readable: bool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "picture"
    file.write_bytes(content)
    assert (look_at(file) is not None) == readable


def test_the_same_scene_in_another_quality_has_nearly_the_same_hash(tmp_path) -> None:  # type: ignore[no-untyped-def]
    one, two, other = (tmp_path / name for name in ("1", "2", "3"))
    one.write_bytes(jpeg(2))
    two.write_bytes(jpeg(2, quality=40))
    other.write_bytes(jpeg(7))
    looks = [look_at(file) for file in (one, two, other)]
    bits = [int(look.hash, 16) for look in looks if look]
    assert (bits[0] ^ bits[1]).bit_count() <= 6
    assert (bits[0] ^ bits[2]).bit_count() > 10
