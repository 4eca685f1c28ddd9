"""What the campaign's workbook says of earlier exports."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inspection.sheet import SheetState
from storage.campaign_rows import SheetRow
from workflow.export_trail import told

SHEETS = (SheetRow(7, "第一轮", 1, "青石镇", "大坪村", 1, SheetState.SIGNED),)


def row(subject: str, after: str | None, act: str = "export") -> dict[str, Any]:
    return {"act": act, "subject": subject, "after": after}


@pytest.mark.parametrize(
    ("noted", "want"),
    [
        (
            row("sheet/7", json.dumps({"masked": True, "state": "signed", "why": "signed-leader"})),
            ("导出计分表", "青石镇大坪村", "个人信息已脱敏；已审签；审签后送组长"),
        ),
        (
            row("ledger/1", json.dumps({"masked": False, "lines": 30, "units": 13, "why": "chat"})),
            (
                "导出整改台账",
                "本次督查",
                "未脱敏，仅限所述用途，不得外传；在聊天中导出；13 个单位；30 条问题",
            ),
        ),
        (row("charts/1", json.dumps({"units": 2})), ("导出统计图", "本次督查", "2 个单位")),
        (
            row("all/1", "again/5"),
            ("导出全部文书", "本次督查", "当天已生成的文件再发一次"),
        ),
        (
            row("circular/1", json.dumps({"hits": ["正文:3:phone"]}), "export-stopped"),
            ("拦下督查通报：含个人信息", "本次督查", "1 处"),
        ),
        (row("ranking/1", None), ("导出排名表", "本次督查", "")),
    ],
    ids=["at signing", "unmasked", "charts", "sent once more", "stopped", "nothing noted"],
)
def test_an_export_is_told_in_words(noted: dict[str, Any], want: tuple[str, str, str]) -> None:
    assert told(noted, SHEETS) == want
