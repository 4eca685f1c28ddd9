"""What the page's tests stand on: a real server to kill, a small real bot, real Chromium."""

import json
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

TOKEN = "700001:page-test-secret-0123456789abcdef"
BOT = 700001
TOAST = "1 处 × 0.5 = 扣 0.5 分"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
LABELS = (
    *("队没来过", "责任人没来", "领导没来", "不知政策", "无产业务工", "产业没帮", "手册错误"),
    *("档案不符", "两卡两折", "没告知书", "资料不齐", "漏报危房", "未参医保", "慢病没签"),
    *("住院没报", "助学没有", "有辍学", "雨露没落实", "雨露漏报", "变化没报", "更多 6 ›"),
)


TOGGLED = LABELS.index("资料不齐")


def toggle(*, on: bool) -> dict[str, str]:
    """The button of a question that is on or off."""
    return {"text": "❗资料不齐" if on else "资料不齐", "callback_data": f"t|{int(on)}"}


def call(url: str, body: dict[str, Any] | None = None) -> Any:
    """One JSON request and its answer."""
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, sent, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


class Server:
    """The chat server as a process that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "chatserver", "--folder", str(self.folder), "--fast"]
        command += ["--port", str(self.port), "--bot", f"{TOKEN}:ducha_bot:督查"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def person(self, name: str, note: str = "") -> int:
        return int(call(f"{self.address}/api/people", {"name": name, "note": note})["id"])


class Clerk:
    """A bot: echoes texts (not …句), sends cards, counts taps; `answering` can be held back.

    `heard` is all of it in order: a text, a tap's data, or what kind of file it was.

    With `hints` the buttons of its cards carry what they will be once tapped.
    """

    def __init__(self, server: Any, token: str = TOKEN, *, hints: bool = False) -> None:
        self.token = token
        self.hints = hints
        self.server = server
        self.answering = threading.Event()
        self.answering.set()
        self.ended = threading.Event()
        self.heard: list[str] = []
        self.texts: list[str] = []
        self.taps: list[str] = []
        self.on = False
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def close(self) -> None:
        self.ended.set()
        self.answering.set()
        self._thread.join(timeout=15)

    def ask(self, method: str, **fields: Any) -> Any:
        return call(f"{self.server.address}/bot{self.token}/{method}", fields)["result"]

    def card(self, chat: int, count: int = 0, **more: Any) -> Any:
        texts = [f"❗{x}{count}" if x == "手册错误" and count else x for x in LABELS]
        keys: list[dict[str, Any]] = [
            {"text": text, "callback_data": f"v|{n}|{count}"} for n, text in enumerate(texts)
        ]
        if self.hints:
            after = {"text": f"❗手册错误{count + 1}", "callback_data": f"v|6|{count + 1}"}
            keys[LABELS.index("手册错误")]["ducha_after"] = after
            keys[TOGGLED] = toggle(on=self.on) | {"ducha_after": toggle(on=not self.on)}
        rows = [keys[n : n + 3] for n in range(0, len(keys), 3)]
        rows.append([{"text": "✅ 没问题 · 下一户 ›", "callback_data": "save"}])
        head = "<b>07 张*</b> · 3组 · 4人（31/48户）\n点有问题的；没问题点最下面"
        method = "editMessageText" if more else "sendMessage"
        markup = {"inline_keyboard": rows}
        more |= {"chat_id": chat, "text": head, "parse_mode": "HTML", "reply_markup": markup}
        return self.ask(method, **more)

    def _work(self) -> None:
        offset = 0
        while not self.ended.is_set():
            try:
                updates = self.ask("getUpdates", offset=offset, timeout=1)
                for update in updates:
                    self._hear(update)
                    offset = update["update_id"] + 1
            except (urllib.error.URLError, OSError):
                self.ended.wait(0.2)  # the server is being restarted

    def _hear(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            return self._tapped(update["callback_query"])
        message = update.get("message")
        if message is None:
            return None
        chat, text = message["chat"]["id"], message.get("text", "")
        self.texts.append(text)
        files = ("photo", "document", "voice", "location")
        self.heard.append(text or next((one for one in files if one in message), "else"))
        if text == "卡片":
            self.card(chat)
        elif "photo" in message:
            seen = [{"type": "emoji", "emoji": "👌"}]
            number = message["message_id"]
            self.ask("setMessageReaction", chat_id=chat, message_id=number, reaction=seen)
        elif not text.endswith("句"):
            self.ask("sendMessage", chat_id=chat, text=f"收到：{text}")
        return None

    def _tapped(self, query: dict[str, Any]) -> None:
        self.taps.append(query["data"])
        self.heard.append(query["data"])
        self.answering.wait(10)
        self.ask(
            "answerCallbackQuery", callback_query_id=query["id"], text="1 处 × 0.5 = 扣 0.5 分"
        )
        message = query["message"]
        kind, *_, value = query["data"].split("|")
        if kind == "t":
            self.on = value == "0"
        count = 0 if kind == "t" else int(value) + 1
        self.card(message["chat"]["id"], count, message_id=message["message_id"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "chat")
    yield running
    running.kill()


@pytest.fixture
def clerk(server: Server) -> Iterator[Clerk]:
    bot = Clerk(server)
    yield bot
    bot.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    contexts = []
    wrong: list[str] = []

    def note(text: str) -> None:
        if "Security Policy" in text:
            wrong.append(text)

    def opened(
        width: int = 1280, height: int = 800, lang: str = "zh-CN", *, without_policy: bool = False
    ) -> Page:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(viewport=size, locale=lang, bypass_csp=without_policy)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: note(said.text))
        page.goto(server.address)
        expect(page.locator("#status")).to_have_class("status connected")
        return page

    yield opened
    for context in contexts:
        context.close()
    if wrong:
        pytest.fail("\n".join(wrong))


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def say(phone: Locator, text: str) -> None:
    phone.get_by_label("输入消息").fill(text)
    phone.get_by_label("输入消息").press("Enter")


def words(phone: Locator) -> list[str]:
    return phone.locator(".line .words").all_inner_texts()
