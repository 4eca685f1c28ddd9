"""A campaign plan as a filled workbook: what `reader` reads back as the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook

from content import checklists
from content.workbook.layout import Filled, Page, put
from content.workbook.pages import page_of
from content.workbook.reader import Shipped
from content.workbook.score_rows import rows_above, score_rows
from content.workbook.words import (
    BASIC_ROWS,
    BASICS,
    DEPARTMENTS,
    MODES,
    OWN_SHEET,
    REST_DAYS,
    ROLES,
    ROSTER,
    ROUND_KINDS,
    ROUNDS,
    SCORES,
    TEAMS,
    UNITS,
    WORKED,
)
from inspection.campaign import CampaignPlan

E = TypeVar("E", bound=Enum)


def write_plan(plan: CampaignPlan, path: Path, shipped: Shipped = checklists.shipped) -> None:
    """Writes the workbook of a plan, with full names: it is the office's own file.

    A checklist that came with the program is named by its id, any other is written out.
    """
    own = not _is_shipped(plan, shipped)
    book = Workbook()
    book.remove(book.active) if book.active else None
    for page in _pages(plan, own=own):
        put(book.create_sheet(page.name), page)
    book.save(path)


def _is_shipped(plan: CampaignPlan, shipped: Shipped) -> bool:
    try:
        return shipped(plan.checklist.id) == plan.checklist
    except KeyError:
        return False


def _pages(plan: CampaignPlan, *, own: bool) -> list[Page]:
    pages = [
        page_of(BASICS, _basics(plan, own=own)),
        page_of(ROUNDS, _rounds(plan)),
        page_of(TEAMS, _people(plan)),
        page_of(UNITS, _units(plan)),
        page_of(ROSTER, _roster(plan)),
        page_of(DEPARTMENTS, _departments(plan)),
        page_of(REST_DAYS, _rest_days(plan)),
    ]
    if own:
        above = rows_above(plan.checklist)
        pages.append(page_of(SCORES, score_rows(plan.checklist), above=above))
    return pages


def _word(words: Mapping[str, E], meant: E) -> str:
    return next(word for word, value in words.items() if value == meant)


def _basics(plan: CampaignPlan, *, own: bool) -> list[list[Filled]]:
    policy = plan.policy
    said: dict[str, Filled] = {
        "名称": plan.title,
        "文号": plan.document_number,
        "开始日期": plan.starts_on,
        "结束日期": plan.ends_on,
        "评分表": OWN_SHEET if own else plan.checklist.id,
        "发文机关": plan.office,
        "方式": _word(MODES, plan.mode),
        "末位数": policy.last_n,
        "限期整改工作日": policy.rectification_workdays,
        "立行立改工作日": policy.immediate_workdays,
        "整改截止": policy.rectify_by,
        "申辩天数": policy.objection_days,
        "评议截止": policy.appraisal_until,
        "提醒时间": f"{policy.remind_at:%H:%M}",
        "提前提醒天数": "、".join(map(str, policy.remind_days)) or "无",
        "逾期报组长天数": policy.leader_after,
        "逾期报领导天数": policy.observer_after,
        "调度间隔天数": policy.dispatch_days,
        "保留月数": policy.retain_months,
    }
    return [[row.heading, said[row.name]] for row in BASIC_ROWS]


def _rounds(plan: CampaignPlan) -> list[list[Filled]]:
    return [[r.name, _word(ROUND_KINDS, r.kind), r.starts_on, r.ends_on] for r in plan.rounds]


def _people(plan: CampaignPlan) -> list[list[Filled]]:
    return [
        [
            post.team,
            person.name,
            person.number,
            _word(ROLES, post.role),
            person.workplace,
            person.phone,
            "、".join(post.townships) or None,
        ]
        for person in plan.people
        for post in person.posts
    ]


def _units(plan: CampaignPlan) -> list[list[Filled]]:
    return [
        [u.township, u.village, u.kind, u.contact, "是" if u.drawable else "否"] for u in plan.units
    ]


def _roster(plan: CampaignPlan) -> list[list[Filled]]:
    return [
        [
            h.township,
            h.village,
            h.number,
            h.head,
            h.group,
            h.people,
            h.helper,
            "、".join(h.tags) or None,
        ]
        for h in plan.households
    ]


def _departments(plan: CampaignPlan) -> list[list[Filled]]:
    return [[d.topic, d.lead, "、".join(d.co_owners) or None, d.contact] for d in plan.departments]


def _rest_days(plan: CampaignPlan) -> list[list[Filled]]:
    return [
        [d.day, next(w for w, v in WORKED.items() if v == d.works), d.name] for d in plan.calendar
    ]
