"""A workbook sent in the chat: read, shown, confirmed, taken over; faults and refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.workbook.writer import write_plan
from inspection.campaign import CampaignPlan, Household, Role
from inspection.heard import Attached
from inspection.people import RefusalError
from storage import campaigns, focus, imports, people
from storage.db import Books, Tx
from storage.migrate import migrate
from tests.builders import NOW, books
from tests.workflow.plans import PLAN, without
from tests.workflow.turns import Office
from workflow.importing import read_imports
from workflow.inviting import invite_admin, invite_by_name
from workflow.scene import House
from workflow.taking_over import import_plan

ADMIN, OTHER = 501, 502


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with books(tmp_path) as opened:
        yield opened


def workbook(**more: object) -> Attached:
    given = {"name": "督查表.xlsx", "size": 20_000} | more
    return Attached("document", "file-1", "unique-1", **given)  # type: ignore[arg-type]


class Talk:
    """An office in books that are really committed, with the workbooks it sends."""

    def __init__(self, opened: Books, folder: Path) -> None:
        self.books = opened
        self.folder = folder
        self.house = House(ZoneInfo("Asia/Shanghai"), "zh", folder, lambda: "token")
        self.file = b""
        self.fetched = 0

    async def do(self, what: str, *args: object, account: int = ADMIN) -> object:
        return await self.books.act(
            lambda tx: getattr(Office(tx, self.folder), what)(account, *args)
        )

    async def fetch(self, file_id: str) -> bytes:
        assert file_id == "file-1"
        self.fetched += 1
        if not self.file:
            raise ConnectionError("away")
        return self.file

    async def tick(self, **later: int) -> list[int]:
        wall = NOW.replace(**later)  # type: ignore[arg-type]
        return await read_imports(self.books, self.house, self.fetch, lambda: NOW, lambda: wall)

    def fill(self, plan: CampaignPlan) -> None:
        path = self.folder / "made.xlsx"
        write_plan(plan, path)
        self.file = path.read_bytes()


@pytest.fixture
async def talk(tmp_path: Path) -> object:
    migrate(tmp_path / "ducha.db")
    opened = await Books.open(tmp_path / "ducha.db")
    await opened.act(lambda tx: invite_admin(tx, "钱小满", "founders-token", NOW))
    found = Talk(opened, tmp_path)
    await found.do("say", "/start founders-token")
    yield found
    await opened.close()


async def test_a_workbook_sent_in_the_chat_sets_the_first_campaign_up(talk: Talk) -> None:
    talk.fill(PLAN)
    await talk.do("send", workbook())
    assert "正在读取“督查表.xlsx”" in str(await talk.do("shown"))
    assert await talk.tick() == [ADMIN]
    shown = str(await talk.do("shown"))
    assert "核对无误" in shown
    assert "农户：4" in shown
    assert not await talk.books.read(campaigns.campaigns)
    await talk.do("press", "im|1|go")
    await talk.do("press", "im|1|go")
    await talk.tick()
    assert "已导入" in str(await talk.do("shown"))
    speaker = await talk.books.read(lambda tx: people.speaker(tx, ADMIN))
    assert speaker is not None
    assert (speaker.campaign_id, speaker.has(Role.ADMIN), speaker.founding) == (1, True, False)
    await talk.tick()
    assert list((talk.folder / "imports").iterdir()) == []
    assert talk.fetched == 1


async def test_all_faults_are_shown_the_first_fifteen_on_the_card(talk: Talk) -> None:
    bad = tuple(Household("青石镇", f"没有的{n}村", "01", "张三四") for n in range(40))
    talk.fill(replace(PLAN, households=bad))
    await talk.do("send", workbook())
    await talk.tick()
    shown = str(await talk.do("shown"))
    assert "共 40 处有误" in shown
    assert "名册!B2" in shown
    assert "名册!B16" in shown
    assert "名册!B17" not in shown
    assert "另有 25 条" in shown
    (notice,) = (n for n in await talk.do("notices", "file") if "faults" in n)  # type: ignore[attr-defined]
    listed = (talk.folder / json.loads(notice)["path"]).read_text(encoding="utf-8-sig")
    assert len(listed.splitlines()) == 40


async def test_a_file_that_cannot_be_had_now_is_fetched_again_later(talk: Talk) -> None:
    await talk.do("send", workbook())
    await talk.tick()
    assert "正在读取" in str(await talk.do("shown"))
    talk.fill(PLAN)
    await talk.tick(minute=30)
    assert "核对无误" in str(await talk.do("shown"))


async def test_a_file_that_never_comes_is_given_up_and_said_so(talk: Talk) -> None:
    await talk.do("send", workbook())
    for minute in range(0, 60, 5):
        await talk.tick(minute=minute)
    assert "请重新发来" in str(await talk.do("shown"))
    assert talk.fetched == 8


async def test_a_cancelled_workbook_changes_nothing_and_is_deleted(talk: Talk) -> None:
    talk.fill(PLAN)
    await talk.do("send", workbook())
    await talk.tick()
    await talk.do("say", "/cancel")
    await talk.do("press", "im|1|go")
    await talk.tick()
    await talk.tick()
    assert not await talk.books.read(campaigns.campaigns)


async def test_a_killed_process_reads_the_workbook_again(talk: Talk) -> None:
    talk.fill(PLAN)
    await talk.do("send", workbook())
    task = asyncio.ensure_future(talk.tick())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await talk.tick()
    assert "核对无误" in str(await talk.do("shown"))


async def test_nobody_decides_over_somebody_elses_workbook(talk: Talk) -> None:
    talk.fill(PLAN)
    await talk.do("send", workbook())
    await talk.tick()
    await talk.books.act(lambda tx: invite_admin(tx, "吴白露", "another-token", NOW))
    await talk.do("say", "/start another-token", account=OTHER)
    with pytest.raises(RefusalError, match="button-unknown"):
        await talk.do("press", "im|1|go", account=OTHER)


async def test_an_admin_of_one_campaign_does_not_overwrite_another(talk: Talk) -> None:
    await talk.books.act(lambda tx: import_plan(tx, replace(PLAN, title="第一个项目"), NOW))
    other = replace(without("钱小满"), title="第二个项目")
    await talk.books.act(lambda tx: import_plan(tx, other, NOW))
    talk.fill(replace(other, office="别人的办公室"))
    await talk.do("send", workbook())
    await talk.tick()
    assert "您不是它的管理员" in str(await talk.do("shown"))
    await talk.do("press", "im|1|go")
    await talk.tick()
    second = await talk.books.read(lambda tx: campaigns.titled(tx, "第二个项目"))
    assert second is not None
    assert second.office == "青石县督查办"


def test_a_channel_abroad_refuses_the_roster_and_takes_the_file_away(
    tx: Tx, tmp_path: Path
) -> None:
    office = Office(tx, tmp_path, abroad=True)
    invite_admin(tx, "钱小满", "founders-token", NOW)
    office.say(ADMIN, "/start founders-token")
    office.send(ADMIN, workbook())
    assert "ducha import" in office.shown(ADMIN)
    assert [json.loads(n)["messages"] for n in office.notices(ADMIN, "delete")] == [[7]]
    assert imports.waiting(tx, NOW) == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(workbook(name="照片.jpg"), id="another kind of file"),
        pytest.param(replace(workbook(), kind="photo"), id="a photo"),
    ],
)
def test_what_is_no_workbook_is_left_to_others(tx: Tx, tmp_path: Path, sent: Attached) -> None:
    office = Office(tx, tmp_path)
    invite_admin(tx, "钱小满", "founders-token", NOW)
    office.say(ADMIN, "/start founders-token")
    assert office.send(ADMIN, sent) is None


def test_an_inspectors_spreadsheet_is_left_to_others(tx: Tx, tmp_path: Path) -> None:
    office = Office(tx, tmp_path)
    import_plan(tx, PLAN, NOW)
    invite_by_name(tx, "李谷雨", "token", NOW)
    office.say(OTHER, "/start token")
    assert office.send(OTHER, workbook()) is None


def test_a_workbook_over_five_megabytes_is_not_even_fetched(tx: Tx, tmp_path: Path) -> None:
    office = Office(tx, tmp_path)
    invite_admin(tx, "钱小满", "founders-token", NOW)
    office.say(ADMIN, "/start founders-token")
    office.send(ADMIN, workbook(size=5_000_001))
    assert "超过 5 MB" in office.shown(ADMIN)
    at = focus.of_user(tx, ADMIN)
    assert at is not None
    assert at.place == "0|home"
