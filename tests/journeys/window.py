"""A person at an office's page in a phone-sized window of a real browser."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, ViewportSize, expect

from tests.served import until

WAIT = 20_000
"""Milliseconds; machines are busy."""
SIZE = ViewportSize(width=360, height=740)


class Window:
    """What one sees and does with one thumb.

    `written` are all texts in order, `wrong` is what went wrong in the page.
    """

    def __init__(self, browser: Browser, name: str, lang: str = "zh-CN") -> None:
        self.name = name
        self.wrong: list[str] = []
        self.written: list[str] = []
        self.context = browser.new_context(viewport=SIZE, locale=lang, has_touch=True)
        self.context.set_default_timeout(WAIT)
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def enter(self, link: str) -> None:
        """Open the invitation's link and go in."""
        self.page.goto(link)
        self.page.get_by_role("button", name="进入", exact=True).click()
        self.see(self.name)

    @property
    def card(self) -> Locator:
        """The newest message with buttons: what one works on."""
        return self.page.locator(".line.carded").last

    def see(self, *words: str) -> None:
        """Wait until the newest card says all this, in its text or on its buttons."""
        for word in words:
            expect(self.card).to_contain_text(word, timeout=WAIT)

    def tap(self, label: str, *then: str) -> None:
        """Tap the button of the newest card; see these words on it next."""
        self.key(label).click()
        self.see(*then)

    def key(self, label: str) -> Locator:
        """The first button of the newest card with that label, or part of it."""
        return self.card.locator(".key", has_text=label).first

    def write(self, text: str, *then: str) -> None:
        """Type and send; see these words on the newest card next."""
        self.written.append(text)
        box = self.page.locator(".composer textarea")
        box.fill(text)
        box.press("Enter")
        self.see(*then)

    def hear(self, words: str) -> None:
        """Wait for a message with these words; it becomes what one works on if it is the last."""
        expect(self.page.locator(".line.other", has_text=words).last).to_be_visible(timeout=WAIT)

    def photos(self, *pictures: bytes, caption: str = "") -> None:
        """Send pictures from the gallery."""
        self.page.get_by_label("发送照片、文件、位置").click()
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="相册", exact=True).click()
        chooser.value.set_files([_file(number, one) for number, one in enumerate(pictures)])
        said = self.page.get_by_label("说明（可不填）")
        said.fill(caption)
        self.page.get_by_role("button", name="发送", exact=True).last.click()
        expect(said).to_have_count(0, timeout=WAIT)  # they are made smaller first

    def offline(self) -> None:
        """The network is gone."""
        self.context.set_offline(True)

    def online(self) -> None:
        """The network is back."""
        self.context.set_offline(False)

    def lose_answers(self, count: int) -> None:
        """So many of the next acts reach the server, and its answers get lost on the way."""
        left = [count]

        def carry(route: Route) -> None:
            if not left[0]:
                return route.continue_()
            left[0] -= 1
            route.fetch()
            return route.abort()

        self.context.route(re.compile(r"/(messages|press)$"), carry)

    def waiting(self, count: int) -> None:
        """The page says that so many acts wait."""
        expect(self.page.locator(".gap")).to_contain_text(f"待发 {count} 条", timeout=WAIT)

    def all_sent(self) -> None:
        """Wait until nothing waits any more, neither messages nor taps."""
        expect(self.page.locator(".outgoing")).to_have_count(0, timeout=WAIT)
        expect(self.page.locator(".gap")).to_be_hidden(timeout=WAIT)
        until(lambda: self._held() == 0, WAIT / 1000, lambda: f"{self.name}: taps wait")

    def _held(self) -> int:
        return self.page.locator(".key[aria-busy=true]").count()

    def said(self) -> Sequence[str]:
        """All rows that are on the screen, for a failing test."""
        return [re.sub(r"\s+", " ", row) for row in self.page.locator(".line").all_inner_texts()]


def _file(number: int, picture: bytes) -> FilePayload:
    return FilePayload(name=f"{number}.jpg", mimeType="image/jpeg", buffer=picture)
