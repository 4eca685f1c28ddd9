"""Takes a campaign workbook over: once, whole, and without losing anything that was recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from inspection.campaign import CampaignPlan, Household, Role
from inspection.flow.importing import ImportResult
from inspection.text import text
from storage import (
    audit,
    calendar,
    campaigns,
    checklists,
    focus,
    invites,
    notices,
    people,
    sheets,
)
from storage.audit import Actor
from storage.db import Tx
from workflow.comparing import Comparison, compare, with_merged_posts
from workflow.recounting import recounted
from workflow.scene import desk


def import_plan(
    tx: Tx,
    plan: CampaignPlan,
    now: datetime,
    actor: Actor | None = None,
    saved: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Take the plan over: what it changed.

    The campaign is known by its title. The same plan a second time changes nothing, not even
    the audit trail. `actor` is who imports, None on the command line; its campaign is this one.
    `saved` is called for every unit that is done.
    """
    found = compare(tx, plan)
    if found.result.same:
        return found.result
    plan = with_merged_posts(plan)
    before = people.roles(tx, found.campaign.id) if found.campaign else {}
    old = campaigns.plan_sha256(tx, plan.title)
    checklist_id = checklists.save_checklist(tx, plan.checklist)
    campaign_id = campaigns.save_campaign(tx, plan, checklist_id, found.fingerprint, now)
    campaigns.save_rounds(tx, campaign_id, plan)
    people.save_people(tx, campaign_id, plan.people)
    _save_units(tx, campaign_id, plan, found, saved)
    campaigns.save_departments(tx, campaign_id, plan.departments)
    calendar.save_days(tx, campaign_id, plan.calendar)
    _recount(tx, campaign_id, found)
    by = Actor(campaign_id, actor.person_id, actor.user_id) if actor else Actor(campaign_id)
    audit.record(tx, by, now, "import", f"campaign/{campaign_id}", old, found.fingerprint)
    _tell(tx, campaign_id, before, by, now)
    for founder in invites.founders(tx):
        if founder.user_id is not None:
            seat_admin(tx, campaign_id, founder.user_id, founder.name, now)
    return found.result


def dry_run(tx: Tx, plan: CampaignPlan) -> ImportResult:
    """What the plan would change; nothing is kept."""
    return compare(tx, plan).result


def seat_admin(tx: Tx, campaign_id: int, user_id: int, name: str, now: datetime) -> None:
    """Make the account an admin's: as the person of that name, else as one beside the roster.

    For whoever brings a new campaign, and for those who were asked to set the first one up.
    """
    if admin_person(tx, user_id, campaign_id) is not None:
        return
    person_id = people.grant_admin(tx, campaign_id, name)
    people.join(tx, person_id, user_id, now)
    invites.close_founder(tx, user_id, now)
    by = Actor(campaign_id, person_id, user_id)
    audit.record(tx, by, now, "join", f"person/{person_id}", None, "admin")
    notices.menu(tx, user_id, now)
    focus.owe(tx, user_id)


def admin_person(tx: Tx, user_id: int, campaign_id: int) -> int | None:
    """The person as whom the account administers that campaign, None where it does not."""
    admins = people.with_roles(tx, campaign_id, Role.ADMIN)
    return next((member.id for member, _, _ in admins if member.user_id == user_id), None)


def _save_units(
    tx: Tx, campaign_id: int, plan: CampaignPlan, found: Comparison, saved: Callable[[], None]
) -> None:
    campaigns.move_households(tx, found.moves)
    rosters: dict[tuple[str, str], list[Household]] = defaultdict(list)
    for household in plan.households:
        rosters[household.township, household.village].append(household)
    for village, unit_id in campaigns.save_units(tx, campaign_id, plan.units).items():
        if village in found.touched:
            campaigns.save_households(tx, unit_id, rosters[village])
        saved()


def _recount(tx: Tx, campaign_id: int, found: Comparison) -> None:
    """Tags say which questions a household is asked: figures that may still change follow."""
    everywhere = "has_tags" in found.result.basics
    changed = [
        sheet_id
        for sheet_id in sheets.unsigned(tx, campaign_id)
        if (here := desk(tx, sheet_id)) is not None
        and (everywhere or (here.unit.township, here.unit.village) in found.touched)
    ]
    for sheet_id, rollup in recounted(tx, campaign_id, changed).items():
        sheets.save_rollup(tx, sheet_id, rollup)


def _tell(tx: Tx, campaign_id: int, before: Mapping[int, str], by: Actor, now: datetime) -> None:
    """Roles that changed go to the trail; whoever has joined gets a new menu and card."""
    after = people.roles(tx, campaign_id)
    for person_id in sorted(before.keys() | after.keys()):
        old, new = before.get(person_id), after.get(person_id)
        if old == new:
            continue
        audit.record(tx, by, now, "roles", f"person/{person_id}", old, new)
        member = people.member(tx, person_id)
        if member is None or member.user_id is None:
            continue
        notices.menu(tx, member.user_id, now)
        focus.owe(tx, member.user_id)
        if new is None:
            key = f"person/{person_id}/dropped/{audit.number(tx, campaign_id)}"
            notices.line(tx, key, member.user_id, text("people.dropped"), now)
