"""The page in real Chromium, against the real chat server and a small real bot."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.chatserver import page_stage as stage
from tests.chatserver.page_stage import (
    BOT,
    LABELS,
    TOAST,
    Clerk,
    Open,
    Server,
    call,
    column,
    say,
    words,
)

browser, server, clerk, open_page = stage.browser, stage.server, stage.clerk, stage.open_page


def test_a_text_is_sent_and_the_bots_answer_comes(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    server.person("周敏", "组员 · 督查一组")
    phone = column(open_page(), "周敏")
    say(phone, "12 手册2\n告知书")
    expect(phone.locator(".other .words")).to_have_text("收到：12 手册2\n告知书")
    expect(phone.locator(".own .words")).to_have_count(1)
    assert clerk.texts == ["12 手册2\n告知书"]


def test_enter_sends_only_when_no_word_is_being_composed(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    server.person("周敏")
    page = open_page()
    phone = column(page, "周敏")
    box = phone.get_by_label("输入消息")
    box.fill("大坪村")
    composing = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    box.dispatch_event("keydown", composing)
    input_method = page.context.new_cdp_session(page)
    pressed = {"type": "rawKeyDown", "key": "Process", "code": "Enter"}
    input_method.send("Input.dispatchKeyEvent", {**pressed, "windowsVirtualKeyCode": 229})
    box.press("Shift+Enter")
    box.press_sequentially("好")
    expect(box).to_have_value("大坪村\n好")
    assert clerk.texts == []
    box.press("Enter")
    expect(phone.locator(".other .words")).to_have_text("收到：大坪村\n好")


def test_a_tapped_button_waits_for_its_toast_and_the_card_is_edited_in_place(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    server.person("周敏")
    phone = column(open_page(), "周敏")
    say(phone, "卡片")
    key = phone.locator(".key").nth(LABELS.index("手册错误"))
    expect(key).to_have_text("手册错误")
    clerk.answering.clear()
    key.click()
    expect(key).to_have_attribute("aria-busy", "true")
    key.click()  # the tap is on its way: this one is not a second one
    clerk.answering.set()
    expect(phone.locator(".toast")).to_have_text(TOAST)
    expect(key).to_have_text("❗手册错误1")
    expect(key).to_have_attribute("aria-busy", "false")
    expect(key).to_be_focused()
    expect(phone.locator(".inline")).to_have_count(1)
    assert clerk.taps == ["v|6|0"]


def test_who_reads_further_up_stays_there_and_is_told_what_came(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    person = server.person("周敏")
    chat = f"{server.address}/api/people/{person}/chats/{BOT}/messages"
    for number in range(70):
        call(chat, {"text": f"第{number}句"})
    phone = column(open_page(), "周敏")
    expect(phone.locator(".line").last).to_be_visible()
    thread = phone.locator(".messages")
    thread.evaluate("node => { node.scrollTop = 0; }")
    expect(phone.get_by_text("第0句", exact=True)).to_have_count(1)
    top = phone.get_by_text("第30句", exact=True)
    top.evaluate("node => node.scrollIntoView({ block: 'start' })")
    before = top.bounding_box()
    card = clerk.card(person)
    expect(phone.get_by_label("1 条未读")).to_be_visible()
    clerk.card(person, 3, message_id=card["message_id"])
    expect(phone.get_by_text("❗手册错误3")).to_have_count(1)
    assert top.bounding_box() == before
    phone.get_by_label("1 条未读").click()
    expect(phone.get_by_text("✅ 没问题")).to_be_in_viewport()
    expect(phone.locator(".down")).to_be_hidden()


def test_photos_go_as_an_album_with_a_caption_and_open_large(
    server: Server, clerk: Clerk, open_page: Open, tmp_path: Path
) -> None:
    server.person("周敏")
    page = open_page()
    phone = column(page, "周敏")
    shots = [tmp_path / f"{number}.jpg" for number in range(3)]
    for number, shot in enumerate(shots):
        Image.new("RGB", (640, 480), (60 * number, 120, 90)).save(shot)
    phone.get_by_label("发送照片、文件、位置").click()
    with page.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="相册").click()
    chooser.value.set_files(shots)
    phone.get_by_label("说明").fill("07 手册")
    phone.get_by_role("button", name="发送", exact=True).last.click()
    expect(phone.locator(".own .gallery.of3 img")).to_have_count(3)
    expect(phone.locator(".own .words")).to_have_text("07 手册")
    expect(phone.locator(".reaction")).to_have_text("👌 3")
    phone.locator(".photo").nth(1).click()
    large = page.locator(".lightbox img")
    assert large.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_a_button_that_asks_for_the_place_sends_it_and_a_message_can_be_replied_to(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    person = server.person("周敏")
    page = open_page()
    phone = column(page, "周敏")
    say(phone, "您好")
    keys = {"keyboard": [[{"text": "📍 位置", "request_location": True}]]}
    clerk.ask("sendMessage", chat_id=person, text="请发位置", reply_markup=keys)
    phone.get_by_label("收起快捷按钮").click()
    expect(phone.get_by_role("button", name="📍 位置")).to_be_hidden()
    phone.get_by_label("显示快捷按钮").click()
    phone.get_by_role("button", name="📍 位置").click()
    expect(phone.get_by_text("定位不可用")).to_be_visible()
    phone.get_by_label("纬度").fill("123")
    phone.get_by_role("button", name="发送", exact=True).last.click()
    expect(phone.get_by_text("纬度应为")).to_be_visible()
    phone.get_by_label("纬度").fill("23.7123")
    phone.get_by_label("经度").fill("114.6932")
    phone.get_by_label("误差（米）").fill("12")
    phone.get_by_role("button", name="发送", exact=True).last.click()
    expect(phone.locator(".own .spot")).to_have_text("23.71230, 114.69320 ±12 m")
    phone.get_by_text("请发位置").click(button="right")
    phone.get_by_role("button", name="回复").click()
    say(phone, "已发")
    expect(phone.locator(".own .quote")).to_have_text("请发位置")


def test_two_people_stand_side_by_side_and_each_sees_their_own(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    server.person("周敏", "组员")
    page = open_page()
    page.get_by_role("button", name="添加一人").click()
    page.get_by_label("姓名").fill("韩立群")
    page.get_by_role("button", name="新建并打开").click()
    first, second = column(page, "周敏"), column(page, "韩立群")
    expect(second).to_be_visible()
    say(first, "我是组员")
    second.get_by_role("button", name="开始", exact=True).click()
    expect(first.locator(".other .words")).to_have_text("收到：我是组员")
    expect(second.locator(".other .words")).to_have_text("收到：/start")
    left, right = first.bounding_box(), second.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    page.reload()
    expect(column(page, "韩立群").locator(".other .words")).to_have_text("收到：/start")
    column(page, "周敏").get_by_label("关闭这一列").click()
    page.reload()
    expect(page.locator(".phone")).to_have_count(1)


def test_a_person_is_created_once_however_often_the_button_is_tapped(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    page = open_page()
    page.get_by_role("button", name="添加一人").last.click()
    page.get_by_label("姓名").fill("韩立群")
    page.get_by_label("姓名").evaluate(
        "input => { input.form.querySelector('.main').click();"
        " input.form.querySelector('.main').click(); }"
    )
    expect(column(page, "韩立群")).to_be_visible()
    assert [one["name"] for one in call(f"{server.address}/api/people")] == ["韩立群"]


def test_after_a_killed_server_is_back_nothing_is_lost_or_doubled(
    server: Server, clerk: Clerk, open_page: Open
) -> None:
    server.person("周敏")
    page = open_page()
    phone = column(page, "周敏")
    say(phone, "一")
    expect(phone.locator(".other .words")).to_have_text(["收到：一"])
    server.kill()
    expect(phone.get_by_text("连接已断开")).to_be_visible()
    say(phone, "二")
    say(phone, "三")
    expect(phone.locator(".outgoing")).to_have_count(2)
    server.start()
    expect(page.locator("#status")).to_have_class("status connected")
    expect(phone.locator(".other .words").last).to_have_text("收到：三")
    expect(phone.locator(".outgoing")).to_have_count(0)
    assert sorted(words(phone)) == sorted(["一", "二", "三", "收到：一", "收到：二", "收到：三"])
    page.reload()
    expect(phone.locator(".line")).to_have_count(6)
    assert clerk.texts == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("act", "address"), [("text", "**/messages"), ("tap", "**/press")], ids=["a text", "a tap"]
)
def test_an_answer_lost_on_the_way_makes_no_second_act(
    server: Server, clerk: Clerk, open_page: Open, act: str, address: str
) -> None:
    person = server.person("周敏")
    page = open_page()
    phone = column(page, "周敏")
    say(phone, "卡片")
    key = phone.locator(".key").nth(6)
    expect(key).to_have_text("手册错误")
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.request.post_data or "")
        route.fetch()
        return route.abort()

    page.route(address, lose_first_answer)
    if act == "text":
        say(phone, "只说一次")
        expect(phone.locator(".other .words").last).to_have_text("收到：只说一次")
        expect(phone.locator(".outgoing")).to_have_count(0)
    else:
        key.click()
        expect(key).to_have_text("❗手册错误1")
        expect(key).to_have_attribute("aria-busy", "false")
    page.wait_for_timeout(1_500)  # longer than the page waits before it tries again
    assert len(lost) == 1
    assert (clerk.texts, clerk.taps) == {
        "text": (["卡片", "只说一次"], []),
        "tap": (["卡片"], ["v|6|0"]),
    }[act]
    history = call(f"{server.address}/api/people/{person}/chats/{BOT}/messages")
    assert len(history) == (4 if act == "text" else 2)
