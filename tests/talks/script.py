"""Talks as text files: a line `> person does something` for each thing said, then what came."""

from __future__ import annotations

import hashlib
import shlex
from datetime import timedelta

from inspection.heard import (
    Attached,
    Command,
    Located,
    Other,
    Pressed,
    Typed,
)
from storage import downloads
from tests.talks.talk import Talk, datas, opened, said
from workflow import feedback


def run(talk: Talk, script: str) -> str:
    """Say a file's `>` lines anew; what comes is the file as it ought to be."""
    talk.written = []
    for line in script.splitlines():
        if line.startswith("> "):
            talk.write(line)
            say(talk, line[2:])
        elif line.startswith("#") or not line.strip():
            talk.write(line)
    # Only one blank line where the answers before it went away.
    return "\n".join(talk.written).rstrip() + "\n"


def say(talk: Talk, line: str) -> None:
    """One line: `王五六 press v 1.4a f`, `王五六 type 12 无`, `wait 4m`, `again`, `lapse`."""
    first, _, rest = line.partition(" ")
    match first:
        case "wait":
            amount, unit = int(rest[:-1]), {"m": "minutes", "h": "hours", "d": "days"}[rest[-1]]
            talk.now += timedelta(**{unit: amount})
        case "again":
            assert talk.last is not None
            names = {account: name for name, account in talk.stage.accounts.items()}
            talk.hear(names[talk.last.sender.user_id], talk.last)
        case "fetched" | "lost":
            fetched(talk, lost=first == "lost")
        case "lapse":
            with opened(talk.stage.file) as tx:
                talk.write(f"< {feedback.lapse(talk.stage.house, tx, talk.now)} final")
        case _:
            _act(talk, first, *_verb(rest))


def fetched(talk: Talk, *, lost: bool = False) -> None:
    """The courier has fetched all files, or can never have them."""
    with opened(talk.stage.file) as tx:
        for item in downloads.owed(tx, talk.now, 100):
            if lost:
                downloads.lost(tx, item.id)
                continue
            sha256 = hashlib.sha256(item.file_id.encode()).hexdigest()
            downloads.safe(tx, item, sha256, 1000, None, None, None)


def _verb(rest: str) -> tuple[str, str]:
    verb, _, what = rest.partition(" ")
    return verb, what


def _act(talk: Talk, who: str, verb: str, what: str) -> None:
    match verb:
        case "press":
            talk.press(who, what)
        case "old":
            talk.press(who, what, old=True)
        case "raw":
            talk.do(who, Pressed(what, talk.message))
        case "type":
            talk.do(who, Typed(what))
        case "command":
            name, _, rest = what.partition(" ")
            talk.do(who, Command(name, rest))
        case "location":
            latitude, longitude = what.split()
            talk.do(who, Located(latitude, longitude, "12"))
        case "finishes":
            finish(talk, who)
        case "sticker":
            talk.do(who, Other("sticker"))
        case "photo" | "document" | "voice" | "video":
            talk.do(who, _attached(talk, who, verb, what))
        case _:
            raise ValueError(f"{who} {verb} {what}")


def finish(talk: Talk, who: str) -> None:
    """Walk the sheet in hand to its end by its own buttons, without a problem; not written down."""
    written = len(talk.written)
    talk.do(who, Typed("▶ 当前卡"))
    tried: list[list[str]] = []
    for _ in range(400):
        place = talk.cards[who].place.partition("|")[2]
        left = [d for d in datas(talk.cards[who])[:-1] if place == "submit" and d.startswith("go|")]
        if left and left not in tried:
            tried.append(left)
            talk.do(who, Pressed(left[0]))
            continue
        if place == "submit":
            break
        _step(talk, who, place.partition(".")[0])
    else:
        raise AssertionError(f"{who} never came to an end")
    del talk.written[written:]
    talk.write(f"< card {talk.cards[who].place.partition('|')[2]}")
    talk.written += [f"| {said(words)}" for words in talk.cards[who].lines]


def _step(talk: Talk, who: str, kind: str) -> None:
    """The next tap that says "no problem", or the way on where everything has been said."""
    data = datas(talk.cards[who])
    asked = [d for d in data if d.startswith("go|") and "|ask.value." in d]
    fine = [d for d in data if d.split("|")[0] in {"ok", "hs"}]
    answers = [d for d in data if d.startswith("v|") and "|->" in d and kind == "item"]
    if kind == "ask":
        code = [said(words) for words in talk.cards[who].lines][-1]
        talk.do(who, Typed("100" if "bands" in code else "10/10"))
    elif fine or answers:
        talk.do(who, Pressed((fine or answers)[0]))
    elif asked and kind == "item" and "item.unanswered" in str(said(talk.cards[who].lines)):
        talk.do(who, Pressed(asked[0]))
    else:
        on = [b for row in talk.cards[who].rows for b in row]
        said_on = {said(b.label): b.data for b in on}
        words = ("button.next-household", "button.submit", "button.next")
        talk.do(who, Pressed(next(said_on[w] for w in words if w in said_on)))


def _left(talk: Talk, who: str, place: str) -> int:
    """The message in which the card of that place was left behind last."""
    with opened(talk.stage.file) as tx:
        (row,) = tx.all(
            """SELECT json_extract(body, '$.message') AS message FROM notices
               WHERE kind = 'collapse' AND chat_id = :c AND json_extract(body, '$.place') LIKE :p
               ORDER BY rowid DESC LIMIT 1""",
            c=talk.stage.accounts[who],
            p=f"%|{place}",
        )
    return int(row["message"])


def _attached(talk: Talk, who: str, kind: str, what: str) -> Attached:
    """`photo u1 "12 手册" album=a reply=hh.3 forwarded`."""
    unique, *words = shlex.split(what)
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    caption = next((w for w in words if "=" not in w and w != "forwarded"), None)
    reply = settings.get("reply")
    return Attached(
        kind,  # type: ignore[arg-type]
        f"file-{unique}",
        unique,
        1000,
        settings.get("name"),
        None,
        caption,
        settings.get("album"),
        "forwarded" in words,
        _left(talk, who, reply) if reply else None,
    )
