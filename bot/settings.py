"""What is set from outside: environment variables or a `.env` file (see `.env.example`)."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import StartError
from exports.official_form import Faces
from workflow.post import Pace

TELEGRAM = "https://api.telegram.org"
OFFICE_MARK = "serve.json"
"""The file in the data folder that says: this office is served by `ducha serve`."""
LONGEST_FACE = 31
"""Characters of a typeface's name that Word takes."""


class Settings(BaseSettings):
    """All settings; each field's alias is its variable. `load` gives kind errors."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    token: SecretStr | None = Field(default=None, alias="TELEGRAM_BOT_TOKEN")
    bot_api: str = Field(default=TELEGRAM, alias="DUCHA_BOT_API")
    data: Path = Field(default=Path("data"), alias="DUCHA_DATA")
    database_url: str | None = Field(default=None, alias="DUCHA_DATABASE_URL")
    webhook_url: str | None = Field(default=None, alias="DUCHA_WEBHOOK_URL")
    webhook_secret: SecretStr | None = Field(default=None, alias="DUCHA_WEBHOOK_SECRET")
    listen: str | None = Field(default=None, alias="DUCHA_LISTEN")
    lang: Literal["zh", "en"] = Field(default="zh", alias="DUCHA_LANG")
    tz: str = Field(default="Asia/Shanghai", alias="DUCHA_TZ")
    clock: Path | None = Field(default=None, alias="DUCHA_CLOCK")
    per_second: int = Field(default=25, alias="DUCHA_SEND_PER_SECOND", ge=0, le=100_000)
    chat_seconds: int = Field(default=1, alias="DUCHA_SEND_CHAT_SECONDS", ge=0, le=60)
    group_per_minute: int = Field(default=20, alias="DUCHA_SEND_GROUP_PER_MINUTE", ge=0, le=6000)
    cleared_abroad: bool = Field(default=False, alias="DUCHA_CLEARED_ABROAD")
    chat_months: int | None = Field(default=None, alias="DUCHA_CHAT_MONTHS", ge=1, le=1200)
    font: Path | None = Field(default=None, alias="DUCHA_FONT")
    font_title: str = Field(default="", alias="DUCHA_FONT_TITLE")
    font_body: str = Field(default="", alias="DUCHA_FONT_BODY")
    font_kai: str = Field(default="", alias="DUCHA_FONT_KAI")
    font_hei: str = Field(default="", alias="DUCHA_FONT_HEI")
    font_song: str = Field(default="", alias="DUCHA_FONT_SONG")
    font_latin: str = Field(default="", alias="DUCHA_FONT_LATIN")
    office_address: str | None = Field(default=None, alias="DUCHA_ADDRESS")
    serve_at: str = Field(default="127.0.0.1:8080", alias="DUCHA_SERVE")
    office: str = Field(default="督查", alias="DUCHA_OFFICE", min_length=1, max_length=60)
    proxy: bool = Field(default=False, alias="DUCHA_PROXY")
    log: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", alias="DUCHA_LOG")

    @field_validator(
        "token",
        "database_url",
        "webhook_url",
        "webhook_secret",
        "listen",
        "clock",
        "chat_months",
        "font",
        "office_address",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
            raise ValueError("is no bot token (digits, a colon, letters)")
        return value

    @field_validator("bot_api", "webhook_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no http(s) address")
        return value.rstrip("/")

    @field_validator("office_address")
    @classmethod
    def _office_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        plain = value.strip().rstrip("/").lower()
        found = re.fullmatch(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?", plain)
        if found is None or not 0 < int(found[1] or 1) < 65536:
            raise ValueError("is no address of a host; write for example https://ducha.example.org")
        return plain

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value and not value.startswith("sqlite"):
            raise ValueError("only SQLite is supported so far; leave it unset")
        return value

    @field_validator("tz")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (LookupError, OSError, ValueError) as error:
            raise ValueError("is no time zone; write for example Asia/Shanghai") from error
        return value

    @field_validator("font_title", "font_body", "font_kai", "font_hei", "font_song", "font_latin")
    @classmethod
    def _typeface(cls, value: str) -> str:
        name = value.strip()
        if len(name) > LONGEST_FACE or not name.isprintable():
            raise ValueError("is no typeface's name; write for example 仿宋")
        return name

    @field_validator("listen", "serve_at")
    @classmethod
    def _listen(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r".*:\d{1,5}", value):
            raise ValueError("is no address and port; write for example 127.0.0.1:8080")
        return value

    @model_validator(mode="after")
    def _webhook(self) -> Self:
        if self.webhook_url is None:
            return self
        if self.listen is None:
            raise ValueError("DUCHA_LISTEN is needed with DUCHA_WEBHOOK_URL")
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if not re.fullmatch(r"[\w-]{22,256}", secret):
            raise ValueError(
                "DUCHA_WEBHOOK_SECRET must be 22 to 256 random letters, digits, _ or -"
            )
        return self

    @property
    def database(self) -> Path:
        """The SQLite file."""
        if self.database_url:
            return Path(re.sub(r"^sqlite:(///?)?", "", self.database_url))
        return self.data / "ducha.db"

    @property
    def pace(self) -> Pace:
        """How fast may be sent."""
        return Pace(self.per_second, self.chat_seconds, self.group_per_minute)

    @property
    def faces(self) -> Faces:
        """The typefaces that Word documents name; the usual one where none is set."""
        named = {face.name: getattr(self, f"font_{face.name}") for face in fields(Faces)}
        return Faces(**{face: name for face, name in named.items() if name})

    @property
    def chats_kept(self) -> float | None:
        """Seconds for which our own chat server keeps messages, months at their longest."""
        return None if self.chat_months is None else self.chat_months * 31 * 86_400.0

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.tz)

    @property
    def abroad(self) -> bool:
        """Whether what is sent leaves the country without the office being cleared for it."""
        return self.on_telegram and not self.cleared_abroad

    @property
    def on_telegram(self) -> bool:
        """Whether the channel is Telegram itself and not a server of one's own."""
        return (urlsplit(self.bot_api).hostname or "").endswith("telegram.org")

    @property
    def serving(self) -> tuple[str, int]:
        """Host and port at which `ducha serve` listens for people."""
        return _host_and_port(self.serve_at)

    @property
    def public_address(self) -> str | None:
        """What people of an office on its own network open; None where there is no such office."""
        if self.office_address is not None or not (self.data / OFFICE_MARK).is_file():
            return self.office_address
        host, port = self.serving
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def on_own_channel(self, address: str, token: str) -> Settings:
        """The same for a bot of our own chat server, which may be as fast as it likes."""
        return self.model_copy(
            update={
                "token": SecretStr(token),
                "bot_api": address,
                "webhook_url": None,
                "webhook_secret": None,
                "per_second": 0,
                "chat_seconds": 0,
                "group_per_minute": 0,
            }
        )

    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on."""
        return None if self.listen is None else _host_and_port(self.listen)

    def token_or_stop(self) -> str:
        """The token; StartError without one."""
        if self.token is None:
            raise StartError(
                "TELEGRAM_BOT_TOKEN is not set: ask @BotFather for one, or `ducha demo`"
            )
        return self.token.get_secret_value()


def _host_and_port(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)


def load(env_file: str | Path | None = ".env") -> Settings:
    """The settings of this process; StartError names each variable that is wrong, never a value."""
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise StartError("; ".join(_sentence(e["loc"], e["msg"]) for e in error.errors())) from None
    if settings.font is not None:
        # Pictures are drawn in processes of their own, which have no settings.
        os.environ["DUCHA_FONT"] = str(settings.font.absolute())
    return settings


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{where[0]}: {words}" if where else words
