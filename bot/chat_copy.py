"""The chats of an office on its own network, in a backup and back."""

from __future__ import annotations

from pathlib import Path

from bot import clock
from bot.copying import copy_database, copy_file, copy_files
from bot.serve import CHATS
from bot.settings import OFFICE_MARK
from chatserver.keeping import fault_of, file_path, files_of, first_bad_file, resume
from chatserver.store import FILE
from inspection.text import Text, text


def back_up_chats(lang: str, data: Path, folder: Path) -> None:
    """Copy store, files and the bot's token while the office is served; OSError, sqlite3.Error.

    To be done before the books: what the books have of a chat may be more than the copy has, but
    nothing that the copy takes for heard may be missing in them.
    """
    if not (data / CHATS / FILE).is_file():
        return
    (folder / CHATS).mkdir(mode=0o700, parents=True, exist_ok=True)
    copy_database(lang, data / CHATS / FILE, folder / CHATS / FILE)
    _copy(lang, data / CHATS, folder / CHATS)
    copy_file(data / OFFICE_MARK, folder / OFFICE_MARK)


def restore_chats(lang: str, folder: Path, data: Path) -> None:
    """Bring them back into an empty data folder, ready to go on."""
    if not (folder / CHATS / FILE).is_file():
        return
    (data / CHATS).mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy(lang, folder / CHATS, data / CHATS, folder / CHATS)
    copy_database(lang, folder / CHATS / FILE, data / CHATS / FILE)
    resume(data / CHATS, clock.unix)
    copy_file(folder / OFFICE_MARK, data / OFFICE_MARK)


def chats_fault(folder: Path) -> Text | None:
    """What is wrong with the chats kept there, None where all is well or there are none."""
    if not (folder / CHATS / FILE).is_file():
        return None
    wrong = fault_of(folder / CHATS)
    if wrong is not None:
        return text("cli.chats-broken", error=wrong)
    bad = first_bad_file(folder / CHATS, lambda: None)
    return None if bad is None else text("cli.chat-file-missing", sha256=bad)


def _copy(lang: str, source: Path, target: Path, named_in: Path | None = None) -> None:
    """Every file that the copied store names, and no other."""
    named = files_of(named_in or target)
    there = {sha for sha in named if file_path(source, sha).is_file()}
    # What was forgotten while it was copied is no loss; anything else is one.
    if lost := (named - there) & files_of(source):
        raise FileNotFoundError(f"a file of the chats is missing: {min(lost)}")
    pairs = [(file_path(source, sha), file_path(target, sha)) for sha in sorted(there)]
    copy_files(lang, pairs)
    for old in (target / "files").glob("??/*"):
        if old.name not in named:
            old.unlink()
