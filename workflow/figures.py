"""A sheet's score from its roll-up: computed when it is stale, kept when an act may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from inspection.checklist import Checklist, Finding
from inspection.flow.village import ItemFigures
from inspection.sheet import Exemption, ItemStanding, Recorded
from inspection.text import Text
from scoring.arithmetic import of_item, of_pool
from scoring.figures import Figures, figures_of
from scoring.rounding import short
from scoring.score import ItemScore, Score, item_score, score
from scoring.tally import Tally
from storage import checklists, marks, sheets
from storage.db import Books, Tx
from workflow.grounds import Ground, item_grounds, items_of
from workflow.heads import mask_heads
from workflow.scene import Desk

FRESHENED, TOGETHER = 100, 10
"""Sheets whose figures one tick computes, a few in each act."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a sheet's score is made from, with all that was marked on it."""

    tallies: Mapping[str, Tally]
    every_standing: Mapping[str, ItemStanding]
    every_exemption: Mapping[str, Exemption]

    @property
    def standings(self) -> dict[str, ItemStanding]:
        """Those that count: undecided and granted ones."""
        return {i: each for i, each in self.every_standing.items() if each.decision != "refused"}

    @property
    def exemptions(self) -> dict[str, Exemption]:
        """Those that count: undecided and granted ones."""
        return {q: each for q, each in self.every_exemption.items() if each.decision != "refused"}

    @property
    def exempt(self) -> dict[str, int]:
        """Cases let off, by question."""
        return {question: each.cases for question, each in self.exemptions.items()}


@dataclass(frozen=True, slots=True)
class Scored(Counted):
    """A sheet's score with what it was made from."""

    score: Score

    def item(self, item_id: str) -> ItemScore | None:
        """The score of an item, also of one worth no points; None where it does not apply."""
        if item_id in self.standings:
            return None
        item = self.score.checklist.item(item_id)
        if item is None:
            return None
        found = next((i for i in self.score.items() if i.item.id == item_id), None)
        return found or item_score(item, self.tallies, self.exempt)


def counted(tx: Tx, sheet_id: int) -> Counted:
    """What is to be scored, from the sheet's roll-up."""
    return Counted(
        sheets.rollup(tx, sheet_id).tallies,
        marks.standings(tx, sheet_id),
        marks.exemptions(tx, sheet_id),
    )


def scored(tx: Tx, sheet_id: int, checklist: Checklist) -> Scored:
    """A sheet's score from its roll-up."""
    of = counted(tx, sheet_id)
    whole = score(checklist, of.tallies, of.standings, of.exempt)
    return Scored(of.tallies, of.every_standing, of.every_exemption, whole)


def figures(tx: Tx, sheet_id: int, *, keep: bool = False) -> Figures:
    """A sheet's figures: those kept with its roll-up, computed anew only where it has changed.

    `keep` writes what was computed back; only an act may, not a card. KeyError: no such sheet.
    """
    kept = sheets.figures(tx, sheet_id)
    if kept is not None:
        return Figures.from_json(kept)
    sheet = sheets.sheet(tx, sheet_id)
    if sheet is None:
        raise KeyError(sheet_id)
    checklist = checklists.checklist(tx, sheet.checklist_id)
    found = figures_of(scored(tx, sheet_id, checklist).score)
    if keep:
        sheets.save_figures(tx, sheet_id, found.to_json())
    return found


async def freshen(books: Books) -> None:
    """Compute stale figures before anybody asks for results.

    `/summary` after an hour of answers would compute those of every sheet at once, and hold up
    whoever answers just then.
    """
    stale = await books.read(lambda tx: sheets.stale(tx, FRESHENED))
    for at in range(0, len(stale), TOGETHER):
        await books.act(partial(_keep, sheet_ids=stale[at : at + TOGETHER]))


def _keep(tx: Tx, sheet_ids: Sequence[int]) -> None:
    for sheet_id in sheet_ids:
        figures(tx, sheet_id, keep=True)


def item_figures(
    tx: Tx,
    desk: Desk,
    item_ids: Sequence[str],
    lang: str = "zh",
    *,
    grounds: bool = True,
    of: Counted | None = None,
    answers: Mapping[str, Recorded] | None = None,
) -> dict[str, ItemFigures]:
    """What the items asked for have come to, as cards show it; those set aside are left out.

    Grounds that a person wrote have the heads' names masked. `of` and `answers` are the sheet's,
    where they were read already.

    Composing grounds reads every visit of the sheet; cards that show none do without. Only the
    items asked for are scored: a card must not cost more the longer the checklist is.
    """
    found = of or counted(tx, desk.sheet.id)
    exempt, standings = found.exempt, found.standings
    scores = {
        item_id: item_score(item, found.tallies, exempt)
        for item_id in item_ids
        if item_id not in standings and (item := desk.checklist.item(item_id)) is not None
    }
    losing = items_of(desk.checklist, (i for i, one in scores.items() if grounds and loses(one)))
    composed = item_grounds(tx, desk, losing, found.tallies, lang, answers) if losing else {}
    pools = _pools(desk.checklist, found) if any(i.item.pool for i in scores.values()) else {}
    return {
        item_id: ItemFigures(
            of_item(one),
            loses(one),
            _masked(tx, desk, composed.get(item_id)),
            pools.get(item_id),
            any(q.tally.places for q in one.questions),
        )
        for item_id, one in scores.items()
    }


def _masked(tx: Tx, desk: Desk, ground: Ground | None) -> str:
    """A ground as chats may show it: what a person wrote may name heads of households."""
    if ground is None:
        return ""
    return mask_heads(tx, desk, ground.words) if ground.written else ground.words


def _pools(checklist: Checklist, found: Counted) -> dict[str, Text]:
    """What is left of the pool of each pooled item's section."""
    whole = score(checklist, found.tallies, found.standings, found.exempt)
    return {
        item.item.id: of_pool(section)
        for section in whole.sections
        for item in section.items
        if item.item.pool
    }


def loses(item: ItemScore) -> bool:
    """Whether an item needs a ground: it loses points, or makes findings."""
    return item.lost > 0 or any(
        isinstance(q.question.rule, Finding) and q.tally.cases for q in item.questions
    )


def lost_items(tx: Tx, desk: Desk) -> dict[str, str]:
    """What items have lost so far, as written numbers by id; only those that have."""
    found = figures(tx, desk.sheet.id)
    return {item_id: short(Fraction(n, 100)) for item_id, n in found.lost.items()}
