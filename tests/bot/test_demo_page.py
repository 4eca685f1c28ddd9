"""The demo in real Chromium: a tap sets its clock forward, and the contact's reminder comes."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.bot.test_demo import ADDRESS, command, surroundings
from tests.chatserver import page_stage as stage
from tests.chatserver.page_stage import column

browser = stage.browser
SOON = 5_000
"""Milliseconds in which a reminder comes after its time has come."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    run = subprocess.Popen(  # noqa: S603
        command("--port", "0"),
        stdout=subprocess.PIPE,
        env=surroundings(tmp_path / "data"),
        text=True,
    )
    assert run.stdout is not None
    found = ADDRESS.search(run.stdout.readline())
    assert found is not None
    yield found.group()
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=10)


def opened(browser: Browser, address: str, width: int, lang: str) -> Page:
    size = ViewportSize(width=width, height=780)
    page = browser.new_context(viewport=size, locale=lang).new_page()
    page.goto(address)
    return page


def bar(page: Page) -> Locator:
    return page.locator(".clock")


def test_a_tap_on_the_next_working_day_brings_the_contacts_reminder(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, 1280, "zh-CN")
    contact = column(page, "陈小寒")
    expect(contact.get_by_role("button", name=re.compile("结果：青石镇上湾村"))).to_be_visible()
    reminder = contact.get_by_text("⏰ 上湾村整改")
    expect(reminder).to_have_count(0)
    bar(page).get_by_role("button", name="下一工作日 09:00").click()
    expect(reminder).to_be_visible(timeout=SOON)
    expect(contact.get_by_role("button", name=re.compile("今天 没整改到位"))).to_be_visible()
    expect(bar(page).locator("time")).to_have_text(
        re.compile(r"^\d+月\d+日 周[一二三四五六日] 09:0\d$")
    )
    bar(page).get_by_role("button", name="+1小时").click()
    expect(bar(page).locator("time")).to_have_text(re.compile(r" 10:0\d$"))
    bar(page).get_by_role("button", name="+1天").click()
    expect(contact.get_by_role("button", name=re.compile("逾期1天 没整改到位"))).to_be_visible(
        timeout=SOON
    )

    narrow = opened(browser, address, 360, "en-GB")
    expect(bar(narrow).locator("time")).to_have_text(re.compile(r"^\w{3} \d+ \w{3,4} 10:0\d$"))
    assert narrow.evaluate("document.documentElement.scrollWidth") == 360
    tops = bar(narrow).locator("button").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(set(tops)) == 1
