"""The one table: what was measured, against what, and whether the target is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.documents import Written
from benchmarks.load import INSPECTORS, SLOW, TUNED, Load
from benchmarks.reminders import CONTACTS, PER_SECOND, Reminded
from benchmarks.summary import A_SECOND, Summed
from benchmarks.village import HOUSEHOLDS, Walk

PAPER, LITERAL, TARGET = 300, 236, 120
"""Marks on paper, taps of a form that follows the sheet to the letter, taps aimed at."""
STOCK, BARE, LATE, SOON = 2.0, 0.4, 0.1, 5.0
"""Answers a second against the two echo bots; seconds of an answer; seconds of a start."""


BLINK, REBUILT = 0.05, 1.0
"""Seconds of a summary, and of a loop held up; seconds of the processor to count all anew."""
SLACK, MOST, PATIENCE = 1.1, 30, 2.0
"""Of the reminders' time, messages in a second, seconds of an answer beside them."""


BARE_BOOK, ROOM = 0.9, 60
"""Of bare XlsxWriter's speed; megabytes on top while a workbook is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `met` is None where nothing is asked for."""

    what: str
    got: str
    wanted: str = ""
    met: bool | None = None


def of_village(walk: Walk) -> list[Line]:
    """Rows of the village's walk."""
    whole = walk.state == "submitted" and walk.households == HOUSEHOLDS and walk.problems == 30
    work = walk.taps + walk.typed
    return [
        Line(f"a village of {HOUSEHOLDS} households, handed in", walk.state, "submitted", whole),
        Line("  taps", f"{walk.taps}", f"<= {TARGET}", whole and walk.taps <= TARGET),
        Line("  typed characters", f"{walk.typed}"),
        Line("  taps and characters : marks on paper", f"{work / PAPER:.2f}", "< 1", work < PAPER),
        Line(
            "  taps and characters : literal form", f"{work / LITERAL:.2f}", "< 1", work < LITERAL
        ),
        Line("  waited for the bot, a tap", f"{walk.seconds / max(walk.taps, 1):.2f} s"),
    ]


def of_load(load: Load) -> list[Line]:
    """Rows of figure L1."""
    stock, bare = load.ducha / load.stock, load.ducha / load.bare
    return [
        Line(
            f"{INSPECTORS} inspectors, server answers after {SLOW * 1000:.0f} ms",
            f"{load.ducha:.0f} /s",
        ),
        Line(
            f"  : echo bot on the library as it comes ({load.stock:.0f} /s)",
            f"{stock:.2f}",
            f">= {STOCK}",
            stock >= STOCK,
        ),
        Line(
            f"  : the same, {TUNED} updates side by side ({load.tuned:.0f} /s)",
            f"{load.ducha / load.tuned:.2f}",
        ),
        Line(
            f"  : echo bot, our transport ({load.bare:.0f} /s)",
            f"{bare:.2f}",
            f">= {BARE}",
            bare >= BARE,
        ),
        *_latencies("webhook", load.quarter, load.pushed, wanted=True),
        *_latencies("polling, each poll 50 ms late", load.quarter, load.polled, wanted=False),
        Line("  refused", f"{load.refused}", "0", load.refused == 0),
        Line(
            "  answers in the books : taps sent",
            f"{load.answers} : {load.updates}",
            "equal",
            load.answers == load.updates,
        ),
    ]


def _latencies(way: str, rate: float, took: tuple[float, float], *, wanted: bool) -> Iterable[Line]:
    p50, p99 = (f"{seconds * 1000:.0f} ms" for seconds in took)
    yield Line(f"  an answer at a quarter of it ({rate:.0f} /s), {way}: p50", p50)
    if wanted:
        yield Line("    p99", p99, f"< {LATE * 1000:.0f} ms", took[1] < LATE)
    else:
        yield Line("    p99", p99)


def of_start(seconds: float) -> list[Line]:
    """The row of a start."""
    return [
        Line(
            "`ducha run` to the first answer", f"{seconds:.1f} s", f"< {SOON:.0f} s", seconds < SOON
        )
    ]


def of_reminders(got: Reminded) -> list[Line]:
    """Rows of figure L4."""
    within = CONTACTS / PER_SECOND * SLACK
    return [
        Line(
            f"{CONTACTS} reminders due at once, {PER_SECOND} a second allowed",
            f"{got.seconds:.0f} s",
            f"<= {within:.0f} s",
            got.seconds <= within,
        ),
        Line("  sent : people", f"{got.sent} : {CONTACTS}", "equal", got.sent == CONTACTS),
        Line(
            "  most in any second", f"{got.most_in_a_second}", f"<= {MOST}",
            got.most_in_a_second <= MOST,
        ),
        Line("  least between two to one chat", f"{got.least_gap:.2f} s", ">= 1 s",
             got.least_gap >= 1.0),
        Line("  longest answer meanwhile", f"{got.longest_answer:.2f} s", f"< {PATIENCE:.0f} s",
             got.longest_answer < PATIENCE),
    ]  # fmt: skip


def of_documents(got: Written) -> list[Line]:
    """Rows of the campaign's workbook."""
    ratio = got.bare / got.ours
    return [
        Line(f"{got.rows} answers to Excel out of the books", f"{got.ours:.1f} s of processor"),
        Line(
            f"  : bare XlsxWriter, the same rows in memory ({got.bare:.1f} s)",
            f"{ratio:.2f}",
            f">= {BARE_BOOK}",
            ratio >= BARE_BOOK,
        ),
        Line("  memory on top", f"{got.grown:.0f} MB", f"< {ROOM} MB", got.grown < ROOM),
    ]


def of_summary(got: Summed) -> list[Line]:
    """Rows of figure L3; all of it at once, with pictures being drawn."""
    measured = (got.p50, got.p95, got.longest_lag, got.longest_own)
    p50, p95, lag, own = (f"{seconds * 1000:.0f} ms" for seconds in measured)
    what = f"/summary, {got.answers} answers, {A_SECOND} updates a second beside it: p50"
    return [
        Line(what, p50),
        Line("  p95", p95, f"< {BLINK * 1000:.0f} ms", got.p95 < BLINK),
        Line("  longest the loop was held up", lag, f"< {BLINK * 1000:.0f} ms",
             got.longest_lag < BLINK),
        Line("    of it by ourselves", own, f"< {BLINK * 1000:.0f} ms", got.longest_own < BLINK),
        Line("  its pictures, drawn meanwhile", f"{got.pictures:.1f} s"),
        Line("  all roll-ups anew from these answers, and equal", f"{got.rebuilt:.2f} s", "< 1 s",
             got.equal and got.rebuilt < REBUILT),
        Line("  all figures from the roll-ups, and equal", f"{got.scored:.2f} s"),
    ]  # fmt: skip


def show(lines: Iterable[Line]) -> str:
    """All rows in columns."""
    marks = {True: "met", False: "NOT met", None: ""}
    rows = [(line.what, line.got, line.wanted, marks[line.met]) for line in lines]
    rows.insert(0, ("", "got", "wanted", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
