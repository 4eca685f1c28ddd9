"""A digest at the moment it is sent: what is left of it today, in words; else it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from inspection.campaign import Role
from inspection.card import Reply
from inspection.finding import Finding
from inspection.flow.digest import SHOWN, DigestView, LateUnit, Letter, Unreached, digest
from inspection.flow.findings import Line as Shown
from inspection.people import RefusalError, Right, Speaker, Unit, may
from inspection.text import text
from scoring.reminding import Rung, least_over, opens_at, proposes_talk
from storage import campaigns, findings, notices, people, reminders, visits
from storage.campaigns import Campaign
from storage.db import Tx
from storage.notices import Notice
from storage.reminders import UNREACHED, Line
from workflow.audience import Audience, leads
from workflow.deadlines import calendar_of
from workflow.heads import mask_heads
from workflow.household_words import named
from workflow.route_types import ButtonRoute
from workflow.scene import Scene, desk

__all__ = ["Letter", "open_digest"]


@dataclass(slots=True)
class _Told:
    """What of a digest still holds today, by who the reader is for it."""

    mine: list[tuple[Finding, Unit]] = field(default_factory=list)
    led: list[tuple[Finding, Unit]] = field(default_factory=list)
    watched: list[tuple[Finding, Unit]] = field(default_factory=list)
    unreached: list[Unreached] = field(default_factory=list)
    overdue: bool = False


def open_digest(tx: Tx, zone: tzinfo, now: datetime, notice: Notice) -> Letter | None:
    """What a digest in hand says today; None, and it is closed or put off, where nothing.

    Closed and moved findings have fallen out. One that is too late for its day's hours, or
    whose person has had another one today, waits for the next day.
    """
    person_id, today = int(notice.body["person"]), now.astimezone(zone).date()
    member = people.member(tx, person_id)
    if member is None or member.dropped or member.user_id != notice.chat_id:
        notices.close(tx, notice.id, "moot", now)
        return None
    campaign = campaigns.campaign(tx, member.campaign_id)
    reader = people.speaking_as(tx, person_id, notice.chat_id)
    told = _sift(tx, campaign, reader, reminders.of_digest(tx, notice.id), today)
    if not (told.mine or told.led or told.watched or told.unreached):
        notices.close(tx, notice.id, "moot", now)
        return None
    days, policy = calendar_of(tx, campaign), campaign.policy
    opens = opens_at(days, policy, zone, now, overdue=told.overdue)
    if opens <= now and _had_one(tx, person_id, today, notice.id):
        tomorrow = datetime.combine(today + timedelta(days=1), policy.remind_at, zone)
        opens = opens_at(days, policy, zone, tomorrow, overdue=told.overdue)
    if opens > now:
        notices.postpone(tx, notice.id, opens)
        return None
    notices.stamp(tx, notice.id, today)
    return digest(_view(tx, campaign, notice.id, told, today))


def _had_one(tx: Tx, person_id: int, today: date, but: str) -> bool:
    return any(
        each.id != but and each.day == today and each.state not in {"due", "moot"}
        for each in reminders.digests(tx, person_id, today)
    )


def _sift(tx: Tx, campaign: Campaign, reader: Speaker, lines: Iterable[Line], today: date) -> _Told:
    """Each finding once, as contact, head or observer, by the ladder as it is now."""
    told, done = _Told(), set[int]()
    audience: Audience | None = None
    for line in lines:
        unit = campaigns.unit(tx, line.unit_id)
        if unit is None or unit.dropped:
            continue
        over = (today - line.due_on).days
        if line.stage == UNREACHED:
            audience = audience or Audience(tx, campaign.id)
            missed = _missed(audience, unit, line.about or 0)
            heads = {person.member.id for person in audience.in_charge(unit)}
            if missed is not None and reader.person_id in heads:
                told.unreached.append(missed)
                told.overdue |= over > 0
            continue
        found = None if line.finding_id in done else findings.finding(tx, line.finding_id)
        rung = _rung(campaign, reader, unit, over)
        if found is None or rung is None:
            continue
        done.add(found.id)
        told.overdue |= over > 0
        match rung:
            case Rung.CONTACT:
                told.mine.append((found, unit))
            case Rung.HEAD:
                told.led.append((found, unit))
            case Rung.OBSERVER:
                told.watched.append((found, unit))
    return told


def _rung(campaign: Campaign, reader: Speaker, unit: Unit, over: int) -> Rung | None:
    """As what the reader hears of a unit's finding today; None: not at all any more."""
    heard = {
        Rung.CONTACT: may(reader, Right.ANSWER_FOR, unit),
        Rung.HEAD: leads(reader, unit),
        Rung.OBSERVER: reader.has(Role.OBSERVER) and may(reader, Right.READ_FINDINGS, unit),
    }
    return next(
        (
            rung
            for rung, is_so in heard.items()
            if is_so and over >= least_over(campaign.policy, rung)
        ),
        None,
    )


def _missed(audience: Audience, unit: Unit, about: int) -> Unreached | None:
    """The contact (0: any) whom no reminder reaches, if that is still so."""
    contacts = audience.contacts(unit)
    if not about:
        return None if contacts else Unreached(unit.name, None, joined=False)
    found = next((p for p in contacts if p.member.id == about and not p.reachable), None)
    if found is None:
        return None
    return Unreached(unit.name, found.member.name, joined=found.member.user_id is not None)


def _view(tx: Tx, campaign: Campaign, key: str, told: _Told, today: date) -> DigestView:
    named_findings = [*told.mine, *told.led]
    units = list(dict.fromkeys(unit.village or unit.township for _, unit in named_findings))
    return DigestView(
        key,
        today,
        units,
        _shown(tx, named_findings, alone=len(units) == 1),
        _late(campaign, told.watched, today),
        told.unreached,
        campaign.policy.observer_after,
        "mine" if told.mine else "overdue",
    )


def _shown(tx: Tx, found: Sequence[tuple[Finding, Unit]], *, alone: bool) -> list[Shown]:
    """Lines as a contact may read them, whoever gets them: a digest lies open on the screen."""
    lines: list[Shown] = []
    for each, unit in sorted(found, key=lambda pair: (str(pair[0].due_on), pair[0].number)):
        household = (
            visits.household(tx, each.draft.household_id) if each.draft.household_id else None
        )
        whose = named(household) if household else ""
        if not alone:
            whose = f"{unit.village or unit.township} {whose}".rstrip()
        at = desk(tx, each.sheet_id) if len(lines) < SHOWN else None
        matter = mask_heads(tx, at, each.draft.open_matter) if at else ""
        lines.append(Shown(each, whose, matter))
    return lines


def _late(
    campaign: Campaign, watched: Iterable[tuple[Finding, Unit]], today: date
) -> list[LateUnit]:
    """Counts for each unit, the longest overdue first."""
    by_unit: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    units: dict[int, Unit] = {}
    for found, unit in watched:
        over = -(found.days_left(today) or 0)
        if proposes_talk(campaign.policy, over, false=found.false_at is not None):
            units[unit.id] = unit
            by_unit[unit.id].append((over, found.false_at is not None))
    late = [
        LateUnit(
            unit_id,
            units[unit_id].name,
            len(overs),
            max(over for over, _ in overs),
            sum(false for _, false in overs),
        )
        for unit_id, overs in by_unit.items()
    ]
    return sorted(late, key=lambda unit: (-unit.longest, -unit.overdue, unit.name))


def press_got(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`got|<digest>`: 知道了; it changes nothing, the trail notes the first time."""
    if not args[0].startswith(f"digest/{scene.who.person_id}/"):
        raise RefusalError("button-unknown")
    if reminders.seen(scene.tx, args[0], scene.who.person_id, scene.now):
        scene.record("reminder-seen", args[0])
    return scene.reply(text("reminder.thanks"))


BUTTONS = {"got": ButtonRoute(Right.MEMBER, "none", 1, press_got)}
