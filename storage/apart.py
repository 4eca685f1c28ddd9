"""Runs functions in a process of its own: what computes for long would hold up every answer here.

Processes are started when there is work, stay a while for more of it, and end with whoever asked.
They are asked and answer in pickles over a pipe; nobody else can reach it.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, Popen
from typing import Any, TypeAlias, TypeVar

from storage.faults import fault_point

T = TypeVar("T")
Told: TypeAlias = Callable[[int, int], None]
"""Hears how far it is: so many steps of so many."""
Work: TypeAlias = Callable[[Told], T]

AT_ONCE = 2
"""Pieces of work at a time: one that takes minutes leaves room for one that takes a moment."""
IDLE = 30.0
"""Seconds a process waits for more work."""
NICE = 5
"""Answers go first."""
_ROOT = str(Path(__file__).parents[1])
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from storage.apart import child; child()"


class EndedError(Exception):
    """The process ended before its work was done."""


class Apart:
    """Work of one owner; the processes that wait for more of it belong to all."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._busy: set[_Process] = set()
        self._closed = False

    async def run(self, work: Work[T], told: Told | None = None) -> T:
        """What `work` returns, or raises, there; both it and its result must be picklable.

        `told` hears of its steps in a thread. EndedError where the process was killed.
        """
        asked = pickle.dumps(work)
        async with self._room:
            result: T = await asyncio.to_thread(self._run, asked, told or _nobody)
        return result

    def close(self) -> None:
        """Leave what is in hand; whoever waits for it gets an EndedError."""
        self._closed = True
        for process in tuple(self._busy):
            process.stop()

    def _run(self, asked: bytes, told: Told) -> Any:
        waiting = _waiting()
        if waiting is not None:
            try:
                return self._ask(waiting, asked, told)
            except EndedError:
                if self._closed:
                    raise
                # It had waited long enough just then.
        return self._ask(_Process(), asked, told)

    def _ask(self, process: _Process, asked: bytes, told: Told) -> Any:
        self._busy.add(process)
        try:
            if self._closed:
                process.stop()
            done, result = process.answer(asked, told)
        except BaseException:
            process.bury()
            raise
        finally:
            self._busy.discard(process)
        _idle.append(process)
        if not done:
            raise result
        return result


class _Process:
    def __init__(self) -> None:
        self._line, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-I", "-c", _CHILD, _ROOT, str(theirs.fileno())]
            self._popen = Popen(  # noqa: S603 our own program, no shell
                command, stdin=DEVNULL, pass_fds=[theirs.fileno()]
            )

    @property
    def runs(self) -> bool:
        return self._popen.poll() is None

    def answer(self, asked: bytes, told: Told) -> tuple[bool, Any]:
        """Whether the work was done, and its result or its exception."""
        self._over(lambda line: line.send_bytes(asked))
        fault_point("during-export")
        while True:
            code, said = pickle.loads(self._over(Connection.recv_bytes))  # noqa: S301 our own
            if code != "told":
                return code == "done", said
            told(*said)

    def _over(self, say: Callable[[Connection], T]) -> T:
        try:
            return say(self._line)
        except (EOFError, OSError) as error:
            raise EndedError from error

    def stop(self) -> None:
        """Kill it; whoever waits for its answer hears of that, and buries it."""
        self._popen.kill()

    def bury(self) -> None:
        self._popen.kill()
        self._popen.wait()
        self._line.close()


_idle: list[_Process] = []


def _waiting() -> _Process | None:
    while True:
        try:
            process = _idle.pop()
        except IndexError:
            return None
        if process.runs:
            return process
        process.bury()


@atexit.register
def _dismiss() -> None:
    while (process := _waiting()) is not None:
        process.bury()


def _nobody(_done: int, _of: int) -> None:
    """Hears nothing."""


# In the process ----------------------------------------------------------------------------------


def child(idle: float = IDLE) -> None:
    """What the process does: one piece of work after the other, until none comes for a while."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Meant for the one that asks; when that has ended, this ends too.
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICE)
    line, asked = Connection(int(sys.argv[2])), SimpleQueue[bytes]()
    threading.Thread(target=_listen, args=(line, asked), daemon=True).start()
    while True:
        try:
            work = asked.get(timeout=idle)
        except Empty:
            return
        line.send_bytes(_worked(work, line))


def _listen(line: Connection, asked: SimpleQueue[bytes]) -> None:
    try:
        while True:
            asked.put(line.recv_bytes())
    except (EOFError, OSError):
        # Whoever asked has gone, perhaps killed: nobody waits for what is in hand.
        os._exit(0)


def _worked(asked: bytes, line: Connection) -> bytes:
    def told(done: int, of: int) -> None:
        line.send_bytes(pickle.dumps(("told", (done, of))))

    try:
        work: Work[Any] = pickle.loads(asked)  # noqa: S301 from the one that started us
        return pickle.dumps(("done", work(told)))
    except Exception as error:  # noqa: BLE001 raised anew where it was asked for
        error.add_note(traceback.format_exc())
        return _failed(error)


def _failed(error: Exception) -> bytes:
    try:
        failed = pickle.dumps(("failed", error))
        pickle.loads(failed)  # noqa: S301 whether the other side can
    except Exception:  # noqa: BLE001 an exception of any kind, made for one process
        return pickle.dumps(("failed", RuntimeError(*error.__notes__)))
    return failed
