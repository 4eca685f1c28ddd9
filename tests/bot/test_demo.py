"""`ducha demo` as a person starts it: a process, its address, two people side by side, Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import demo
from bot.errors import StartError
from inspection.finding import FindingState
from tests.bot.conftest import rows, until
from tests.phone import Message, Phone, labels
from tests.pictures import jpeg

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
READY_IN, ENDS_IN = 60.0, 10.0
"""Seconds; generous for a busy machine."""


@dataclass(slots=True)
class Demo:
    """A running demo, and what it has written."""

    process: Process
    address: str
    said: list[str]

    async def phone(self, name: str) -> Phone:
        """The phone of that person."""
        everyone = await self.get("/api/people")
        number = next(one["id"] for one in everyone if one["name"] == name)
        return Phone(self.address, number, (await self.get("/api/bots"))[0]["id"])

    async def get(self, path: str) -> Any:
        """What the chat server answers there."""
        async with aiohttp.ClientSession() as session, session.get(self.address + path) as answer:
            return await answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """Post to the chat server, which agrees."""
        asked = aiohttp.ClientSession(self.address)
        async with asked as session, session.post(path, json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def end(self, how: signal.Signals) -> str:
        """End it by a signal; all it wrote to standard error."""
        self.process.send_signal(how)
        async with asyncio.timeout(ENDS_IN):
            said, errors = await self.process.communicate()
        self.said.append(said.decode())
        return errors.decode()


def command(*options: str) -> list[str]:
    return [sys.executable, "-c", "from bot.cli import main; main()", "demo", *options]


def surroundings(folder: Path) -> dict[str, str]:
    """What a fresh shell has, and nothing of this one that would set the program."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DUCHA_", "TELEGRAM_"))}
    root = Path(__file__).parents[2]
    return kept | {"DUCHA_DATA": str(folder), "PYTHONPATH": str(root), "PYTHONUTF8": "1"}


@asynccontextmanager
async def started(folder: Path, *options: str) -> AsyncIterator[Demo]:
    """A demo that tells its address; killed if the test did not end it."""
    process = await asyncio.create_subprocess_exec(
        *command(*(options or ("--port", "0"))),
        stdout=PIPE,
        stderr=PIPE,
        cwd=folder,
        env=surroundings(folder / "data"),
    )
    assert process.stdout is not None
    try:
        said: list[str] = []
        async with asyncio.timeout(READY_IN):
            while not said or "Ctrl-C" not in said[-1]:
                line = (await process.stdout.readline()).decode()
                assert line, (await process.communicate())[1].decode()
                said.append(line)
        found = ADDRESS.search("".join(said))
        assert found is not None
        yield Demo(process, found.group(), said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that has been opened once: a start from it is quick."""

    async def open_once(folder: Path) -> None:
        async with started(folder) as run:
            await run.end(signal.SIGINT)

    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(open_once(folder))
    return folder


@pytest.fixture
def opened(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(prepared, tmp_path, dirs_exist_ok=True))


def holds(*words: str) -> Any:
    def look(message: Message) -> bool:
        return all(word in (message["text"] or "") for word in words)

    return look


async def test_two_people_work_in_the_demo_and_a_restart_keeps_it(tmp_path: Path) -> None:
    async with started(tmp_path) as run:
        async with await run.phone("王小满") as inspector:
            home = await inspector.card()
            assert home["text"].startswith("云坪区非贫困村专项督查")
            assert labels(home)[0] == ["▶ 继续：青石镇大坪村"]
            assert (await inspector.last())["id"] == home["id"]
            await inspector.press("继续")
            await inspector.wait_for("25 周* · 4组（24/48 户）")
            assert "手册错误" in await inspector.press("手册错误")
            sent = await inspector.photo(jpeg(8), "25 手册1")
            await inspector.wait_for(lambda m: bool(m["inline"]) and "📷 1" in m["text"])
            await until(partial(is_safe, inspector, sent))
            await inspector.press("1 个问题，存")
            await inspector.wait_for("26 林* · 4组（25/48 户）")
            async with await run.phone("孙白露") as colleague:
                assert "33 陈*" in (await colleague.card())["text"]
                await colleague.say("33 无")
                await colleague.wait_for("（26/48 户）")
        assert await run.end(signal.SIGINT) == "正在准备演示…\n演示已结束。\n"
        assert run.process.returncode == 0

    async with started(tmp_path) as run:
        async with await run.phone("王小满") as inspector:
            await inspector.say("25")
            card = await inspector.wait_for("25 周* · 4组（26/48 户）")
            assert "❗手册错误1" in [label for row in labels(card) for label in row]
        assert "Traceback" not in await run.end(signal.SIGTERM)
        assert run.process.returncode == 0


async def is_safe(phone: Phone, sent: Message) -> bool:
    """Whether the bot has reacted to a message: its bytes are on the disk."""
    return any(m["reactions"] for m in await phone.messages() if m["id"] == sent["id"])


async def test_the_story_shows_each_stage_to_whom_it_concerns(opened: Path) -> None:
    async with started(opened) as run:
        async with await run.phone("李立春") as leader:
            await leader.press("待审：竹溪乡泉水村")
            review = await leader.wait_for("审核 竹溪乡泉水村")
            assert "⚠ 2.3.2" in review["text"]
            assert "雷同照片" in review["text"]
            await leader.press("待您定 2 件")
            decide = await leader.wait_for(lambda m: "2.3.2" in (m["text"] or "") and m["inline"])
            await leader.press("同意", decide)
            await leader.wait_for(holds("雷同照片", "03 "))
            await leader.press("看那张")
            assert (await leader.wait_for(lambda m: m["document"] or m["photo"]))["protected"]
        async with await run.phone("陈小寒") as contact:
            await contact.press("结果：青石镇上湾村")
            await contact.press("确认，无异议")
            await contact.wait_for("不能再申辩")
            await contact.wait_for("青石镇上湾村 督查结果")
        async with await run.phone("孟处暑") as observer:
            await observer.say("/rank")
            ranking = await observer.wait_for("第一轮排名")
            assert "白沙镇" in ranking["text"]
            assert "柳河乡" in ranking["text"]
            await observer.say("/lang en")
            await observer.wait_for("The usual buttons are below.")
            assert await observer.keyboard() == ["📊 Summary", "🏆 Ranking"]
        async with await run.phone("高雨水") as stranger:
            await stranger.say("/summary")
            assert "尚未登记" in (await stranger.wait_for("您好"))["text"]
        assert "Traceback" not in await run.end(signal.SIGINT)


async def test_findings_of_each_state_are_there_and_the_late_one_was_told_upwards(
    opened: Path,
) -> None:
    async with started(opened) as run:
        books = opened / "data" / "demo" / "bot"
        found = rows(books, "SELECT state, count(*) FROM findings GROUP BY state")
        assert {state for state, _ in found} == {each.value for each in FindingState}
        asked = "SELECT count(*) FROM extensions WHERE verdict IS NULL"
        assert rows(books, asked) == [(1,)]
        async with await run.phone("孟处暑") as observer:
            told = [m["text"] for m in await observer.messages()]
            assert any("建议约谈" in said and "沙洲村" in said for said in told)
            assert any("弄虚作假" in said for said in told)
        async with await run.phone("林大雪") as contact:
            late = [m for m in await contact.messages() if "逾期1" in (m["text"] or "")]
            assert [m["date"] for m in late] == sorted(m["date"] for m in late)
            await contact.say("/findings 0006")
            closed = await contact.wait_for("立行立改")
            assert "已销号" in closed["text"]
            await contact.press("照片")
        assert "Traceback" not in await run.end(signal.SIGINT)


async def test_a_step_of_the_clock_brings_reminders_and_is_kept(opened: Path) -> None:
    async with started(opened) as run:
        shown = await run.get("/api/clock")
        assert shown["zone"] == "Asia/Shanghai"
        async with await run.phone("陈小寒") as contact, await run.phone("李立春") as leader:
            await run.post("/api/clock", {"to": shown["morning"]})
            digest = await contact.wait_for("⏰ 上湾村整改", 5.0, since_my_act=False)
            assert "今天1" in digest["text"]
            assert 0 <= digest["date"] - shown["morning"] < 10
            late = partial(told_at, shown["morning"], "逾期1")
            await leader.wait_for(late, 5.0, since_my_act=False)
            await contact.press("没整改到位", digest)
            await contact.wait_for("整改通知")
            sent = await contact.photo(jpeg(9), "已整改")
            await until(partial(is_safe, contact, sent))
            await run.post("/api/clock", {"to": shown["morning"] + 86_400})
            later = partial(told_at, shown["morning"] + 86_400, "逾期2")
            await leader.wait_for(later, 5.0, since_my_act=False)
        await run.end(signal.SIGINT)
    async with started(opened) as run:
        now = (await run.get("/api/clock"))["now"]
        assert 86_400 <= now - shown["morning"] < 86_400 + 300


def told_at(time: float, words: str, message: Message) -> bool:
    """Whether it is a digest of that time with these words."""
    said = message["text"] or ""
    return bool(message["date"] >= int(time) and said.startswith("⏰") and words in said)


async def test_a_taken_port_is_said_and_the_next_free_one_used(opened: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        async with started(opened, "--port", str(taken)) as run:
            assert f"端口 {taken} 已被占用" in run.said[0]
            assert run.address != f"http://127.0.0.1:{taken}"
            await run.end(signal.SIGINT)


async def test_ctrl_c_while_it_is_being_opened_ends_it_and_the_next_start_opens_it(
    tmp_path: Path,
) -> None:
    process = await asyncio.create_subprocess_exec(
        *command("--port", "0"), stderr=PIPE, stdout=PIPE, env=surroundings(tmp_path / "data")
    )
    mark = tmp_path / "data" / "demo" / demo.MARK
    await until(mark.exists, READY_IN)
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(10):
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in errors.decode()
    async with started(tmp_path) as run, await run.phone("王小满") as inspector:
        assert labels(await inspector.card())[0] == ["▶ 继续：青石镇大坪村"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(StartError, match="no folder of a demo"):
        demo.Folder(tmp_path).take(fresh=True)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.docx"]


def test_begun_anew_a_demo_forgets_what_was_done_and_nothing_else(tmp_path: Path) -> None:
    first = demo.Folder(tmp_path)
    first.take(fresh=False)
    for name in demo.FILLED:
        (tmp_path / name / "inside").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    again = demo.Folder(tmp_path)
    again.take(fresh=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == [demo.MARK, "notes.txt"]
    assert again.token != first.token
    shutil.rmtree(tmp_path)
