"""Devices: one more by a link, called in plain words, in the language that was chosen."""

import pytest

from chatserver import Office
from chatserver.device_names import device_name, own_name
from tests.chatserver import office as stage
from tests.chatserver.conftest import Clock
from tests.chatserver.office import HOST, PHONE, TOKEN, Open, Visitor, token_in

session, here, opened = stage.session, stage.here, stage.opened


async def test_a_second_device_is_added_by_a_link_that_opens_once(
    opened: Open, here: Office, clock: Clock
) -> None:
    async with opened(here) as (running, visitor):
        await visitor.enter(TOKEN)
        made = await visitor.post("/api/devices")
        assert made["link"].startswith(f"http://{HOST}/#device=")
        assert made["svg"].startswith("<svg")
        assert made["until"] == clock.now + 600
        second = Visitor(running.address, visitor.session)
        wanted = {"device_token": token_in(made["link"]), "device": "办公室的\u202e电脑"}
        assert (await second.post("/api/enter", wanted))["person"]["id"] == visitor.person
        names = [one["name"] for one in await visitor.get("/api/devices")]
        assert sorted(names) == ["办公室的 电脑", "安卓手机 · Chrome"]
        third = Visitor(running.address, visitor.session)
        await third.post("/api/enter", wanted)
        assert third.status == 403
        late = token_in((await visitor.post("/api/devices"))["link"])
        clock.now += 601
        await third.post("/api/enter", {"device_token": late})
        assert third.status == 403


async def test_the_link_of_a_device_that_was_revoked_opens_nothing(
    opened: Open, here: Office
) -> None:
    async with opened(here) as (running, visitor):
        await visitor.enter(TOKEN)
        token = token_in((await visitor.post("/api/devices"))["link"])
        await visitor.post("/api/leave")
        assert visitor.cookie == ""
        thief = Visitor(running.address, visitor.session)
        await thief.post("/api/enter", {"device_token": token})
        assert thief.status == 403


async def test_a_language_is_chosen_and_kept(opened: Open, here: Office) -> None:
    async with opened(here) as (_, visitor):
        assert (await visitor.enter(TOKEN, lang="en"))["person"]["lang"] == "en"
        assert (await visitor.post("/api/me", {"lang": "zh"}))["person"]["lang"] == "zh"
        await visitor.post("/api/me", {"lang": "xx"})
        assert visitor.status == 400


@pytest.mark.parametrize(
    ("agent", "zh", "en"),
    [
        (PHONE, "安卓手机 · Chrome", "Android phone · Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Mobile Safari/604.1",
         "苹果手机 · Safari", "iPhone · Safari"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/99 Mobile Safari MicroMessenger/8.0",
         "安卓手机 · 微信", "Android phone · WeChat"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/118 Safari/537 Edg/118",
         "Windows 电脑 · Edge", "Windows computer · Edge"),
        ("curl/8", "未知设备", "unknown device"),
    ],
    ids=["android", "iphone", "wechat", "edge", "none"],
)  # fmt: skip
def test_a_device_is_called_in_plain_words(agent: str, zh: str, en: str) -> None:
    assert (device_name(agent, "zh"), device_name(agent, "en")) == (zh, en)
    assert len(own_name("名" * 200)) == 60
