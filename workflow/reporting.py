"""Makes the report of a sheet: of this moment, or as it was frozen when the leader signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from content.checklists import version
from inspection import walk
from inspection.answers import decimal
from inspection.checklist import Checklist, Item, Marks, Section
from inspection.sheet import DONE
from scoring.arithmetic import of_item, of_pool
from scoring.figures import Figures, figures_of
from scoring.report import Basis, Households, ItemLine, LetOff, Report, SectionLine
from storage import campaigns, evidence, marks, people, reports, results, sheets
from storage.db import Tx
from storage.results import Team
from workflow.figures import Scored, loses, scored
from workflow.grounds import Ground, item_grounds, items_of
from workflow.scene import Desk, House


def build(tx: Tx, house: House, desk: Desk, now: datetime) -> Report:
    """The sheet's report as of now; grounds are composed in Chinese, as documents are."""
    found = scored(tx, desk.sheet.id, desk.checklist)
    figures = figures_of(found.score)
    team = team_of(tx, desk)
    files = [f for f in evidence.of_sheet(tx, desk.sheet.id) if f.counts]
    # A reopened sheet still knows who signed it before; its report must not say so.
    signed = desk.sheet if desk.sheet.state in DONE else None
    rounds = {r.id: r.name for r in campaigns.rounds(tx, desk.campaign.id)}
    return Report(
        campaign=desk.campaign.title,
        office=desk.campaign.office,
        document_number=desk.campaign.document_number,
        round=rounds[desk.sheet.round_id],
        township=desk.unit.township,
        village=desk.unit.village,
        checklist=desk.checklist.id,
        checklist_title=desk.checklist.title,
        checklist_sha256=version(desk.checklist),
        basis=basis_of(desk.checklist),
        state=desk.sheet.state,
        made_at=_local(house, now),
        complete=figures.complete,
        score=figures.score,
        applicable=figures.applicable,
        percent=figures.percent,
        bonus=figures.bonus,
        low=figures.low,
        high=figures.high,
        problems=figures.problems,
        sections=_sections(tx, desk, found, figures),
        households=_households(tx, desk),
        evidence=len(files),
        team=team.name if team else "",
        leaders=team.heads if team else (),
        members=team.members if team else (),
        confirmed_by=_names(tx, *marks.confirmations(tx, desk.sheet.id)),
        signed_by=next(iter(_names(tx, signed.signed_by)), None) if signed else None,
        signed_at=_local(house, signed.signed_at) if signed and signed.signed_at else None,
    )


def frozen(tx: Tx, sheet_id: int) -> Report | None:
    """The report as it was signed, None before."""
    plain = sheets.report(tx, sheet_id)
    return None if plain is None else reports.load(plain)


def report_of(tx: Tx, house: House, desk: Desk, now: datetime) -> Report:
    """The signed report where the sheet is signed, else one of this moment."""
    signed = frozen(tx, desk.sheet.id) if desk.sheet.state in DONE else None
    return signed or build(tx, house, desk, now)


def basis_of(checklist: Checklist) -> Basis:
    """How the rows of a checklist come to their score."""
    if not checklist.scored:
        return "findings"
    marked = all(isinstance(q.rule, Marks) for q in checklist.questions())
    return "marks" if marked else "points"


def team_of(tx: Tx, desk: Desk) -> Team | None:
    """The team that has the unit's township."""
    teams = results.teams(tx, desk.campaign.id)
    return next((team for team in teams if desk.unit.township in team.townships), None)


def _sections(tx: Tx, desk: Desk, found: Scored, figures: Figures) -> tuple[SectionLine, ...]:
    own = marks.grounds(tx, desk.sheet.id)
    wanted = [
        item.id
        for item in desk.checklist.items()
        if (one := found.item(item.id)) is not None and (loses(one) or item.id in own)
    ]
    items = items_of(desk.checklist, wanted)
    grounds = item_grounds(tx, desk, items, found.tallies)
    kept = evidence.of_sheet(tx, desk.sheet.id)
    files = Counter(each.target.item_id for each in kept if each.counts)
    pools = {s.section.id: of_pool(s) for s in found.score.sections if s.pooled}
    return tuple(
        SectionLine(
            id=section.id,
            title=section.title,
            points=_points(section),
            score=figures.sections.get(section.id),
            items=tuple(_item(item, found, figures, grounds, files) for item in section.items),
            part=section.part,
            pool=pools.get(section.id),
        )
        for section in desk.checklist.sections
    )


def _item(
    item: Item,
    found: Scored,
    figures: Figures,
    grounds: Mapping[str, Ground],
    files: Mapping[str | None, int],
) -> ItemLine:
    one = found.item(item.id)
    set_aside = found.standings.get(item.id)
    written = figures.items.get(item.id)
    ground = grounds.get(item.id, Ground("", "", confidential=False))
    group = item.group
    return ItemLine(
        id=item.id,
        title=item.title,
        criterion=item.criterion,
        points=None if item.points is None else decimal(item.points),
        score=written["score"] if written else None,
        deducted=written["deducted"] if written else None,
        arithmetic=None if one is None else of_item(one),
        ground=ground.words,
        open_ground=ground.open_words,
        confidential=ground.confidential,
        standing=set_aside.standing if set_aside else None,
        reason=set_aside.reason if set_aside else "",
        group=group.title if group else None,
        group_points=decimal(group.points) if group and group.points is not None else None,
        let_off=tuple(
            LetOff(q.label or q.prompt, each.cases, each.reason)
            for q in item.questions
            if (each := found.exemptions.get(q.id)) is not None
        ),
        evidence=files.get(item.id, 0),
    )


def _points(section: Section) -> str | None:
    if section.points is None:
        return None
    return decimal(section.points)


def _households(tx: Tx, desk: Desk) -> Households | None:
    if not walk.has_households(desk.checklist):
        return None
    counts = sheets.rollup(tx, desk.sheet.id).counts
    return Households(counts.households, counts.visited, counts.telephoned, counts.absent)


def _names(tx: Tx, *person_ids: int | None) -> tuple[str, ...]:
    found = (people.member(tx, person_id) for person_id in person_ids if person_id is not None)
    return tuple(member.name for member in found if member is not None)


def _local(house: House, moment: datetime) -> str:
    return moment.astimezone(house.tz).isoformat(timespec="minutes")
