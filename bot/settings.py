"""What is set from outside: environment variables or a `.env` file (see `.env.example`)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import StartError
from workflow.post import Pace

TELEGRAM = "https://api.telegram.org"


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
    font: Path | None = Field(default=None, alias="DUCHA_FONT")
    log: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", alias="DUCHA_LOG")

    @field_validator(
        "token",
        "database_url",
        "webhook_url",
        "webhook_secret",
        "listen",
        "clock",
        "font",
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

    @field_validator("listen")
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

    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on."""
        if self.listen is None:
            return None
        host, _, port = self.listen.rpartition(":")
        return host or "127.0.0.1", int(port)

    def token_or_stop(self) -> str:
        """The token; StartError without one."""
        if self.token is None:
            raise StartError(
                "TELEGRAM_BOT_TOKEN is not set: ask @BotFather for one, or `ducha demo`"
            )
        return self.token.get_secret_value()


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
