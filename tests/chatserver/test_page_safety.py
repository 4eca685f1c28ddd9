"""The page with what is hostile, narrow, foreign or too large, in real Chromium."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.chatserver import page_stage as stage
from tests.chatserver.page_stage import BOT, Clerk, Open, Server, call, column, say

browser, server, clerk, open_page = stage.browser, stage.server, stage.clerk, stage.open_page

PAGE = Path(__file__).parents[2] / "chatserver" / "page"
HOSTILE = (
    "<b onclick='window.hit=1'>粗</b><img src=x onerror='window.hit=1'>"
    "<script>window.hit=1</script><svg onload='window.hit=1'></svg>"
    "<a href='javascript:window.hit=1'>链</a><a href='https://example.org/'>好</a>"
    "<iframe srcdoc='<script>top.hit=1</script>'></iframe><p style='position:fixed'>段</p>"
)
HOSTILE_NAME = "<img src=x onerror=window.hit=1>\u202egpj.exe"


def test_hostile_html_and_names_do_nothing(server: Server, clerk: Clerk, open_page: Open) -> None:
    person = server.person("<img src=x onerror=window.hit=1>", "<script>window.hit=1</script>")
    call(f"{server.address}/api/people/{person}/chats/{BOT}/messages", {"text": "<b>甲</b>"})
    page = open_page(without_policy=True)  # so that the page's own care is what is tested

    def poisoned(route: Route) -> None:
        answer = route.fetch()
        messages = answer.json()
        messages[0] |= {"html": HOSTILE, "reply_to": {"id": 1, "snippet": HOSTILE}}
        messages[0]["document"] = {"file": "../../x", "name": HOSTILE_NAME, "size": 5}
        messages[0]["inline"] = [[{"text": HOSTILE, "url": "javascript:window.hit=1"}]]
        route.fulfill(response=answer, json=messages)

    page.route("**/messages?*", poisoned)
    page.reload()
    phone = page.locator(".phone")
    shown = phone.locator(".line .words").first
    expect(shown).to_have_text("粗链好段")
    phone.locator(".inline .key").first.click()
    assert shown.evaluate("node => Array.from(node.children, child => child.outerHTML)") == [
        "<b>粗</b>",
        '<a href="https://example.org/" target="_blank" rel="noopener noreferrer nofollow">好</a>',
    ]
    file = phone.locator("a.file")
    assert file.get_attribute("download") == "<img src=x onerror=window.hit=1>gpj.exe"
    assert "/files/..%2F..%2Fx" in (file.get_attribute("href") or "")
    assert page.evaluate("window.hit") is None
    assert page.locator("img:not([src^='/'])").count() == 0


@pytest.mark.parametrize("width", [320, 360])
def test_a_narrow_phone_scrolls_no_sideways_and_cuts_no_label(
    server: Server, clerk: Clerk, open_page: Open, width: int
) -> None:
    first = server.person("周敏", "组员 · 督查一组")
    server.person("韩立群", "组长 · 督查一组 · 青石镇大坪村、柳溪村、石坝村")
    page = open_page(width, 740)
    phone = column(page, "周敏")
    expect(column(page, "韩立群")).to_be_hidden()
    page.get_by_role("button", name="韩立群").click()
    expect(phone).to_be_hidden()
    page.get_by_role("button", name="周敏").click()
    say(phone, "https://example.org/" + "x" * 200)
    clerk.card(first, 12)
    expect(phone.get_by_text("❗手册错误12")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert phone.locator(".messages").evaluate("node => node.scrollWidth <= node.clientWidth")
    rows = phone.locator(".inline .row").all()
    for row in rows:
        boxes = row.locator(".key").evaluate_all(
            "keys => keys.map(key => [key.offsetWidth, key.offsetHeight,"
            " key.scrollWidth <= key.clientWidth && key.scrollHeight <= key.clientHeight])"
        )
        assert all(high >= 44 and whole for _, high, whole in boxes)
        assert max(wide for wide, _, _ in boxes) - min(wide for wide, _, _ in boxes) <= 1
    small = page.evaluate(
        "Array.from(document.querySelectorAll('button, a.key, input')).filter(node =>"
        " node.checkVisibility({ opacityProperty: true }) && node.offsetHeight < 42).length"
    )
    assert small == 0


def test_the_page_speaks_the_browsers_language_until_another_is_chosen(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    person = server.person("Zhou Min")
    call(f"{server.address}/api/people/{person}/chats/{BOT}/messages", {"text": "hi"})
    page = open_page(lang="en-GB")
    expect(page.get_by_role("button", name="Add a person")).to_be_visible()
    page.get_by_role("button", name="Switch to Chinese").click()
    page.reload()
    expect(page.get_by_role("button", name="添加一人").first).to_be_visible()
    expect(page.get_by_label("输入消息")).to_have_attribute("placeholder", "输入消息")


def test_every_control_has_a_name(server: Server, clerk: Clerk, open_page: Open) -> None:
    server.person("周敏")
    page = open_page()
    say(column(page, "周敏"), "卡片")
    expect(page.locator(".inline")).to_have_count(1)
    nameless = page.evaluate(
        "Array.from(document.querySelectorAll('button, input, textarea, a'))"
        ".filter(node => !(node.ariaLabel || node.textContent).trim()).map(node => node.outerHTML)"
    )
    assert nameless == []


@pytest.mark.parametrize("index", ["index.html", "office.html"])
def test_the_page_is_small_and_brings_nothing_inline_or_from_elsewhere(index: str) -> None:
    names = {file.name for file in PAGE.iterdir()}
    texts = {file.name: file.read_text() for file in PAGE.iterdir() if file.suffix != ".png"}
    assert len(gzip.compress("".join(texts.values()).encode())) < 75_000
    assert re.findall(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=|<style", texts[index]) == []
    named = re.findall(r'(?:src|href)="([^"]+)"', texts[index])
    assert named
    assert {one.removeprefix("/page/") for one in named} <= names
    for name, text in texts.items():
        outside = set(re.findall(r"https?://[^\s\"'`]+", text))
        assert outside <= {"http://www.w3.org/2000/svg"}, name
        assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text) == [], (
            name
        )
