"""A sheet's score as it is kept: the contract's strings, and what sums over many sheets need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from inspection.checklist import Bonus
from scoring.contract import plain
from scoring.score import Score


@dataclass(frozen=True, slots=True)
class Figures:
    """One sheet's figures; numbers are strings as `scoring.contract` writes them.

    The numbers are None, sections and items empty, for a checklist without points.
    """

    checklist: str
    complete: bool
    score: str | None
    applicable: str | None
    percent: str | None
    bonus: str | None
    low: str | None
    high: str | None
    sections: Mapping[str, str]
    rows: str
    """The applicable items, packed as `id points score deducted|…`: summaries read hundreds of
    sheets and look at none of them."""
    findings: Mapping[str, int]
    lost: Mapping[str, int]
    """Hundredths of points between an item's worth and its score, only where there are any."""
    problems: int
    """Problems told of by any rule; a fact asked in two rows (`same_as`) counts once."""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Figures:
        """The figures that `to_json` wrote."""
        return cls(**kept)

    @property
    def items(self) -> dict[str, dict[str, str]]:
        """Of each applicable item `points`, `score` and `deducted`, as the contract has them."""
        found = {}
        for row in self.rows.split("|") if self.rows else ():
            item, points, score, deducted = row.rsplit(" ", 3)
            found[item] = {"points": points, "score": score, "deducted": deducted}
        return found

    @property
    def exact_percent(self) -> Fraction | None:
        """The percent as a number."""
        return None if self.percent is None else Fraction(self.percent)

    def lost_points(self, item_id: str) -> Fraction:
        """What an item lost, in points."""
        return Fraction(self.lost.get(item_id, 0), 100)


def figures_of(scored: Score) -> Figures:
    """The figures of a score."""
    contract: dict[str, Any] = plain(scored)
    items = contract.pop("items")
    # No id holds a bar: it is what separates the parts of a button's data.
    rows = "|".join(f"{i} {x['points']} {x['score']} {x['deducted']}" for i, x in items.items())
    lost = {i.item.id: int((i.points - i.score) * 100) for i in scored.items() if i.lost}
    return Figures(
        **contract,
        rows=rows,
        lost={item: n for item, n in lost.items() if n},
        problems=_problems(scored),
    )


def _problems(scored: Score) -> int:
    if not scored.checklist.scored:
        return sum(scored.findings.values())
    return sum(
        q.tally.problems
        for item in scored.items()
        for q in item.questions
        if q.question.same_as is None and not isinstance(q.question.rule, Bonus)
    )
