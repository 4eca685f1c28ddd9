"""The demo's campaign: a made-up district on scheme A. No name or place in it is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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

BEGUN = timedelta(days=15)
"""How long ago the campaign began."""
TEAM_1, TEAM_2 = "督查一组", "督查二组"


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the demo: its contact and how many households are on its roster."""

    township: str
    name: str
    contact: str | None = None
    households: int = 0


VILLAGES = (
    Village("青石镇", "大坪村", "陈小寒", 48),
    Village("青石镇", "上湾村", "陈小寒", 16),
    Village("青石镇", "松岭村", "陈小寒", 22),
    Village("白沙镇", "沙洲村", "林大雪", 18),
    Village("白沙镇", "白鹤村", "林大雪", 25),
    Village("竹溪乡", "泉水村", "何小雪", 14),
    Village("竹溪乡", "竹山村", "何小雪", 31),
    Village("柳河乡", "河口村", "罗小暑", 16),
    Village("柳河乡", "柳树村", "罗小暑", 27),
    Village("枫林镇", "红岩村", "高雨水", 20),
    Village("枫林镇", "枫树村", "高雨水", 19),
    Village("石桥乡", "双井村", "马大寒", 24),
    Village("石桥乡", "桥头村", "马大寒", 17),
)

PEOPLE = (
    Person("王小满", None, (Post(Role.INSPECTOR, TEAM_1),), "区审计局"),
    Person(
        "李立春", None, (Post(Role.LEADER, TEAM_1, ("青石镇", "白沙镇", "竹溪乡")),), "区督查室"
    ),
    Person("陈小寒", None, (Post(Role.CONTACT),), "青石镇人民政府"),
    Person("孙白露", None, (Post(Role.INSPECTOR, TEAM_1),), "柳河乡人民政府"),
    Person("赵谷雨", None, (Post(Role.DEPUTY, TEAM_1),), "区财政局"),
    Person("郝冬至", None, (Post(Role.ADMIN),), "区督查办"),
    Person("孟处暑", None, (Post(Role.OBSERVER),), "区委办公室"),
    Person(
        "周清明", None, (Post(Role.LEADER, TEAM_2, ("柳河乡", "枫林镇", "石桥乡")),), "区水利局"
    ),
    Person("吴芒种", None, (Post(Role.DEPUTY, TEAM_2),), "区教育局"),
    Person("郑夏至", None, (Post(Role.INSPECTOR, TEAM_2),), "区民政局"),
    Person("钱霜降", None, (Post(Role.INSPECTOR, TEAM_2),), "枫林镇人民政府"),
    Person("林大雪", None, (Post(Role.CONTACT),), "白沙镇人民政府"),
    Person("何小雪", None, (Post(Role.CONTACT),), "竹溪乡人民政府"),
    Person("罗小暑", None, (Post(Role.CONTACT),), "柳河乡人民政府"),
    Person("高雨水", None, (Post(Role.CONTACT),), "枫林镇人民政府"),
    Person("马大寒", None, (Post(Role.CONTACT),), "石桥乡人民政府"),
)
"""In the order of the page: its first three columns are an inspector, the leader, a contact.

孙白露 comes from a township of the other team, 钱霜降 from one of the own team: both are barred.
"""
NOT_YET = ("高雨水", "马大寒")
"""Who has not joined: for them the admin can make an invitation."""

DEPARTMENTS = (
    Department("住房安全", "区住建局"),
    Department("基本医疗", "区卫健局", ("区医保局",)),
    Department("义务教育", "区教育局"),
    Department("产业就业", "区农业农村局", ("区人社局",)),
)

_SURNAMES = "张王李赵陈刘杨黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = (
    "有田", "桂枝", "长庚", "满仓", "秀兰", "守山", "春桃", "得水", "银花", "土生",
    "茂林", "菊香", "石根", "云开", "稻丰", "麦苗", "樟生",
)  # fmt: skip
_HELPERS = ("谭柏", "邹榆", "石槐", "方杉", "孔桐", "曾楠")
_TAGS = (
    ("劳动力2",), ("学生1", "劳动力1"), ("慢病1",), ("学生2", "劳动力2"), ("危房",),
    ("慢病1", "劳动力1"), ("中高职1", "劳动力2"), (), ("住院1", "慢病1"), ("学生1",),
    ("劳动力1",), ("特殊困难", "慢病1"), ("学生2", "中高职1"), ("劳动力2",), ("大病1", "住院1"),
)  # fmt: skip


def plan_for(today: date) -> CampaignPlan:
    """The campaign as it is today, in its first round."""
    begun = today - BEGUN
    return CampaignPlan(
        title="云坪区非贫困村专项督查",
        starts_on=begun,
        ends_on=today + timedelta(days=58),
        checklist=shipped("lingling-2018"),
        document_number=f"云坪督办〔{today.year}〕12号",
        office="云坪区督查办公室",
        policy=Policy(last_n=1),
        rounds=(
            Round("第一轮", RoundKind.INSPECT, begun, today + timedelta(days=18)),
            Round(
                "回头看",
                RoundKind.RECHECK,
                today + timedelta(days=38),
                today + timedelta(days=52),
            ),
        ),
        people=PEOPLE,
        units=tuple(Unit(v.township, v.name, "非贫困村", v.contact) for v in VILLAGES),
        households=tuple(h for at, village in enumerate(VILLAGES) for h in _roster(at, village)),
        departments=DEPARTMENTS,
        has_tags=True,
    )


def _roster(at: int, village: Village) -> Iterator[Household]:
    """Households numbered 01, 02 … in groups of eight; nothing is left to chance."""
    for number in range(village.households):
        pick = number * 7 + at * 11
        name = _SURNAMES[pick % len(_SURNAMES)] + _GIVEN[(pick // 3 + number) % len(_GIVEN)]
        yield Household(
            village.township,
            village.name,
            f"{number + 1:02d}",
            name,
            f"{number // 8 + 1}组",
            2 + (number * 5 + at) % 4,
            _HELPERS[number // 8 % len(_HELPERS)],
            _TAGS[(number + at) % len(_TAGS)],
        )
