"""Work in a process of its own: what comes back, what is told, what a kill leaves."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from storage import apart
from storage.apart import Apart, EndedError
from storage.db import Books
from storage.migrate import migrate
from tests.storage import work

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def crew() -> AsyncIterator[Apart]:
    found = Apart()
    yield found
    found.close()


def runs(pid: int) -> bool:
    """Whether the process is there and more than a corpse nobody has buried."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until_gone(pid: int) -> None:
    for _ in range(200):
        if not runs(pid):
            return
        await asyncio.sleep(0.02)
    pytest.fail("it runs on")


async def test_one_process_does_one_piece_of_work_after_the_other(crew: Apart) -> None:
    first, second = await crew.run(work.who), await crew.run(work.who)
    assert first == second != os.getpid()


async def test_steps_are_told_in_order_before_the_result(crew: Apart) -> None:
    heard: list[tuple[int, int]] = []
    done = await crew.run(partial(work.count, to=3), lambda n, of: heard.append((n, of)))
    assert (done, heard) == ("counted", [(1, 3), (2, 3), (3, 3)])


async def test_what_it_raises_is_raised_with_where_it_was(crew: Apart) -> None:
    with pytest.raises(KeyError) as raised:
        await crew.run(work.fail)
    assert raised.value.args == ("大坪村",)
    assert "in fail" in raised.value.__notes__[0]


async def test_an_exception_that_cannot_come_over_says_what_it_was(crew: Apart) -> None:
    with pytest.raises(RuntimeError, match="OddError: a"):
        await crew.run(work.fail_oddly)


async def test_a_process_that_is_killed_tells_whoever_waits(crew: Apart) -> None:
    with pytest.raises(EndedError):
        await crew.run(work.die)


async def test_one_that_was_killed_while_it_waited_is_replaced(crew: Apart, tmp_path: Path) -> None:
    pid = await crew.run(work.who)
    os.kill(pid, signal.SIGKILL)
    assert await crew.run(work.who) != pid
    assert await crew.run(partial(work.die, once=tmp_path / "once")) == "lived"


async def test_at_closing_what_is_in_hand_is_left(crew: Apart, tmp_path: Path) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()
    waiting = partial(work.wait, marker=tmp_path / "pid")
    going = asyncio.ensure_future(
        crew.run(waiting, lambda _n, _of: loop.call_soon_threadsafe(started.set))
    )
    await started.wait()
    crew.close()
    with pytest.raises(EndedError):
        await going
    await until_gone(int((tmp_path / "pid").read_text()))


async def test_it_ends_with_whoever_asked_even_if_that_is_killed(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    program = (
        "import asyncio, pathlib, sys; from functools import partial;"
        "from storage.apart import Apart; from tests.storage.work import wait;"
        "asyncio.run(Apart().run(partial(wait, marker=pathlib.Path(sys.argv[1]))))"
    )
    asking = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(marker), cwd=ROOT
    )
    while not marker.exists() or not marker.read_text():
        assert asking.returncode is None
        await asyncio.sleep(0.02)
    asking.kill()
    await asking.wait()
    await until_gone(int(marker.read_text()))


async def test_one_without_work_ends_by_itself(
    crew: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart._dismiss()
    monkeypatch.setattr(apart, "_CHILD", apart._CHILD.replace("child()", "child(0.1)"))
    pid = await crew.run(work.who)
    await until_gone(pid)
    assert await crew.run(work.who) != pid
    apart._dismiss()


async def test_the_books_can_be_read_there_and_not_written(tmp_path: Path) -> None:
    migrate(tmp_path / "ducha.db")
    books = await Books.open(tmp_path / "ducha.db")
    try:
        assert await books.read_apart(work.units) == 0
        with pytest.raises(Exception, match="readonly"):
            await books.read_apart(work.scribble)
    finally:
        await books.close()
