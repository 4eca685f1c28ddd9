"""A checklist's own words: in the reader's language where it has them, else in Chinese."""

from __future__ import annotations

from fractions import Fraction

import pytest

from content.locales import catalog
from inspection import wording
from inspection.checklist import Checklist, Choice, Each, Item, Question, Scope, Section
from inspection.text import Text

ASKED = Question("1.1a", "满意度", Scope.VILLAGE, Choice((("满意", Fraction(4)),), ("Content",)))
BOTH = Item(
    "1.1", "群众满意度", Fraction(4), (ASKED,), "满意 4 分", applies="没有农户", exempt="已报告",
    title_en="Content of poor households", criterion_en="Content 4", applies_en="No household",
    exempt_en="Reported",
)  # fmt: skip
CHINESE = Item("1.2", "微信群", Fraction(2), (ASKED,))
SHEET = Checklist("own", "计分表", (Section("1", "责任", None, (BOTH, CHINESE)),))


def said(words: Text | str, lang: str) -> str:
    return catalog(lang).plain(words)


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        pytest.param(wording.title(BOTH), "群众满意度", "Content of poor households", id="title"),
        pytest.param(wording.title(CHINESE), "微信群", "微信群", id="no English"),
        pytest.param(wording.brief(BOTH), "群众满意度", "Content of poor ho…", id="brief"),
        pytest.param(wording.criterion(BOTH), "满意 4 分", "Content 4", id="criterion"),
        pytest.param(wording.criterion(CHINESE), "", "", id="no criterion"),
        pytest.param(wording.applies(BOTH), "没有农户", "No household", id="applies"),
        pytest.param(wording.exempt(BOTH), "已报告", "Reported", id="exempt"),
        pytest.param(wording.option(ASKED, "满意"), "满意", "Content", id="option"),
        pytest.param(wording.unit("户", 1), "户", "household", id="one household"),
        pytest.param(wording.unit("人", 3), "人", "people", id="several people"),
        pytest.param(wording.unit("亩", 3), "亩", "亩", id="a unit of one's own"),
        pytest.param(wording.count(Each(Fraction(1), "户"), 3), "3户", "3", id="on a button"),
        pytest.param(
            wording.named(SHEET, "1.1"),
            "1.1 群众满意度",
            "1.1 Content of poor households",
            id="named",
        ),
        pytest.param(wording.named(SHEET, "9.9"), "9.9", "9.9", id="no such item"),
    ],
)
def test_everybody_reads_a_checklist_in_their_language(
    words: Text | str, chinese: str, english: str
) -> None:
    assert (said(words, "zh"), said(words, "en")) == (chinese, english)
