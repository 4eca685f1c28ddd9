"""What a workbook would change in a campaign: counted, listed, and nothing done yet."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from content.checklists import version
from inspection.campaign import CampaignPlan, Household, Person, Post
from inspection.flow.importing import Change, ImportResult
from storage import calendar, campaigns, checklists, plans, sheets
from storage.campaigns import Campaign
from storage.db import Tx
from storage.plans import KnownHousehold

K = TypeVar("K")
V = TypeVar("V")
Village = tuple[str, str]
_BASICS = (
    "document_number",
    "office",
    "mode",
    "starts_on",
    "ends_on",
    "policy",
    "has_tags",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A workbook beside the campaign of its title, None where there is none yet.

    `moves` are households that keep their row under another number; `touched` the villages
    whose roster changes at all.
    """

    campaign: Campaign | None
    fingerprint: str
    result: ImportResult
    moves: Mapping[int, str]
    touched: frozenset[Village]


def fingerprint(plan: CampaignPlan) -> str:
    """The SHA-256 of all a workbook says: equal for equal plans, whatever file they had."""
    plain = {f.name: _plain(getattr(plan, f.name)) for f in fields(plan) if f.name != "checklist"}
    plain["checklist"] = version(plan.checklist)
    words = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def compare(tx: Tx, plan: CampaignPlan) -> Comparison:
    """What the plan changes; reads only."""
    plan = with_merged_posts(plan)
    mark = fingerprint(plan)
    campaign = campaigns.titled(tx, plan.title)
    if campaign is not None and campaigns.plan_sha256(tx, plan.title) == mark:
        result = ImportResult(plan.title, campaign.id, same=True)
        return Comparison(campaign, mark, result, {}, frozenset())
    campaign_id = campaign.id if campaign else 0
    units = {(u.township, u.village or ""): u for u in plan.units}
    # The roster of a unit that is no longer named stays as it is, with its unit.
    known = plans.households(tx, campaign_id)
    rosters = _Rosters(plan.households, {v: rows for v, rows in known.items() if v in units})
    changed_checklist = campaign is not None and (
        version(checklists.checklist(tx, campaign.checklist_id)) != version(plan.checklist)
    )
    result = ImportResult(
        plan.title,
        campaign.id if campaign else None,
        basics=_basics(campaign, plan, checklist=changed_checklist),
        changes=tuple(
            change
            for change in (
                _change("round", _rounds(tx, campaign_id), {r.name: r for r in plan.rounds}, str),
                _people(plans.people(tx, campaign_id), plan.people),
                _change("unit", plans.units(tx, campaign_id), units, "".join),
                rosters.change,
                _change(
                    "department",
                    plans.departments(tx, campaign_id),
                    {d.topic: d for d in plan.departments},
                    str,
                ),
                _change(
                    "rest-day",
                    {d.day: d for d in calendar.days(tx, campaign_id)},
                    {d.day: d for d in plan.calendar},
                    str,
                ),
            )
            if change.any
        ),
        renumbered=rosters.renumbered,
        kept=rosters.kept,
        older_sheets=len(sheets.unsigned(tx, campaign_id)) if changed_checklist else 0,
    )
    return Comparison(campaign, mark, result, rosters.moves, rosters.touched)


def with_merged_posts(plan: CampaignPlan) -> CampaignPlan:
    """The plan with one post a role and team: several rows of a person add their townships."""
    return replace(plan, people=tuple(_merged(person) for person in plan.people))


def _merged(person: Person) -> Person:
    townships: dict[tuple[Any, str | None], list[str]] = defaultdict(list)
    for post in person.posts:
        townships[post.role, post.team] += post.townships
    posts = (Post(role, team, tuple(dict.fromkeys(t))) for (role, team), t in townships.items())
    return replace(person, posts=tuple(posts))


def _basics(campaign: Campaign | None, plan: CampaignPlan, *, checklist: bool) -> tuple[str, ...]:
    if campaign is None:
        return ()
    changed = [name for name in _BASICS if getattr(campaign, name) != getattr(plan, name)]
    return (*changed, "checklist") if checklist else tuple(changed)


def _rounds(tx: Tx, campaign_id: int) -> dict[str, Any]:
    return {row.name: row.as_planned() for row in campaigns.rounds(tx, campaign_id)}


def _change(kind: str, old: Mapping[K, V], new: Mapping[K, V], name: Callable[[K], str]) -> Change:
    return Change(
        kind,
        new=tuple(name(key) for key in new if key not in old),
        changed=tuple(name(key) for key in new if key in old and old[key] != new[key]),
        gone=tuple(name(key) for key in old if key not in new),
    )


def _people(old: Mapping[str, Person], plan: Iterable[Person]) -> Change:
    new = {person.key: person for person in plan}
    names = Counter(person.name for person in new.values())
    # Who is given a number is the person known by that name until now.
    numbered = {
        person.name: key
        for key, person in new.items()
        if person.number and names[person.name] == 1 and key not in old and person.name in old
    }
    known = {numbered.get(key, key): person for key, person in old.items()}
    change = _change("person", known, new, str)
    called = {key: person.name for key, person in (known | new).items()}
    return Change(
        "person",
        tuple(called[key] for key in change.new),
        tuple(called[key] for key in change.changed),
        tuple(called[key] for key in change.gone),
    )


class _Rosters:
    """The households of all villages, old and new, told apart by village, head and number."""

    def __init__(
        self,
        plan: Iterable[Household],
        known: Mapping[Village, Mapping[str, KnownHousehold]],
    ) -> None:
        self._new: dict[Village, dict[str, Household]] = defaultdict(dict)
        for household in plan:
            self._new[household.township, household.village][household.number] = household
        self._old = known
        self.moves: dict[int, str] = {}
        renumbered: list[str] = []
        for village, old in known.items():
            for each, number in _moved(old, self._new.get(village, {})):
                self.moves[each.id] = number
                renumbered.append(f"{village[1]} {each.household.number}→{number}")
            self._set_aside(old, self._new.get(village, {}))
        self.renumbered = tuple(renumbered)
        self._compare()

    def _set_aside(self, old: Mapping[str, KnownHousehold], new: Mapping[str, Household]) -> None:
        """Who holds the number another household moves to, and is not called to move, makes way."""
        wanted = {self.moves[each.id] for each in old.values() if each.id in self.moves}
        taken = set(old) | set(new)
        for number in wanted & set(old):
            holder = old[number]
            if holder.id not in self.moves:
                aside = f"{number}(旧)"
                self.moves[holder.id] = aside if aside not in taken else f"{number}(旧{holder.id})"

    def _compare(self) -> None:
        new: list[str] = []
        changed: list[str] = []
        gone: list[str] = []
        kept: list[str] = []
        touched: set[Village] = set()
        for village in {**self._old, **self._new}:
            here = self._new.get(village, {})
            old = {self.moves.get(k.id, n): k for n, k in self._old.get(village, {}).items()}
            before = len(new) + len(changed) + len(gone) + len(kept)
            new += [f"{village[1]} {n}" for n in here if n not in old]
            for number, each in old.items():
                name = f"{village[1]} {number}"
                if number not in here:
                    if each.on_roster:
                        (kept if each.visited else gone).append(name)
                elif replace(each.household, number=number) != here[number] or not each.on_roster:
                    changed.append(name)
            moved = any(each.id in self.moves for each in old.values())
            if moved or len(new) + len(changed) + len(gone) + len(kept) > before:
                touched.add(village)
        self.change = Change("household", tuple(new), tuple(changed), tuple(gone))
        self.kept = tuple(kept)
        self.touched = frozenset(touched)


def _moved(
    old: Mapping[str, KnownHousehold], new: Mapping[str, Household]
) -> list[tuple[KnownHousehold, str]]:
    """Households under another number than before: heads who are unique in both rosters."""
    heads_before = Counter(each.household.head for each in old.values())
    heads_now = Counter(each.head for each in new.values())
    numbers = {each.head: number for number, each in new.items()}
    return [
        (each, numbers[each.household.head])
        for number, each in old.items()
        if heads_before[each.household.head] == heads_now[each.household.head] == 1
        and numbers[each.household.head] != number
    ]
