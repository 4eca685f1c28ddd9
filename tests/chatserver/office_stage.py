"""What the tests of an office's page stand on: its server to kill, its bot, a phone's window."""

import itertools
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.chatserver.office_server import BOT
from tests.chatserver.page_stage import Clerk, browser

__all__ = ["browser"]


class OfficeServer:
    """The office's server as a process that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.page = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Run it; its bots' own address changes with each start."""
        command = [sys.executable, "-m", "tests.chatserver.office_server"]
        command += [str(self.folder), str(self.port)]
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, text=True, cwd=root
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address, "the office's server did not start"

    def kill(self) -> None:
        """As a power cut would end it."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeServer]:
    running = OfficeServer(tmp_path_factory.mktemp("office") / "chat")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def working(office: OfficeServer) -> Iterator[Clerk]:
    clerk = Clerk(office, BOT.token, hints=True)
    yield clerk
    clerk.close()


@pytest.fixture
def bot(working: Clerk) -> Clerk:
    """The office's bot, which has heard nothing in this test yet."""
    for kept in (working.heard, working.texts, working.taps):
        kept.clear()
    return working


expect.set_options(timeout=10_000)  # the machine may have other things to do
Enter = Callable[..., Page]
serial = itertools.count(1)


def link(office: OfficeServer, who: str) -> str:
    """A new invitation's link."""
    return f"{office.page}/#join={who}-{next(serial)}"


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of its own, the size of a phone unless another is wished."""
    contexts = []
    wrong: list[str] = []

    def note(text: str) -> None:
        if "Security Policy" in text:
            wrong.append(text)

    def opened(width: int = 360, height: int = 740, lang: str = "zh-CN", **more: Any) -> Any:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(viewport=size, locale=lang, **more)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda said: note(said.text))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    if wrong:
        pytest.fail("\n".join(wrong))


@pytest.fixture
def enter(office: OfficeServer, window: Callable[..., BrowserContext]) -> Enter:
    """A page in which somebody has just entered with an invitation."""

    def entered(who: str = "zhou", **more: Any) -> Page:
        page = window(**more).new_page()
        page.goto(link(office, who))
        page.get_by_role("button", name=re.compile("进入|Enter")).first.click()
        expect(page.locator(".composer")).to_be_visible()
        expect(page.locator(".other .words").last).to_contain_text("/start")
        return page

    return entered


def say(page: Page, text: str) -> None:
    box = page.locator(".composer textarea")
    box.fill(text)
    box.press("Enter")


def answers(page: Page) -> Locator:
    return page.locator(".other .words")
