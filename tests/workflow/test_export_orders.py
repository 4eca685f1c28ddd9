"""Documents asked for in the chat: by whom, how far, sent, kept for a day, made again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from content.locales import catalog
from inspection.people import RefusalError
from storage import campaigns, notices, orders
from storage.db import Books, Tx
from tests.builders import house
from tests.workflow import documented
from tests.workflow.ordering import LATE, buttons, made, pressed, scene, sent
from workflow.export_orders import press_order
from workflow.scene import House

PAPERS = ("ranking", "campaign", "circular", "report", "notices", "carryover")


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    found = await Books.open(documented.written(tmp_path / "ducha.db"))
    yield found
    await found.close()


@pytest.fixture
def ours(tmp_path: Path) -> House:
    return house(tmp_path)


@pytest.mark.parametrize(
    ("who", "want"),
    [
        ("郑一二", ["sheet", *PAPERS, "all"]),
        ("孙七八", ["sheet", *PAPERS, "all"]),
        ("李四五", ["sheet", "ranking", "campaign", "notices", "all"]),
    ],
    ids=["the office", "an observer", "the head of one team"],
)
async def test_each_is_offered_what_they_may_have(
    books: Books, ours: House, who: str, want: list[str]
) -> None:
    found = await books.act(buttons(ours, who))
    kinds = [data.removeprefix("xk|") for data in found if data.startswith("xk|")]
    assert [kind for kind in kinds if kind != "evidence"] == want


async def test_what_is_not_offered_is_refused(books: Books, ours: House) -> None:
    for who, kind in (("李四五", "circular"), ("王五六", "ranking"), ("郑一二", "nonsense")):
        with pytest.raises(RefusalError, match="not-allowed"):
            await books.act(pressed(ours, who, kind))
    abroad = replace(ours, abroad=True)
    assert "xk|evidence" not in await books.act(buttons(abroad, "郑一二"))


async def test_a_tap_brings_the_file_and_the_card_says_how_far_it_is(
    books: Books, ours: House, tmp_path: Path
) -> None:
    await books.act(pressed(ours, "郑一二", "circular"))
    await books.act(pressed(ours, "郑一二", "circular"))
    waiting = await books.act(buttons(ours, "郑一二"))
    assert [label for data, label in waiting.items() if data.startswith("xa|")] == [
        "⏳ 督查通报 排队中"
    ]
    await books.act(lambda tx: orders.step(tx, 1, 3, 7))
    assert (await books.act(buttons(ours, "郑一二")))["xa|1"] == "⏳ 督查通报 ▓▓░░░░ 3/7"
    assert set(await made(books, ours)) == {1001}
    (notice,) = await books.read(sent)
    assert (notice.kind, notice.chat_id, notice.body["private"]) == ("file", 1001, True)
    assert notice.body["name"] == "秋季专项督查-第一轮-督查通报-2026-10-12.docx"
    assert (tmp_path / notice.body["path"]).read_bytes()[:2] == b"PK"
    assert (await books.act(buttons(ours, "郑一二")))["xa|1"] == "✅ 督查通报 18:00 · 再发一次"


async def test_several_files_come_as_one(books: Books, ours: House, tmp_path: Path) -> None:
    await books.act(pressed(ours, "郑一二", "notices"))
    await made(books, ours)
    (notice,) = await books.read(sent)
    packed = ZipFile(BytesIO((tmp_path / notice.body["path"]).read_bytes()))
    assert len(packed.namelist()) >= 2
    assert all(name.endswith(".docx") for name in packed.namelist())


async def test_a_head_gets_the_units_of_the_own_team_alone(
    books: Books, ours: House, tmp_path: Path
) -> None:
    await books.act(pressed(ours, "李四五", "notices"))
    await made(books, ours)
    (notice,) = await books.read(sent)
    content = (tmp_path / notice.body["path"]).read_bytes()
    names = ZipFile(BytesIO(content)).namelist() if notice.body["name"].endswith("zip") else []
    assert not [name for name in (*names, notice.body["name"]) if "柳河乡" in name]


async def test_a_file_is_kept_a_day_then_the_row_is_enough(
    books: Books, ours: House, tmp_path: Path
) -> None:
    await books.act(pressed(ours, "郑一二", "ranking"))
    await made(books, ours)
    (first,) = await books.read(sent)
    await books.act(lambda tx: press_order(scene(tx, ours, "郑一二"), ("1",)))
    assert [n.body["path"] for n in await books.read(sent)] == [first.body["path"]] * 2
    await made(books, ours, LATE)
    assert (tmp_path / first.body["path"]).exists()
    await books.act(lambda tx: [notices.close(tx, n.id, "sent", LATE, 7) for n in sent(tx)])
    await made(books, ours, LATE)
    assert not (tmp_path / first.body["path"]).exists()
    await books.act(lambda tx: press_order(scene(tx, ours, "郑一二"), ("1",)))
    await made(books, ours)
    (again,) = await books.read(sent)
    assert (tmp_path / again.body["path"]).exists()


async def test_nobody_has_anothers_order(books: Books, ours: House) -> None:
    await books.act(pressed(ours, "郑一二", "ranking"))
    with pytest.raises(RefusalError, match="button-unknown"):
        await books.act(lambda tx: press_order(scene(tx, ours, "孙七八"), ("1",)))


async def test_a_name_of_the_roster_stops_a_public_document(books: Books, ours: House) -> None:
    def named(tx: Tx) -> None:
        (campaign,) = campaigns.campaigns(tx)
        tx.do("UPDATE campaigns SET title = '吴九十家督查' WHERE id = :c", c=campaign.id)
        tx.do("UPDATE findings SET category = '欧阳七八未入住'")

    await books.act(named)
    await books.act(pressed(ours, "郑一二", "circular"))
    await made(books, ours)
    (told,) = await books.read(sent)
    words = catalog("zh").plain(notices.words(told))
    assert words.startswith("⚠ 督查通报没有生成：“督查通报”含有不得公开的个人信息")
    assert "欧阳七八" not in words
    rows = await books.read(
        lambda tx: tx.all("SELECT after FROM audit WHERE act = 'export-stopped'")
    )
    hits = json.loads(rows[0]["after"])["hits"]
    assert hits
    assert {hit.rsplit(":", 1)[1] for hit in hits} == {"name"}


async def test_what_breaks_again_and_again_is_given_up(
    books: Books, ours: House, tmp_path: Path
) -> None:
    await books.act(pressed(ours, "郑一二", "ranking"))
    (tmp_path / "exports").write_text("no folder")
    await made(books, ours)
    (told,) = await books.read(sent)
    words = catalog("zh").plain(notices.words(told))
    assert words.startswith("⚠ 排名表没有生成：程序出错，已记录。请稍后在 /export 点“再试一次”")
    assert (await books.act(buttons(ours, "郑一二")))["xa|1"].startswith("⚠")


# All of them ------------------------------------------------------------------------------------


async def test_all_of_them_come_as_one_with_a_list_and_what_is_not_there(
    books: Books, ours: House, tmp_path: Path
) -> None:
    await books.act(pressed(ours, "李四五", "all"))
    await made(books, ours)
    found = {n.kind: n for n in await books.read(sent)}
    name = found["file"].body["name"]
    assert name == "秋季专项督查-全部文书-2026-10-12.zip"
    packed = ZipFile(tmp_path / found["file"].body["path"])
    folders = {each.split("/")[0] for each in packed.namelist()}
    assert folders == {
        *("00-目录.txt", "01-计分表", "02-整改台账", "03-排名表", "04-督查工作簿", "07-通知书"),
    }
    assert not [each for each in packed.namelist() if "柳河乡" in each]
    listed = packed.read("00-目录.txt").decode("utf-8-sig")
    assert "导出：李四五" in listed
    assert "没有的：\r\n    还没有您可以导出的证据" in listed
    words = catalog("zh").plain(notices.words(found["line"]))
    assert words.startswith("全部文书里没有：\n· 还没有您可以导出的证据")


async def test_the_bar_of_all_names_the_kind_in_hand(books: Books, ours: House) -> None:
    await books.act(pressed(ours, "郑一二", "all"))
    shown = []
    for done in (0, 3400, 8000):
        await books.act(partial(orders.step, order_id=1, done=done, steps=8000))
        shown.append((await books.act(buttons(ours, "郑一二")))["xa|1"])
    assert shown == [
        "⏳ 全部 ░░░░░░ 1/8 计分表",
        "⏳ 全部 ▓▓░░░░ 4/8 督查工作簿",
        "⏳ 全部 ▓▓▓▓▓▓ 8/8 结转考核清单",
    ]
