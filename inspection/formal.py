"""The grounds composed from what was tapped, said in the question's own words for official papers.

A label is short, for a button (领导没来); a paper says what the question says (主要领导没有走访过).
What a person wrote stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inspection.checklist import SHARES, Bands, Choice, Fail, Question, Zero
from inspection.grounds import problem_of

_DONE: Final = (
    "开展|召开|制定|制订|建立|成立|设立|组织|参加|落实|完成|办理|发放|签订|配备|安排|公示|公开|"
    "收取|走访|入户|整改|报送|上报|申报|纳入|培训|核实|登记|张贴|宣传|建档|验收"
)
"""Verbs of duties: what was done (了, 过, 已) is denied before them."""
_SOUND: Final = "规范|齐全|及时|准确|真实|完整|健全|合理|合规|达标|一致|到位"
"""What a short requirement ends in that 不 denies."""
_LISTED: Final = r"(?:：(?P<where>[^\u4e00-\u9fff；。]+(?:等\s?\d+\s?户)?))"
"""Numbers of households behind a ground, and nothing else."""
_TAPPED: Final = re.compile(
    r"(?:\s?(?P<n>\d+)(?:/(?P<of>\d+))?\s?(?P<unit>[^\s\d：]{0,4}))?" + _LISTED + "?"
)
_WRITTEN: Final = re.compile(f"(?P<words>.*?){_LISTED}?", re.DOTALL)
_REMARK: Final = re.compile(r"（([^（）]*)）$")
_GAP: Final = re.compile(
    r"(?<=[\u2018-\u201d\u3000-\u9fff\uff00-\uffef])\s+(?=\w)|(?<=\w)\s+(?=[\u2018-\u201d\u3000-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is wrong.

    `homes`: how many households it is said of, of `of` that were asked (0: not counted);
    `count` is how often (2处); `where` are the households, for nobody but the unit.
    """

    words: str
    count: str = ""
    homes: int = 0
    of: int = 0
    where: tuple[str, ...] = ()


def formal(questions: Sequence[Question], ground: str) -> tuple[Matter, ...]:
    """The parts of a ground one by one; `questions` are those of the item."""
    known = sorted(((problem_of(q), q) for q in questions), key=lambda each: -len(each[0]))
    return tuple(_matter(known, part) for part in ground.split("；") if part.strip())


def tight(words: str) -> str:
    """Words without spaces between Chinese and figures, as printed papers have them."""
    return _GAP.sub("", words).strip()


def _matter(known: Sequence[tuple[str, Question]], part: str) -> Matter:
    for name, question in known:
        rest = part.removeprefix(name)
        if not part.startswith(name):
            continue
        if isinstance(question.rule, (Choice, Bands)):
            if rest.startswith("："):
                return Matter(f"{_asked(question)}为{_quoted(question, rest[1:])}")
        elif tapped := _TAPPED.fullmatch(rest):
            return _said(question, tapped)
    written = _WRITTEN.fullmatch(part)
    words, where = (written["words"], written["where"]) if written else (part, None)
    return Matter(tight(words).rstrip("。"), where=tuple(_numbers(where or "")))


def _quoted(question: Question, answer: str) -> str:
    return f"“{answer}”" if isinstance(question.rule, Choice) else answer


def _said(question: Question, tapped: re.Match[str]) -> Matter:
    found = Matter(_wrong(question), where=tuple(_numbers(tapped["where"] or "")))
    if tapped["n"] is None:
        return found
    n, of, unit = int(tapped["n"]), int(tapped["of"] or 0), tapped["unit"]
    if unit == "户":
        return replace(found, homes=n, of=of)
    if of:
        unit = unit or "个"
        return replace(found, count=f"{n}{unit}（共{of}{unit}）")
    words, unit = _counted(question, found.words, unit)
    return replace(found, words=words, count=f"{n}{unit}")


def _numbers(where: str) -> Iterator[str]:
    """03 07×2, as the list has them; 等 40 户 stays one."""
    numbers, more, rest = where.partition("等")
    yield from numbers.split()
    if more:
        yield tight(more + rest)


def _asked(question: Question) -> str:
    """What is asked, without the remark behind it and the household it is asked of."""
    bare = _REMARK.sub("", tight(question.prompt))
    return bare.removeprefix("本户").removesuffix("本户").replace("，或", "或")


def _counted(question: Question, words: str, unit: str) -> tuple[str, str]:
    """What is counted is said once: 一户一档缺2项, 答不上1题, …问题1个."""
    remark = _REMARK.search(tight(question.prompt))
    if remark and remark[1] == "个问题":
        return f"{words}问题", "个"
    words = re.sub(r"的?[题项户次人]数$", "", words)
    return re.sub(rf"(?<=[缺漏错少]){re.escape(unit)}$", "", words) if unit else words, unit


def _wrong(question: Question) -> str:
    """What is wrong: a prompt that says what should be is denied."""
    asked = _asked(question)
    return _denied(asked) if isinstance(question.rule, (Fail, Zero, *SHARES)) else asked


def _denied(asked: str) -> str:
    if done := re.search(
        rf"(?:已(?={_DONE}))?(?P<verb>{_DONE})(?:了|过)|已(?P<late>{_DONE})", asked
    ):
        verb = done["verb"] or done["late"]
        rest = asked[done.end() :].replace("了", "")
        return f"{asked[: done.start()]}未{verb}{rest}"
    if sound := re.fullmatch(rf"([^，、；证]{{2,6}})({_SOUND})", asked):
        return f"{sound[1]}不{sound[2]}"
    if re.fullmatch(r"有[^，；\d至]+", asked):
        return f"没{asked}"
    if asked.startswith("知晓"):
        return f"不{asked}"
    return f"未达到“{asked}”要求"
