"""A campaign plan of made-up places, and ways to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content.checklists import shipped
from inspection.campaign import (
    CampaignPlan,
    Department,
    Household,
    Person,
    Post,
    Role,
    Round,
    RoundKind,
    Unit,
)

PLAN = CampaignPlan(
    "秋季专项督查",
    date(2026, 10, 10),
    date(2026, 10, 30),
    shipped("lingling-2018"),
    document_number="青督〔2026〕5号",
    office="青石县督查办",
    rounds=(Round("第一轮", RoundKind.INSPECT, date(2026, 10, 10), date(2026, 10, 20)),),
    people=(
        Person("钱小满", None, (Post(Role.ADMIN, "督查办"),)),
        Person("孙立秋", "B01", (Post(Role.LEADER, "一组", ("青石镇", "柳河乡")),), "县审计局"),
        Person("李谷雨", "B02", (Post(Role.INSPECTOR, "一组"),), "柳河乡人民政府"),
        Person("周芒种", None, (Post(Role.CONTACT, None, ("青石镇",)),), "青石镇人民政府"),
    ),
    units=(
        Unit("青石镇", "大坪村", contact="周芒种"),
        Unit("青石镇", "小坪村"),
        Unit("柳河乡", "柳湾村"),
    ),
    households=(
        Household("青石镇", "大坪村", "01", "张处暑"),
        Household("青石镇", "大坪村", "02", "王大寒"),
        Household("青石镇", "大坪村", "03", "冯小雪"),
        Household("柳河乡", "柳湾村", "01", "陈霜降"),
    ),
    departments=(Department("基本医疗", "卫健局", ("医保局",)),),
)


def rostered(*pairs: tuple[str, str]) -> CampaignPlan:
    """The plan with 大坪村 having these households instead, by number and head."""
    others = tuple(h for h in PLAN.households if h.village != "大坪村")
    mine = tuple(Household("青石镇", "大坪村", number, head) for number, head in pairs)
    return replace(PLAN, households=(*mine, *others))


def without(name: str) -> CampaignPlan:
    """The plan without one person."""
    return replace(PLAN, people=tuple(p for p in PLAN.people if p.name != name))


def person(name: str, **changes: object) -> CampaignPlan:
    """The plan with one person changed."""
    people = tuple(
        replace(p, **changes) if p.name == name else p  # type: ignore[arg-type]
        for p in PLAN.people
    )
    return replace(PLAN, people=people)
