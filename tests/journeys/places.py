"""Made-up campaigns: townships, people, a village of 48 households."""

from __future__ import annotations

from datetime import date

from content.checklists import shipped
from inspection.campaign import (
    CampaignPlan,
    Department,
    Household,
    Person,
    Policy,
    Post,
    Role,
    Round,
    RoundKind,
    Unit,
)

ADMIN, LEADER, DEPUTY = "钱小满", "孙立秋", "何清明"
FIRST, SECOND = "李谷雨", "冯惊蛰"
OTHER_LEADER, OTHER_MEMBER = "陈寒露", "郑大雪"
CONTACT, OBSERVER = "周芒种", "吴白露"

PEOPLE = (
    Person(ADMIN, None, (Post(Role.ADMIN, "督查办"),), "县督查办"),
    Person(LEADER, "B01", (Post(Role.LEADER, "第一组", ("青石镇",)),), "县审计局"),
    Person(DEPUTY, "B02", (Post(Role.DEPUTY, "第一组"),), "县财政局"),
    Person(FIRST, "B03", (Post(Role.INSPECTOR, "第一组"),), "县农业农村局"),
    Person(SECOND, "B04", (Post(Role.INSPECTOR, "第一组"),), "柳河乡人民政府"),
    Person(OTHER_LEADER, "B05", (Post(Role.LEADER, "第二组", ("柳河乡",)),), "县水利局"),
    Person(OTHER_MEMBER, "B06", (Post(Role.INSPECTOR, "第二组"),), "青石镇人民政府"),
    Person(CONTACT, None, (Post(Role.CONTACT, None, ("青石镇",)),), "青石镇人民政府"),
    Person(OBSERVER, None, (Post(Role.OBSERVER),)),
)
ROUND = Round("第一轮", RoundKind.INSPECT, date(2026, 10, 10), date(2026, 10, 20))

_HEADS = "张王李赵陈刘杨黄周吴徐孙"
_NAMES = ("处暑", "大寒", "小雪", "霜降")
TAGS: dict[str, tuple[str, ...]] = {
    "02": ("慢病",),
    "03": ("学生2", "劳动力"),
    "05": ("慢病", "劳动力"),
    "06": ("特殊困难",),
    "07": ("住院",),
    "09": ("学生1", "中高职1"),
    "11": ("慢病",),
    "12": ("大病",),
    "14": ("学生3", "劳动力"),
    "18": ("住院", "慢病"),
    "20": ("学生2",),
    "21": ("特殊困难",),
    "22": ("劳动力",),
    "27": ("学生1", "劳动力"),
    "29": ("住院",),
    "30": ("慢病", "劳动力"),
    "33": ("学生2", "中高职2"),
    "36": ("劳动力",),
    "40": ("特殊困难",),
    "41": ("学生1", "劳动力"),
    "44": ("慢病",),
    "45": ("劳动力",),
}


def head(number: int) -> str:
    """The head of the household of that number."""
    return _HEADS[number % len(_HEADS)] + _NAMES[number % len(_NAMES)]


VILLAGE = tuple(
    Household(
        "青石镇",
        "大坪村",
        f"{n:02d}",
        head(n),
        group=f"{(n - 1) // 12 + 1}组",
        people=n % 5 + 1,
        tags=TAGS.get(f"{n:02d}", ()),
    )
    for n in range(1, 49)
)


def plan(
    checklist: str,
    units: tuple[Unit, ...],
    households: tuple[Household, ...] = (),
    *,
    title: str = "秋季专项督查",
) -> CampaignPlan:
    """A campaign of these units on a shipped checklist, with the people above."""
    return CampaignPlan(
        title,
        date(2026, 10, 10),
        date(2026, 10, 30),
        shipped(checklist),
        document_number="青督〔2026〕5号",
        office="青石县督查办",
        policy=Policy(last_n=1),
        rounds=(ROUND,),
        people=PEOPLE,
        units=units,
        households=households,
        departments=(Department("基本医疗", "卫健局", ("医保局",)),),
        has_tags=any(h.tags for h in households),
    )


SCHEME_A = plan(
    "lingling-2018",
    (
        Unit("青石镇", "大坪村", "非贫困村", CONTACT),
        Unit("青石镇", "小坪村", "非贫困村", CONTACT),
        Unit("柳河乡", "柳湾村", "非贫困村"),
    ),
    (
        *VILLAGE,
        *(Household("柳河乡", "柳湾村", f"{n:02d}", head(n + 5), tags=("慢病",)) for n in (1, 2)),
    ),
)

SMALL = plan(
    "lingling-2018",
    (Unit("青石镇", "大坪村", "非贫困村", CONTACT),),
    tuple(Household("青石镇", "大坪村", f"0{n}", head(n)) for n in (1, 2, 3)),
)
"""One village of three households, without tags: every question is shown."""
