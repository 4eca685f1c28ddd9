"""Nothing secret and nobody's words in the log, even at DEBUG and in tracebacks."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from bot import logs
from chatserver import Running
from tests.bot.conftest import TOKEN, Town, heard, rows, until
from tests.bot.test_kills import end, start
from tests.pictures import jpeg

CANARIES = ("欧阳若兰", "13812345678", "31.234567", "121.765432", TOKEN, TOKEN.split(":")[1])


async def test_a_day_at_debug_leaves_no_name_number_place_or_token(
    server: Running, town: Town, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    process = await start(server, data, DUCHA_LOG="DEBUG", PYTHONASYNCIODEBUG="1")
    async with await town.person("欧阳若兰") as phone:
        await phone.say("欧阳若兰 13812345678")
        card = await phone.wait_for("数到 1")
        await phone.location(31.234567, 121.765432)
        await phone.photo(jpeg(3), caption="欧阳若兰")
        await phone.press("加一", card)
        await phone.press_data("欧阳若兰", card)
        await phone.say("boom 欧阳若兰 13812345678")
        await town.update({"message": {"text": 5, "from": {"first_name": "欧阳若兰"}}})
        for method in ("sendMessage", "editMessageText", "getFile", "getUpdates"):
            for fault in ("cut", "500", "429"):
                await town.fault(method, fault)
        await phone.say("欧阳若兰")
        await until(lambda: len(rows(data, "SELECT 1 FROM quarantine WHERE attempts = 5")) == 2)
        await until(lambda: len(heard(data, phone.person)) == 4)
        await asyncio.sleep(1)
        assert process.returncode is None
        process.kill()
        _, lines = await process.communicate()
    log = lines.decode()
    assert "put into quarantine" in log
    assert "typed done" in log
    for canary in CANARIES:
        assert canary not in log
    assert str(phone.person) not in log
    await end(process)


def test_a_token_is_taken_out_of_message_arguments_and_traceback(capsys) -> None:  # type: ignore[no-untyped-def]
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    try:
        logs.set_up("DEBUG")
        try:
            int(f"https://host/bot{TOKEN}/getMe")
        except ValueError:
            logging.getLogger("any").exception("at %s", f"bot{TOKEN}")
        sys.excepthook(ValueError, ValueError(TOKEN), None)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        sys.excepthook = hook
    said = capsys.readouterr().err
    assert said.count("[token]") == 3
    assert TOKEN not in said


def test_a_chat_has_one_alias_that_does_not_name_it() -> None:
    assert logs.alias(4242) == logs.alias(4242)
    assert logs.alias(4242) != logs.alias(4243)
    assert "4242" not in logs.alias(4242)
