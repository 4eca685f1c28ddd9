"""定期调度: the leaders in charge get the figures at the campaign's rhythm, once each time.

Which day is due follows from the campaign's first day alone, and the notice's id is its meaning:
planned twice it is one. The figures are counted when it is sent.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from inspection.campaign import Role
from inspection.card import Words
from inspection.flow.digest import Letter
from inspection.flow.dispatch import Row, letter_rows
from inspection.flow.finding import day_words
from inspection.flow.says import go
from inspection.text import text
from scoring.finding_rates import FindingCounts
from scoring.reminding import dispatch_day, opens_at
from storage import campaigns, finding_counts, notices, people
from storage.campaigns import Campaign
from storage.db import Tx
from storage.notices import Notice
from workflow.audience import Audience
from workflow.deadlines import calendar_of
from workflow.dispatching import department_name, standing


def plan_dispatch(tx: Tx, zone: tzinfo, now: datetime) -> int:
    """Plan what is due now, on working days from the campaign's hour on; how many were new."""
    return sum(_plan(tx, each, zone, now) for each in campaigns.campaigns(tx))


def _plan(tx: Tx, campaign: Campaign, zone: tzinfo, now: datetime) -> int:
    day = _due(campaign, zone, now)
    if day is None:
        return 0
    if opens_at(calendar_of(tx, campaign), campaign.policy, zone, now, overdue=False) > now:
        return 0
    planned = 0
    for person in Audience(tx, campaign.id).observers:
        account = person.member.user_id
        if account is not None and person.reachable:
            key = f"dispatch/{campaign.id}/{day}/{person.member.id}"
            planned += notices.dispatch(tx, key, account, person.member.id, day, now)
    return planned


def _due(campaign: Campaign, zone: tzinfo, now: datetime) -> date | None:
    every, today = campaign.policy.dispatch_days, now.astimezone(zone).date()
    return dispatch_day(campaign.starts_on, campaign.ends_on, every, today)


def open_dispatch(tx: Tx, zone: ZoneInfo, now: datetime, notice: Notice) -> Letter | None:
    """What a dispatch in hand says now; None, and it is closed or put off, where nothing.

    One that was not sent before the next was due is closed: the next says it all.
    """
    member = people.member(tx, int(notice.body["person"]))
    if member is None or member.dropped or member.user_id != notice.chat_id:
        notices.close(tx, notice.id, "moot", now)
        return None
    campaign = campaigns.campaign(tx, member.campaign_id)
    observes = people.speaking_as(tx, member.id, notice.chat_id).has(Role.OBSERVER)
    today = now.astimezone(zone).date()
    whole = finding_counts.counts(tx, campaign.id, today, zone)
    current = _due(campaign, zone, now) == date.fromisoformat(notice.body["day"])
    if not (observes and current and whole.given):
        notices.close(tx, notice.id, "moot", now)
        return None
    opens = opens_at(calendar_of(tx, campaign), campaign.policy, zone, now, overdue=False)
    if opens > now:
        notices.postpone(tx, notice.id, opens)
        return None
    return _letter(tx, campaign, zone, today, whole)


def _letter(
    tx: Tx, campaign: Campaign, zone: ZoneInfo, today: date, whole: FindingCounts
) -> Letter:
    towns, departments = (
        [
            Row(department_name(name), standing(each))
            for name, each in finding_counts.counts_by(tx, by, campaign.id, today, zone).items()
            if each.given
        ]
        for by in _BY
    )
    title: Words = text("dispatch.letter", title=campaign.title, day=(day_words(today, today),))
    lines = letter_rows(title, standing(whole), towns, departments)
    rows = ((go(text("dispatch.open"), 0, "dispatch"), go(text("left.button"), 0, "left")),)
    return Letter(tuple(lines), rows)


_BY: tuple[finding_counts.By, ...] = ("township", "department")
