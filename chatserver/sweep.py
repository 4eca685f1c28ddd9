"""Forgets what nobody needs any more: old events, repeats, taps, and files of deleted messages.

Where the office keeps chats for so many months only, older messages go as well, with their files:
what is evidence has long been copied into the books' own folder.
"""

import asyncio

from chatserver import sessions
from chatserver.chats import chat_by_key
from chatserver.desk import Desk
from chatserver.messages import tell
from chatserver.tx import Tx

EVERY = 3600.0
EVENTS_KEPT = 7 * 86_400.0
REPEATS_KEPT = 30 * 86_400.0
ORPHANS_KEPT = 2 * 86_400.0
UPLOADS_KEPT = 2 * 86_400.0
AT_ONCE = 500


async def sweep_often(desk: Desk) -> None:
    """Sweep at the start and every hour."""
    while True:
        await sweep_once(desk)
        await asyncio.sleep(EVERY)


async def sweep_once(desk: Desk) -> None:
    """Sweep rows, then the bytes that no row holds any more."""
    forgotten = AT_ONCE
    while forgotten == AT_ONCE:
        # In pieces, so that nobody who writes has to wait for all of them.
        forgotten = await desk.store.write(forget_messages)
    parts = await asyncio.to_thread(desk.bytes.parts)
    dropped = await desk.store.write(sweep)
    await asyncio.to_thread(desk.bytes.drop, dropped)
    left = desk.store.read(lambda tx: [part for part in parts if not _is_coming(tx, part)])
    await asyncio.to_thread(desk.bytes.drop_parts, left)


def _is_coming(tx: Tx, part: str) -> bool:
    found = tx.sql.execute("SELECT 1 FROM uploads WHERE id = ? AND sha IS NULL", (part,))
    return found.fetchone() is not None


def forget_messages(tx: Tx) -> int:
    """Forget up to AT_ONCE messages older than they are kept; how many those were.

    A message counts from its last edit, and one that holds a chat's reply keyboard stays, since
    without it the person had no keys any more.
    """
    if tx.limits.messages_kept is None:
        return 0
    before = tx.now - tx.limits.messages_kept
    gone = tx.sql.execute(
        "DELETE FROM messages WHERE id IN (SELECT id FROM messages AS old WHERE date < ?"
        " AND coalesce(edited, date) < ? AND NOT (keyboard AND id = (SELECT max(id)"
        " FROM messages WHERE chat = old.chat AND keyboard AND content IS NOT NULL))"
        " ORDER BY date LIMIT ?) RETURNING id, chat",
        (before, before, AT_ONCE),
    ).fetchall()
    chats: dict[int, list[int]] = {}
    for number, chat in gone:
        tx.sql.execute("DELETE FROM message_files WHERE message = ?", (number,))
        chats.setdefault(chat, []).append(number)
    for chat, numbers in chats.items():
        tell(tx, chat_by_key(tx, chat), "deleted", message_ids=sorted(numbers))
    return len(gone)


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
    sent = tx.sql.execute(
        "DELETE FROM uploads WHERE touched < ? RETURNING sha", (tx.now - UPLOADS_KEPT,)
    ).fetchall()
    tx.sql.execute("DELETE FROM upload_days WHERE day < ?", (tx.now // 86_400 - 1,))
    tx.sql.execute("DELETE FROM group_links WHERE until < ?", (tx.now,))
    sessions.forget(tx)
    kept = "SELECT 1 FROM files WHERE sha = :sha UNION SELECT 1 FROM uploads WHERE sha = :sha"
    return [
        sha
        for (sha,) in {*orphans, *sent}
        if sha is not None and tx.sql.execute(kept, {"sha": sha}).fetchone() is None
    ]
