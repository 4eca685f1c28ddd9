"""From what is still missing to the final result: submit, review, sign, object, answer."""

from __future__ import annotations

from tests.journeys.hand import Hand, data_of
from tests.journeys.notebook import Notebook
from tests.journeys.places import FIRST, SECOND
from tests.journeys.stage import Stage
from tests.journeys.walking import BY_NUMBER, PAGE, TWIN
from tests.pictures import jpeg, scene


async def let_off(hand: Hand, book: Notebook) -> None:
    """The village's ledger has the split household of 38: not deducted for now."""
    await hand.tap("换户", "目录")
    await hand.tap("目录", "工作落实")
    await hand.tap("工作落实", "2.3.2")
    await hand.tap("2.3.2", "1 户 × 1 = 扣 1 分", "不扣分…")
    await hand.tap("不扣分…", "有几例按规定不扣分")
    await hand.write("1 台账有处理记录", "不扣 1 例：台账有处理记录", "得 3/3")
    book.exempt["2.3.2a"] = 1


async def nowhere(hand: Hand) -> None:
    """A photo sent at the directory belongs nowhere yet."""
    await hand.see("46 ", PAGE)
    await hand.tap("换户", "目录")
    await hand.tap("目录", "走访 47/48 户")
    await hand.photo(scene(99))
    await hand.see("属于哪里？", "走访 47/48 户")


async def put_right(town: Stage, hand: Hand, book: Notebook) -> None:
    """Every missing thing has its button, and the button leads to where it is put right."""
    await nowhere(hand)
    await hand.write(
        "/submit",
        "还差 5 样",
        "1.5 村干部",
        "2.6 教育",
        "没走访 1 户：46",
        "30 杨",
        "1 个证据没归位",
    )
    await hand.tap("1.5 村干部", "问村支书 2 题", "1题")
    assert "1 题 × 1.5 = 扣 1.5 分，得 1.5/3" in await hand.tap("1题", "● 1题")
    book.village["1.5a"] = 1
    await hand.write("/submit", "还差 4 样")
    await hand.tap("2.6 教育", "辍学没劝")
    await hand.tap("辍学没劝", "❗辍学没劝")
    book.village["2.6c"] = False
    await hand.write("/submit", "还差 3 样")
    await hand.tap("没走访 1 户：46", "还有 1 户", "下一户")
    await hand.tap("下一户", "46 ", PAGE)
    await hand.tap("✅ 没问题", "都走完了")
    book.visited(BY_NUMBER["46"])
    await hand.write("/submit", "还差 2 样")
    await hand.tap("30 杨", "30 ", PAGE)
    town.later(minutes=5)
    await hand.photo(TWIN)
    await hand.see("30 ", "📷 1 张 → 30")
    await hand.write("/submit", "还差 1 样")
    await hand.tap("1 个证据没归位", "未归位")
    await hand.tap("未归位", "归到某户", "归到 责任落实")
    await hand.write("1.4", "已归到 1.4 乡镇街道主体责任")


async def hand_in(hand: Hand, *, score: str) -> None:
    """Nothing is missing: to the leader."""
    await hand.write(
        "/submit", "青石镇大坪村 齐了", score, "走访 48/48 户（未遇 2，电话 1）", "30 个"
    )
    assert await hand.tap("✅ 交组长", "待审签") == "已交组长"


async def decide(leader: Hand) -> None:
    """The leader reads, and decides on all that waits: one thing is not accepted."""
    await leader.hear("📝 青石镇大坪村 已提交")
    await leader.tap("打开", "审核 青石镇大坪村", "⚠ 待您定 5 件")
    await leader.tap("📷 证据", "22 徐*（转发）")
    await leader.tap("回到审核", "⚠ 待您定 5 件")
    for words in ("2.4 危房改造", "3.2.2 村干部轮训测试", "疑似拆分 不扣 1 例", "雷同照片"):
        assert words in str(leader.shown["text"])
    assert "审签" not in str(leader.shown["inline"])
    await leader.tap("⚠ 待您定", "还有 5 件", "2.4 危房改造")
    await leader.tap("✅ 同意", "还有 4 件", "3.2.2", "资料未提供")
    await leader.tap("✕ 不同意", "还有 3 件", "台账有处理记录")
    await leader.tap("✅ 同意", "还有 2 件", "雷同照片：22 ")
    await leader.tap("✕ 不算", "还有 1 件", "雷同照片：30 ")
    await leader.tap("✅ 可以用", "审核 青石镇大坪村", "逐项看", "✍ 审签")


async def send_back(leader: Hand) -> None:
    """A sheet that is no longer complete cannot be signed; it goes back with remarks."""
    await leader.tap("✍ 审签", "审签后分数锁定")
    assert "还不齐" in await leader.tap("✍ 确认审签", "审核 青石镇大坪村", "表还不齐")
    await leader.tap("逐项看", "记一条退回意见")
    await leader.tap("记一条退回意见", "请写这一项的退回意见")
    await leader.write("请写明没走到的是哪几户", "↩ 组长退回：请写明")
    await leader.write("/start", "✍ 待审：青石镇大坪村")
    await leader.tap("✍ 待审：青石镇大坪村", "退回…")
    await leader.tap("退回…", "请写退回意见", "请写明没走到的是哪几户")
    await leader.write("3.2.2 请找乡镇要测试记录", "填写中")


async def correct(hand: Hand, book: Notebook) -> None:
    """The inspector finds the remarks, looks again, hands in once more."""
    await hand.hear("退回了 青石镇大坪村：3.2.2 请找乡镇要测试记录")
    await hand.tap("打开", "还差 1 样", "↩ 组长退回：3.2.2", "1.1 工作队", "组长有意见")
    await hand.tap("3.2.2", "重新核查这一项")
    await hand.tap("重新核查这一项", "没轮训测试")
    await hand.tap("✅ 做到", "3.3 住房保障")
    book.village["3.2.2a"] = True


async def sign(leader: Hand, *members: Hand, percent: str) -> None:
    """Members confirm, the leader signs; the deputy could as well."""
    for member in members:
        await member.hear("请您也确认一下", percent)
        await member.tap("打开", "✅ 我确认")
        assert await member.tap("✅ 我确认", "已确认：") == "已确认，谢谢"
    await leader.hear("📝 青石镇大坪村 已提交", percent)
    await leader.tap("打开", "待审签", "✍ 审签", *(f"{name}" for name in (FIRST, SECOND)))
    await leader.tap("✍ 审签", "审签后分数锁定", percent)
    assert await leader.tap("✍ 确认审签", "已审签，待被查单位确认") == "已审签"


async def locked(hand: Hand) -> None:
    """What is signed cannot be changed, not by an old button either."""
    old = next(m for m in await hand.messages() if "03 赵* 2个问题" in (m["text"] or ""))
    await hand.press("打开", old)
    await hand.see("03 ", PAGE)
    assert "没问题" not in str(hand.shown["inline"])
    household = data_of(old, "打开").rpartition(".")[2]
    assert "已审签" in await hand.press_data(f"h|1|{household}|1.1a|->f", hand.shown)


async def object_and_answer(contact: Hand, leader: Hand, percent: str) -> None:
    """The unit objects to one row; the leader does not agree; the result is final."""
    await contact.hear("青石镇大坪村 的督查结果出来了", percent)
    await contact.tap("打开", "青石镇大坪村 督查结果", "申辩截止：10 月 15 日", "申辩…")
    # What villagers said reaches the unit as counts, what was seen with its households.
    told = str(contact.shown["text"])
    assert "队没来过 6/46 户\n" in told
    assert "责任人没来1人次\n" in told
    assert "不知政策 1/46 户\n" in told
    assert "手册错误8处：03×2 07 12×3 19 30" in told
    await contact.tap("申辩…", "对哪一项有异议")
    await contact.tap("2.9", "请写申辩意见")
    await contact.write("微信群9月就建好了，附截图", "申辩已送组长", "待答复")
    await contact.photo(jpeg(209))
    await contact.see("📷 1 张 → 2.9")
    await leader.hear("💬 青石镇大坪村 对 2.9 提出申辩：微信群9月就建好了")
    await leader.tap("打开", "申辩（还有 1 件待答复）")
    await leader.tap("不成立…", "请写答复")
    await leader.write("群是督查当天建的", "确定后答复发给被查单位")
    await leader.tap("✅ 确定", "已定")
    await contact.hear("青石镇大坪村 对 2.9 的申辩不成立：群是督查当天建的")
    await contact.tap("打开", "结果已定", "不成立：群是督查当天建的")
