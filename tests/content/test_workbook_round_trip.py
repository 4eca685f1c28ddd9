"""What was written is read back as it was."""

import zipfile
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.workbook.notation import chinese_number
from content.workbook.reader import read_campaign
from content.workbook.writer import write_plan
from inspection.campaign import (
    CampaignPlan,
    Department,
    Household,
    Mode,
    OfficeDay,
    Person,
    Policy,
    Post,
    Role,
    Round,
    RoundKind,
    Unit,
)
from tests.content.workbook_sample import SHIPPED, read, sheets, shipped

TEAM = (Role.LEADER, Role.DEPUTY, Role.INSPECTOR)
HAN = "青石柳河大小坪湾张王李赵钱孙周吴郑一二三学办·（）“”&<'\"=+@-"
NAMES = st.text(alphabet=HAN, min_size=1, max_size=6)
LINES = st.one_of(st.none(), NAMES)
DAYS = st.dates(date(2026, 10, 12), date(2026, 12, 31))
TOWNSHIPS = ("青石镇", "柳河乡", "白云街道")


def unique(names: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(names, min_size=least, max_size=most, unique=True)


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    head = Person("头雁", None, (Post(Role.LEADER, "第一组", TOWNSHIPS),))
    found = [head]
    for name in draw(unique(NAMES, 0, 4)):
        posts = draw(
            st.lists(
                st.builds(
                    Post,
                    st.sampled_from(list(Role)),
                    st.just("第一组"),
                    unique(st.sampled_from(TOWNSHIPS), 0, 3).map(tuple),
                ),
                min_size=1,
                max_size=3,
                unique=True,
            )
        )
        number = draw(st.one_of(st.none(), st.just(f"N{len(found):03d}")))
        phone = draw(st.one_of(st.none(), st.from_regex(r"\A1[3-9][0-9]{9}\Z")))
        found.append(Person(name, number, tuple(posts), draw(LINES), phone))
    return tuple(found)


@st.composite
def units(draw: st.DrawFn) -> tuple[Unit, ...]:
    found = [Unit("柳河乡", None, drawable=draw(st.booleans())), Unit("白云街道")]
    found += [
        Unit("青石镇", village, draw(LINES), draw(LINES), draw(st.booleans()))
        for village in draw(unique(NAMES, 1, 4))
    ]
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn) -> CampaignPlan:
    inspected = draw(units())
    villages = [unit.village for unit in inspected if unit.village]
    tags = st.sampled_from(["危房", "慢病", "学生2", "大病", "中高职1"])
    households = tuple(
        Household(
            "青石镇",
            draw(st.sampled_from(villages)),
            f"{number:03d}",
            draw(NAMES),
            draw(LINES),
            draw(st.one_of(st.none(), st.integers(0, 20))),
            draw(LINES),
            tuple(draw(unique(tags, 0, 3))),
        )
        for number in range(draw(st.integers(0, 5)))
    )
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=6, unique=True)))
    rounds = tuple(
        Round(f"第{i}轮", draw(st.sampled_from(list(RoundKind))), first, last)
        for i, (first, last) in enumerate(zip(days[::2], days[1::2], strict=False))
    )
    departments = tuple(
        Department(topic, draw(NAMES), tuple(draw(unique(NAMES, 0, 2))), draw(LINES))
        for topic in draw(unique(NAMES, 0, 3))
    )
    return CampaignPlan(
        title=draw(NAMES),
        starts_on=date(2026, 10, 12),
        ends_on=date(2026, 12, 31),
        checklist=SHIPPED,
        mode=draw(st.sampled_from(list(Mode))),
        document_number=draw(LINES),
        office=draw(LINES),
        policy=Policy(
            draw(st.integers(0, 9)),
            draw(st.integers(1, 60)),
            draw(st.integers(0, 30)),
            draw(st.one_of(st.none(), DAYS)),
            time(draw(st.integers(8, 20)), draw(st.integers(0, 59))),
            draw(st.integers(1, 60)),
            draw(st.integers(1, 20)),
            draw(st.one_of(st.none(), DAYS)),
            tuple(sorted(draw(st.sets(st.integers(1, 30), max_size=4)), reverse=True)),
            draw(st.integers(1, 9)),
            draw(st.integers(1, 9)),
        ),
        rounds=rounds,
        people=draw(people()),
        units=inspected,
        households=households,
        departments=departments,
        calendar=tuple(
            OfficeDay(day, draw(st.booleans()), draw(LINES))
            for day in sorted(draw(st.sets(DAYS, max_size=4)))
        ),
        has_tags=any(household.tags for household in households),
    )


def comes_back(plan: CampaignPlan, *, own_checklist: bool) -> None:
    known = {} if own_checklist else {SHIPPED.id: SHIPPED}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write_plan(plan, path, known.__getitem__)
        reading = read_campaign(path, known.__getitem__, tuple(known))
    assert reading.faults == ()
    assert reading.plan == plan


@given(plans(), st.booleans())
@settings(max_examples=10, deadline=None)
def test_a_written_plan_is_read_back_the_same(plan: CampaignPlan, own_checklist: bool) -> None:
    comes_back(plan, own_checklist=own_checklist)


@pytest.mark.hard
@pytest.mark.timeout(600)
@given(plans(), st.booleans())
@settings(max_examples=120, deadline=None)
def test_many_written_plans_are_read_back_the_same(plan: CampaignPlan, own: bool) -> None:
    comes_back(plan, own_checklist=own)


def test_nothing_a_plan_says_becomes_a_formula(tmp_path: Path) -> None:
    plan = read(sheets()).plan
    assert plan is not None
    evil = '=HYPERLINK("http://127.0.0.1","x")'
    plan = replace(
        plan, title=evil, households=tuple(replace(h, head="=1+1") for h in plan.households)
    )
    write_plan(plan, tmp_path / "evil.xlsx", shipped)
    with zipfile.ZipFile(tmp_path / "evil.xlsx") as archive:
        pages = [archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n]
    assert len(pages) == 7
    assert [page.count(b"<f>") for page in pages] == [0] * 7
    reading = read_campaign(tmp_path / "evil.xlsx", shipped)
    assert reading.plan == plan


def spoken(number: int) -> str:
    """A number from 1 to 9,999 in Chinese characters, as one says it."""
    words, zero = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + unit
            zero = False
        else:
            zero = True
    return words.removeprefix("一") if 10 <= number < 20 else words


def test_every_spoken_number_is_understood() -> None:
    assert [chinese_number(spoken(n)) for n in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize(
    ("words", "number"),
    [("两百", 200), ("一百五", 150), ("两千三", 2300), ("二〇二六", 2026), ("三四", None),
     ("", None), ("百", None), ("十十", None), ("二百三千", None), ("几", None)],
)  # fmt: skip
def test_short_and_odd_numbers(words: str, number: int | None) -> None:
    assert chinese_number(words) == number
