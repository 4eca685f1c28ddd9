"""The other end of the chat: a Bot API server with a web page, knowing nothing of the rest."""

from chatserver.desk import Hands
from chatserver.door import Door, Entrant, Office
from chatserver.limits import Limits, Rate
from chatserver.server import Running, serve
from chatserver.tx import Bot

__all__ = [
    "Bot",
    "Door",
    "Entrant",
    "Hands",
    "Limits",
    "Office",
    "Rate",
    "Running",
    "serve",
]
