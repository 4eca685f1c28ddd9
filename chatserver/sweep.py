"""Forgets what nobody needs any more: old events, repeats, taps, and files of deleted messages."""

import asyncio

from chatserver.desk import Desk
from chatserver.tx import Tx

EVERY = 3600.0
EVENTS_KEPT = 7 * 86_400.0
REPEATS_KEPT = 30 * 86_400.0
ORPHANS_KEPT = 2 * 86_400.0


async def sweep_often(desk: Desk) -> None:
    """Sweep at the start and every hour."""
    while True:
        dropped = await desk.store.write(sweep)
        await asyncio.to_thread(desk.bytes.drop, dropped)
        await asyncio.sleep(EVERY)


def sweep(tx: Tx) -> list[str]:
    """One sweep by the server's clock; the hashes of the bytes that may go."""
    tx.sql.execute("DELETE FROM events WHERE made < ?", (tx.now - EVENTS_KEPT,))
    tx.sql.execute("DELETE FROM once WHERE made < ?", (tx.now - REPEATS_KEPT,))
    tx.sql.execute("DELETE FROM queries WHERE made < ?", (tx.now - tx.limits.tap_life,))
    tx.sql.execute("DELETE FROM updates WHERE expires <= ?", (tx.now,))
    orphans = tx.sql.execute(
        "DELETE FROM files WHERE made < ?"
        " AND NOT EXISTS (SELECT 1 FROM message_files WHERE file = files.id) RETURNING sha",
        (tx.now - ORPHANS_KEPT,),
    ).fetchall()
    kept = "SELECT 1 FROM files WHERE sha = ?"
    return [sha for (sha,) in set(orphans) if tx.sql.execute(kept, (sha,)).fetchone() is None]
