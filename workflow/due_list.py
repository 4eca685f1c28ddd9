"""`ducha due`: which reminders are due on this day, to whom, and which stand in a digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from inspection.card import Words
from inspection.flow.finding import day_words
from inspection.text import Text, text
from scoring.reminding import opens_at
from storage import campaigns, notices, people
from storage.db import Tx
from storage.reminders import UNREACHED, Line
from workflow.deadlines import calendar_of
from workflow.reminding import Due, due_today


def due_json(tx: Tx, zone: tzinfo, now: datetime) -> list[dict[str, Any]]:
    """Each campaign with its lines; `opens_at` is when those not overdue may go out."""
    return [
        {
            "campaign": each.campaign.title,
            "day": now.astimezone(zone).date().isoformat(),
            "opens_at": _opens(tx, each, zone, now, overdue=False),
            "overdue_opens_at": _opens(tx, each, zone, now, overdue=True),
            "reminders": [_plain(tx, line) for line in each.lines],
        }
        for each in due_today(tx, zone, now)
    ]


def due_lines(tx: Tx, zone: tzinfo, now: datetime) -> Iterator[Words]:
    """The same in words, a line each."""
    today, any_due = now.astimezone(zone).date(), False
    for each in due_today(tx, zone, now):
        if each.lines:
            any_due = True
            yield text("due.day", title=each.campaign.title, day=day_words(today, today))
        for line in each.lines:
            yield _said(tx, line)
    if not any_due:
        yield text("due.none")


def _opens(tx: Tx, each: Due, zone: tzinfo, now: datetime, *, overdue: bool) -> str:
    days = calendar_of(tx, each.campaign)
    opens = opens_at(days, each.campaign.policy, zone, now, overdue=overdue)
    return opens.astimezone(zone).isoformat(timespec="minutes")


def _plain(tx: Tx, line: Line) -> dict[str, Any]:
    unit, person = campaigns.unit(tx, line.unit_id), people.member(tx, line.person_id)
    return {
        "id": line.id,
        "finding": line.code,
        "unit": unit.name if unit else None,
        "due_on": line.due_on.isoformat(),
        "stage": line.stage,
        "days_overdue": max(line.over, 0),
        "person": person.name if person else None,
        "digest": line.digest,
        "digest_state": notices.state_of(tx, line.digest) if line.digest else None,
    }


def _said(tx: Tx, line: Line) -> Words:
    unit, person = campaigns.unit(tx, line.unit_id), people.member(tx, line.person_id)
    name, place = person.name if person else "?", unit.name if unit else "?"
    planned: tuple[Text, ...] = (text("due.planned"),) if line.digest else ()
    if line.stage == UNREACHED:
        return text("due.unreached", person=name, unit=place, planned=planned)
    return text(
        "due.line",
        person=name,
        number=line.code,
        unit=place,
        stage=_stage(line),
        planned=planned,
    )


def _stage(line: Line) -> Text:
    kind, _, days = line.stage.partition("-")
    if kind == "over":
        return text("due.over", n=int(days))
    return text("due.before", n=int(days)) if days else text("due.today")
