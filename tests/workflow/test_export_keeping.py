"""Documents of the chat: kept while nothing changes, in full for a reason, not for who left."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.locales import catalog
from inspection.card import Reply
from inspection.people import RefusalError
from storage import audit, notices
from storage.db import Books, Tx
from tests.builders import house
from tests.workflow import documented
from tests.workflow.ordering import made, pressed, scene, sent, toast
from workflow.ask_kind import LONGEST
from workflow.export_orders import take_reason
from workflow.scene import House


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    found = await Books.open(documented.written(tmp_path / "ducha.db"))
    yield found
    await found.close()


@pytest.fixture
def ours(tmp_path: Path) -> House:
    return house(tmp_path)


async def test_what_has_not_changed_today_is_sent_again_at_once(books: Books, ours: House) -> None:
    await books.act(pressed(ours, "郑一二", "ranking"))
    await made(books, ours)
    assert "没有变化" in await toast(books, pressed(ours, "郑一二", "ranking"))
    # Somebody else's, looking at things and other exports make no difference.
    await books.act(pressed(ours, "孙七八", "circular"))
    assert "没有变化" in await toast(books, pressed(ours, "郑一二", "ranking"))
    assert len({n.body["path"] for n in await books.read(sent)}) == 1


@pytest.mark.parametrize("what", ["an answer", "the day", "a file that is gone"])
async def test_what_has_changed_is_made_anew(
    books: Books, ours: House, tmp_path: Path, what: str
) -> None:
    await books.act(pressed(ours, "郑一二", "ranking"))
    await made(books, ours)
    later = ours
    if what == "an answer":
        await books.act(lambda tx: scene(tx, ours, "李四五").record("answer", "sheet/1/2.9a"))
    elif what == "the day":
        later = replace(ours, tz=ZoneInfo("Pacific/Kiritimati"))
    else:
        (notice,) = await books.read(sent)
        (tmp_path / notice.body["path"]).unlink()
    assert await toast(books, pressed(later, "郑一二", "ranking")) == "正在生成，好了发到这里"


async def test_names_in_full_say_so_and_leave_the_reason_s_hash_in_the_trail(
    books: Books, ours: House
) -> None:
    reason = "县纪委依法调阅"
    await books.act(lambda tx: take_reason(scene(tx, ours, "郑一二"), ("campaign",), reason))
    assert set(await made(books, ours)) == {1001}
    (notice,) = await books.read(sent)
    assert notice.body["name"].endswith("-未脱敏.xlsx")
    words = catalog("zh").plain(notices.words(notice))
    assert words == "督查工作簿（未脱敏，仅限所述用途，不得外传）"
    (row,) = await books.read(lambda tx: tx.all("SELECT * FROM audit WHERE act = 'export'"))
    noted = json.loads(row["after"])
    assert (noted["masked"], noted["words"]) == (False, audit.fingerprint(reason))
    assert reason not in json.dumps(dict(row), ensure_ascii=False)
    # The masked one is another document.
    assert await toast(books, pressed(ours, "郑一二", "campaign")) == "正在生成，好了发到这里"
    for empty in ("", " 　 ", "长" * (LONGEST + 1)):
        with pytest.raises(RefusalError, match="unmasked-why"):
            await books.act(partial(_reason, ours=ours, words=empty))


def _reason(tx: Tx, *, ours: House, words: str) -> Reply:
    return take_reason(scene(tx, ours, "郑一二"), ("campaign",), words)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET dropped = 1 WHERE name = '李四五'",
        "UPDATE posts SET townships = '[]' WHERE role = 'leader'",
    ],
    ids=["no longer here", "another team"],
)
async def test_whoever_lost_the_right_meanwhile_is_not_sent_it(
    books: Books, ours: House, change: str
) -> None:
    await books.act(pressed(ours, "李四五", "campaign"))
    await books.act(lambda tx: tx.do(change))
    await made(books, ours)
    (told,) = await books.read(sent)
    assert (told.kind, catalog("zh").plain(notices.words(told))) == (
        "line",
        "⚠ 督查工作簿没有生成：这一步您没有权限。",
    )
