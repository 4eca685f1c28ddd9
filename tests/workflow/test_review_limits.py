"""Long rosters, long grounds, large counts: every card stays within what Telegram takes."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from content.locales import LANGUAGES, catalog
from handlers import views
from inspection.card import Card
from inspection.checklist import Checklist, Each, Item, Question, Scope
from inspection.flow.answer_rows import answer_rows
from inspection.flow.village import VillageView
from inspection.heard import Command
from inspection.text import text
from storage import visits
from tests.talks.script import say
from tests.talks.stages import stage
from tests.talks.talk import Talk, datas, opened
from workflow import spoken

CLERK = "王五六"


def many(tmp_path: Path, homes: int, groups: int) -> Talk:
    """A village of so many households in so many groups."""
    made = Talk(stage(tmp_path, "village"))
    with opened(made.stage.file) as tx:
        for number in range(6, homes + 1):
            visits.add_household(tx, 1, f"{number:02d}", "张三", 1)
        if groups:
            tx.do("UPDATE households SET grp = (id % :g) || '组' WHERE unit_id = 1", g=groups)
    made.do(CLERK, Command("inspect"))
    return made


def markup_size(card: Card) -> tuple[int, int]:
    """Buttons of a card, and the bytes of its keyboard."""
    markup = views.render(card, "zh").markup
    assert markup is not None
    rows = markup["inline_keyboard"]
    return sum(len(row) for row in rows), len(json.dumps(markup))


@pytest.mark.parametrize(("homes", "groups"), [(48, 4), (60, 0), (61, 4), (200, 2), (300, 0)])
def test_every_household_is_reached_from_lists_that_telegram_takes(
    tmp_path: Path, homes: int, groups: int
) -> None:
    talk = many(tmp_path, homes, groups)
    waiting, seen, found = ["list"], set(), set()
    while waiting:
        at = waiting.pop()
        seen.add(at)
        say(talk, f"{CLERK} raw go|1|{at}")
        buttons, size = markup_size(talk.cards[CLERK])
        assert (buttons <= 100, size <= 10_000) == (True, True)
        to = [d.split("|")[2] for d in datas(talk.cards[CLERK]) if d.startswith("go|1|")]
        found |= {one for one in to if one.startswith("hh.")}
        waiting += [one for one in to if one.startswith("list") and one not in seen | {*waiting}]
    assert len(found) == homes


def test_all_that_was_lost_is_on_the_leaders_and_the_contacts_card(tmp_path: Path) -> None:
    """Grounds of 500 characters leave room for every line, the date and what was said back."""
    grounds = ["扣" * 500] * 27
    lines = ("结果", *grounds, "申辩截止：10 月 15 日 24 时")
    shown = views.html_of(lines, "zh")
    assert views.length(shown) <= 4096
    assert shown.endswith("24 时")
    assert shown.count("扣…") == 27


def test_many_cases_at_most_are_typed_and_few_are_tapped(tmp_path: Path) -> None:
    for most, want in ((8, 9), (200, 5)):
        rule = Each(Fraction(1, 2), "处", most_cases=most)
        question = Question(id="1.1a", prompt="问题几处", scope=Scope.VILLAGE, rule=rule)
        item = Item("1.1", "条目", Fraction(10), (question,), "标准")
        view = VillageView(1, "大坪村", Checklist("c", "表", ()), "zh", {}, {}, {}, {}, {}, {})
        rows = answer_rows(view, item, question, alone=True)
        assert sum(len(row) for row in rows) == want


def test_every_word_that_may_be_typed_means_one_thing() -> None:
    for lang in LANGUAGES:
        said = [
            w for way in spoken._WAYS for w in catalog(lang).plain(text(f"spoken.{way}")).split("/")
        ]
        assert len(said) == len(set(said))
