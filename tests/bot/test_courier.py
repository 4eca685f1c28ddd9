"""Evidence is fetched until it is safe, under nothing but its hash."""

from __future__ import annotations

import hashlib
import io
import itertools
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bot import courier
from bot.pictures import Look, look_at
from inspection.likeness import alike
from storage import twins
from tests import builders
from tests.bot.conftest import Office, Town, rows, until
from tests.pictures import jpeg, png_of_size
from workflow import fetching


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
        assert (len(kept), mime, len(look)) == (size, "image/jpeg", 80)
        assert await until(lambda: _reacted(phone, sent["id"])) == ["👌"]
        names = [p.name for p in (data / "evidence").rglob("*") if p.is_file()]
        assert names == [sha256]


async def _reacted(phone, message_id: int) -> list[str]:  # type: ignore[no-untyped-def]
    return next(m["reactions"] for m in await phone.messages() if m["id"] == message_id)


@pytest.mark.parametrize(
    ("first", "second", "twin"),
    [("1.1", "1.2", 1), ("1.1", "1.1", None), (None, None, None)],
    ids=["for another item", "for the same item", "without a place"],
)
async def test_the_same_bytes_are_a_twin_only_where_they_are_used_elsewhere(
    first: str | None, second: str | None, twin: int | None, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        for item in (first, second):
            await phone.document(b"the same", "a.pdf", item)
            await until(lambda: rows(data, "SELECT 1 FROM evidence WHERE state = 'owed'") == [])
        await until(
            lambda: rows(data, "SELECT count(*) FROM evidence WHERE state = 'safe'") == [(2,)]
        )
        assert rows(data, "SELECT twin_of FROM evidence ORDER BY id") == [(None,), (twin,)]


async def test_a_picture_that_looks_like_another_ones_is_found_beside_the_writer(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        for item, picture in (
            ("1.1", jpeg(2)),
            ("1.2", jpeg(2, quality=40)),
            ("1.1", jpeg(2, quality=50)),
            ("1.3", jpeg(7)),
        ):
            await phone.photo(picture, item)
        await until(lambda: rows(data, "SELECT count(*) FROM evidence WHERE compared") == [(4,)])
        got = rows(data, "SELECT twin_of, twin_alike FROM evidence ORDER BY id")
        # The third stands where the first does, and is the twin of the second alone.
        assert got == [(None, 0), (1, 1), (2, 1), (None, 0)]


@pytest.mark.parametrize(
    ("fault", "times"), [("500", 1), ("cut", 2), ("429", 1)], ids=["500", "cut twice", "429"]
)
async def test_a_download_that_failed_is_tried_until_it_works(
    fault: str, times: int, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await town.fault("getFile", fault, times=times)
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


def looks(folder: Path, *contents: bytes) -> list[Look]:
    found = []
    for number, content in enumerate(contents):
        file = folder / str(number)
        file.write_bytes(content)
        look = look_at(file)
        assert look is not None
        found.append(look)
    return found


def changed(content: bytes, change: Callable[[Image.Image], Image.Image]) -> bytes:
    out = io.BytesIO()
    change(Image.open(io.BytesIO(content))).save(out, "JPEG", quality=80)
    return out.getvalue()


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "another quality": lambda p: p,
    "smaller": lambda p: p.resize((110, 83)),
    "brighter": lambda p: p.point(lambda grey: min(255, int(grey * 1.15))),
    "black bars around": lambda p: ImageOps.expand(p, (0, 40, 0, 60)),
    "mirrored": ImageOps.mirror,
    "mirrored with bars": lambda p: ImageOps.expand(ImageOps.mirror(p), (30, 0, 30, 0)),
}


@pytest.mark.parametrize("seed", [2, 3, 5])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_same_scene_looks_alike_however_it_was_changed(
    change: Callable[[Image.Image], Image.Image], seed: int, tmp_path: Path
) -> None:
    one, two = looks(tmp_path, jpeg(seed), changed(jpeg(seed), change))
    assert alike(one.hash, two.hash) or alike(one.hash, two.mirrored)


def test_other_scenes_do_not_look_alike(tmp_path: Path) -> None:
    every = looks(tmp_path, *(jpeg(seed) for seed in (2, 3, 5, 7, 11, 13)))
    pairs = itertools.combinations(every, 2)
    near = [(a, b) for a, b in pairs if alike(a.hash, b.hash) or alike(a.hash, b.mirrored)]
    assert near == []


def test_fifty_thousand_pictures_are_looked_through_in_a_moment(tmp_path: Path) -> None:
    dice = random.Random(1)  # noqa: S311 made-up pictures
    with builders.books(tmp_path) as tx:
        here = builders.campaign(tx, "lingling-2018", [builders.village("青石镇", "大坪村")]).id
        rows_ = [
            {"c": here, "n": n, "look": f"{dice.getrandbits(320):080x}"} for n in range(50_000)
        ]
        tx.many(
            """INSERT INTO evidence (campaign_id, kind, file_id, file_unique_id, chat_id,
                   message_id, by_person, at, state, sha256, difference_hash, mirrored_hash,
                   compared)
               VALUES (:c, 'photo', 'f', :n, 1, :n, 1, '', 'safe', :n, :look, :look, 1)""",
            rows_,
        )
        wanted = twins.Picture(50_001, here, "s", rows_[777]["look"], rows_[4711]["look"])
        start = time.perf_counter()
        found = fetching.likenesses(tx, [wanted])
        assert time.perf_counter() - start < 2.0
        assert found == {50_001: [778, 4712]}
        start = time.perf_counter()
        fetching.note_likenesses(tx, [wanted], found)
        assert time.perf_counter() - start < 0.005
