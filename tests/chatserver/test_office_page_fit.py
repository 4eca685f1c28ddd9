"""An office's page in real Chromium: entering, finding, groups, and that everybody can use it."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.chatserver import office_stage as stage
from tests.chatserver.office_stage import Enter, OfficeServer, answers, link, say
from tests.chatserver.page_stage import Clerk

browser, office, working, bot = stage.browser, stage.office, stage.working, stage.bot
window, enter = stage.window, stage.enter

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Window = Callable[..., BrowserContext]


def menu(page: Page, choice: str) -> None:
    page.get_by_label("更多").last.click()
    page.get_by_role("button", name=choice, exact=True).click()


def test_an_invitation_opens_once_and_leaves_the_address(
    office: OfficeServer, bot: Clerk, window: Window
) -> None:
    invitation = link(office, "zhou")
    page = window().new_page()
    page.goto(invitation)
    expect(page.locator(".way")).to_contain_text("邀请已收到")
    assert page.url == f"{office.page}/"
    page.reload()  # in the middle of it
    page.get_by_role("button", name="进入", exact=True).click()
    expect(answers(page)).to_have_count(1)
    page.reload()
    expect(answers(page)).to_have_count(1)
    page.goto(invitation)
    page.reload()
    expect(page.locator(".way")).to_contain_text("您已登录：周敏")
    page.get_by_role("button", name="用新的邀请进入").click()
    expect(page.locator(".way .said")).to_contain_text("邀请已用过")
    page.get_by_role("button", name="继续").click()
    expect(answers(page)).to_have_count(1)
    page.goto(link(office, "han"))
    page.reload()
    page.get_by_role("button", name="用新的邀请进入").click()
    expect(page.locator(".head small")).to_have_text("韩立群")
    other = window().new_page()
    other.goto(invitation)
    other.get_by_role("button", name="进入", exact=True).click()
    expect(other.locator(".way .said")).to_contain_text("邀请已用过")
    other.get_by_label("粘贴邀请链接").fill("你好")
    other.get_by_role("button", name="进入", exact=True).click()
    expect(other.locator(".way .said")).to_have_text("这不是邀请链接")
    other.get_by_label("粘贴邀请链接").fill(link(office, "han"))
    other.get_by_role("button", name="进入", exact=True).click()
    expect(answers(other)).to_have_count(1)


def test_a_search_leads_to_an_old_message_from_which_one_reads_on_both_ways(
    bot: Clerk, enter: Enter
) -> None:
    page = enter()
    person = page.evaluate("fetch('/api/me').then((one) => one.json())")["person"]["id"]
    page.locator(".head .round").first.click()
    for number in range(130):
        bot.ask("sendMessage", chat_id=person, text=f"第{number:03}户")
    page.locator(".chat").get_by_text("督查").click()
    expect(page.locator(".day.unread")).to_have_text("以下未读")
    expect(page.get_by_text("第129户")).to_have_count(1)
    page.get_by_label("搜索").first.click()
    page.get_by_label("搜索消息").fill("第020")
    page.locator(".choice.found").click()
    old = page.get_by_text("第020户", exact=True)
    expect(old).to_be_in_viewport()
    expect(page.get_by_text("第129户")).to_have_count(0)
    thread = page.locator(".messages")
    thread.evaluate("node => { node.scrollTop = 0; }")
    expect(page.get_by_text("第000户", exact=True)).to_have_count(1)
    for _ in range(4):
        thread.evaluate("node => { node.scrollTop = node.scrollHeight; }")
        page.wait_for_timeout(150)
    shown = [text for text in page.locator(".other .words").all_inner_texts() if "户" in text]
    assert shown == [f"第{number:03}户" for number in range(130)]
    say(page, "最后一句")
    expect(page.get_by_text("最后一句")).to_be_in_viewport()


def test_a_group_is_made_joined_by_its_link_and_left(
    office: OfficeServer, bot: Clerk, enter: Enter
) -> None:
    first, second = enter("zhou"), enter("han")
    first.locator(".head .round").first.click()
    first.get_by_role("button", name="新建群").click()
    first.get_by_label("群名称").fill("督查一组")
    first.get_by_role("button", name="新建群").last.click()
    expect(first.locator("img.qr")).to_be_visible()
    address = first.locator(".sheet .described").inner_text()
    first.keyboard.press("Escape")
    second.goto(address)
    second.reload()
    second.get_by_role("button", name="加入").click()
    expect(second.locator(".head strong")).to_have_text("督查一组")
    expect(first.locator(".day").last).to_have_text("韩立群 进群")
    say(second, "我到了句")
    expect(answers(first).last).to_have_text("我到了句")
    menu(first, "成员")
    expect(first.get_by_role("list", name="成员")).to_contain_text("韩立群")
    first.keyboard.press("Escape")
    menu(second, "成员")
    second.get_by_role("button", name="退出本群").click()
    second.get_by_role("button", name="退出本群").last.click()
    expect(second.locator(".chat")).to_have_count(1)
    expect(first.locator(".day").last).to_have_text("韩立群 退群")


def test_nothing_stands_in_the_way_of_whoever_sees_or_hears_it_otherwise(
    bot: Clerk, enter: Enter, window: Window, office: OfficeServer
) -> None:
    door = window(bypass_csp=True).new_page()
    door.goto(office.page)
    expect(door.locator(".way")).to_be_visible()
    wrong = faults(door)
    page = enter(bypass_csp=True)
    say(page, "卡片")
    expect(page.locator(".inline")).to_have_count(1)
    menu(page, "登录的设备")
    wrong += faults(page)
    page.keyboard.press("Escape")
    for theme in ("浅色", "深色", "强光"):
        menu(page, "设置")
        page.get_by_label(theme).check()
        page.get_by_label("特大").check()
        wrong += faults(page)
        page.keyboard.press("Escape")
        wrong += faults(page)
    page.get_by_label("搜索").first.click()
    page.get_by_label("搜索消息").fill("07 张")
    expect(page.locator(".choice.found")).to_have_count(1)
    wrong += faults(page)
    page.keyboard.press("Escape")
    page.locator(".head .round").first.click()
    wrong += faults(page)
    assert wrong == []


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("size", ["100", "150"])
def test_on_a_narrow_phone_nothing_is_cut_off_or_too_small_for_a_thumb(
    bot: Clerk, enter: Enter, size: str
) -> None:
    page = enter()
    page.evaluate('size => localStorage.setItem(\'ducha.prefs\', `{"size":"${size}"}`)', size)
    page.reload()
    say(page, "卡片")
    expect(page.locator(".inline")).to_have_count(1)
    for choice in (None, "设置", "登录的设备", "搜索"):
        if choice == "搜索":
            page.get_by_label(choice).first.click()
        elif choice is not None:
            menu(page, choice)
            expect(page.locator(".sheet h2")).to_have_text(choice)
        if choice == "搜索":
            page.get_by_label("搜索消息").fill("07 张")
            expect(page.locator(".choice.found")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        small = page.evaluate(
            "Array.from(document.querySelectorAll('.sheet, button, label, select')).filter(node =>"
            " node.checkVisibility({ opacityProperty: true, visibilityProperty: true })"
            " && !node.closest('.words, .foot, .line > .act')"
            " && (node.offsetHeight < 44 || node.scrollWidth > node.clientWidth + 1))"
            ".map(node => node.outerHTML.slice(0, 120))"
        )
        assert small == []
        page.keyboard.press("Escape")


def test_the_first_load_is_light_and_names_every_module_ahead(
    office: OfficeServer, bot: Clerk, window: Window
) -> None:
    page = window(service_workers="block").new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda done: sizes.append(int(done["encodedDataLength"])))
    page.goto(link(office, "zhou"), wait_until="networkidle")
    page.get_by_role("button", name="进入", exact=True).click()
    expect(answers(page)).to_have_count(1)
    assert sum(sizes) < 110_000
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    )
    named = page.evaluate(
        "Array.from(document.querySelectorAll('link[rel=modulepreload]'), ({ href }) =>"
        " new URL(href).pathname)"
    )
    scripts = {one for one in loaded if re.fullmatch(r"/page/\w+\.js", one)}
    assert sorted(named) == sorted(scripts - {"/page/office.js"})
