"""What has to happen to the findings in the books so that they say what a sheet's answers make.

Pure. What the unit was given (交办) changes by a signature only, as figures do; what the team
wrote by hand is never overwritten. A problem seen again in a later round is the same finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from inspection.answers import decimal
from inspection.finding import OPEN, Act, Draft, Finding, FindingState

SET_ASIDE = "该项已改为不适用或无法核查"
CORRECTED = "答案已更正，不再是问题"
MORE_EXACT = "具体情形已更正"
GAINED = "检查时再次发现"
RESTORED = "复查答案已更正，仍按已销号"
"""Words of the story, which is Chinese as the ledger is."""
_NAMES = {
    "cases": "数量",
    "person": "涉及人员",
    "category": "类别",
    "topic": "事项",
    "lead": "牵头单位",
    "co_owners": "配合单位",
    "measure": "整改措施",
    "responsible": "责任单位",
    "in_charge": "责任人",
    "kind": "整改类型",
    "deadline": "整改时限",
}


@dataclass(frozen=True, slots=True)
class Again:
    """A later sheet's signing that met an earlier finding: what it did, in which round."""

    sheet_id: int
    round_id: int
    act: Act


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From which sheet one looks: its round's place in time, and whether it is being signed."""

    sheet_id: int
    round_id: int
    rounds: Sequence[int]
    """The campaign's rounds, the first first."""
    signing: bool
    set_aside: Collection[str] = ()

    def before(self, round_id: int) -> bool:
        """Whether the sheet's round lies before that one."""
        return self.rounds.index(self.round_id) < self.rounds.index(round_id)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to be done: to a finding of the books, or a new one to be made (None)."""

    act: Act
    found: Finding | None
    draft: Draft
    words: str | None = None


def plan(
    drafts: Sequence[Draft],
    kept: Sequence[Finding],
    again: Mapping[int, Sequence[Again]],
    at: Standpoint,
    *,
    confidential: Callable[[Draft], bool],
    waits: Callable[[Draft], bool],
) -> list[Change]:
    """What is to be done, in the order of the drafts; nothing where the books say it already.

    `kept`: all findings of the unit. `again`: by finding, what later sheets' signings did to it.
    `waits`: a draft that is not to be made before the sheet is handed in.
    """
    by_key = {found.draft.key: found for found in kept}
    changes: list[Change] = []
    for draft in drafts:
        found = by_key.get(draft.key)
        if found is None:
            if not waits(draft):
                changes.append(Change(Act.MAKE, None, draft))
            continue
        merged = merge(found, draft, confidential=confidential(draft))
        changes += _present(found, merged, again.get(found.id, ()), at, wait=waits(draft))
    present = {draft.key for draft in drafts}
    for found in kept:
        if found.draft.key not in present:
            changes += _absent(found, again.get(found.id, ()), at)
    return changes


def merge(found: Finding, draft: Draft, *, confidential: bool) -> Draft:
    """The draft with what was written by hand kept; open words of counts are always composed."""
    names = ("deadline" if name == "due_on" else name for name in found.edited)
    by_hand = {name: getattr(found.draft, name) for name in names}
    if "matter" in by_hand and not confidential:
        by_hand["open_matter"] = found.draft.open_matter
    return replace(draft, **by_hand)


def _present(
    found: Finding, draft: Draft, again: Sequence[Again], at: Standpoint, *, wait: bool
) -> Iterator[Change]:
    own = found.sheet_id == at.sheet_id
    state = found.state
    mine = [each.act for each in again if each.sheet_id == at.sheet_id]
    here = bool(mine) and mine[-1] is not Act.RESTORE
    if state is FindingState.WITHDRAWN:
        if not wait:
            yield Change(Act.REVIVE, found, draft)
    elif state is FindingState.NEW:
        if own or at.signing:
            yield from _changed(found, draft, moved=not own)
    elif not at.signing or _later(again, at):
        return
    elif own or here:
        yield from _changed(found, draft)
    elif not at.before(found.round_id) and at.round_id != found.round_id:
        again_words = f"{GAINED}：{draft.open_matter}"
        act = Act.STANDS if state in OPEN else Act.REOPEN
        yield Change(act, found, draft, again_words)


def _absent(found: Finding, again: Sequence[Again], at: Standpoint) -> Iterator[Change]:
    own = found.sheet_id == at.sheet_id
    if found.state is FindingState.WITHDRAWN:
        return
    if own and (found.state is FindingState.NEW or (at.signing and not again)):
        aside = found.draft.item_id in at.set_aside
        yield Change(Act.WITHDRAW, found, found.draft, SET_ASIDE if aside else CORRECTED)
    elif at.signing and again and found.state in OPEN:
        last = again[-1]
        if last.sheet_id == at.sheet_id and last.act is Act.REOPEN:
            yield Change(Act.RESTORE, found, found.draft, RESTORED)


def _later(again: Sequence[Again], at: Standpoint) -> bool:
    """Whether a round after this sheet's has looked at it since."""
    return any(at.before(each.round_id) for each in again)


def _changed(found: Finding, draft: Draft, *, moved: bool = False) -> Iterator[Change]:
    if draft != found.draft or moved:
        yield Change(Act.CHANGE, found, draft, told(found.draft, draft))


def told(old: Draft, new: Draft) -> str:
    """What changed, in short words that anybody may read who may read the finding."""
    parts = []
    if new.open_matter != old.open_matter:
        parts.append(f"{old.open_matter} → {new.open_matter}")
    elif new.matter != old.matter:
        parts.append(MORE_EXACT)
    if new.points != old.points:
        parts.append(f"扣分 {_points(old.points)} → {_points(new.points)}")
    names = [
        _NAMES[field.name]
        for field in fields(Draft)
        if field.name in _NAMES and getattr(old, field.name) != getattr(new, field.name)
    ]
    if names and not (parts and names == [_NAMES["cases"]]):
        parts.append("、".join(names) + "已更新")
    return "；".join(parts) or MORE_EXACT


def _points(points: Fraction | None) -> str:
    return "无" if points is None else decimal(points)
