"""What everybody reads in the end, in the chat and on the command line."""

from __future__ import annotations

import asyncio
import json
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.journeys.hand import Hand
from tests.journeys.stage import Stage


def sheet_of(content: bytes) -> Worksheet:
    """The one sheet of a workbook, as a spreadsheet program opens it."""
    sheet = load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


async def sent_sheet(hand: Hand, name: str) -> Worksheet:
    """The score sheet that came as a file."""
    sent = await hand.wait_for(lambda m: bool(m["document"]), 20, since_my_act=False)
    assert sent["document"]["name"] == name
    assert sent["protected"]
    return sheet_of(await hand.file(sent))


def agrees(sheet: Worksheet, wanted: dict[str, Any]) -> None:
    """The paper's total, percent and every row are those of `ducha score`."""
    rows = [[cell for cell in row if cell is not None] for row in sheet.values]
    (total,) = [row[-1] for row in rows if row and row[0] == "合计"]
    (percent,) = [row[-1] for row in rows if row and row[0] == "百分制得分"]
    assert (hundredths(total), hundredths(percent)) == (
        hundredths(wanted["score"]),
        hundredths(wanted["percent"]),
    )
    ids = set(wanted["items"])
    scores = {cell: row[-1] for row in rows for cell in row[:2] if cell in ids}
    printed = {i: row for i, row in wanted["items"].items() if row["points"] != "0"}
    got = {i: hundredths(scores[i]) for i in printed}
    assert got == {i: hundredths(row["score"]) for i, row in printed.items()}


def hundredths(number: Any) -> int:
    """A score, however written, in whole hundredths; it must be exact."""
    found = Fraction(str(number)) * 100
    assert found.denominator == 1, number
    return int(found)


async def unit_json(town: Stage, unit: str) -> dict[str, Any]:
    """The unit's figures as `ducha summary --json` tells them."""
    told = await town.ducha("summary", "--json")
    assert told.code == 0, told.err
    return next(one for one in json.loads(told.out)["units"] if one["unit"] == unit)


async def same_as_score(town: Stage, unit: str, checklist: str, answers: Path) -> dict[str, Any]:
    """The bot's figures equal those of `ducha score` on an answers file, to the hundredth."""
    scored, got = await asyncio.gather(town.score(checklist, answers), unit_json(town, unit))
    wanted: dict[str, Any] = json.loads(scored)
    assert wanted["complete"] is True
    compared = ("score", "applicable", "percent", "bonus", "low", "high", "sections")
    assert {k: got[k] for k in compared} == {k: wanted[k] for k in compared}
    assert got["items"] == wanted["items"]
    return wanted


async def read(observer: Hand, wanted: dict[str, Any]) -> None:
    """The leader in charge reads progress, scores and ranking, down to a household."""
    percent = wanted["percent"]
    await observer.write("/summary", "第一轮", "户 48/48（未遇 2）", f"均分 {percent}")
    await observer.tap("第一组", "青石镇")
    await observer.tap("青石镇", "大坪村 · " + percent)
    await observer.tap("大坪村", f"得分 {wanted['score']}/", "1.2.2")
    await observer.tap("1.2.2", "8 处 × 0.5 = 扣 4 分", "12 张* ×3")
    await observer.tap("12 张*", "手册错误 ×3", "📷 佐证 3 份")
    await observer.write("/rank", "第一轮排名", f"1. 青石镇 {percent}")


async def on_the_command_line(town: Stage, wanted: dict[str, Any]) -> None:
    """The same paper from the command line; the trail is whole."""
    folder = town.folder / "papers"
    told = await town.ducha("export", "sheet", "--unit", "青石镇大坪村", "--out", str(folder))
    assert told.code == 0, told.err
    (file,) = folder.iterdir()
    assert file.name == "青石镇大坪村-第一轮-计分表.xlsx"
    agrees(sheet_of(file.read_bytes()), wanted)
    told = await town.ducha("audit", "verify")
    assert told.code == 0, told.err
    assert "记录链完整，佐证材料齐全无改动" in told.out
