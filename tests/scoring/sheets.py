"""A made-up checklist with every rule, and answers drawn at random for any checklist."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import strategies as st

from content.checklists import load_text
from inspection.answers import Ratio, SheetAnswers, Value
from inspection.checklist import (
    SHARES,
    Bands,
    Checklist,
    Choice,
    Each,
    Fail,
    Item,
    Judged,
    Marks,
    Question,
    Scope,
    Zero,
)

EVERY_RULE = load_text("""
id: every-rule
title: 各种规则
sections:
  - id: "1"
    title: 不设池
    points: 31
    items:
      - id: "1.1"
        title: 扣分与一票否决
        points: 6
        questions:
          - {id: 1.1a, prompt: 手册错误, scope: household,
             rule: {kind: each, deduct: 0.3, unit: 处, at_most: 4}}
          - {id: 1.1b, prompt: 不雷同, scope: village, rule: {kind: zero}}
          - {id: 1.1c, prompt: 有记录, scope: household, rule: {kind: fail, deduct: 1}}
      - id: "1.2"
        title: 比例
        points: 10
        questions:
          - {id: 1.2a, prompt: 知晓政策, scope: household,
             rule: {kind: share, points: 7, full_at: 0.9}}
          - {id: 1.2b, prompt: 参加医保, scope: household, rule: {kind: below, at: 0.95, deduct: 1}}
          - {id: 1.2c, prompt: 有产业, scope: household,
             rule: {kind: excess, over: 0.3, step: 0.01, deduct: 0.1}}
      - id: "1.3"
        title: 档次
        points: 5
        questions:
          - {id: 1.3a, prompt: 满意率, scope: household,
             rule: {kind: bands, bands: [{under: 80, deduct: 3}, {under: 90, deduct: 1}]}}
      - id: "1.4"
        title: 评分
        points: 10
        questions:
          - {id: 1.4a, prompt: 总体评价, scope: village, rule: {kind: marks}}
          - {id: 1.4b, prompt: 群众评价, scope: village,
             rule: {kind: choice, options: {优: 10, 良: 7.5, 差: 0}}}
          - {id: 1.4c, prompt: 酌情, scope: village, rule: {kind: judged, from: 1, to: 3}}
          - {id: 1.4d, prompt: 劝学, scope: village, rule: {kind: fail, deduct: 1},
             may_not_apply: true}
  - id: "2"
    title: 设池
    points: 10
    items:
      - id: "2.1"
        title: 机构
        points: 3
        pool: true
        questions:
          - {id: 2.1a, prompt: 缺项, scope: village, rule: {kind: each, deduct: 2, unit: 项}}
      - id: "2.2"
        title: 会议
        points: 3
        pool: true
        questions:
          - {id: 2.2a, prompt: 参会, scope: household, rule: {kind: share}}
      - id: "2.3"
        title: 材料
        points: 4
        questions:
          - {id: 2.3a, prompt: 迟报, scope: village, rule: {kind: each, deduct: 1, unit: 次}}
  - id: "3"
    title: 奖励
    at_most: 5
    items:
      - id: "3.1"
        title: 报道
        questions:
          - {id: 3.1a, prompt: 报道次数, scope: village, rule: {kind: bonus, add: 2}}
      - id: "3.2"
        title: 问题
        questions:
          - {id: 3.2a, prompt: 其他问题, scope: household, rule: {kind: finding}}
""")


def values(item: Item, question: Question) -> st.SearchStrategy[Value]:
    """Answers that fit a question, null among them where it is allowed."""
    rule = question.rule
    household = question.scope is Scope.HOUSEHOLD
    ratios = st.integers(0, 9).flatmap(
        lambda of: st.integers(0, of).map(lambda met: Ratio(met, of))
    )
    drawn: st.SearchStrategy[Value]
    match rule:
        case Fail() | Zero():
            drawn = st.booleans()
        case Each() if rule.unit == "户" and household:
            drawn = st.integers(0, 1)
        case Choice(options):
            drawn = st.sampled_from([key for key, _ in options])
        case Marks(step):
            drawn = st.integers(0, int((item.points or 0) / step)).map(lambda n: n * step)
        case Judged(least, most, step):
            drawn = st.integers(int(least / step), int(most / step)).map(lambda n: n * step)
            drawn = st.one_of(st.just(0), drawn)
        case Bands():
            drawn = st.integers(0, 10_000).map(lambda n: Fraction(n, 100))
        case _ if isinstance(rule, SHARES):
            drawn = st.one_of(st.booleans(), ratios) if household else ratios
        case _:
            drawn = st.integers(0, 6)
    return st.one_of(st.none(), drawn) if household or question.may_not_apply else drawn


@st.composite
def answers(
    draw: st.DrawFn, checklist: Checklist = EVERY_RULE, *, complete: bool = False
) -> SheetAnswers:
    """Answers to a sheet: complete, or with any of them missing."""
    asked = [(item, question) for item in checklist.items() for question in item.questions]

    def place(scope: Scope) -> dict[str, Value]:
        return {
            question.id: draw(values(item, question))
            for item, question in asked
            if question.scope is scope and (complete or draw(st.integers(0, 9)))
        }

    visited = draw(st.integers(1 if complete else 0, 4))
    items = [item.id for item in checklist.items()]
    eaches = [question.id for _, question in asked if isinstance(question.rule, Each)]
    return SheetAnswers(
        village=place(Scope.VILLAGE),
        households={f"H{number}": place(Scope.HOUSEHOLD) for number in range(visited)},
        not_applicable=frozenset(draw(st.sets(st.sampled_from(items), max_size=3))),
        exempt=draw(st.dictionaries(st.sampled_from(eaches), st.integers(0, 3), max_size=2)),
    )


def as_json(given: SheetAnswers) -> str:
    """An answer file that says the same."""

    def plain(value: Value) -> object:
        if isinstance(value, Ratio):
            return {"met": value.met, "of": value.of}
        return float(value) if isinstance(value, Fraction) else value

    return json.dumps(
        {
            "answers": {key: plain(value) for key, value in given.village.items()},
            "households": {
                name: {key: plain(value) for key, value in place.items()}
                for name, place in given.households.items()
            },
            "not_applicable": sorted(given.not_applicable),
            "exempt": dict(given.exempt),
        }
    )
