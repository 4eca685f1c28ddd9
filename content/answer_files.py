"""Answer files of `ducha score`: read exactly, against their checklist, every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from content.exact import (
    Tree,
    UnreadableError,
    Unusable,
    from_json,
    keys_twice,
    printable,
    written_path,
)
from inspection.answers import MOST, Ratio, SheetAnswers, Value, misfit
from inspection.checklist import Checklist, Each, Item, Question, Scope
from inspection.fault import Fault
from inspection.text import Text, text

_FIELDS = ("answers", "households", "not_applicable", "exempt")


class AnswersError(Exception):
    """An answer file that cannot be scored; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.text.code}" for fault in faults))
        self.faults = tuple(faults)


def read_answers(checklist: Checklist, words: str) -> SheetAnswers:
    """The answers of a JSON text; AnswersError with every fault and its place.

    Answers to items that are not applicable are ignored, whatever they are, as long as their
    question exists.
    """
    try:
        tree = from_json(words)
    except UnreadableError as broken:
        raise AnswersError((broken.fault,)) from None
    return _Reader(checklist, tree).read()


class _Reader:
    """One reading of one file; faults gather on the way."""

    def __init__(self, checklist: Checklist, tree: Tree) -> None:
        self.asked = {q.id: (item, q) for item in checklist.items() for q in item.questions}
        self.items = {item.id for item in checklist.items()}
        self.tree = tree
        self.faults = list(keys_twice(tree))
        self.not_applicable: frozenset[str] = frozenset()

    def read(self) -> SheetAnswers:
        tree = self._mapping(self.tree)
        for field in tree:
            if field not in _FIELDS:
                self._wrong(text("fault.field.unknown"), field)
        self.not_applicable = frozenset(self._not_applicable(tree.get("not_applicable", [])))
        village = self._answers(tree.get("answers", {}), Scope.VILLAGE, "answers")
        visited = self._mapping(tree.get("households", {}), "households")
        households = {
            name: self._answers(answers, Scope.HOUSEHOLD, "households", name)
            for name, answers in visited.items()
        }
        self._not_too_many(households)
        exempt = dict(self._exempt(self._mapping(tree.get("exempt", {}), "exempt")))
        if self.faults:
            raise AnswersError(self.faults)
        return SheetAnswers(village, households, self.not_applicable, exempt)

    def _answers(self, tree: Tree, scope: Scope, *path: str) -> dict[str, Value]:
        answers: dict[str, Value] = {}
        for question_id, said in self._mapping(tree, *path).items():
            item, question = self._asked(question_id, *path)
            if item is None or question is None or item.id in self.not_applicable:
                continue
            if question.scope is not scope:
                self._wrong(text(f"fault.answers.{question.scope}-question"), *path, question_id)
                continue
            value, expected = _value(item, question, said)
            if expected is not None:
                self._wrong(expected, *path, question_id)
            answers[question_id] = value
        return answers

    def _not_applicable(self, tree: Tree) -> Iterator[str]:
        if not isinstance(tree, list):
            self._wrong(text("fault.field.expected-list"), "not_applicable")
            return
        for place, item_id in enumerate(tree):
            if not isinstance(item_id, str):
                self._wrong(text("fault.field.expected-text"), "not_applicable", place)
            elif item_id not in self.items:
                words = text("fault.answers.no-item", id=printable(item_id))
                self._wrong(words, "not_applicable", place)
            else:
                yield item_id

    def _exempt(self, tree: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        for question_id, cases in tree.items():
            _, question = self._asked(question_id, "exempt")
            if question is None:
                continue
            if not isinstance(question.rule, Each):
                self._wrong(text("fault.answers.exempt-without-each"), "exempt", question_id)
            elif isinstance(cases, bool) or not isinstance(cases, int) or not 0 <= cases <= MOST:
                self._wrong(text("answer.expected.count", most=MOST), "exempt", question_id)
            else:
                yield question_id, cases

    def _not_too_many(self, households: Mapping[str, Mapping[str, Value]]) -> None:
        """`most_cases` bounds what a question counted in all, over the households too."""
        for question_id, (_, question) in self.asked.items():
            rule = question.rule
            if not isinstance(rule, Each) or rule.most_cases is None:
                continue
            said = (answers.get(question_id) for answers in households.values())
            if sum(cases for cases in said if isinstance(cases, int)) > rule.most_cases:
                words = text("fault.answers.cases-in-all", id=question_id, most=rule.most_cases)
                self._wrong(words, "households")

    def _asked(self, question_id: str, *path: str) -> tuple[Item | None, Question | None]:
        if question_id in self.asked:
            return self.asked[question_id]
        self._wrong(text("fault.answers.no-question"), *path, question_id)
        return None, None

    def _mapping(self, tree: Tree, *path: str) -> Mapping[str, Any]:
        if isinstance(tree, dict):
            return tree
        self._wrong(text("fault.field.expected-fields"), *path)
        return {}

    def _wrong(self, words: Text, *path: str | int) -> None:
        self.faults.append(Fault(written_path(path), words))


def _value(item: Item, question: Question, said: Tree) -> tuple[Value, Text | None]:
    """An answer as it stands in the file, and what was expected where it does not fit."""
    if isinstance(said, dict) and set(said) == {"met", "of"}:
        met, of = said["met"], said["of"]
        if type(met) is int and type(of) is int:
            ratio = Ratio(met, of)
            return ratio, misfit(question, item.points, ratio)
    if isinstance(said, dict | list | Unusable):
        # No answer is one of these: what fits the rule is asked for by an odd ratio.
        return None, misfit(question, item.points, Ratio(-1, -1))
    return said, misfit(question, item.points, said)
