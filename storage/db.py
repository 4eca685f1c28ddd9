"""One SQLite file, one writer: acts run as closures in its thread and are committed in groups.

An act is a plain function of a `Tx`; it cannot wait, so it cannot send. What many people do at
the same moment is committed together, each act behind a savepoint of its own, so that one
`fdatasync` serves them all and a failing act takes only itself back.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.apart import Apart, Told
from storage.faults import fault_point

T = TypeVar("T")
Row = sqlite3.Row
GROUP = 50
"""At most so many acts share one commit: the last of them waits for all."""
_NOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""The machine's troubles, not the act's: nothing of the group can be kept now."""

CHECKPOINT = 8000
"""Pages (32 MB) of the log before they are brought into the file: the act that does it, and all
behind it, wait for the disk so long; the fewer times the same pages are brought over the better."""


class BooksBusyError(Exception):
    """The books could not be written now; the same act may succeed when tried again."""


class Tx:
    """The open transaction: SQL with `:name` parameters in, rows out."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def one(self, sql: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._connection.execute(sql, params).fetchone()
        return row

    def all(self, sql: str, /, **params: Any) -> list[Row]:
        """All rows."""
        return self._connection.execute(sql, params).fetchall()

    def do(self, sql: str, /, **params: Any) -> int:
        """How many rows a statement wrote."""
        return self._connection.execute(sql, params).rowcount

    def many(self, sql: str, rows: list[Mapping[str, Any]], /) -> None:
        """The same statement for many rows."""
        self._connection.executemany(sql, rows)

    def new(self, sql: str, /, **params: Any) -> int:
        """The id of the row an `INSERT ... RETURNING id` made."""
        row = self._connection.execute(sql, params).fetchone()
        return int(row[0])


class _Connection(aiosqlite.Connection):
    """An aiosqlite connection that also runs a whole function in its thread, in one hop."""

    async def run(self, act: Callable[[sqlite3.Connection], T]) -> T:
        result: T = await self._execute(act, self._conn)  # type: ignore[no-untyped-call]
        return result


@dataclass(slots=True, eq=False)
class _Job:
    act: Callable[[Tx], Any]
    done: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


def _commit_group(connection: sqlite3.Connection, jobs: list[_Job]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for job in jobs:
            connection.execute("SAVEPOINT act")
            try:
                job.result = job.act(Tx(connection))
            except Exception as error:
                if _not_now(error):
                    raise
                job.error = error
                connection.execute("ROLLBACK TO act")
            connection.execute("RELEASE act")
        fault_point("before-commit")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Books:
    """The open database: `act` writes, `read` reads what is committed."""

    def __init__(self, file: Path, writer: _Connection, reader: _Connection) -> None:
        self._file = file
        self._writer = writer
        self._reader = reader
        self._apart = Apart()
        self._waiting: deque[_Job] = deque()
        self._writing: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, file: Path) -> Books:
        """Open a migrated database file (`storage.migrate` makes one)."""
        writer = await _connect(file, "rwc")
        return cls(file, writer, await _reader(file))

    async def close(self) -> None:
        """Wait for what is being written and close; what is made apart is left."""
        self._apart.close()
        while self._writing is not None:
            await asyncio.wait({self._writing})
        await self._reader.close()
        await self._writer.close()

    async def act(self, act: Callable[[Tx], T]) -> T:
        """Run an act in a transaction of its own and return once it is on the disk.

        Raises what the act raised (nothing of it is kept then), or BooksBusyError.
        """
        job = _Job(act, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._writing is None:
            self._write()
        result: T = await job.done
        return result

    def _write(self) -> None:
        """Have the next group written; when it is, the one that has gathered meanwhile."""
        group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
        # Nobody who asked awaits this itself: who is cancelled takes nobody else along.
        self._writing = asyncio.ensure_future(self._writer.run(lambda c: _commit_group(c, group)))
        self._writing.add_done_callback(lambda done: self._written(group, done))

    def _written(self, group: list[_Job], done: asyncio.Future[None]) -> None:
        _settle(group, done)
        self._writing = None
        if self._waiting:
            self._write()

    async def read(self, look: Callable[[Tx], T]) -> T:
        """Run a function that only reads, beside the writer, on one consistent state."""
        return await self._reader.run(lambda connection: _looked(connection, look))

    async def read_long(self, look: Callable[[Tx], T]) -> T:
        """The same for what takes seconds: beside all other reading too, so that nobody waits."""
        reader = await _reader(self._file)
        try:
            return await reader.run(lambda connection: _looked(connection, look))
        finally:
            await reader.close()

    async def read_apart(self, work: Callable[[Reader, Told], T], told: Told | None = None) -> T:
        """What `work` makes of the books in a process of its own: whatever it is, nobody waits.

        `work` and its result must be picklable; it is given the books to read, and what hears of
        its steps (in a thread). Raises what it raised; EndedError where its process was killed.
        """
        return await self._apart.run(partial(_apart, self._file, work), told)


class Reader:
    """The books in another process, to be read only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, look: Callable[[Tx], T]) -> T:
        """Run a function that reads on one consistent state."""
        return _looked(self._connection, look)


def _apart(file: Path, work: Callable[[Reader, Told], T], told: Told) -> T:
    connection = _open(file, "rw")
    try:
        connection.execute("PRAGMA query_only=ON")
        return work(Reader(connection), told)
    finally:
        connection.close()


def _looked(connection: sqlite3.Connection, look: Callable[[Tx], T]) -> T:
    connection.execute("BEGIN")
    try:
        return look(Tx(connection))
    finally:
        connection.execute("COMMIT")


def _not_now(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.OperationalError) and (code or 0) & 0xFF in _NOT_NOW


def _settle(group: list[_Job], written: asyncio.Future[None]) -> None:
    failure = written.exception()
    for job in group:
        if job.done.done():
            continue
        if failure is not None:
            error: BaseException = BooksBusyError(str(failure))
            error.__cause__ = failure
            job.done.set_exception(error)
        elif job.error is not None:
            job.done.set_exception(job.error)
        else:
            job.done.set_result(job.result)


async def _reader(file: Path) -> _Connection:
    connection = await _connect(file, "rw")
    await connection.run(lambda c: c.execute("PRAGMA query_only=ON"))
    return connection


async def _connect(file: Path, mode: str) -> _Connection:
    connection = _Connection(partial(_open, file, mode), iter_chunk_size=64)
    await connection
    return connection


def _open(file: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
    )
    connection.row_factory = sqlite3.Row
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"wal_autocheckpoint={CHECKPOINT}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
