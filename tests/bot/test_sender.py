"""Notices: claimed, sent, marked; and what becomes of them when the outcome is not known."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import clock, sender
from inspection.card import Button
from storage import notices
from storage.apart import EndedError
from storage.db import Books, Tx
from storage.shots import Shot
from tests.bot.conftest import Office, Town, rows, until
from tests.phone import Phone, labels
from tests.pictures import jpeg

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


async def write(data: Path, act: Callable[[Tx], Any]) -> None:
    books = await Books.open(data / "ducha.db")
    await books.act(act)
    await books.close()


async def met(phone: Phone) -> None:
    await phone.say("一")
    await phone.wait_for("数到 1")


def state(data: Path, key: str) -> tuple[Any, ...] | None:
    found = rows(data, "SELECT state, error FROM notices WHERE id = :id", id=key)
    return found[0] if found else None


async def test_a_line_arrives_once_with_its_buttons_and_the_card_is_no_longer_last(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        row = ((Button("知道了", "ok"),),)
        for _ in range(2):
            await write(
                data,
                lambda tx: notices.line(tx, "finding/17/due-3", phone.person, "到期", NOW, row),
            )
        line = await phone.wait_for("到期")
        assert labels(line) == [["知道了"]]
        await until(lambda: state(data, "finding/17/due-3") == ("sent", None))
        assert [m["text"] for m in await phone.messages()].count("到期") == 1
        card = next(m for m in await phone.messages() if m["text"] == "数到 1")
        await phone.press("加一", card)
        assert (await phone.wait_for("数到 2"))["id"] > line["id"]


@pytest.mark.parametrize(("deaths", "want"), [(1, "sent"), (99, "dead")], ids=["once", "always"])
async def test_a_paper_whose_process_is_ended_is_made_again_but_not_for_ever(
    town: Town, office: Office, monkeypatch: pytest.MonkeyPatch, deaths: int, want: str
) -> None:
    made = []

    async def ended(_books: Books, _recipe: Any) -> bytes:
        made.append(1)
        if len(made) <= deaths:
            raise EndedError
        return b"PK"

    monkeypatch.setattr(sender, "paper", ended)
    monkeypatch.setattr(sender, "TRIES", 1)
    async with office() as data, await town.person() as phone:
        await met(phone)
        await write(
            data, lambda tx: notices.paper(tx, "p", phone.person, {}, "表.xlsx", "说明", NOW)
        )
        await until(lambda: (state(data, "p") or ("",))[0] == want)
    assert len(made) == 2


@pytest.mark.parametrize(
    ("bulk", "end", "copies"),
    [(False, "sent", 2), (True, "unknown", 1)],
    ids=["a reminder once more", "bulk never"],
)
async def test_a_line_whose_answer_was_cut_off(
    bulk: bool, end: str, copies: int, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await town.fault("sendMessage", "cut")
        await write(data, lambda tx: notices.line(tx, "n", phone.person, "提醒", NOW, bulk=bulk))
        await until(lambda: (state(data, "n") or ("",))[0] == end)
        assert [m["text"] for m in await phone.messages()].count("提醒") == copies


async def test_a_line_cut_off_twice_is_listed_as_unknown(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await town.fault("sendMessage", "cut", times=2)
        await write(data, lambda tx: notices.line(tx, "n", phone.person, "提醒", NOW))
        await until(lambda: state(data, "n") == ("unknown", "unknown"))


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        ("500", "sent"),
        ("502", "sent"),
        ("429", "sent"),
        ("403", "dead"),
        ("chat not found", "dead"),
    ],
)
async def test_every_refusal_ends_somewhere(
    fault: str, end: str, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await town.fault("sendMessage", fault)
        await write(data, lambda tx: notices.line(tx, "n", phone.person, "提醒", NOW))
        await until(lambda: (state(data, "n") or ("",))[0] == end)
        assert rows(data, "SELECT 1 FROM notices WHERE state = 'claimed'") == []


async def test_a_line_the_server_cannot_read_is_a_dead_letter(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        bad = ((Button("坏", "x" * 65),),)
        await write(data, lambda tx: notices.line(tx, "n", phone.person, "提醒", NOW, bad))
        await until(lambda: state(data, "n") == ("dead", "broken"))


async def test_a_reaction_a_deletion_a_file_and_a_menu(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        kept = await phone.say("留")
        gone = await phone.say("去")
        (data / "exports").mkdir()
        (data / "exports" / "表.xlsx").write_bytes(b"sheet")

        def all_kinds(tx: Tx) -> None:
            notices.react(tx, phone.person, kept["id"], NOW)
            notices.delete(tx, phone.person, [gone["id"]], NOW)
            notices.file(
                tx, "f", phone.person, "exports/表.xlsx", "评分表.xlsx", "大坪村", NOW, private=True
            )
            notices.menu(tx, phone.person, NOW)

        await write(data, all_kinds)
        sent = await phone.wait_for(lambda m: m["document"] is not None)
        assert sent["document"]["name"] == "评分表.xlsx"
        assert (sent["text"], sent["protected"]) == ("大坪村", True)
        assert await phone.file(sent) == b"sheet"
        await until(lambda: rows(data, "SELECT 1 FROM notices WHERE state <> 'sent'") == [])
        messages = {m["id"]: m for m in await phone.messages()}
        assert messages[kept["id"]]["reactions"] == ["👌"]
        assert gone["id"] not in messages
        assert await phone.commands() == ["start"]


@pytest.mark.parametrize(
    ("pictures", "calls"),
    [(1, ["sendphoto"]), (3, ["sendmediagroup"])],
    ids=["one", "an album"],
)
async def test_pictures_are_sent_as_pictures(
    pictures: int, calls: list[str], town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        shots = []
        for number in range(pictures):
            (data / f"{number}").write_bytes(jpeg(number + 2))
            shots.append(Shot(f"{number}", f"{number}.jpg", f"第{number}张"))
        await write(data, lambda tx: notices.pictures(tx, "p", phone.person, shots, NOW))
        await phone.wait_for(lambda m: m["photo"] and m["text"] == f"第{pictures - 1}张")
        sent = [m for m in await phone.messages() if m["photo"]]
        assert [(m["text"], m["protected"]) for m in sent] == [
            (f"第{number}张", True) for number in range(pictures)
        ]
        await until(lambda: state(data, "p") == ("sent", None))
        made = await town.calls("sendPhoto", "sendMediaGroup", "sendDocument")
        assert [one["method"].lower() for one in made] == calls
        # All of them, and not the last alone, are taken out of the chat again.
        ((gone,),) = rows(data, "SELECT body FROM notices WHERE kind = 'delete'")
        assert json.loads(gone)["messages"] == [m["id"] for m in sent]


async def test_what_the_server_takes_for_no_picture_is_sent_as_a_file(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        (data / "0").write_bytes(b"no picture at all")
        shots = [Shot("0", "3.jpg", "第一张")]
        await write(data, lambda tx: notices.pictures(tx, "p", phone.person, shots, NOW))
        sent = await phone.wait_for(lambda m: m["document"] is not None)
        assert (sent["document"]["name"], sent["protected"]) == ("3.jpg", True)
        await until(lambda: state(data, "p") == ("sent", None))


async def test_a_file_outside_the_data_folder_is_never_sent(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await write(
            data, lambda tx: notices.file(tx, "f", phone.person, "../secret", "a", "b", NOW)
        )
        await until(lambda: state(data, "f") == ("dead", "broken"))


@pytest.mark.parametrize(
    ("time", "silent"),
    [
        ("2026-10-12T20:59:00+08:00", False),
        ("2026-10-12T21:00:00+08:00", True),
        ("2026-10-13T07:59:00+08:00", True),
        ("2026-10-13T08:00:00+08:00", False),
    ],
)
async def test_lines_make_no_sound_at_night(
    time: str, silent: bool, town: Town, office: Office, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(time)
    async with office(DUCHA_CLOCK=clock) as data, await town.person() as phone:
        await met(phone)
        await write(data, lambda tx: notices.line(tx, "n", phone.person, "提醒", NOW))
        assert (await phone.wait_for("提醒"))["silent"] is silent


async def test_a_row_left_claimed_by_a_dead_process_is_sent_at_the_next_start(
    town: Town, office: Office
) -> None:
    async with await town.person() as phone:
        async with office() as data:
            await met(phone)

        def left(tx: Tx) -> None:
            notices.line(tx, "n", phone.person, "提醒", NOW)
            notices.claim(tx, "n", clock.wall() + timedelta(hours=1))

        await write(data, left)
        async with office():
            await phone.wait_for("提醒", since_my_act=False)


async def test_the_pace_holds_for_all_together_and_cards_go_first(
    town: Town, office: Office
) -> None:
    async with office(DUCHA_SEND_PER_SECOND=20) as data, await town.person() as phone:
        await met(phone)
        phones = [await town.person(f"李四{n}") for n in range(40)]
        await asyncio.sleep(1)
        await write(
            data,
            lambda tx: [notices.line(tx, f"n/{p.person}", p.person, "提醒", NOW) for p in phones],
        )
        await asyncio.sleep(0.5)
        await phone.say("二")
        await phone.wait_for("数到 2", 1.5)
        await until(lambda: rows(data, "SELECT count(*) FROM notices WHERE state='due'") == [(0,)])
        times = sorted(one["time"] for one in await town.calls("sendMessage"))
        most = max(sum(t <= other < t + 1 for other in times) for t in times)
        assert most <= 20 + 5
        assert len(times) >= 40
