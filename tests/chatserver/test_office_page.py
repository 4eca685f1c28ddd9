"""An office's page in real Chromium: nothing done is lost, doubled or out of order."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.chatserver import office_stage as stage
from tests.chatserver.office_stage import Enter, OfficeServer, answers, say
from tests.chatserver.page_stage import LABELS, TOAST, TOGGLED, Clerk

browser, office, working, bot = stage.browser, stage.office, stage.working, stage.bot
window, enter = stage.window, stage.enter

COUNTED = LABELS.index("手册错误")
PLAIN = LABELS.index("档案不符")


def pick(page: Page, button: str, *files: Path) -> None:
    page.get_by_label("发送照片、文件、位置").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button, exact=True).click()
    chooser.value.set_files(files)
    page.get_by_role("button", name="发送", exact=True).last.click()


def shots(folder: Path, count: int, size: tuple[int, int] = (640, 480)) -> list[Path]:
    made = [folder / f"{number}.jpg" for number in range(count)]
    for number, shot in enumerate(made):
        rough = Image.effect_noise((64, 48), 40 + number)
        rough.convert("RGB").resize(size, Image.Resampling.NEAREST).save(shot)
    return made


def card_of(page: Page) -> None:
    say(page, "卡片")
    expect(page.locator(".inline .key").first).to_be_visible()


def until_heard(page: Page, bot: Clerk, want: list[str]) -> None:
    """Wait until the bot has heard that much, and a moment more for what should not come."""
    for _ in range(200):
        if len(bot.heard) >= len(want):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    assert bot.heard == want


def test_what_is_done_without_a_network_outlives_the_page_and_goes_out_once_in_order(
    bot: Clerk, enter: Enter, tmp_path: Path
) -> None:
    page = enter()
    card_of(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((all) => all.length > 0)")
    bot.heard.clear()
    page.context.set_offline(True)
    say(page, "到大坪村了")
    page.locator(".key").nth(PLAIN).click()
    expect(page.locator(".key").nth(PLAIN)).to_have_attribute("data-held", "待发")
    pick(page, "相册", *shots(tmp_path, 2))
    expect(page.locator(".outgoing .strip img")).to_have_count(2)
    say(page, "第二句")
    expect(page.locator(".gap")).to_have_text("网络不通，待发 4 条，连上后自动发出。")
    page.reload()
    expect(page.locator(".outgoing")).to_have_count(3)
    expect(page.locator(".key").nth(PLAIN)).to_have_attribute("data-held", "待发")
    expect(page.locator(".other .words").first).to_contain_text("/start")
    assert bot.heard == []
    page.context.set_offline(False)
    until_heard(page, bot, ["到大坪村了", f"v|{PLAIN}|0", "photo", "photo", "第二句"])
    expect(page.locator(".outgoing")).to_have_count(0)
    expect(page.locator(".own .gallery.of2 img")).to_have_count(2)
    expect(page.locator(".gap")).to_be_hidden()


def test_a_toggle_shows_at_once_what_it_will_be_and_the_real_card_follows(
    bot: Clerk, enter: Enter
) -> None:
    page = enter()
    card_of(page)
    key = page.locator(".key").nth(COUNTED)
    bot.answering.clear()
    key.click()
    expect(key).to_have_text("❗手册错误1", timeout=5_000)
    expect(key).to_have_attribute("aria-busy", "false")
    key.click()  # what comes after that only the bot knows
    expect(key).to_have_attribute("aria-busy", "true")
    page.reload()  # the taps were taken: their answers are still waited for
    expect(key).to_have_text("❗手册错误1")
    bot.answering.set()
    expect(key).to_have_text("❗手册错误2")
    expect(page.locator(".toast")).to_have_text(TOAST)
    expect(key).to_have_attribute("aria-busy", "false")
    assert bot.taps == ["v|6|0", "v|6|1"]


def test_a_toggle_tapped_again_and_again_counts_every_tap(bot: Clerk, enter: Enter) -> None:
    page = enter()
    card_of(page)
    key = page.locator(".key").nth(TOGGLED)
    for tap in range(6):
        key.click()
        expect(key).to_have_text(("❗资料不齐", "资料不齐")[tap % 2], timeout=500)
        page.wait_for_timeout(120)  # an answer and its card come between two taps
    until_heard(page, bot, [*bot.heard[:-6], *["t|0", "t|1"] * 3])
    assert bot.taps == ["t|0", "t|1"] * 3


def test_a_voice_and_a_place_reach_the_bot_as_such(bot: Clerk, enter: Enter) -> None:
    here = {"latitude": 26.1234, "longitude": 111.6543, "accuracy": 18}
    page = enter(geolocation=here, permissions=["microphone", "geolocation"])
    bot.heard.clear()
    page.get_by_label("发送照片、文件、位置").click()
    page.get_by_role("button", name="语音", exact=True).click()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    page.get_by_role("button", name="发送", exact=True).last.click()
    expect(page.locator(".own .voice audio")).to_be_visible()
    page.get_by_label("发送照片、文件、位置").click()
    page.get_by_role("button", name="位置", exact=True).last.click()
    expect(page.get_by_label("误差（米）")).to_have_value("18")
    page.get_by_role("button", name="发送", exact=True).last.click()
    expect(page.locator(".own .spot")).to_have_text("26.12340, 111.65430 ±18 m")
    until_heard(page, bot, ["voice", "location"])


def test_of_two_tabs_one_sends_and_both_show(
    bot: Clerk, enter: Enter, office: OfficeServer
) -> None:
    first = enter()
    second = first.context.new_page()
    second.goto(office.page)
    expect(answers(second)).to_have_count(1)
    bot.heard.clear()
    first.context.set_offline(True)
    for number, page in enumerate((first, second, first, second)):
        say(page, f"{number}句")
    expect(first.locator(".outgoing")).to_have_count(4)
    expect(second.locator(".outgoing")).to_have_count(4)
    first.context.set_offline(False)
    until_heard(second, bot, ["0句", "1句", "2句", "3句"])
    for page in (first, second):
        expect(page.locator(".outgoing")).to_have_count(0)
        assert page.locator(".own .words").all_inner_texts()[1:] == ["0句", "1句", "2句", "3句"]
    second.close()
    say(first, "4句")
    until_heard(first, bot, ["0句", "1句", "2句", "3句", "4句"])


def test_an_upload_goes_on_where_it_was_when_the_server_was_killed(
    bot: Clerk,
    office: OfficeServer,
    enter: Enter,
    tmp_path: Path,
) -> None:
    page = enter(service_workers="block")
    bot.heard.clear()
    paper = tmp_path / "入户登记.pdf"
    paper.write_bytes(os.urandom(700_000))
    pieces: list[tuple[int, int]] = []

    def kill_at_the_second(route: Route) -> None:
        size = len(route.request.post_data_buffer or b"")
        pieces.append((int(route.request.url.rpartition("=")[2]), size))
        if len(pieces) == 2:
            office.kill()
        route.continue_()

    page.route("**/uploads/*", kill_at_the_second)
    pick(page, "文件", paper)
    expect(page.locator(".gap")).to_contain_text("待发 1 条")
    office.start()
    expect(page.locator(".own a.file")).to_contain_text("入户登记.pdf", timeout=20_000)
    assert bot.heard == ["document"]
    first = pieces[0][1]
    assert [offset for offset, _ in pieces[:3]] == [0, first, first]
    assert sum(size for _, size in pieces) - pieces[1][1] == 700_000


def test_a_photo_is_shrunk_in_the_browser_unless_the_original_is_wished(
    bot: Clerk, enter: Enter, tmp_path: Path
) -> None:
    page = enter()
    (large,) = shots(tmp_path, 1, (2400, 1200))
    pick(page, "相册", large)
    picture = page.locator(".own .photo img")
    expect(picture).to_have_attribute("width", "1600")
    expect(picture).to_have_attribute("height", "800")
    with page.expect_file_chooser() as chooser:
        page.get_by_label("拍照").click()  # nothing is written: the camera is under the thumb
    chooser.value.set_files([large])
    page.get_by_label("照片大小").select_option("original")
    page.get_by_role("button", name="发送", exact=True).last.click()
    expect(page.locator(".own a.file")).to_contain_text(f"{round(large.stat().st_size / 1024)} kB")
    until_heard(page, bot, [bot.heard[0], "photo", "document"])


def test_a_session_ended_elsewhere_keeps_what_was_not_sent_for_the_same_person(
    bot: Clerk, enter: Enter, window: Callable[..., BrowserContext]
) -> None:
    page = enter()
    page.get_by_label("更多").last.click()
    page.get_by_role("button", name="登录的设备").click()
    page.get_by_role("button", name="添加一台设备").click()
    expect(page.locator("img.qr")).to_be_visible()
    link = page.locator(".sheet .described").inner_text()
    other = window().new_page()
    other.goto(link)
    other.get_by_role("button", name="进入").click()
    expect(answers(other)).to_have_count(1)
    bot.heard.clear()
    other.context.set_offline(True)
    say(other, "还没发出")
    page.keyboard.press("Escape")
    page.get_by_label("更多").last.click()
    page.get_by_role("button", name="登录的设备").click()
    page.get_by_role("button", name="退出这台设备").click()
    page.get_by_role("button", name="退出这台设备").last.click()
    expect(page.locator(".sheet .names")).to_have_count(1)
    page.get_by_role("button", name="添加一台设备").click()
    again = page.locator(".sheet .described")
    expect(again).to_be_visible()
    other.context.set_offline(False)
    expect(other.locator(".way")).to_contain_text("没发出的内容还在")
    other.get_by_label("粘贴邀请链接").fill(again.inner_text())
    other.get_by_role("button", name="进入").click()
    expect(answers(other).last).to_have_text("收到：还没发出")
    assert bot.heard == ["还没发出"]


def test_a_hidden_page_tells_of_what_comes_and_what_is_silent_makes_no_sound(
    bot: Clerk, enter: Enter
) -> None:
    page = enter(permissions=["notifications"])
    page.get_by_label("更多").last.click()
    page.get_by_role("button", name="设置").click()
    page.get_by_role("switch").check()
    page.keyboard.press("Escape")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { get: () => true });"
        " document.dispatchEvent(new Event('visibilitychange'));"
    )
    person = page.evaluate("fetch('/api/me').then((one) => one.json())")["person"]["id"]
    told = (
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => JSON.stringify(all.map((one) => [one.title, one.body, one.silent])))"
    )
    bot.ask("sendMessage", chat_id=person, text="明早八点集合", disable_notification=True)
    want = json.dumps([["督查", "明早八点集合", True]], ensure_ascii=False, separators=(",", ":"))
    page.wait_for_function(f"want => ({told}).then((said) => said === want)", arg=want)


@pytest.mark.parametrize("waiting", [False, True], ids=["nothing waits", "something waits"])
def test_signing_out_leaves_nothing_in_the_browser_and_warns_of_what_would_be_lost(
    bot: Clerk, enter: Enter, *, waiting: bool
) -> None:
    page = enter()
    if waiting:
        page.route("**/messages", lambda route: route.abort())
        say(page, "没发出")
    page.get_by_label("更多").last.click()
    page.get_by_role("button", name="设置").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator(".sheet .said")).to_contain_text("还有 1 条" if waiting else "退出登录？")
    page.get_by_role("button", name="仍然退出" if waiting else "退出登录").last.click()
    expect(page.locator(".way")).to_be_visible()
    assert page.evaluate("indexedDB.databases()") == []
    page.reload()
    expect(page.locator(".way")).to_contain_text("邀请链接")


def test_signed_out_in_one_tab_the_other_shows_the_way_in(
    bot: Clerk, enter: Enter, office: OfficeServer
) -> None:
    first = enter()
    second = first.context.new_page()
    second.goto(office.page)
    expect(answers(second)).to_have_count(1)
    first.bring_to_front()
    first.get_by_label("更多").last.click()
    first.get_by_role("button", name="设置").click()
    first.get_by_role("button", name="退出登录").click()
    first.get_by_role("button", name="退出登录").last.click()
    expect(first.locator(".way")).to_be_visible()
    say(second, "还在吗")
    expect(second.locator(".way")).to_contain_text("登录已失效")


@pytest.mark.parametrize("storage", ["full", "forbidden"])
def test_a_browser_that_keeps_nothing_still_serves_as_long_as_the_page(
    window: Callable[..., BrowserContext], office: OfficeServer, bot: Clerk, storage: str
) -> None:
    context = window(service_workers="block")
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    forbidden = "() => { throw new DOMException('no', 'SecurityError'); }"
    if storage == "full":
        context.add_init_script(f"Storage.prototype.setItem = {forbidden}")
        context.add_init_script(f"IDBObjectStore.prototype.put = {forbidden}")
    else:
        for area in ("localStorage", "sessionStorage", "indexedDB"):
            context.add_init_script(
                f"Object.defineProperty(window, '{area}', {{ get: {forbidden} }})"
            )
    page = context.new_page()
    page.goto(stage.link(office, "zhou"))
    page.get_by_role("button", name="进入", exact=True).click()
    expect(answers(page)).to_have_count(1)
    bot.heard.clear()
    say(page, "存不下也要发")
    until_heard(page, bot, ["存不下也要发"])
    expect(answers(page)).to_have_count(2)
    expect(page.locator(".outgoing")).to_have_count(0)
    assert wrong == []
