"""What holds for every sheet, whatever was answered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from content.answer_files import read_answers
from inspection.answers import SheetAnswers
from inspection.household_answers import perfect
from scoring.contract import result, tallies
from scoring.rounding import half_up
from scoring.score import Score, score
from scoring.tally import MISSING, Tally, tally
from tests.scoring.sheets import EVERY_RULE, answers, as_json, values


def _score(sheet: SheetAnswers) -> Score:
    return score(EVERY_RULE, tallies(EVERY_RULE, sheet), sheet.not_applicable, sheet.exempt)


@given(answers())
def test_every_score_lies_within_its_bounds(sheet: SheetAnswers) -> None:
    got = _score(sheet)
    assert got.score is not None
    assert got.applicable is not None
    assert got.bonus is not None
    assert 0 <= got.score - got.bonus <= got.applicable
    assert 0 <= got.bonus <= 5
    for item in got.items():
        assert 0 <= item.low <= item.score <= item.high <= item.points
        assert item.score == half_up(item.score)
        assert item.deducted >= 0


@given(answers())
def test_the_score_lies_between_low_and_high(sheet: SheetAnswers) -> None:
    got = _score(sheet)
    assert got.low is not None
    assert got.score is not None
    assert got.high is not None
    assert got.low <= got.score <= got.high
    for section in got.sections:
        assert section.low <= section.score <= section.high


@given(answers(complete=True))
def test_a_complete_sheet_has_no_range(sheet: SheetAnswers) -> None:
    got = _score(sheet)
    assert got.complete
    assert got.low == got.score == got.high


@given(answers(), st.data())
def test_filling_what_is_missing_stays_within_the_range(
    sheet: SheetAnswers, data: st.DataObject
) -> None:
    """Whatever the missing answers turn out to be, as households of one each in a share."""
    before = _score(sheet)
    village, households = dict(sheet.village), {k: dict(v) for k, v in sheet.households.items()}
    households = households or {"H0": {}}
    for item in EVERY_RULE.items():
        for question in item.questions:
            for place in (village,) if question.scope == "village" else households.values():
                if question.id not in place and question.rule != BONUS:
                    drawn = values(item, question).filter(lambda v: not hasattr(v, "of"))
                    place[question.id] = data.draw(drawn)
    after = _score(replace(sheet, village=village, households=households))
    assert before.low is not None
    assert before.high is not None
    assert after.score is not None
    assert before.low <= after.score <= before.high


BONUS = next(q.rule for q in EVERY_RULE.questions() if q.id == "3.1a")


@given(answers())
def test_perfect_answers_to_all_that_is_missing_give_the_high(sheet: SheetAnswers) -> None:
    before = _score(sheet)
    village, households = dict(sheet.village), {k: dict(v) for k, v in sheet.households.items()}
    for item in EVERY_RULE.items():
        for question in item.questions:
            places = [village] if question.scope == "village" else list(households.values())
            for place in places:
                # A measured mean has no best value: its high is looked at by itself.
                best = 1_000_000 if question.id == "1.3a" else perfect(question, item.points)
                place.setdefault(question.id, best)
    after = _score(replace(sheet, village=village, households=households))
    assert after.score == before.high


@given(answers(), st.randoms(use_true_random=False))
def test_the_order_of_households_does_not_matter(sheet: SheetAnswers, chance: object) -> None:
    names = list(sheet.households)
    chance.shuffle(names)  # type: ignore[attr-defined]
    mixed = replace(sheet, households={name: sheet.households[name] for name in names})
    assert _score(mixed) == _score(sheet)


@given(st.data())
def test_a_running_roll_up_equals_the_recount(data: st.DataObject) -> None:
    """Any series of answers, changed answers and withdrawn ones, over three places."""
    item = data.draw(st.sampled_from(list(EVERY_RULE.items())))
    question = data.draw(st.sampled_from(item.questions))
    places: dict[str, Tally] = {}
    running = Tally()
    for _ in range(data.draw(st.integers(1, 12))):
        name = data.draw(st.sampled_from("ABC"))
        new = MISSING
        if data.draw(st.booleans()):
            new = tally(question, data.draw(values(item, question)))
        running += new - places.get(name, Tally())
        places[name] = new
    assert running == sum(places.values(), Tally())
    assert Tally.from_json(running.to_json()) == running


@given(answers())
def test_an_answer_file_reads_back_as_what_it_says(sheet: SheetAnswers) -> None:
    got = read_answers(EVERY_RULE, as_json(sheet))
    assert result(EVERY_RULE, got) == result(EVERY_RULE, sheet)


@given(answers())
def test_sections_and_sheet_add_up(sheet: SheetAnswers) -> None:
    got = _score(sheet)
    assert got.score == sum((section.score for section in got.sections), Fraction(0))
    for section in got.sections:
        if not section.pooled:
            assert section.left == sum((item.score for item in section.items), Fraction(0))
