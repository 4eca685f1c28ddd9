"""What a piece of work on the store is given, and the bots the store knows."""

import base64
import hashlib
import hmac
import sqlite3
import struct
from dataclasses import dataclass, field

from chatserver.limits import Limits


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot of this server: its token (`number:secret`), username and shown name."""

    token: str = field(repr=False)
    username: str
    name: str
    reads_all: bool = False

    @property
    def id(self) -> int:
        """The bot's user id: the number its token begins with."""
        return int(self.token.partition(":")[0])


@dataclass(frozen=True, slots=True)
class FileIds:
    """Makes and reads file ids: each belongs to one bot or person and cannot be guessed."""

    secret: bytes = field(repr=False)

    def make(self, owner: int, file: int) -> str:
        """The id under which `owner` (a bot or a person) knows file row `file`."""
        plain = struct.pack(">qq", owner, file)
        seal = hmac.new(self.secret, plain, hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(plain + seal).decode().rstrip("=")

    def read(self, owner: int, file_id: str) -> int | None:
        """The file row behind an id of `owner`; None for any other string."""
        try:
            whole = base64.urlsafe_b64decode(file_id + "=" * (-len(file_id) % 4))
        except ValueError:
            return None
        if len(whole) != 32:
            return None
        _, file = struct.unpack(">qq", whole[:16])
        if not hmac.compare_digest(self.make(owner, file).encode(), file_id.encode()):
            return None
        return int(file)


@dataclass(slots=True)
class Tx:
    """One piece of work: the connection, the time it is done at, and whom to wake after it."""

    sql: sqlite3.Connection
    now: float
    ids: FileIds
    limits: Limits
    woken_people: set[int] = field(default_factory=set)
    woken_queues: set[tuple[int, int]] = field(default_factory=set)
