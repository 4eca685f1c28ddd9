"""Sessions: rotated without losing anybody, ended where a copy shows; streams and rates."""

import asyncio
from pathlib import Path

import pytest

from chatserver import Limits, Office, Rate
from chatserver.sessions import devices, end
from chatserver.store import beside
from tests.chatserver import office as stage
from tests.chatserver.conftest import BOTS, Clock
from tests.chatserver.office import TOKEN, Open, Visitor

session, here, opened = stage.session, stage.here, stage.opened
DAY = 86_400
CHAT = BOTS[0].id


@pytest.fixture
async def visitor(opened: Open, here: Office) -> object:
    async with opened(here) as (_, visitor):
        await visitor.enter(TOKEN)
        yield visitor


async def status(visitor: Visitor) -> int:
    await visitor.get("/api/me")
    return visitor.status


async def test_a_key_is_changed_daily_and_the_old_one_is_good_for_a_minute(
    visitor: Visitor, clock: Clock
) -> None:
    old = visitor.copy()
    clock.now += DAY - 1
    assert (await status(visitor), visitor.cookie) == (200, old.cookie)
    clock.now += 2
    assert (await status(visitor), visitor.cookie == old.cookie) == (200, False)
    assert await status(old) == 200
    assert await status(visitor) == 200
    clock.now += 59
    assert (await status(old), old.cookie == visitor.cookie) == (200, False)


async def test_requests_side_by_side_get_one_new_key_between_them(
    visitor: Visitor, clock: Clock
) -> None:
    clock.now += DAY + 1
    many = [visitor.copy() for _ in range(10)]
    await asyncio.gather(*(status(one) for one in many))
    assert sum(one.cookie != visitor.cookie for one in many) == 1
    assert {one.status for one in many} == {200}


async def test_a_lost_answer_loses_nobody(visitor: Visitor, clock: Clock) -> None:
    clock.now += DAY + 1
    for _ in range(3):
        before = visitor.cookie
        assert await status(visitor) == 200
        assert visitor.cookie != before
        visitor.cookie = before
        clock.now += 3600
    assert await status(visitor) == 200
    assert await status(visitor) == 200
    clock.now += 61
    assert await status(visitor) == 200


async def test_a_browser_that_crashed_with_its_new_key_goes_on_with_the_former(
    visitor: Visitor, clock: Clock
) -> None:
    clock.now += DAY + 1
    crashed = visitor.copy()
    await status(crashed)
    assert (await status(crashed), crashed.cookie == visitor.cookie) == (200, False)
    clock.now += 3600
    assert await status(visitor) == 200
    # It gets a fresh one again; the one that was lost opens nothing more, and says that it was not.
    assert await status(visitor) == 200
    assert visitor.cookie != crashed.cookie
    clock.now += 61
    assert await status(crashed) == 401
    assert await status(visitor) == 401


async def test_a_stolen_key_ends_the_session_once_both_were_there(
    visitor: Visitor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever of thief and owner gets the new key: the other's old one tells."""
    first, last = visitor, visitor.copy()
    clock.now += DAY + 1
    for later in (0, 1, 61):
        clock.now += later
        assert await status(first) == 200
    assert await status(last) == 401
    assert await status(first) == 401
    assert "its session is over" in caplog.text
    assert visitor.cookie.partition("=")[2] not in caplog.text


async def test_a_key_of_long_ago_is_a_copy(visitor: Visitor, clock: Clock) -> None:
    thief = visitor.copy()
    for _ in range(3):
        clock.now += DAY + 1
        assert [await status(visitor), await status(visitor)] == [200, 200]
    # Not even within the minute in which the last one is still good.
    assert [await status(thief), await status(visitor)] == [401, 401]


@pytest.mark.parametrize(("away", "stands"), [(89, True), (91, False)])
async def test_a_session_that_nobody_used_is_over(
    visitor: Visitor, clock: Clock, away: int, *, stands: bool
) -> None:
    clock.now += away * DAY
    assert (await status(visitor) == 200) is stands


async def test_one_device_is_ended_and_the_others_stay(visitor: Visitor) -> None:
    link = (await visitor.post("/api/devices"))["link"]
    second = Visitor(visitor.address, visitor.session)
    await second.post("/api/enter", {"device_token": stage.token_in(link)})
    number = (await second.get("/api/me"))["device"]
    assert await visitor.post(f"/api/devices/{number}/revoke") == {}
    assert [await status(second), await status(visitor)] == [401, 200]
    for other in (number, 0, 99):
        await visitor.post(f"/api/devices/{other}/revoke")
        assert visitor.status == 404
    assert await status(visitor) == 200


async def test_an_open_stream_ends_within_a_heartbeat_of_what_the_office_revokes(
    opened: Open, here: Office, clock: Clock, tmp_path: Path
) -> None:
    async with opened(here, limits=Limits(heartbeat=0.1)) as (_, visitor):
        await visitor.enter(TOKEN)
        path = f"/api/people/{visitor.person}/events"
        async with asyncio.timeout(5):
            reading = asyncio.ensure_future(visitor.get(path))
            await asyncio.sleep(0.15)
            assert not reading.done()
            with beside(tmp_path / "chat", clock) as tx:
                assert end(tx, visitor.person) == 1
                assert devices(tx, visitor.person) == []
            assert b"still here" in await reading
        assert await status(visitor) == 401


async def test_a_revoked_devices_stream_ends_at_once(visitor: Visitor) -> None:
    other = visitor.copy()
    reading = asyncio.ensure_future(other.get(f"/api/people/{visitor.person}/events"))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(2):
        await visitor.post("/api/leave")
        await reading


async def test_the_newest_streams_stay(opened: Open, here: Office) -> None:
    async with opened(here, limits=Limits(streams=2)) as (_, visitor):
        await visitor.enter(TOKEN)
        path = f"/api/people/{visitor.person}/events"
        reading = []
        for _ in range(3):
            reading.append(asyncio.ensure_future(visitor.copy().get(path)))
            await asyncio.sleep(0.05)
        assert [one.done() for one in reading] == [True, False, False]
        await visitor.post("/api/leave")
        await asyncio.gather(*reading)


async def test_a_person_acts_only_so_fast(opened: Open, here: Office) -> None:
    async with opened(here, limits=Limits(acts=Rate(5, 60.0), asks=Rate(12, 60.0))) as (_, one):
        await one.enter(TOKEN)
        path = f"/api/people/{one.person}/chats/{CHAT}/messages"
        for _ in range(6):
            await one.post(path, {"text": "快"})
        assert (one.status, one.headers["Retry-After"]) == (429, "60")
        assert len(await one.get(path)) == 6
        for _ in range(7):
            await one.get(path)
        assert (one.status, int(one.headers["Retry-After"]) > 0) == (429, True)
