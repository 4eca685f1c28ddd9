"""How a score sheet ends: its totals, how it came about, room for signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from exports.form import Form
from exports.table import Meaning
from inspection.sheet import Standing
from inspection.text import Text


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who had the file made, when and what for; ISO time with its offset."""

    who: str
    at: str
    why: Text
    masked: bool = True


def totals(form: Form) -> None:
    """得分, 应得分, 百分制."""
    report = form.report
    if report.score is None or report.applicable is None:
        found = form.say("sheet.problems", n=report.problems)
        form.put(form.columns[0], found, Meaning.TOTAL, last=form.columns[-1])
        form.row += 1
        return
    told = form.say("sheet.and").join(_remarks(form))
    rows = (
        (form.say("sheet.total"), str(report.printed), told, report.score),
        (form.say("sheet.percent"), report.applicable, _explained(form), report.percent),
    )
    for label, points, words, figure in rows:
        form.put(form.columns[0], label, Meaning.TOTAL, last="title")
        form.number("points", points, Meaning.TOTAL, exact=True)
        last = "arithmetic" if "arithmetic" in form.columns else "ground"
        form.put("criterion", words, Meaning.TEXT, last=last)
        form.number("score", figure, Meaning.TOTAL)
        form.row += 1


def notes(form: Form, stamp: Stamp | None) -> None:
    """Households, evidence, who signed and confirmed; who had the file made and why."""
    report = form.report
    if report.households is not None:
        h = report.households
        form.line(
            form.say(
                "sheet.households",
                roster=h.roster,
                visited=h.visited,
                telephoned=h.telephoned,
                absent=h.absent,
                evidence=report.evidence,
            ),
            Meaning.NOTE,
        )
    if report.signed_by and report.signed_at:
        signed = form.say("sheet.signed", who=report.signed_by, at=form.time(report.signed_at))
        if report.confirmed_by:
            signed += form.say("sheet.confirmed", who="、".join(report.confirmed_by))
        form.line(signed, Meaning.NOTE)
    if stamp is not None:
        code = "sheet.stamp-masked" if stamp.masked else "sheet.stamp"
        line = form.say(code, who=stamp.who, at=form.time(stamp.at), why=stamp.why)
        form.line(line, Meaning.NOTE)


def signatures(form: Form) -> None:
    """Room for the hand: head, members, the inspected unit, the date."""
    names = {"head": form.report.leaders, "members": form.report.members}
    for kind in ("head", "members"):
        line = form.say(f"sheet.sign-{kind}")
        if names[kind]:
            line += form.say("sheet.sign-names", names="、".join(names[kind]))
        form.line(line, Meaning.SIGNATURE)
    form.line(form.say("sheet.sign-unit"), Meaning.SIGNATURE)


def _remarks(form: Form) -> Iterator[str]:
    """What else belongs to the total: rows set aside, a bonus, that it is not complete."""
    for standing in get_args(Standing):
        rows, points = form.report.aside(standing)
        if rows:
            yield form.say(f"sheet.aside-{standing}", n=rows, points=points)
    if form.report.bonus and Fraction(form.report.bonus):
        yield form.say("sheet.bonus", bonus=form.report.bonus)
    if not form.report.complete:
        low, high = form.report.low or "", form.report.high or ""
        yield form.say("sheet.incomplete", low=low, high=high)


def _explained(form: Form) -> str:
    """How the percent comes about."""
    report = form.report
    if report.percent is None:
        return form.say("sheet.nothing-applies")
    return form.say(
        "sheet.percent-how",
        score=report.score or "",
        applicable=report.applicable or "",
        percent=report.percent,
    )
