"""The demo's clock over HTTP: only forward, only where it was given, only for this machine."""

from dataclasses import dataclass
from typing import Any

import pytest

from chatserver import Running
from tests.chatserver.conftest import Api, Clock

START = 1_780_000_000.0
MORNING = START + 40_000.0


@dataclass
class Hands:
    """Hands of the test's clock."""

    clock: Clock
    zone: str = "Asia/Shanghai"

    async def morning(self) -> float:
        return MORNING

    async def set_forward(self, to: float) -> None:
        self.clock.now = to


@pytest.fixture
def given(server: Running, clock: Clock) -> None:
    server.give(Hands(clock))


async def test_a_server_without_hands_has_no_clock_to_set(api: Api) -> None:
    assert await api.get("clock") == {"error": "this clock cannot be set"}
    assert api.last_status == 404
    await api.post("clock", {"to": START + 60})
    assert api.last_status == 404


@pytest.mark.usefixtures("given")
async def test_messages_sent_after_a_step_carry_the_later_time(api: Api) -> None:
    shown = {"now": START, "zone": "Asia/Shanghai", "morning": MORNING}
    assert await api.get("clock") == shown
    chat = api.chat(api.people[0])
    (before,) = await api.post(f"{chat}/messages", {"text": "今天"})
    assert await api.post("clock", {"to": START + 86_400}) == shown | {"now": START + 86_400}
    (after,) = await api.post(f"{chat}/messages", {"text": "明天"})
    assert (before["date"], after["date"]) == (START, START + 86_400)


@pytest.mark.usefixtures("given")
async def test_a_step_asked_for_twice_is_made_once(api: Api, clock: Clock) -> None:
    for status in (200, 409):
        await api.post("clock", {"to": START + 3600})
        assert (api.last_status, clock.now) == (status, START + 3600)


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    ("to", "status"),
    [
        (START - 1, 409),
        (START, 409),
        (START + 367 * 86_400, 400),
        (10**400, 400),
        (float("nan"), 400),
        (float("inf"), 400),
        (True, 400),
        ("1780000060", 400),
        (None, 400),
    ],
    ids=[
        *("back", "now", "over a year", "no time", "no number", "endless", "a yes", "text"),
        "nothing",
    ],
)
async def test_any_other_time_is_refused_and_the_clock_stays(
    api: Api, clock: Clock, to: Any, status: int
) -> None:
    assert set(await api.post("clock", {"to": to})) == {"error"}
    assert (api.last_status, clock.now) == (status, START)


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "ducha.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=["another name", "another page", "another site"],
)
async def test_another_site_cannot_set_the_clock(
    api: Api, clock: Clock, headers: dict[str, str]
) -> None:
    await api.post("clock", {"to": START + 60}, **headers)
    assert (api.last_status, clock.now) == (403, START)
