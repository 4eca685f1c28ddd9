"""The pictures: ranking, where points went, findings, progress; each from its plan, as a PNG."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, floor
from typing import assert_never

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from exports.canvas import GREY, INK, MARGIN, NOTE, RULE, SMALLEST, TYPE, WIDTH, Canvas, Face
from exports.chart_plans import FindingsPlan, HeatPlan, Plan, ProgressPlan, RankingPlan
from inspection.finding import WITH_UNIT, FindingState
from inspection.text import text

BLUE, ORANGE, GREEN, AMBER, PALE = "#1565c0", "#e65100", "#2e7d32", "#f9a825", "#90caf9"
ONE_COLUMN = 30
"""Units on a ranking in one column of bars."""
_HEAT = LinearSegmentedColormap.from_list("heat", ["#fffde7", "#ffb74d", "#bf360c"])
_OF_STATE = {
    FindingState.NEW: "#9e9e9e",
    FindingState.SUBMITTED: AMBER,
    FindingState.CLOSED: GREEN,
} | dict.fromkeys(WITH_UNIT, BLUE)


def draw(plan: Plan, face: Face) -> bytes:
    """The picture of a plan."""
    match plan:
        case RankingPlan():
            canvas = ranking(plan, face)
        case HeatPlan():
            canvas = heat(plan, face)
        case FindingsPlan():
            canvas = findings(plan, face)
        case ProgressPlan():
            canvas = progress(plan, face)
        case _:
            assert_never(plan)
    return canvas.png()


def ranking(plan: RankingPlan, face: Face) -> Canvas:
    """Bars, best first; the last N in another colour; a cut axis is said."""
    count = len(plan.names)
    columns = 1 if count <= ONE_COLUMN else 2
    down = ceil(count / columns)
    high = 64 if down <= 12 else 48
    numbers = [float(percent) for percent in plan.percents]
    low = floor((min(numbers) - 5) / 10) * 10 if min(numbers) > 50 else 0
    top = max(100.0, *numbers)
    notes = [face.say("ranking-note", low=low) if low else face.say("ranking-note-whole")]
    notes[0] += f" · {face.moment(plan.at)}"
    if plan.waiting:
        notes.append(face.say("ranking-waiting", n=plan.waiting))
    if plan.hidden:
        notes.append(face.say("ranking-hidden", n=plan.hidden))
    begin = 124 + 42 * len(notes) + (56 if any(plan.last) else 0)
    canvas = Canvas(begin + down * high + 40, face)
    mark = face.say("provisional") if plan.provisional else ""
    y = canvas.head(face.say("ranking", round=plan.round), notes, mark)
    if any(plan.last):
        canvas.legend(y + 8, [(ORANGE, face.say("ranking-last", n=plan.last_n))])
    width = (WIDTH - 2 * MARGIN - 40 * (columns - 1)) / columns
    names = [face.name(name, at + 1) for at, name in enumerate(plan.names)]
    size = TYPE if columns == 1 else NOTE
    label = min(max(face.width(name, size) for name in names), width * 0.42)
    before, after = 60 + label + 16, face.width("100.00", size) + 12
    for at, name in enumerate(names):
        x = MARGIN + (at // down) * (width + 40)
        y = begin + (at % down) * high + high / 2
        colour = ORANGE if plan.last[at] else BLUE
        canvas.write(x + 48, y, str(plan.places[at]), size, colour=GREY, side="right")
        words, height = face.fit(name, size, label)
        canvas.write(x + 60, y, words, height, colour=ORANGE if plan.last[at] else INK)
        room = width - before - after
        long = max(3.0, room * (numbers[at] - low) / (top - low))
        canvas.box(x + before, y - high * 0.32, long, high * 0.64, colour)
        canvas.write(x + before + long + 8, y, plan.percents[at], size)
    return canvas


def heat(plan: HeatPlan, face: Face) -> Canvas:
    """Units down, sections across, the darker the more was lost."""
    code, note = "heat", "heat-note-mean" if plan.mean else "heat-note"
    if not plan.scored:
        code, note = "heat-problems", "heat-note-problems"
    notes = [f"{face.say(note)} · {face.moment(plan.at)}"]
    if plan.hidden:
        notes.append(face.say("hidden", n=plan.hidden))
    names = [face.name(name, at + 1) for at, name in enumerate(plan.units)]
    label = min(max(face.width(name, TYPE) for name in names), WIDTH * 0.3)
    left = MARGIN + label + 16
    across = (WIDTH - MARGIN - left) / len(plan.sections)
    titles = [
        _wrapped(face.name(title, at + 1), across - 12, face)
        for at, title in enumerate(plan.sections)
    ]
    head = 44 * max(len(lines) for lines in titles) + 44
    high = 64 if len(names) <= 12 else 44
    begin = 124 + 42 * len(notes) + head
    canvas = Canvas(begin + len(names) * high + 40, face)
    mark = face.say("provisional") if plan.provisional else ""
    canvas.head(face.say(code, round=plan.round), notes, mark)
    for at, lines in enumerate(titles):
        x = left + (at + 0.5) * across
        worth = face.say("heat-worth", points=plan.worth[at]) if plan.worth[at] else ""
        for up, line in enumerate(reversed([*lines, worth] if worth else lines)):
            small = line == worth
            words, size = face.fit(line, SMALLEST if small else NOTE, across - 8)
            canvas.write(
                x, begin - 26 - up * 40, words, size, colour=GREY if small else INK, side="center"
            )
    most = max(float(cell) for row in plan.cells for cell in row) or 1.0
    for down, (name, row) in enumerate(zip(names, plan.cells, strict=True)):
        y = begin + down * high
        words, size = face.fit(name, TYPE, label)
        canvas.write(MARGIN, y + high / 2, words, size)
        for at, cell in enumerate(row):
            share = float(cell) / most
            r, g, b, _ = _HEAT(share)
            colour = f"#{round(r * 255):02x}{round(g * 255):02x}{round(b * 255):02x}"
            canvas.box(left + at * across + 2, y + 2, across - 4, high - 4, colour)
            if float(cell):
                words, size = face.fit(cell, TYPE if high > 50 else NOTE, across - 10)
                ink = "#ffffff" if share > 0.7 else INK
                canvas.write(
                    left + (at + 0.5) * across, y + high / 2, words, size, colour=ink, side="center"
                )
    return canvas


def _wrapped(words: str, room: float, face: Face) -> list[str]:
    """A section's title on at most three lines."""
    if face.width(words, NOTE) <= room:
        return [words]
    lines: list[str] = []
    line = ""
    for sign in words:
        if line and len(lines) < 2 and face.width(line + sign, NOTE) > room:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


def findings(plan: FindingsPlan, face: Face) -> Canvas:
    """How many stand in each state, and below how many were found and closed by when."""
    total = sum(n for _, n in plan.states)
    notes = [f"{face.say('findings-of', n=total)} · {face.moment(plan.at)}"]
    if plan.closing is not None:
        notes[0] = f"{notes[0]} · {face.say('findings-closing', percent=plan.closing)}"
    rows = [
        (face.catalog.plain(text(f"finding.state-{state}")), n, _OF_STATE[FindingState(state)])
        for state, n in plan.states
    ]
    if plan.overdue:
        rows.append((face.say("findings-overdue"), plan.overdue, ORANGE))
    over_time = len(plan.days) > 1
    below = 124 + 42 + 56 + len(rows) * 64
    canvas = Canvas(below + (620 if over_time else 40), face)
    y = canvas.head(face.say("findings"), notes)
    canvas.write(MARGIN, y + 12, face.say("findings-states"), NOTE, colour=GREY)
    label = max(face.width(words, TYPE) for words, _, _ in rows)
    before, after = MARGIN + label + 20, face.width(str(total), TYPE) + 20
    room = WIDTH - MARGIN - before - after
    most = max(n for _, n, _ in rows)
    for at, (words, n, colour) in enumerate(rows):
        middle = y + 72 + at * 64
        canvas.write(MARGIN, middle, words, TYPE, colour=ORANGE if colour == ORANGE else INK)
        canvas.box(before, middle - 21, max(3.0, room * n / most), 42, colour)
        canvas.write(before + max(3.0, room * n / most) + 10, middle, str(n), TYPE)
    if over_time:
        _over_time(canvas, plan, below)
    return canvas


def _over_time(canvas: Canvas, plan: FindingsPlan, y: float) -> None:
    face = canvas.face
    canvas.write(MARGIN, y + 34, face.say("findings-days"), NOTE, colour=GREY)
    days = [date.fromisoformat(day) for day in plan.days]
    at = [(day - days[0]).days for day in days]
    end = at[-1] * 1.02
    axes = canvas.panel(MARGIN + 70, y + 80, WIDTH - 2 * MARGIN - 260, 440)
    axes.spines["bottom"].set(visible=True, color=RULE)
    axes.grid(axis="y", color=RULE)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylim(0, max(plan.found[-1], plan.closed[-1]) * 1.08)
    axes.set_xlim(0, end)
    marks = sorted({0, at[-1], *(round(at[-1] * part / 4) for part in (1, 2, 3))})
    labels = [days[0] + timedelta(days=mark) for mark in marks]
    axes.set_xticks(marks, [face.say("day", month=d.month, day=d.day) for d in labels])
    axes.tick_params(length=0, pad=10, labelcolor=GREY)
    for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        tick.set_fontproperties(face.font(NOTE))
    places = {}
    for series, colour, code in (
        (plan.found, BLUE, "findings-found"),
        (plan.closed, GREEN, "findings-closed"),
    ):
        until, held = [*at, end], [*series, series[-1]]
        axes.step(until, held, where="post", color=colour, linewidth=5)
        places[code] = y + 80 + 440 * (1 - series[-1] / axes.get_ylim()[1])
    if abs(places["findings-found"] - places["findings-closed"]) < 44:
        places["findings-found"] = places["findings-closed"] - 44
    for code, colour, n in (
        ("findings-found", BLUE, plan.found[-1]),
        ("findings-closed", GREEN, plan.closed[-1]),
    ):
        words, size = face.fit(f"{face.say(code)} {n}", TYPE, 170)
        canvas.write(WIDTH - MARGIN - 180, places[code], words, size, colour=colour)


def progress(plan: ProgressPlan, face: Face) -> Canvas:
    """Of each unit the sheets by state, and the households reached."""
    signed, sheets, done, of = plan.totals
    notes = [f"{face.say('progress-sheets', n=signed, of=sheets)} · {face.moment(plan.at)}"]
    if of:
        notes.insert(0, face.say("progress-households", n=done, of=of))
    if plan.hidden:
        notes.append(face.say("hidden", n=plan.hidden))
    names = [face.name(name, at + 1) for at, name in enumerate(plan.names)]
    high = 64 if len(names) <= 16 else 46
    begin = 124 + 42 * len(notes) + 60
    canvas = Canvas(begin + len(names) * high + 40, face)
    y = canvas.head(face.say("progress", round=plan.round), notes)
    colours = (GREEN, AMBER, PALE)
    words = ("progress-signed", "progress-submitted", "progress-open")
    entries = [(c, face.say(w)) for c, w in zip(colours, words, strict=True)]
    if of:
        entries.append((BLUE, face.say("progress-homes")))
    canvas.legend(y + 8, entries)
    label = min(max(face.width(name, TYPE) for name in names), WIDTH * 0.3)
    left = MARGIN + label + 20
    homes = 420 if of else 0
    room = WIDTH - MARGIN - left - homes - (face.width("00/00", TYPE) + 12)
    per_unit = list(zip(plan.signed, plan.submitted, plan.open, strict=True))
    most = max(1, *(sum(parts) for parts in per_unit))
    for at, (name, parts) in enumerate(zip(names, per_unit, strict=True)):
        middle = begin + at * high + high / 2
        fitted, size = face.fit(name, TYPE, label)
        canvas.write(MARGIN, middle, fitted, size)
        x = left
        for n, colour in zip(parts, colours, strict=True):
            canvas.box(x, middle - high * 0.32, room * n / most, high * 0.64, colour)
            x += room * n / most
        told = f"{parts[0]}/{sum(parts)}" if sum(parts) else face.say("progress-none")
        canvas.write(x + 10, middle, told, NOTE, colour=INK if sum(parts) else GREY)
        if plan.of[at]:
            _households(canvas, middle, high, plan.done[at], plan.of[at])
    return canvas


def _households(canvas: Canvas, middle: float, high: float, done: int, of: int) -> None:
    begin, wide = WIDTH - MARGIN - 400, 240
    canvas.box(begin, middle - high * 0.2, wide, high * 0.4, RULE)
    canvas.box(begin, middle - high * 0.2, wide * min(done / of, 1), high * 0.4, BLUE)
    words, size = canvas.face.fit(f"{done}/{of}", NOTE, 146)
    canvas.write(WIDTH - MARGIN, middle, words, size, side="right")
