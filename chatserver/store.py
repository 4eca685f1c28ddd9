"""The SQLite store: many pieces of work share one commit; nothing is answered before it."""

import asyncio
import secrets
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from chatserver.limits import Limits
from chatserver.schema import prepare
from chatserver.tx import Bot, FileIds, Tx

T = TypeVar("T")
FILE = "chat.sqlite3"
BATCH = 64
Waiting = tuple[Callable[[Tx], Any], "asyncio.Future[Any]"]


class Store:
    """One writing connection used in batches, one reading connection beside it (WAL).

    The statements run on the event loop (each takes microseconds); only a durable
    commit, which waits for the disk, goes to a thread.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float], limits: Limits, *, durable: bool
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._durable = durable
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        self._writer = self._connect(path)
        prepare(self._writer)
        self._reader = self._connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._ids = FileIds(self._secret())
        self._waiting: deque[Waiting] = deque()
        self._work = asyncio.Event()
        self._closing = False
        self.after_commit: Callable[[Tx], None] | None = None

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
        connection.execute("PRAGMA busy_timeout = 5000")
        return connection

    def _secret(self) -> bytes:
        self._writer.execute(
            "INSERT INTO settings VALUES ('secret', ?) ON CONFLICT DO NOTHING",
            (secrets.token_hex(32),),
        )
        return _secret_of(self._writer)

    def know(self, bots: Sequence[Bot]) -> None:
        """Write down the bots this server runs for; their updates and chats are kept."""
        for bot in bots:
            self._writer.execute(
                "INSERT INTO bots (id, username, name, last_update) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET username = excluded.username,"
                " name = excluded.name",
                (bot.id, bot.username, bot.name, secrets.randbelow(900_000_000) + 1000),
            )
            self._writer.execute(
                "DELETE FROM bot_words WHERE bot = ? AND name = 'reads_all'", (bot.id,)
            )
            if bot.reads_all:
                self._writer.execute(
                    "INSERT INTO bot_words VALUES (?, 'reads_all', '', 'true')", (bot.id,)
                )

    def read(self, work: Callable[[Tx], T]) -> T:
        """Do reading work at once, on what is committed."""
        return work(Tx(self._reader, self._clock(), self._ids, self._limits))

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Do work in a transaction; returns, or raises what it raised, after the commit."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        self._work.set()
        return await future

    async def run(self) -> None:
        """Take what waits, in order, a batch a commit; until closed."""
        while not self._closing:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                await self._commit(batch)

    async def _commit(self, batch: Sequence[Waiting]) -> None:
        tx = Tx(self._writer, self._clock(), self._ids, self._limits)
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            outcomes = [self._attempt(work, tx) for work, _ in batch]
            if self._durable:
                await asyncio.to_thread(self._writer.execute, "COMMIT")
            else:
                self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            outcomes = [(None, error)] * len(batch)
        for (_, future), (result, failure) in zip(batch, outcomes, strict=True):
            if future.done():
                continue
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)
        if self.after_commit is not None:
            self.after_commit(tx)

    def _attempt(self, work: Callable[[Tx], Any], tx: Tx) -> tuple[Any, Exception | None]:
        tx.sql.execute("SAVEPOINT piece")
        try:
            return work(tx), None
        except Exception as error:  # noqa: BLE001 -- it is raised where the work was asked for
            tx.sql.execute("ROLLBACK TO piece")
            return None, error
        finally:
            tx.sql.execute("RELEASE piece")

    def stop(self) -> None:
        """Let `run` end once what waits is done."""
        self._closing = True
        self._work.set()

    def close(self) -> None:
        """Close both connections, after `run` has ended."""
        self._reader.close()
        self._writer.close()


def _secret_of(connection: sqlite3.Connection) -> bytes:
    (value,) = connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()
    return bytes.fromhex(value)


@contextmanager
def beside(folder: Path, clock: Callable[[], float]) -> Iterator[Tx]:
    """One transaction on the store of a server that may be running; sqlite3.Error if none is.

    A running server sees what it changed at its next look: nobody is woken.
    """
    address = f"{(folder / FILE).absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)) as connection:
        prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        yield Tx(connection, clock(), FileIds(_secret_of(connection)), Limits())
        connection.execute("COMMIT")
