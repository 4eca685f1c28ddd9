"""What is done with an office's template: tried, taken into use, taken out again; in the trail."""

from __future__ import annotations

import hashlib
from datetime import datetime

from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from exports.template import Filled, example
from exports.template_fields import TemplateKind
from exports.template_model import (
    circular_model,
    rectification_model,
    report_model,
    supervision_model,
)
from inspection.people import RefusalError
from scoring.campaign_report import CampaignReport
from storage import audit, templates
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Tx
from workflow.campaign_report import build, with_sheets
from workflow.inspecting import present_round
from workflow.scene import House

TRIED = 3
"""Notices that a template is tried with."""


def trials(
    tx: Tx, house: House, now: datetime, campaign: Campaign, kind: TemplateKind
) -> list[Filled]:
    """What a template of the kind is filled with for trial: the campaign's present figures.

    Nothing where it has none yet. Reads much, so not where others wait.
    """
    try:
        present = present_round(tx, campaign.id, now.astimezone(house.tz).date())
        round_id = with_sheets(tx, campaign.id, present).id
        report = build(tx, house, now, campaign, round_id)
    except RefusalError:
        return []
    return _of(report, kind)[:TRIED]


def _of(report: CampaignReport, kind: TemplateKind) -> list[Filled]:
    match kind:
        case "circular":
            paper = circular(report)
            return [(paper, circular_model(report, paper))]
        case "report":
            paper = leaders_report(report)
            drawn = example(kind)[1]["图"]
            return [(paper, {**report_model(report, paper, {}), "图": drawn})]
        case "supervision":
            notices = supervision_notices(report)
            return [(p, supervision_model(report, p, name)) for name, p in notices.items()]
        case "rectification":
            notices = rectification_notices(report)
            return [(p, rectification_model(report, p, name)) for name, p in notices.items()]


def take(tx: Tx, actor: Actor, now: datetime, template_id: int, content: bytes) -> bool:
    """Use a checked template from now on; False where it was dropped meanwhile.

    The trail keeps the hashes of the one before and of this.
    """
    found = templates.get(tx, template_id)
    if found is None:
        return False
    before = templates.used(tx, found.campaign_id).get(found.kind)
    sha256 = hashlib.sha256(content).hexdigest()
    if not templates.use(tx, template_id, sha256, content):
        return False
    _note(tx, actor, now, found.kind, before.sha256 if before else None, sha256)
    return True


def drop(tx: Tx, actor: Actor, now: datetime, campaign_id: int, kind: TemplateKind) -> bool:
    """Go back to the built-in paper; False where that is what is used."""
    before = templates.used(tx, campaign_id).get(kind)
    if before is None or not templates.drop(tx, campaign_id, kind):
        return False
    _note(tx, actor, now, kind, before.sha256, None)
    return True


def _note(
    tx: Tx, actor: Actor, now: datetime, kind: str, before: str | None, after: str | None
) -> None:
    subject = f"template/{kind}/{actor.campaign_id}"
    act = "template-set" if after else "template-drop"
    audit.record(tx, actor, now, act, subject, before, after)
