"""The fixed names of the campaign workbook: sheets, headings and the words of its lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspection.campaign import Mode, Role, RoundKind

BASICS = "基本信息"
ROUNDS = "轮次"
TEAMS = "督查组"
UNITS = "督查对象"
ROSTER = "名册"
DEPARTMENTS = "责任单位"
SCORES = "评分表"
REST_DAYS = "休息日"
GUIDE = "说明"
TOPICS = "督战事项"
"""What a programme supervises: a sheet for people, which is not read."""

SHEETS = (BASICS, ROUNDS, TEAMS, UNITS, ROSTER, DEPARTMENTS, REST_DAYS, SCORES)
REQUIRED_SHEETS = (BASICS, TEAMS, UNITS)
OWN_SHEET = "本表"
"""What 基本信息 says under 评分表 when the checklist stands in the sheet 评分表."""

EXAMPLE = "示例"
"""A row whose first filled cell begins with this word is there to look at and is never read."""

UNREAD_HEADINGS = frozenset({"序号", "备注", "说明", "填写说明"})
"""Headings of columns for people, passed over without a warning."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, whether a table is readable without it, and other ways it is written."""

    name: str
    required: bool = False
    also: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as it stands in the workbook."""
        return f"{self.name}*" if self.required else self.name


ROUND_COLUMNS = (
    Column("轮次", required=True),
    Column("类型"),
    Column("开始", required=True, also=("开始日期",)),
    Column("结束", required=True, also=("结束日期",)),
)
TEAM_COLUMNS = (
    Column("组别", required=True),
    Column("姓名", required=True),
    Column("编号"),
    Column("角色", required=True),
    Column("工作单位", also=("单位",)),
    Column("电话", also=("联系电话", "手机", "手机号码")),
    Column("负责乡镇"),
)
UNIT_COLUMNS = (
    Column("乡镇", required=True),
    Column("村"),
    Column("类型"),
    Column("联系人"),
    Column("可抽取"),
)
ROSTER_COLUMNS = (
    Column("乡镇", required=True),
    Column("村", required=True),
    Column("户编号", required=True),
    Column("户主", required=True, also=("户主姓名",)),
    Column("组", also=("村民小组",)),
    Column("人口"),
    Column("帮扶责任人"),
    Column("标签"),
)
DEPARTMENT_COLUMNS = (
    Column("事项", required=True),
    Column("牵头单位", required=True),
    Column("配合单位"),
    Column("联系人"),
)
REST_DAY_COLUMNS = (
    Column("日期", required=True),
    Column("上班或休息", required=True),
    Column("说明"),
)
BASIC_COLUMNS = (Column("项目", required=True), Column("内容", required=True))
BASIC_ROWS = (
    Column("名称", required=True),
    Column("文号"),
    Column("开始日期", required=True),
    Column("结束日期", required=True),
    Column("评分表", required=True),
    Column("发文机关"),
    Column("方式"),
    Column("末位数"),
    Column("限期整改工作日"),
    Column("立行立改工作日"),
    Column("整改截止"),
    Column("申辩天数"),
    Column("评议截止"),
    Column("提醒时间"),
    Column("提前提醒天数"),
    Column("逾期报组长天数"),
    Column("逾期报领导天数"),
    Column("调度间隔天数"),
    Column("保留月数"),
)

ROLES: Mapping[str, Role] = {
    "管理员": Role.ADMIN,
    "组长": Role.LEADER,
    "副组长": Role.DEPUTY,
    "组员": Role.INSPECTOR,
    "联系人": Role.CONTACT,
    "联系领导": Role.OBSERVER,
}
ROLE_GUESSES: Mapping[str, str] = {
    "督查员": "组员", "成员": "组员", "队员": "组员", "队长": "组长", "副队长": "副组长",
    "领导": "联系领导", "分管领导": "联系领导", "联络员": "联系人", "督查办": "管理员",
}  # fmt: skip
MODES: Mapping[str, Mode] = {"督查": Mode.INSPECTION, "自查": Mode.SELF}
ROUND_KINDS: Mapping[str, RoundKind] = {
    "启动": RoundKind.START,
    "督查": RoundKind.INSPECT,
    "回头看": RoundKind.RECHECK,
    "清零": RoundKind.CLEAR,
    "巩固": RoundKind.CONSOLIDATE,
}
WORKED: Mapping[str, bool] = {"上班": True, "休息": False}
YES_NO: Mapping[str, bool] = {"是": True, "否": False}
