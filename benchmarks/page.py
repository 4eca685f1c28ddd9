"""From a tap to the painted card in real Chromium: our page and bot, and a bare echo page.

Both stand on the same chat server, each in a process of its own, and are measured in turn.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright

from benchmarks.echo_page import PAGE
from benchmarks.processes import ROOT, environment
from benchmarks.table import BLINK, Line
from tests.hard.crowd import TOGGLE, invited, percentile, village
from tests.served import Served, free_port

ROUNDS, TAPS = 4, 15
PAUSE = 0.2
"""Seconds; a person may act 40 times in 10."""
MOST = 3.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE = ViewportSize(width=360, height=740)
TIMED = """([within, number, painted]) => new Promise((done) => {
  const card = [...document.querySelectorAll(within)].pop();
  const key = card.querySelectorAll("button")[number];
  const last = () => [...card.querySelectorAll(painted)].map((one) => one.textContent).join();
  const began = performance.now();
  const before = [key.textContent, last()];
  let shown = null;
  const frame = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now() - began);
    port2.postMessage(0); // after the frame has been painted
  });
  const look = new MutationObserver(() => {
    if (shown === null && key.textContent !== before[0]) frame((at) => (shown ??= at));
    if (last() === before[1]) return;
    look.disconnect();
    frame((at) => done([shown ?? at, at]));
  });
  look.observe(card, { subtree: true, childList: true, characterData: true });
  key.click();
})"""
"""Milliseconds until the button shows what it will be, and until the card is painted."""


@dataclass(frozen=True, slots=True)
class Painted:
    """Seconds from taps to what is painted."""

    shown: list[float]
    ours: list[float]
    bare: list[float]


async def measure(folder: Path) -> Painted | None:
    """Rounds of both in turn; None where there is no browser."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        return None
    office = Served(folder / "office")
    (token,) = await invited(office.data, 1)
    painted = Painted([], [], [])
    try:
        await asyncio.to_thread(office.start)
        async with _echo(folder) as address, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            ours = await _ours(browser, f"{office.address}/#join={token}")
            bare = await _bare(browser, address)
            for number in range(ROUNDS + 1):
                await _open(ours, number + 1)
                for key in range(TAPS):
                    first, last = await _tap(ours, _OURS, key)
                    _, echoed = await _tap(bare, _BARE, 0)
                    if number:  # the first round is for warming up
                        painted.shown.append(first)
                        painted.ours.append(last)
                        painted.bare.append(echoed)
                    await asyncio.sleep(PAUSE)
            await browser.close()
    finally:
        await asyncio.to_thread(office.close)
    return painted


_OURS = (".line.carded .inline", ".row:nth-last-child(-n + 3) .key")
"""A household's page, whose last rows say how many problems it has."""
_BARE = ("body", "button")


async def _tap(page: Page, where: tuple[str, str], key: int) -> tuple[float, float]:
    """Tap that button, never tapped before on this page."""
    within, painted = where
    first, last = await page.evaluate(TIMED, [within, key, painted])
    return first / 1000, last / 1000


async def _ours(browser: Browser, link: str) -> Page:
    page = await (await browser.new_context(viewport=PHONE, locale="zh-CN")).new_page()
    await page.goto(link)
    await page.get_by_role("button", name="进入", exact=True).click()
    await page.locator(".line.carded").last.wait_for()
    await _say(page, f"/inspect {village(0)}")
    return page


async def _open(page: Page, household: int) -> None:
    """See the page of that household."""
    await _say(page, str(household))
    card = page.locator(".line.carded", has_text=f"{household:02d} 张*").last
    await card.locator(".key", has_text=TOGGLE).wait_for()


async def _say(page: Page, words: str) -> None:
    box = page.locator(".composer textarea")
    await box.fill(words)
    await box.press("Enter")


async def _bare(browser: Browser, address: str) -> Page:
    page = await (await browser.new_context(viewport=PHONE)).new_page()

    async def bare(route: Route) -> None:
        await route.fulfill(body=PAGE, content_type="text/html")

    await page.route(f"{address}/", bare)
    await page.goto(f"{address}/")
    await page.get_by_text("0", exact=True).wait_for()
    return page


@asynccontextmanager
async def _echo(folder: Path) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.echo_page", str(folder / "echo"), str(free_port()),
        cwd=ROOT, env=environment({}), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None  # noqa: S101 a pipe
        yield (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    finally:
        process.kill()
        await process.wait()


def rows(painted: Painted | None) -> list[Line]:
    """Rows of the page."""
    if painted is None:
        return [Line("a tap to the painted card", "no Chromium here")]
    shown, ours, bare = (_both(took) for took in (painted.shown, painted.ours, painted.bare))
    ratios = [mine / other for mine, other in zip(ours, bare, strict=True)]
    return [
        Line("a tap to its sign on the button, own network: p95", _ms(shown[1]),
             f"< {_ms(BLINK)}", shown[1] < BLINK),
        Line("a tap to the painted card: p50", _ms(ours[0])),
        Line(f"  : bare echo page, same server ({_ms(bare[0])})", f"{ratios[0]:.2f}",
             f"<= {MOST}", ratios[0] <= MOST),
        Line("    p95", _ms(ours[1])),
        Line(f"  : bare echo page ({_ms(bare[1])})", f"{ratios[1]:.2f}"),
    ]  # fmt: skip


def _both(took: list[float]) -> tuple[float, float]:
    return percentile(took, 0.5), percentile(took, 0.95)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
