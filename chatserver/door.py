"""Whom an office lets in: what the server asks of whoever keeps the office's invitations."""

import ipaddress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from chatserver.tx import Bot


@dataclass(frozen=True, slots=True)
class Entrant:
    """Whom an invitation lets in; `account` is the person of this server whose seat it is."""

    name: str
    lang: str
    account: int | None = None


class Door(Protocol):
    """The books of an office, as far as its chat server asks them."""

    def title(self) -> str:
        """The office's shown name."""

    async def look(self, token: str) -> Entrant | None:
        """Whom an open invitation is for; looking does not use it up."""


@dataclass(frozen=True, slots=True)
class Office:
    """A bot, the address at which its people find it (http or https, no path), and its door."""

    bot: Bot
    address: str
    door: Door

    @property
    def host(self) -> str | None:
        """The name that its people's browsers ask for."""
        return named_host(self.address.partition("://")[2])

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return self.address.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of its people's cookie: over TLS one that no other host can set."""
        return "__Host-ducha" if self.secure else "ducha"

    def link(self, kind: str, token: str) -> str:
        """A link in whose fragment the token stays out of every log and Referer."""
        return f"{self.address}/#{kind}={token}"


LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def named_host(host: str) -> str | None:
    """The name in a Host header, without its port; None where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_loopback(address: str) -> bool:
    """Whether that is this machine's own network address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
