"""The handling rates of townships, units or departments as a table of a paper."""

from __future__ import annotations

from collections.abc import Mapping

from exports.paper import Grid
from scoring.campaign_report import CampaignReport
from scoring.finding_rates import FindingCounts, Rate


def rates_grid(
    report: CampaignReport, heading: str, found: Mapping[str, FindingCounts], caption: str
) -> Grid:
    """A line each in the order given, and all together where there are several."""
    rows = [_row(name, own) for name, own in found.items()]
    if len(rows) > 1 and heading != "牵头部门":
        rows.append(_row("合计", report.findings))
    headings = (heading, "问题", "销号", "逾期", "应结案", "结案率", "按期结案率", "返工率")
    return Grid(headings, tuple(rows), (8, 3, 3, 3, 4, 5, 6, 5), caption)


def _row(name: str, own: FindingCounts) -> tuple[str, ...]:
    rates = (own.closing, own.closing_on_time, own.rework)
    counts = (own.known, own.closed, own.overdue, own.due)
    return (name, *(str(n) for n in counts), *(_percent(rate) for rate in rates))


def _percent(rate: Rate) -> str:
    return "—" if rate.percent is None else f"{rate.percent}%"
