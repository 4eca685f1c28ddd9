"""From what is still missing to the final result: submit, review, sign, object, answer."""

from __future__ import annotations

from tests.journeys.hand import Hand
from tests.journeys.notebook import Notebook
from tests.journeys.stage import Stage
from tests.journeys.walking import BY_NUMBER, PAGE, TWIN, mark
from tests.pictures import jpeg


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
    await hand.photo(jpeg(99))
    await hand.see("属于哪里？", "走访 47/48 户")


async def put_right(town: Stage, hand: Hand, book: Notebook) -> None:
    """Every missing thing has its button, and the button leads to where it is put right."""
    await hand.write(
        "/submit", "还差 5 样", "1.5 村干部", "2.6 教育", "没走访 1 户：46", "30 杨", "1 个证据没归位"
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
    await hand.photo(TWIN)
    await hand.see("30 ", "📷 1 张 → 30")
    await hand.write("/submit", "还差 1 样")
    await hand.tap("1 个证据没归位")
    await hand.see("证据")
    print(hand.screen())
