"""Cards of findings: marks, deadlines, pages of the story, labels that fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from content.locales import catalog
from inspection.finding import Draft, Finding, FindingState
from inspection.flow.finding import (
    STEPS,
    FindingView,
    StepLine,
    due_words,
    finding_card,
    rule_words,
)
from inspection.flow.findings import mark, narrowed

TODAY = date(2026, 10, 12)
_MADE = datetime(2026, 10, 10, tzinfo=UTC)
_DRAFT = Draft(
    *("item/1.4", "1.4", ("1.4a",), None, 1, Fraction(2), "未评比", "未评比", None),
    *("责任落实", None, None, (), "评比", "大坪村", None, "限期整改", "15wd"),
)


def made(state: FindingState, due: date | None, **more: Any) -> Finding:
    found = Finding(
        *(1, 1, 2026, 17, 1, 1, 1, _DRAFT, (), state, due, False, None, False, 0, 0, 0),
        *(None, _MADE, None, None, None, None, None, None),
    )
    return replace(found, **more)


S = FindingState


@pytest.mark.parametrize(
    ("state", "due", "shown"),
    [
        (S.ASSIGNED, date(2026, 10, 10), "逾期2天"),
        (S.ACCEPTED, date(2026, 10, 12), "今天"),
        (S.RETURNED, date(2026, 10, 15), "剩3天"),
        (S.REOPENED, date(2026, 10, 13), "剩1天"),
        (S.SUBMITTED, date(2026, 10, 1), "待核查"),
        (S.CLOSED, date(2026, 10, 1), "已销号"),
        (S.NEW, None, "待交办"),
        (S.WITHDRAWN, date(2026, 10, 20), "已撤销"),
    ],
)
def test_a_line_says_where_its_finding_stands(state: S, due: date | None, shown: str) -> None:
    assert catalog("zh").plain(mark(made(state, due), TODAY)) == shown


@pytest.mark.parametrize(
    ("finding", "shown"),
    [
        (made(S.ASSIGNED, date(2026, 10, 22)), "10月22日24时前（剩10天）"),
        (made(S.ASSIGNED, TODAY), "10月12日24时前（今天到期）"),
        (made(S.ASSIGNED, date(2026, 10, 9)), "10月9日24时前（逾期3天）"),
        (made(S.SUBMITTED, date(2026, 10, 9)), "10月9日24时前（已过3天）"),
        (made(S.CLOSED, date(2026, 10, 9)), "10月9日24时前"),
        (
            made(S.ASSIGNED, date(2027, 1, 4), provisional=True),
            "2027年1月4日24时前（剩84天） · 暂定",
        ),
        (made(S.NEW, None), "时限：15 个工作日（自交办起）"),
    ],
    ids=["ahead", "today", "late", "with the verifier", "closed", "provisional", "not given"],
)
def test_the_deadline_is_told_as_it_stands(finding: Finding, shown: str) -> None:
    assert catalog("zh").plain(due_words(finding, TODAY)) == shown


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("15wd", "15 个工作日"),
        ("20d", "20 天"),
        ("11-30", "11月30日"),
        ("2026-11-30", "11月30日"),
        ("end", "至督查结束"),
        ("", "按整改类型"),
    ],
)
def test_a_rule_is_told_in_words(rule: str, shown: str) -> None:
    assert catalog("zh").plain(rule_words(rule)) == shown


def card(steps: int, page: int) -> list[str]:
    told = [StepLine(f"{n}日", "李四五", f"第{n}步") for n in range(1, steps + 1)]
    found = made(S.ASSIGNED, date(2026, 10, 22))
    view = FindingView(
        found, TODAY, "大坪村", None, "未评比", "评比", "大坪村", None, None, told, page, 0
    )
    return [catalog("zh").plain(line) for line in finding_card(view).lines]


def test_a_long_story_is_paged_with_its_newest_steps_first() -> None:
    first, second = card(STEPS + 3, 0), card(STEPS + 3, 1)
    assert [line.split("第")[1] for line in first[-STEPS:]] == [f"{n}步" for n in range(4, 12)]
    assert "问题：未评比" in first
    assert second[-3:] == [f"{n}日 李四五　第{n}步" for n in (1, 2, 3)]
    assert "问题：未评比" not in second


def test_a_short_story_stands_on_one_page() -> None:
    assert card(3, 0)[-4:] == [
        "—— 经过 ——",
        *(f"{n}日 李四五　第{n}步" for n in (1, 2, 3)),
    ]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("手册错误2处", "手册错误2处"),
        ("未按规定公示惠农补贴资金发放情况", "未按规定公示惠…"),
        ("ab未按规定公示惠农", "ab未按规定公示…"),
    ],
)
def test_a_matter_is_cut_to_the_room_there_is(words: str, shown: str) -> None:
    assert narrowed(words, 16) == shown
