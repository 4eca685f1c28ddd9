"""Settings from the environment and a file; wrong ones are named, never shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.errors import StartError
from bot.settings import Settings, load
from exports.official_form import Faces

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def test_every_setting_is_explained_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for field in Settings.model_fields.values():
        assert f"{field.alias}=" in example


def test_typefaces_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCHA_FONT_BODY", " 仿宋 ")
    monkeypatch.setenv("DUCHA_FONT_TITLE", "")
    assert load(None).faces == Faces(body="仿宋")


def test_chats_are_kept_for_ever_or_no_shorter_than_so_many_months(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DUCHA_CHAT_MONTHS", "")
    assert load(None).chats_kept is None
    monkeypatch.setenv("DUCHA_CHAT_MONTHS", "2")
    assert load(None).chats_kept == 62 * 86_400


def test_the_example_file_itself_can_be_read() -> None:
    settings = load(ROOT / ".env.example")
    assert settings.token is None
    with pytest.raises(StartError, match="TELEGRAM_BOT_TOKEN is not set"):
        settings.token_or_stop()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not a token"),
        ("DUCHA_BOT_API", "telegram"),
        ("DUCHA_DATABASE_URL", "postgresql://somewhere"),
        ("DUCHA_TZ", "Mars/Olympus"),
        ("DUCHA_LISTEN", "8080x"),
        ("DUCHA_LANG", "fr"),
        ("DUCHA_SEND_PER_SECOND", "-1"),
        ("DUCHA_LOG", "loud"),
        ("DUCHA_CHAT_MONTHS", "0"),
        ("DUCHA_FONT_KAI", "楷体\n_GB2312"),
        ("DUCHA_FONT_KAI", "楷" * 32),
    ],
)
def test_a_wrong_value_is_answered_with_the_name_of_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match=name) as caught:
        load(None)
    if name == "TELEGRAM_BOT_TOKEN":
        assert value not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "DUCHA_LISTEN"),
        ({"DUCHA_LISTEN": ":8080"}, "DUCHA_WEBHOOK_SECRET"),
        ({"DUCHA_LISTEN": ":8080", "DUCHA_WEBHOOK_SECRET": "short"}, "DUCHA_WEBHOOK_SECRET"),
    ],
    ids=["no port", "no secret", "a short secret"],
)
def test_a_webhook_needs_its_port_and_a_good_secret(
    given: dict[str, str], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_WEBHOOK_URL", "https://ducha.example.org/update")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match=missing):
        load(None)


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("DUCHA_LANG=en\nDUCHA_TZ=Asia/Urumqi\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("DUCHA_LANG", "zh")
    settings = load(file)
    assert (settings.lang, settings.tz) == ("zh", "Asia/Urumqi")


def test_settings_shown_do_not_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:canary-canary-canary-canary-canary")
    assert "canary" not in repr(load(None))


@pytest.mark.parametrize(
    ("address", "cleared", "abroad"),
    [
        ("https://api.telegram.org", "false", True),
        ("https://api.telegram.org", "true", False),
        ("http://127.0.0.1:8081", "false", False),
    ],
)
def test_telegram_is_abroad_unless_the_office_is_cleared(
    address: str, cleared: str, abroad: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_BOT_API", address)
    monkeypatch.setenv("DUCHA_CLEARED_ABROAD", cleared)
    assert load(None).abroad is abroad


def test_the_clock_follows_its_file_at_each_look(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock.follow(file)
    try:
        with pytest.raises(ValueError, match="DUCHA_CLOCK"):
            clock.now()
        file.write_text("2026-10-12T09:30:00+08:00\n")
        assert clock.now() == datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
        file.write_text("")
        assert clock.now() == datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
        file.write_text("2026-10-13T09:30:00")
        assert clock.now() == datetime(2026, 10, 13, 9, 30, tzinfo=UTC)
    finally:
        clock.follow(None)
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=1)
