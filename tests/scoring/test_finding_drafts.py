"""The findings that answers make: of every rule and scheme, with what they are filled in with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checklists import shipped
from inspection.answers import Ratio, SheetAnswers, Value
from inspection.campaign import Department
from inspection.checklist import (
    SHARES,
    Bands,
    Below,
    Bonus,
    Checklist,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    Scope,
    Share,
    Zero,
)
from inspection.finding import Draft
from inspection.household_answers import fill
from inspection.sheet import Household
from scoring.contract import tallies
from scoring.finding_drafts import Facts, drafts, is_confidential, waits
from tests.scoring.sheets import EVERY_RULE, answers

A, B, C, D = (
    shipped(name)
    for name in ("lingling-2018", "dongyuan-2020", "village-rules", "town-rectification")
)
OWNERS = {"基本医疗": Department("基本医疗", "卫健局", ("医保局", "民政局"))}


def household(number: int, helper: str | None = None, tags: tuple[str, ...] = ()) -> Household:
    head = f"张{'甲乙丙丁戊己庚辛'[number % 8]}"
    return Household(number, 1, f"{number:02d}", head, None, None, helper, tags, None, False)


def facts(
    checklist: Checklist,
    village: Mapping[str, Value] | None = None,
    tapped: Mapping[int, Mapping[str, Value]] | None = None,
    helper: str | None = None,
    **others: Any,
) -> Facts:
    """A sheet whose households answer "no problem" except for what was tapped."""
    whos = {number: household(number, helper) for number in tapped or {}}
    complete = {
        n: fill(checklist, (), recorded, has_tags=False) for n, recorded in (tapped or {}).items()
    }
    sheet = SheetAnswers(dict(village or {}), {whos[n].number: complete[n] for n in whos})
    made = Facts(
        sheet.village,
        [(whos[n], complete[n]) for n in whos],
        tallies(checklist, sheet),
        {},
        frozenset(),
        {},
        "青石镇大坪村",
        "周八九",
        OWNERS,
    )
    return replace(made, **others)


def found(
    checklist: Checklist,
    village: Mapping[str, Value] | None = None,
    tapped: Mapping[int, Mapping[str, Value]] | None = None,
    **others: Any,
) -> dict[str, Draft]:
    made = drafts(checklist, facts(checklist, village, tapped, **others))
    assert len({draft.key for draft in made}) == len(made)
    return {draft.key: draft for draft in made}


def short(made: Mapping[str, Draft]) -> list[tuple[str, str, str, Fraction | None, int]]:
    return [(d.key, d.matter, d.open_matter, d.points, d.cases) for d in made.values()]


H = Fraction(1, 2)
TABLE: list[tuple[str, Checklist, dict[str, Value], dict[int, dict[str, Value]], list[Any]]] = [
    ("a requirement met makes none", A, {"2.9a": True}, {}, []),
    (
        "a requirement not met",
        A,
        {"2.9a": False},
        {},
        [("item/2.9", "没建微信群", "没建微信群", Fraction(2), 1)],
    ),
    (
        "two requirements of an item are one finding",
        A,
        {"1.4a": False, "1.4b": True, "1.4c": False},
        {},
        [("item/1.4", "没搞突击月；没方案记录", "没搞突击月；没方案记录", Fraction(3), 2)],
    ),
    (
        "cases of a village",
        A,
        {"1.5a": 1},
        {},
        [("item/1.5", "答不上来1题", "答不上来1题", Fraction(3, 2), 1)],
    ),
    (
        "one a household where it counts households",
        A,
        {},
        {2: {"1.2.2a": 2}, 3: {}, 5: {"1.2.2a": 1}},
        [
            ("hh/1.2.2a/2", "手册错误2处", "手册错误2处", Fraction(1), 2),
            ("hh/1.2.2a/5", "手册错误1处", "手册错误1处", H, 1),
        ],
    ),
    (
        "an item forfeited beside its households' cases bears the rest",
        A,
        {"1.2.2b": False},
        {2: {"1.2.2a": 2}},
        [
            ("item/1.2.2", "手册雷同", "手册雷同", Fraction(5), 1),
            ("hh/1.2.2a/2", "手册错误2处", "手册错误2处", Fraction(1), 2),
        ],
    ),
    (
        "a cap leaves every household its finding",
        A,
        {},
        {n: {"3.3a": 1} for n in range(1, 11)},
        [(f"hh/3.3a/{n}", "漏报危房", "漏报危房", H, 1) for n in range(1, 11)],
    ),
    (
        "what villagers said is a count for the unit",
        A,
        {},
        {2: {"1.3a": 1}, 3: {"1.3a": 1}, 4: {}},
        [("item/1.3", "领导没来2户：02 03", "领导没来2户", Fraction(2), 2)],
    ),
    (
        "a share that deducts",
        A,
        {},
        {1: {"1.1a": False}, 2: {}},
        [("item/1.1", "队没来过 1/2 户：01", "队没来过 1/2 户", Fraction(2), 1)],
    ),
    (
        "a share above its bound is no problem",
        A,
        {},
        {n: {"1.1a": n > 1} for n in range(1, 12)},
        [],
    ),
    (
        "people short of what is due, one a household",
        A,
        {},
        {1: {"3.4a": Ratio(1, 3)}, 2: {"3.4a": Ratio(2, 2)}},
        [("hh/3.4a/1", "子女没助学 2/3 人", "子女没助学 2/3 人", None, 2)],
    ),
    (
        "below a bound, asked elsewhere already",
        A,
        {},
        {1: {"2.5a": 1}, 2: {}},
        [("hh/2.5a/1", "未参医保", "未参医保", Fraction(1), 1)],
    ),
    (
        "a bad share in full steps",
        A,
        {},
        {1: {"3.7a": False}, 2: {}},
        [("item/3.7", "无产业务工 1/2 户：01", "无产业务工 1/2 户：01", Fraction(2), 1)],
    ),
    (
        "a requirement at a household",
        A,
        {},
        {1: {"2.7b": False}, 2: {}},
        [("hh/2.7b/1", "变化没报", "变化没报", None, 1)],
    ),
    (
        "marks below the points, without a ground yet",
        B,
        {"1.11a": Fraction(5, 2), "1.12a": 3},
        {},
        [("item/1.11", "产业扶贫：扣1.5分", "产业扶贫：扣1.5分", Fraction(3, 2), 1)],
    ),
    (
        "pooled items lose more than they are worth",
        C,
        {"1.1a": 4, "1.2a": 0},
        {},
        [("item/1.1", "机构计划缺4项", "机构计划缺4项", Fraction(8), 4)],
    ),
    (
        "the best option is no problem",
        C,
        {"2.5.5a": "满意"},
        {},
        [],
    ),
    (
        "another option is",
        C,
        {"2.5.5a": "基本满意"},
        {},
        [("item/2.5.5", "群众不满意：基本满意", "群众不满意：基本满意", Fraction(4), 1)],
    ),
    ("a bonus makes none", C, {"4.1a": 1, "4.2a": 0}, {}, []),
    (
        "findings without points, of village and household",
        D,
        {"1.2a": 2, "1.4a": 0},
        {1: {"1.1a": 1, "1.3a": 3}, 2: {}},
        [
            ("hh/1.1a/1", "收入有问题1处", "收入有问题1处", None, 1),
            ("item/1.2", "漏评2处", "漏评2处", None, 2),
            ("hh/1.3a/1", "手册资料3处", "手册资料3处", None, 3),
        ],
    ),
]


@pytest.mark.parametrize(
    ("checklist", "village", "tapped", "want"),
    [row[1:] for row in TABLE],
    ids=[r[0] for r in TABLE],
)
def test_answers_make_these_findings(
    checklist: Checklist,
    village: dict[str, Value],
    tapped: dict[int, dict[str, Value]],
    want: list[Any],
) -> None:
    assert short(found(checklist, village, tapped)) == want


def test_a_finding_is_filled_in_from_checklist_roster_and_departments() -> None:
    made = found(A, {"2.9a": False}, {7: {"2.5a": 1}}, helper="吴小暑")
    at_home = made["hh/2.5a/7"]
    assert (at_home.person, at_home.in_charge) == ("张辛", "吴小暑")
    assert (at_home.topic, at_home.lead, at_home.co_owners) == (
        "基本医疗",
        "卫健局",
        ("医保局", "民政局"),
    )
    assert (at_home.category, at_home.kind) == ("工作落实", "限期整改")
    assert at_home.responsible == "帮扶责任人"
    village = made["item/2.9"]
    assert (village.person, village.in_charge) == ("周八九", "周八九")
    assert (village.topic, village.lead, village.co_owners) == (None, None, ())
    assert (village.kind, village.deadline) == ("限期整改", "")


def test_what_the_checklist_leaves_open_is_composed() -> None:
    got = found(B, {"1.11a": 0})["item/1.11"]
    criterion = B.item("1.11").criterion  # type: ignore[union-attr]
    assert got.measure == f"对照“{criterion or '产业扶贫'}”要求逐项整改到位"
    assert got.responsible == "青石镇大坪村"


def test_without_points_the_items_title_is_the_category_and_the_deadline_its_own() -> None:
    made = found(D, {"1.6a": 1, "1.2a": 1}, {1: {"1.5a": 1}}, contact=None)
    assert [(d.category, d.deadline) for d in made.values()] == [
        ("漏评", "end"),
        ("信息数据", "11-30"),
        ("满意度", "11-30"),
    ]
    assert made["item/1.2"].person is None
    assert made["item/1.2"].in_charge is None


def test_a_ground_that_a_person_wrote_is_the_matter() -> None:
    own = {"1.11": "产业项目两年未分红", "1.3": "镇长没到过03户"}
    assert found(B, {"1.11a": 2}, own=own)["item/1.11"].matter == "产业项目两年未分红"
    secret = found(A, {}, {3: {"1.3a": 1}}, own=own)["item/1.3"]
    assert (secret.matter, secret.open_matter) == ("镇长没到过03户", "领导没来1户")


def test_words_about_what_was_said_in_confidence_never_reach_the_unit() -> None:
    own = {"1.6": "李四说不满意"}
    got = found(D, {"1.6a": 2}, own=own)["item/1.6"]
    assert (got.matter, got.open_matter) == ("李四说不满意", "群众不满意2处")
    assert is_confidential(D, got)
    assert not is_confidential(D, found(D, {"1.2a": 1})["item/1.2"])


def test_a_confidential_question_names_no_household_even_where_the_file_wants_one_each() -> None:
    def each(question: Question) -> Question:
        return replace(question, finding="household") if question.id == "1.3a" else question

    got = found(_with(A, each), {}, {2: {"1.3a": 1}, 3: {"1.3a": 1}})
    assert [(d.key, d.open_matter) for d in got.values()] == [("item/1.3", "领导没来2户")]


def test_cases_let_off_keep_their_finding_and_cost_nothing() -> None:
    made = found(A, {}, {1: {"2.3.2a": 1}}, exempt={"2.3.2a": 1})
    assert [(d.key, d.points) for d in made.values()] == [("hh/2.3.2a/1", Fraction(0))]


def test_items_set_aside_make_none() -> None:
    assert not found(A, {"2.9a": False}, set_aside=frozenset({"2.9"}))


def test_a_ceiling_of_a_question_leaves_every_household_its_finding() -> None:
    made = found(A, {}, {n: {"3.1.1a": 1} for n in range(1, 21)})
    assert len(made) == 20


def test_only_what_hangs_on_shares_alone_waits_for_the_end_of_the_walk() -> None:
    made = found(A, {"1.1b": False, "2.9a": False}, {1: {"3.7a": False, "1.1a": False}, 2: {}})
    assert {key: waits(A, draft) for key, draft in made.items()} == {
        "item/1.1": False,
        "item/2.9": False,
        "item/3.7": True,
    }


# -- what holds for every sheet ---------------------------------------------------------------


def _with(checklist: Checklist, change: Callable[[Question], Question]) -> Checklist:
    def of(item: Item) -> Item:
        return replace(item, questions=tuple(change(q) for q in item.questions))

    sections = (replace(s, items=tuple(of(i) for i in s.items)) for s in checklist.sections)
    return replace(checklist, sections=tuple(sections))


def _by_household(question: Question) -> Question:
    at_home = question.scope is Scope.HOUSEHOLD
    return replace(question, finding="household") if at_home else question


PER_HOUSEHOLD = _with(EVERY_RULE, _by_household)


def _problem(question: Question, points: Fraction, given: list[Value]) -> bool:
    """Whether plain answers tell of a problem, counted without tallies."""
    said = [value for value in given if value is not None]
    if not said:
        return False
    match question.rule:
        case Fail() | Zero():
            return False in said
        case Each() | Finding():
            return any(isinstance(n, int) and n > 0 for n in said)
        case Marks():
            return Fraction(said[0]) < points  # type: ignore[arg-type]
        case Judged():
            return said[0] != 0
        case Choice(options):
            return dict(options)[str(said[0])] < max(points, *(w for _, w in options))
        case Bands(bands):
            mean = sum(Fraction(n) for n in said) / len(said)  # type: ignore[arg-type]
            return next((b.deduct for b in bands if mean < b.under), 0) > 0
        case Bonus():
            return False
    ratios = [(v.met, v.of) if isinstance(v, Ratio) else (int(v is True), 1) for v in said]
    met, of = sum(m for m, _ in ratios), sum(n for _, n in ratios)
    if not of:
        return False
    share, bad = Fraction(met, of), 1 - Fraction(met, of)
    match question.rule:
        case Share(points=worth, full_at=full_at):
            return share < full_at and (points if worth is None else worth) > 0
        case Below(at=at):
            return share < at
        case Excess(over=over, step=step):
            return bad - over >= step
    raise AssertionError(question.rule)


def _has_one(question: Question, value: Value) -> bool:
    match value:
        case None | True:
            return False
        case Ratio(met, of):
            return met < of
        case _ if isinstance(question.rule, Bands):
            return value < max(b.under for b in question.rule.bands)  # type: ignore[operator]
        case _:
            return value is False or bool(value)


def _expected(checklist: Checklist, sheet: SheetAnswers) -> set[str]:
    keys = set()
    ids = {number: at for at, number in enumerate(sheet.households, start=1)}
    for item in checklist.items():
        if item.id in sheet.not_applicable:
            continue
        for question in item.questions:
            places = (
                {0: sheet.village}
                if question.scope is Scope.VILLAGE
                else {ids[n]: given for n, given in sheet.households.items()}
            )
            given = {at: one[question.id] for at, one in places.items() if question.id in one}
            if not _problem(question, item.points or Fraction(0), list(given.values())):
                continue
            if question.finding == "household":
                one_each = {at for at, value in given.items() if _has_one(question, value)}
                keys |= {f"hh/{question.id}/{at}" for at in one_each}
            elif question.finding == "item":
                keys.add(f"item/{item.id}")
    return keys


def _facts(checklist: Checklist, sheet: SheetAnswers) -> Facts:
    ids = {number: at for at, number in enumerate(sheet.households, start=1)}
    whos = [
        (replace(household(ids[n]), number=n), complete) for n, complete in sheet.households.items()
    ]
    return replace(
        facts(checklist),
        village=sheet.village,
        households=whos,
        tallies=tallies(checklist, sheet),
        exempt=sheet.exempt,
        set_aside=sheet.not_applicable,
    )


@settings(max_examples=150)
@given(st.sampled_from([EVERY_RULE, PER_HOUSEHOLD]), answers())
def test_there_are_as_many_findings_as_the_rules_say(
    checklist: Checklist, sheet: SheetAnswers
) -> None:
    made = drafts(checklist, _facts(checklist, sheet))
    assert len(made) == len({draft.key for draft in made})
    assert {draft.key for draft in made} == _expected(checklist, sheet)


@settings(max_examples=60)
@given(st.sampled_from([EVERY_RULE, PER_HOUSEHOLD]), answers(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_were_given_makes_no_difference(
    checklist: Checklist, sheet: SheetAnswers, dice: Any
) -> None:
    made = _facts(checklist, sheet)

    def shuffled(given: Mapping[str, Value]) -> dict[str, Value]:
        keys = list(given)
        dice.shuffle(keys)
        return {key: given[key] for key in keys}

    other = replace(
        made,
        village=shuffled(made.village),
        households=[(who, shuffled(given)) for who, given in made.households],
        tallies=dict(reversed(list(made.tallies.items()))),
    )
    assert drafts(checklist, other) == drafts(checklist, made)


@settings(max_examples=100)
@given(st.sampled_from([EVERY_RULE, PER_HOUSEHOLD]), answers())
def test_every_finding_says_what_and_how_many(checklist: Checklist, sheet: SheetAnswers) -> None:
    for draft in drafts(checklist, _facts(checklist, sheet)):
        assert draft.matter
        assert draft.open_matter
        assert draft.cases >= 1
        assert draft.points is None or draft.points >= 0
        questions = [checklist.question(each) for each in draft.questions]
        shares = [q for q in questions if q and isinstance(q.rule, SHARES)]
        assert draft.points != 0 or not shares
