"""Two inspectors walk through a village of scheme A: pages of the village, 48 households."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise

from inspection.campaign import Household
from tests.journeys.hand import Hand
from tests.journeys.notebook import Notebook
from tests.journeys.places import VILLAGE
from tests.journeys.stage import Stage
from tests.phone import Message, buttons
from tests.pictures import jpeg

BY_NUMBER = {h.number: h for h in VILLAGE}
TWIN = jpeg(19)
"""The picture that is sent for two households."""
PAGE = "换户"
"""A button that only a household's page has."""


async def household(hand: Hand, number: str, *words: str) -> Message:
    """See the page of that household."""
    return await hand.see(f"{number} ", PAGE, *words)


async def fine(hand: Hand, book: Notebook, number: str, following: str) -> None:
    """Nothing found there: one tap, and the next one's page comes."""
    await hand.tap("✅ 没问题", f"{following} ", PAGE)
    book.visited(BY_NUMBER[number])


async def mark(hand: Hand, *labels: str) -> None:
    """Tap what is wrong; a problem with a number after it so many times."""
    for label in labels:
        name, _, times = label.partition("×")
        for n in range(1, int(times or 1) + 1):
            await hand.tap(name, *([f"❗{name}{n}"] if times else []))


async def save(hand: Hand, number: str, problems: int, following: str) -> Message:
    """Save the page with its problems; the next one's page comes. The page left behind."""
    await household(hand, number, f"{problems} 个问题，存")
    page = hand.shown
    toast = await hand.tap("个问题，存", f"{following} ", PAGE)
    assert f"{problems} 个问题" in toast
    return page


async def walk(hand: Hand, book: Notebook, numbers: Sequence[str]) -> None:
    """Households without a problem, one after the other; the last stays open."""
    for number, following in pairwise(numbers):
        await fine(hand, book, number, following)


async def village_pages(first: Hand, second: Hand, book: Notebook) -> None:
    """The village's own questions, by both at once; one of them is counted by both."""
    await first.write("/inspect", "选要检查的单位", "大坪村", "小坪村")
    await first.tap("大坪村", "责任落实", "没方案记录")
    await second.write("/inspect 大坪村", "责任落实")
    promised = next(b["after"] for b in buttons(first.shown) if b["text"] == "没方案记录")
    assert "没做到，扣 1 分，得 4/5" in await first.tap("没方案记录", "❗没方案记录")
    turned = [{"text": b["text"], "data": b["data"]} for b in buttons(first.shown)]
    assert promised in turned, "our own channel showed at once what the card shows now"
    assert "4 项没问题" in await first.tap("✅ 本节其余没问题", "1.5 村干部责任落实")
    book.village |= {"1.1b": True, "1.2.2b": True, "1.4a": True, "1.4b": True, "1.4c": False}
    # 1.5 is left for later; the other one goes the same way.
    await asyncio.gather(
        first.tap("›", "工作落实", "一户一档缺：0"), second.tap("›", "1.5 村干部责任落实")
    )
    await second.tap("›", "工作落实", "一户一档缺：0")
    await mark(first, "一户一档缺：×2")
    book.village["2.1a"] = 2
    toast = await second.tap("一户一档缺", "李谷雨", "2 项", "改成：1 项")
    assert "记的不一样" in toast
    await second.tap("保留：2 项", "2.1 台账档案管理", "2 项 × 0.5 = 扣 1 分")
    await mark(first, "没建微信群", "没整改到位")
    await first.see("❗没建微信群", "❗没整改到位")
    await first.tap("✅ 本节其余没问题", "2.6 教育扶贫")
    book.village |= dict.fromkeys(("2.1b", "2.3.1a", "2.3.1b", "2.10a", "2.10b", "2.10c"), True)
    book.village |= {"2.9a": False, "2.10d": False}
    # Whether dropouts were talked to is known when the households have been visited.
    await first.tap("›", "没轮训测试")
    await first.tap("查不了…", "哪一项查不了")
    await first.tap("3.2.2", "为什么查不了")
    await first.tap("资料未提供", "目录")


async def set_aside(hand: Hand, book: Notebook) -> None:
    """No house is being repaired this year: the row does not apply."""
    await hand.tap("目录", "工作落实", "走访 0/48 户")
    await hand.tap("工作落实", "2.4 危房改造")
    await hand.tap("2.4 危房改造", "不适用…", "按户走访汇总")
    await hand.tap("不适用…", "为什么不适用")
    toast = await hand.tap("全村今年没有危改户时不适用", "目录")
    assert "组长" in toast
    book.not_applicable.append("2.4")


async def first_half(town: Stage, hand: Hand, book: Notebook) -> None:
    """Households 01 to 24: taps, typed lines, photos in every way."""
    await hand.write("📋 未走访", "大坪村", "01 ", "还有")
    await hand.tap("01 ", "01 ", PAGE)
    await walk(hand, book, ("01", "02", "03"))
    await offline_lines(hand, book)
    await hand.write("5", "05 ", PAGE, "慢病没签")
    await mark(hand, "慢病没签", "责任人没来")
    await save(hand, "05", 2, "07")
    book.visited(BY_NUMBER["05"], {"2.5b": 1, "1.2.1a": 1})
    await hand.photo(jpeg(7), caption="07 手册1")
    await hand.see("07 ", PAGE, "❗手册错误1", "📷 1 张 → 07")
    await mark(hand, "资料不齐")
    await save(hand, "07", 2, "08")
    book.visited(BY_NUMBER["07"], {"1.2.2a": 1, "3.1.1b": 1})
    await asyncio.gather(hand.tap("✅ 没问题"), hand.tap("✅ 没问题"))
    book.visited(BY_NUMBER["08"])
    await household(hand, "09")
    await mark(hand, "雨露没落实", "变化没报")
    await save(hand, "09", 2, "10")
    found = {"3.5a": {"met": 0, "of": 1}, "2.7b": False}
    book.visited(BY_NUMBER["09"], found)
    await walk(hand, book, ("10", "11", "12"))
    await album_asked_about(hand, book)
    await walk(hand, book, ("13", "14"))
    await mark(hand, "子女没助学", "有辍学")
    await household(hand, "14", "❗子女没助学", "❗有辍学")
    await save(hand, "14", 2, "15")
    book.visited(BY_NUMBER["14"], {"3.4a": {"met": 2, "of": 3}, "2.6b": 1})
    await fine(hand, book, "15", "16")
    await hand.tap("未遇", "17 ", PAGE)
    book.away(BY_NUMBER["16"])
    await fine(hand, book, "17", "18")
    await mark(hand, "住院没报", "队没来过", "不知政策")
    await save(hand, "18", 3, "19")
    book.visited(BY_NUMBER["18"], {"2.5c": 1, "1.1a": False, "3.2.1a": False})
    await reply_to_what_was_left(hand, book)
    await walk(hand, book, ("20", "21", "22"))
    await forwarded(hand)
    await walk(hand, book, ("22", "23"))
    town.later(minutes=4)
    await hand.voice(b"OggS made-up voice", 3)
    await hand.see("23 ", "🎙 1 条 → 23")
    await mark(hand, "领导没来")
    await save(hand, "23", 1, "24")
    book.visited(BY_NUMBER["23"], {"1.3a": 1})
    await hand.tap("✅ 没问题")
    book.visited(BY_NUMBER["24"])


async def offline_lines(hand: Hand, book: Notebook) -> None:
    """What was typed without a network comes all at once, one of the lines twice."""
    await hand.say("03 手册2 告知书")
    await hand.send_again("04 无", "offline-04")
    await hand.send_again("04 无", "offline-04")
    await hand.say("06 无")
    await hand.photo(jpeg(3), caption="03")
    await hand.see("📷 1 张 → 03")
    book.visited(BY_NUMBER["03"], {"1.2.2a": 2, "3.1.1a": 1})
    book.visited(BY_NUMBER["04"])
    book.visited(BY_NUMBER["06"])


async def album_asked_about(hand: Hand, book: Notebook) -> None:
    """An album sent a moment after the page was turned: it is not guessed where it belongs."""
    await mark(hand, "手册错误×3", "队没来过")
    await household(hand, "12", "❗手册错误3", "❗队没来过")
    await hand.album([jpeg(120), jpeg(121), jpeg(122)])
    await hand.see("📷 3 张收到了，属于哪里？", "归到 12 ")
    await hand.tap("归到 12 ", "已归到 12 ")
    await save(hand, "12", 2, "13")
    book.visited(BY_NUMBER["12"], {"1.2.2a": 3, "1.1a": False})


async def reply_to_what_was_left(hand: Hand, book: Notebook) -> None:
    """The page of 19 is left behind as a line; a photo in reply to it is 19's."""
    await mark(hand, "手册错误", "漏报危房")
    page = await save(hand, "19", 2, "20")
    book.visited(BY_NUMBER["19"], {"1.2.2a": 1, "3.3a": 1})
    await hand.photo(TWIN, reply_to=page)
    await household(hand, "20", "📷 1 张 → 19")


async def forwarded(hand: Hand) -> None:
    """An older photo of the chat, passed on: not taken here, and seen before."""
    photos = [m for m in await hand.messages() if m["photo"] and not m["from"]["is_bot"]]
    await hand.forward(photos[0])
    await hand.see("📷 1 张 → 03", "归到 22 ")
    await hand.tap("归到 22 ", "已归到 22 ")


async def second_half(town: Stage, hand: Hand, book: Notebook) -> None:
    """Households 25 to 48: telephone, moved away, added."""
    await hand.tap("目录", "走访")
    await hand.tap("走访", "01 ", "48 ")
    await hand.tap("25 ", "25 ", PAGE)
    await walk(hand, book, ("25", "26", "27"))
    await mark(hand, "档案不符×2", "队没来过")
    await save(hand, "27", 2, "28")
    book.visited(BY_NUMBER["27"], {"2.2a": 2, "1.1a": False})
    for line in ("28 无", "29 无", "31 都好"):
        await hand.say(line)
    await household(hand, "32")
    for number in ("28", "29", "31"):
        book.visited(BY_NUMBER[number])
    await walk(hand, book, ("32", "33"))
    await mark(hand, "雨露没落实", "队没来过")
    await household(hand, "33", "❗雨露没落实", "❗队没来过")
    await save(hand, "33", 2, "34")
    book.visited(BY_NUMBER["33"], {"3.5a": {"met": 1, "of": 2}, "1.1a": False})
    await fine(hand, book, "34", "35")
    await hand.tap("电话", "35 ", "📞 电话抽查", "改为入户")
    assert "手册错误" not in str(hand.shown["inline"])
    await hand.tap("✅ 没问题", "36 ", PAGE)
    book.visited(BY_NUMBER["35"], phone=True)
    # The way leads back to what is left of the group before the next one.
    await fine(hand, book, "36", "30")
    await hand.write("37", "37 ", PAGE)
    await walk(hand, book, ("37", "38"))
    await mark(hand, "疑似拆分", "两卡两折", "队没来过")
    await save(hand, "38", 3, "39")
    book.visited(BY_NUMBER["38"], {"2.3.2a": 1, "3.1.2a": 1, "1.1a": False})
    await walk(hand, book, ("39", "40", "41", "42"))
    await mark(hand, "未参医保", "队没来过")
    await save(hand, "42", 2, "43")
    book.visited(BY_NUMBER["42"], {"2.5a": 1, "1.1a": False})
    await fine(hand, book, "43", "44")
    await hand.write("44 未遇 全家外出务工", "45 ", PAGE)
    book.away(BY_NUMBER["44"])
    await fine(hand, book, "45", "46")
    # 46 is forgotten.
    await hand.write("47", "47 ", PAGE)
    await a_house_on_the_map(town, hand, book)
    await roster_put_right(hand, book)


async def a_house_on_the_map(town: Stage, hand: Hand, book: Notebook) -> None:
    """Where one is, then a photo: the photo has the place."""
    await mark(hand, "漏报危房")
    await household(hand, "47", "1 个问题，存")
    town.later(minutes=4)
    await hand.location(26.4513, 111.6205, 12)
    await hand.see("47 ", "📍 位置收到")
    await hand.photo(jpeg(47))
    await hand.see("47 ", "📷 1 张 → 47")
    await save(hand, "47", 1, "48")
    book.visited(BY_NUMBER["47"], {"3.3a": 1})
    found = await town.wait_for_row(
        """SELECT latitude, longitude, accuracy FROM evidence JOIN households AS h
           ON h.id = household_id WHERE number = '47' AND state = 'safe'"""
    )
    assert found == ("26.451300", "111.620500", "12")


async def roster_put_right(hand: Hand, book: Notebook) -> None:
    """48 has moved away; 49 is on no roster."""
    await hand.tap("更多", "48 ", "不在册…")
    await hand.tap("不在册…", "为什么不用走访")
    await hand.tap("整户搬迁", "走访", "＋ 加一户")
    await hand.tap("＋ 加一户", "请发：户号 空格 户主")
    await hand.write("49 李三七", "49 李", PAGE)
    await hand.tap("✅ 没问题")
    book.visited(Household("青石镇", "大坪村", "49", "李三七"))


async def both_at_one_door(first: Hand, second: Hand, book: Notebook) -> None:
    """Both are at 30 and count differently: the second is asked, and changes it."""
    await second.write("30", "30 ", PAGE)
    await first.write("30", "30 ", PAGE, "冯惊蛰 也在这一户")
    await mark(second, "手册错误×2", "产业没帮")
    toast = await first.tap("手册错误", "冯惊蛰", "2 处", "改成：1 处")
    assert "冯惊蛰 记的不一样" in toast
    await first.tap("改成：1 处", "30 ", PAGE, "❗手册错误1", "❗产业没帮", "2 个问题，存")
    await first.tap("个问题，存")
    book.visited(BY_NUMBER["30"], {"1.2.2a": 1, "2.11a": 1})


async def households(town: Stage, first: Hand, second: Hand, book: Notebook) -> None:
    """All but one of the village's households."""
    await asyncio.gather(first_half(town, first, book), second_half(town, second, book))
    await both_at_one_door(first, second, book)
    town.later(hours=1)
