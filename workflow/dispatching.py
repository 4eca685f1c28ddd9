"""Findings in counts: what is left (对账销号), dispatch (定期调度), handling rates (处置率)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspection.buttons import read_id
from inspection.card import Card, Words
from inspection.flow.dispatch import (
    PAGE,
    FiguresView,
    Row,
    Standing,
    dispatch_card,
    left_card,
    rates_card,
)
from inspection.people import RefusalError, Right
from inspection.text import text
from scoring.finding_rates import FindingCounts, Rate, together
from storage import campaigns, finding_counts
from storage.finding_counts import By
from workflow.results import moment, townships_of, visible_units
from workflow.route_types import PlaceRoute
from workflow.scene import Scene

_LEFT: Words = text("left.button")
_RATES: Words = text("rates.button")
_DISPATCH: Words = text("dispatch.button")


def left_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`left` by unit, `left.dept` by lead department, `left.of.<k>` one department's units."""
    counts = Counted(scene)
    match args:
        case ("dept", *rest):
            ways = [(text("button.by-unit"), "left"), *_AWAY]
            title, rows = text("left.by-department"), _departments(counts, "left.of.")
            return left_card(_left(scene, "left.dept", title, rows, _page(rest), ways))
        case ("of", number, *rest):
            lead = _lead(counts, number)
            rows = _units(counts, counts.by("unit", lead=lead))
            name = lead or text("dispatch.no-department")
            title = text("left.of-department", name=(name,))
            ways = [(text("button.by-department"), "left.dept"), *_AWAY]
            return left_card(_left(scene, f"left.of.{number}", title, rows, _page(rest), ways))
        case rest:
            ways = [(text("button.by-department"), "left.dept"), *_AWAY]
            rows = _units(counts, counts.by("unit"))
            return left_card(_left(scene, "left", text("left.by-unit"), rows, _page(rest), ways))


def _left(
    scene: Scene,
    place: str,
    title: Words,
    rows: Sequence[tuple[Row, FindingCounts]],
    page: int,
    ways: Sequence[tuple[Words, str]],
) -> FiguresView:
    """Those that have something left, the latest and the most first."""
    whole = standing(together([each for _, each in rows]))
    open_ = [(row, each) for row, each in rows if each.open]
    open_.sort(key=lambda pair: (-pair[1].overdue, -pair[1].open))
    cleared = sum(1 for _, each in rows if each.given and not each.open)
    shown = [row for row, _ in open_]
    return FiguresView(
        place, title, whole, shown, _within(page, shown), ways, cleared, scene.focus.notice
    )


def dispatch_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`dispatch` by township, `dispatch.dept` by lead department."""
    return dispatch_card(_figures(scene, "dispatch", "township", args))


def rates_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`rates` by unit, `rates.dept` by lead department."""
    return rates_card(_figures(scene, "rates", "unit", args))


def _figures(scene: Scene, kind: str, usual: By, args: tuple[str, ...]) -> FiguresView:
    counts = Counted(scene)
    by_department = args[:1] == ("dept",)
    if by_department:
        found = _departments(counts, "left.of.")
    elif usual == "unit":
        found = _units(counts, counts.by("unit"))
    else:
        found = [(Row(str(name), standing(each)), each) for name, each in counts.by(usual).items()]
    rows = [row for row, each in found if each.given]
    page = _page(args[1:] if by_department else args)
    other = (text(f"button.by-{usual}"), kind) if by_department else _BY_DEPARTMENT[kind]
    ways = [other, (_LEFT, "left"), (_RATES, "rates") if kind == "dispatch" else _TO_DISPATCH]
    code = "dispatch.title" if kind == "dispatch" else "rates.title"
    title = text(code, at=(moment(scene.house, scene.now),))
    return FiguresView(
        f"{kind}.dept" if by_department else kind,
        title,
        standing(counts.whole()),
        rows,
        _within(page, rows),
        [*ways, (text("button.to-summary"), "summary")],
        notice=scene.focus.notice,
    )


class Counted:
    """The findings of what a person may read, counted for one card."""

    def __init__(self, scene: Scene) -> None:
        scene.require(Right.READ_RESULTS)
        self.units = visible_units(scene)
        self._scene = scene
        everything = campaigns.units(scene.tx, scene.who.campaign_id)
        all_seen = len(self.units) == len(everything)
        self._townships = None if all_seen else townships_of(self.units)

    def whole(self) -> FindingCounts:
        """All of them."""
        at = self._scene
        return finding_counts.counts(
            at.tx, at.who.campaign_id, at.today, at.house.tz, self._townships
        )

    def by(self, by: By, *, lead: str | None = None) -> dict[str | int, FindingCounts]:
        """By unit, township or lead department; of one department only."""
        at = self._scene
        return finding_counts.counts_by(
            at.tx, by, at.who.campaign_id, at.today, at.house.tz, self._townships, lead=lead
        )


def standing(found: FindingCounts) -> Standing:
    """Counts as cards show them."""
    return Standing(
        found.given,
        found.closed,
        found.overdue,
        found.due_week,
        found.due,
        rate_words(found.closing),
        rate_words(found.closing_on_time),
        rate_words(found.rework),
        rate_words(found.extension),
    )


def rate_words(rate: Rate) -> Words:
    """A rate in percent, with what it is made of; 无 where there is nothing to count."""
    if rate.percent is None:
        return text("rates.none")
    return text("rates.percent", percent=rate.percent, n=str(rate.n), of=str(rate.of))


def _units(
    counts: Counted, found: Mapping[str | int, FindingCounts]
) -> list[tuple[Row, FindingCounts]]:
    return [
        (Row(unit.name, standing(found[unit.id]), f"findings.open.0.u{unit.id}"), found[unit.id])
        for unit in counts.units
        if unit.id in found
    ]


def _departments(counts: Counted, place: str) -> list[tuple[Row, FindingCounts]]:
    """By lead department, in one order for all cards; what has none stands last."""
    found = counts.by("department")
    return [
        (Row(department_name(name), standing(found[name]), f"{place}{at}"), found[name])
        for at, name in enumerate(_order(found))
    ]


def _order(found: Mapping[str | int, FindingCounts]) -> list[str | int]:
    return sorted(found, key=lambda name: (name == "", str(name)))


def department_name(name: str | int) -> Words:
    """A lead department as cards name it; "" is none."""
    return str(name) or text("dispatch.no-department")


def _lead(counts: Counted, number: str) -> str:
    names, at = _order(counts.by("department")), read_id(number)
    if at is None or at >= len(names):
        raise RefusalError("button-unknown")
    return str(names[at])


def _page(rest: Sequence[str]) -> int:
    page = read_id(rest[0]) if rest else 0
    if page is None or len(rest) > 1:
        raise RefusalError("button-unknown")
    return page


def _within(page: int, rows: Sequence[Row]) -> int:
    return min(page, max(0, (len(rows) - 1) // PAGE))


_AWAY: tuple[tuple[Words, str], ...] = (
    (_DISPATCH, "dispatch"),
    (text("button.to-summary"), "summary"),
)
_TO_DISPATCH = (_DISPATCH, "dispatch")
_BY_DEPARTMENT = {
    "dispatch": (text("button.by-department"), "dispatch.dept"),
    "rates": (text("button.by-department"), "rates.dept"),
}
PLACES = {
    "left": PlaceRoute(Right.READ_RESULTS, left_place),
    "dispatch": PlaceRoute(Right.READ_RESULTS, dispatch_place),
    "rates": PlaceRoute(Right.READ_RESULTS, rates_place),
}
