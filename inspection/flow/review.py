"""Submitting, the leader's reading and decisions, signing, and the evidence of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.sheet import SheetState
from inspection.text import Text, text

SHOWN = 12
"""Missing things or items on one card; the rest follow when these are done."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a complete sheet still lacks, and where it is put right."""

    label: Text
    place: str
    elsewhere: bool = False
    """Whether the place is no place of the sheet."""


def submit_card(
    sheet_id: int,
    unit_name: str,
    missing: Sequence[Missing],
    remarked: Sequence[Missing],
    summary: Sequence[Words],
    notice: Words | None,
) -> Card:
    """What is missing, each a button; or that nothing is, and the sheet may go to the leader.

    `remarked` are the items the leader sent back, to be looked at again.
    """
    lines: list[Words]
    rows: list[tuple[Button, ...]]
    if missing:
        lines = [text("submit.left", unit=unit_name, n=len(missing)), *summary]
        rows = [
            (says.go(m.label, 0 if m.elsewhere else sheet_id, m.place),) for m in missing[:SHOWN]
        ]
        if len(missing) > SHOWN:
            lines.append(text("submit.more", n=len(missing) - SHOWN))
        rows.append((says.go(text("button.not-yet"), sheet_id, "toc"),))
    else:
        lines = [text("submit.complete", unit=unit_name), *summary]
        rows = [
            (button(text("button.hand-in"), "sb", sheet_id),),
            (says.go(text("button.look-once-more"), sheet_id, "toc"),),
        ]
    rows = [*((says.go(m.label, sheet_id, m.place),) for m in remarked[:SHOWN]), *rows]
    if notice:
        lines.append(notice)
    return Card(f"{sheet_id}|submit", lines[0], tuple(lines), tuple(rows), private=True)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What the leader's card needs; `lost` are items with ground, as lines of words."""

    sheet_id: int
    unit_name: str
    state: SheetState
    score: Words
    full_marks: int
    lost: Sequence[tuple[str, Words]]
    warnings: Sequence[Words]
    undecided: int
    pictures: int
    confirmed: Sequence[str]
    may_review: bool
    may_confirm: bool
    objections: int = 0
    notice: Words | None = None
    findings: int = 0
    findings_lines: Sequence[Words] = ()


def review_card(view: ReviewView) -> Card:
    """The sheet as the leader reads it: what was lost and why, what waits for a decision."""
    title = text(
        "review.title", unit=view.unit_name, score=view.score, state=text(f"state.{view.state}")
    )
    lines: list[Words] = [title, text("review.full-marks", n=view.full_marks)]
    lines += [words for _, words in view.lost[:SHOWN]]
    if len(view.lost) > SHOWN:
        lines.append(text("review.more", n=len(view.lost) - SHOWN))
    lines += [*view.findings_lines, *view.warnings]
    if view.confirmed:
        lines.append(text("review.confirmed", names=says.listed(view.confirmed)))
    if view.notice:
        lines.append(view.notice)
    return Card(
        f"{view.sheet_id}|review", title, tuple(lines), tuple(_review_rows(view)), private=True
    )


def _review_rows(view: ReviewView) -> list[tuple[Button, ...]]:
    sheet = view.sheet_id
    rows: list[tuple[Button, ...]] = []
    if view.may_review and view.undecided:
        rows.append((says.go(text("button.decide", n=view.undecided), sheet, "decide"),))
    if view.objections:
        label = text("button.objections", n=view.objections)
        rows.append((says.go(label, sheet, "objections"),))
    look: list[Button] = []
    if view.lost:
        look.append(
            says.go(text("button.item-by-item", n=len(view.lost)), sheet, f"item.{view.lost[0][0]}")
        )
    if view.pictures:
        look.append(says.go(text("button.pictures", n=view.pictures), sheet, "pics.0"))
    if look:
        rows.append(tuple(look))
    if view.findings:
        rows.append((button(text("button.findings", n=view.findings), "fl", sheet),))
    if view.may_confirm:
        rows.append((button(text("button.confirm"), "cf", sheet),))
    if view.may_review and view.state is SheetState.SUBMITTED:
        row = [says.go(text("button.return"), sheet, "askr.return")]
        if not view.undecided:
            row.append(says.go(text("button.sign"), sheet, "sign"))
        rows.append(tuple(row))
    elif view.may_review and view.state is not SheetState.OPEN:
        rows.append((says.go(text("button.reopen"), sheet, "askr.reopen"),))
    rows.append((says.go(text("button.toc"), sheet, "toc"), says.go(text("home.back"), 0, "home")))
    return rows


def sign_card(sheet_id: int, unit_name: str, score: Words) -> Card:
    """Once more, before the figures stand."""
    title = text("sign.title", unit=unit_name, score=score)
    rows = (
        (button(text("button.sign-now"), "sg", sheet_id),),
        (says.go(text("button.not-yet-signed"), sheet_id, "review"),),
    )
    return Card(f"{sheet_id}|sign", title, (title, text("sign.meaning")), rows, private=True)


def decide_card(
    sheet_id: int,
    left: int,
    what: Sequence[Words],
    subject: str,
    yes: Words,
    no: Words,
    pictures: Sequence[int] = (),
) -> Card:
    """One thing that waits for the leader's decision; `pictures` to look at before it."""
    title = text("decide.title", n=left)
    looks = tuple(
        # With a late file come those of its album; twins are looked at one beside the other.
        button(text(label), "ep", picture, *(("all",) if subject.startswith("l.") else ()))
        for label, picture in zip(("button.look-this", "button.look-twin"), pictures, strict=False)
    )
    rows = (
        *((looks,) if looks else ()),
        (
            button(yes, "dc", sheet_id, subject, "granted"),
            button(no, "dc", sheet_id, subject, "refused"),
        ),
        (says.go(text("button.back-to-review"), sheet_id, "review"),),
    )
    return Card(f"{sheet_id}|decide", title, (title, *what), rows, private=True)


def pictures_card(
    sheet_id: int,
    page: int,
    entries: Sequence[tuple[int, Words, bool]],
    count: int,
    notice: Words | None,
    *,
    locked: bool,
) -> Card:
    """The sheet's evidence: number, words, and whether it can only be looked at.

    A tap sends the file, or opens it while it can still be moved; the last row sends a page.
    """
    title = text("pictures.title" if locked else "pictures.title-open", n=count)
    rows: list[tuple[Button, ...]] = [
        (button(words, "ep", at) if fixed else says.go(words, sheet_id, f"file.{at}"),)
        for at, words, fixed in entries
    ]
    if len(entries) > 1:
        label = text("button.send-all", n=len(entries))
        rows.append((button(label, "eg", sheet_id, page),))
    row: list[Button] = []
    if page:
        row.append(says.go(text("button.page-back"), sheet_id, f"pics.{page - 1}"))
    if (page + 1) * SHOWN < count:
        row.append(says.go(text("button.page-on"), sheet_id, f"pics.{page + 1}"))
    row.append(says.go(text("button.back-to-review"), sheet_id, "review"))
    rows.append(tuple(row))
    lines = (title, notice) if notice else (title,)
    return Card(f"{sheet_id}|pics.{page}", title, lines, tuple(rows), private=True)
