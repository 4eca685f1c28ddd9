"""回执: what a unit fills in when it has received a notice, and what it is kept for."""

from __future__ import annotations

from exports.paper import Grid

_TO_FILL = ("签收单位（盖章）", "签收人（签名）", "签收时间", "整改责任人", "联系电话", "备注")


def receipt(paper: str) -> Grid:
    """The receipt of a kind of paper."""
    rows = ((f"{paper}文号", ""), *((name, "\n") for name in _TO_FILL))
    return Grid(("项目", "填写内容"), rows, (2, 5))
