"""Lists of units and households, a file's own card, what is missing: seen without books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inspection.card import Card
from inspection.flow.lists import ListView, UnitLine, households_card, units_card
from inspection.flow.placing import FileView, file_card
from inspection.flow.review import Missing, submit_card
from inspection.people import Unit
from inspection.sheet import Household, Place, SheetState
from inspection.text import Text, text

HOUSE = Household(5, 1, "07", "张三", "3组", 4, None, (), None, False)


def data(card: Card) -> list[list[str]]:
    return [[b.data for b in row] for row in card.rows]


def places(count: int, groups: int = 1) -> list[Place]:
    made = []
    for n in range(1, count + 1):
        who = replace(HOUSE, id=n, number=f"{n:03d}", group=f"{n * groups // (count + 1) + 1}组")
        made.append(Place(who, None, None, 0))
    return made


def households(here: Sequence[Place], group: str | None = None, page: int = 0) -> Card:
    seen = ListView(1, "大坪村", here, {p.household.id: "张*" for p in here}, {})
    return households_card(seen, group, page)


def test_sixty_households_are_listed_and_more_go_by_group() -> None:
    assert sum("|hh." in d for row in data(households(places(60))) for d in row) == 60
    by_group = households(places(61, 3))
    assert [row[0] for row in data(by_group)[:3]] == [
        "go|1|list.0.0",
        "go|1|list.1.0",
        "go|1|list.2.0",
    ]


def test_every_household_of_a_long_list_is_on_one_of_its_pages() -> None:
    here = places(100, 2)
    found = set()
    for group in ("0", "1"):
        for page in (0, 1, 2):
            card = households(here, group, page)
            found |= {d for row in data(card) for d in row if "|hh." in d}
    assert found == {f"go|1|hh.{n}" for n in range(1, 101)}


def test_households_that_are_gone_do_not_count() -> None:
    here = places(3)
    here[0] = replace(here[0], household=replace(here[0].household, gone="整户搬迁"))
    title = households(here).lines[0]
    assert isinstance(title, Text)
    assert (title.params["done"], title.params["of"]) == ("0", "2")


def test_units_come_with_todays_first_and_a_way_home() -> None:
    def line(n: int, state: SheetState | None, *, today: bool = False) -> UnitLine:
        return UnitLine(Unit(n, 1, "青石镇", f"村{n}"), state, 0, 0, today)

    card = units_card([line(1, None), line(2, SheetState.OPEN), line(3, None, today=True)], 0)
    assert data(card) == [["in|3"], ["in|2"], ["in|1"], ["go|0|home"]]


def test_a_file_may_go_to_a_household_or_an_item_while_the_sheet_is_open() -> None:
    blank = FileView(1, 9, "照片", None, True, [("1", "村级")])
    assert data(file_card(blank)) == [
        ["ep|9"],
        ["go|1|file.9.h.0"],
        ["go|1|file.9.s.1"],
        ["ed|9"],
        ["go|1|pics.0"],
    ]
    assert data(file_card(replace(blank, locked=True))) == [["ep|9"], ["go|1|pics.0"]]


def test_the_households_a_file_may_go_to_have_pages() -> None:
    choices = [(f"hh.{n}", f"{n:02d}") for n in range(1, 91)]
    seen = set()
    for page in range(3):
        card = file_card(FileView(1, 9, "照片", None, True, [], choices, f"h.{page}"))
        seen |= {d for row in data(card) for d in row if d.startswith("ev|")}
    assert seen == {f"ev|9|hh.{n}" for n in range(1, 91)}


def test_items_sent_back_come_first_and_do_not_hold_the_sheet_up() -> None:
    remarked = [Missing(text("submit.remarked", item="1.4"), "item.1.4")]
    card = submit_card(1, "大坪村", [], remarked, [], None)
    assert data(card) == [["go|1|item.1.4"], ["sb|1"], ["go|1|toc"]]
    missing = [Missing(text("missing.item", item="1.5"), "item.1.5")]
    card = submit_card(1, "大坪村", missing, remarked, [], None)
    assert data(card) == [["go|1|item.1.4"], ["go|1|item.1.5"], ["go|1|toc"]]
