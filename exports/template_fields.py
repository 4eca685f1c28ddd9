"""What an office's own template may use: every name, what it means, an example.

One list for the check of a template, for the model it is filled with, and for its readers. The
names are Chinese, as an official would write them; a test holds the model against this list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

TemplateKind: TypeAlias = Literal["circular", "report", "supervision", "rectification"]
KINDS: Final[tuple[TemplateKind, ...]] = get_args(TemplateKind)
Sort: TypeAlias = Literal["text", "number", "flag", "picture", "words", "rows", "group"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class Field:
    """A name in a template: what it holds, in Chinese and English, and an example.

    `words` are texts one by one, `rows` things with `fields` one by one, a `group` one such
    thing; a `flag` is for conditions.
    """

    name: str
    zh: str
    en: str
    sort: Sort = "text"
    example: str | int | bool = ""
    fields: tuple[Field, ...] = ()

    def sample(self, entries: int) -> Any:
        """A value as a filled template gets it, a list with so many entries."""
        match self.sort:
            case "words":
                return [self.example] * entries
            case "rows":
                return [sample(self.fields, entries)] * entries
            case "group":
                return sample(self.fields, entries)
            case "flag":
                return bool(self.example) == bool(entries)
            case _:
                return self.example


def sample(fields: tuple[Field, ...], entries: int = 2) -> dict[str, Any]:
    """A model of examples; with no `entries` every list is empty and every flag turned round."""
    return {field.name: field.sample(entries) for field in fields}


def _n(name: str, zh: str, en: str, example: int = 3) -> Field:
    return Field(name, zh, en, "number", example)


_PLACE: Final = (
    _n("名次", "并列的名次相同", "Place; tied ones share it", 1),
    Field("单位", "单位名称", "Unit", example="青石镇"),
    Field("得分率", "百分制得分，带 %", "Percent, with its sign", example="92.35%"),
    Field("表扬", "是否列入表扬", "Whether it is praised", "flag", example=True),
    Field("批评", "是否列入批评", "Whether it is criticised", "flag", example=False),
)
_RATES: Final = (
    Field("单位", "乡镇、村或部门", "Township, village or department", example="青石镇"),
    _n("问题数", "问题总数", "Problems", 9),
    _n("已销号", "已销号数", "Closed", 6),
    _n("逾期", "逾期数", "Overdue", 1),
    Field("结案率", "带 %，没有应结案的为“无”", "Closing rate, or 无", example="85.71%"),
    Field("按期结案率", "同上", "Closed on time", example="71.43%"),
)
_PUBLIC: Final = (
    _n("序号", "从 1 起", "From 1", 1),
    Field("单位", "责任单位", "Responsible unit", example="青石镇大坪村"),
    Field("问题", "问题描述，不含农户", "The matter, no household", example="未开展评比"),
    _n("户数", "涉及户数，全村的问题为 0", "Households; 0: of the whole unit", 0),
    Field("类型", "立行立改、限期整改、长期坚持", "Kind", example="限期整改"),
    Field("时限", "整改时限", "Deadline", example="2026年11月2日"),
)
_OWN: Final = (
    _n("序号", "从 1 起", "From 1", 1),
    Field("编号", "台账编号", "Number in the ledger", example="2026-0012"),
    Field("户", "户编号和户主姓氏", "Household's number, head masked", example="07 张*"),
    Field("问题", "问题描述", "The matter", example="手册错误2处"),
    Field("措施", "整改措施", "Measure", example="补正手册"),
    Field("责任单位", "整改责任单位", "Responsible unit", example="大坪村"),
    Field("牵头部门", "没有则为空", "Lead department, or empty", example="县农业农村局"),
    Field("配合部门", "没有则为空", "Co-owners, or empty", example="县乡村振兴局"),
    Field("类型", "立行立改、限期整改、长期坚持", "Kind", example="限期整改"),
    Field("时限", "整改时限", "Deadline", example="2026年11月2日"),
    Field("状态", "如 整改中、待核查", "State", example="整改中"),
)
_CLASS: Final = (
    Field("类别", "问题类别", "Class", example="住房安全"),
    _n("问题数", "这一类的问题数", "Problems of the class", 5),
    _n("单位数", "涉及的单位数", "Units", 3),
    Field("扣分", "这一类共扣多少分，不计分的为空", "Points lost, or empty", example="4.5"),
    Field(
        "项目",
        "这一类里的各项",
        "Items of the class",
        "rows",
        fields=(
            Field("名称", "项目名称", "Item", example="危房改造"),
            _n("问题数", "这一项的问题数", "Problems of the item", 2),
            Field("单位", "涉及的单位，逐个", "Units, one by one", "words", "青石镇大坪村"),
        ),
    ),
)
_BODY: Final = Field(
    "正文",
    "内置公文的正文，逐段；表格和图片不在内",
    "The built-in paper's text, paragraph by paragraph; without tables and pictures",
    "rows",
    fields=(
        _n("级别", "1 至 4 为标题，0 为正文", "1 to 4: a heading; 0: body", 1),
        Field("序号", "标题的序号，如 一、", "A heading's number", example="一、"),
        Field("文字", "这一段的文字", "The words", example="督查基本情况"),
    ),
)
_HEAD: Final = (
    Field("标题", "公文标题", "Title", example="关于青山县秋季专项督查情况的通报"),
    Field("发文机关", "导入表里的发文机关", "Issuing office", example="青山县督查办公室"),
    Field("文号", "发文字号，编号待填", "Document number to fill in", example="青督〔2026〕　　号"),
    Field("主送", "主送机关，不带冒号", "Addressee", example="各乡镇人民政府"),
    Field("抄送", "没有则为空", "Copies to, or empty", example="青石镇人民政府"),
    Field("日期", "成文日期", "Date of the paper", example="2026年10月12日"),
    Field("征求意见稿", "得分还是暂定的", "Figures are provisional", "flag", example=False),
    Field("附件", "内置公文的附件名称，逐个", "Names of its annexes", "words", "得分排名表"),
    _BODY,
)
_ROUND: Final = (
    Field("名称", "督查名称", "Name of the campaign", example="青山县秋季专项督查"),
    Field("方案文号", "督查方案的文号", "Number of its plan", example="青督〔2026〕3号"),
    Field("轮次", "轮次名称", "Round", example="第一轮"),
    Field("督查时间", "本轮起止日期", "Days of the round", example="2026年9月25日至10月9日"),
    Field("自查", "是否为自查", "A self-inspection", "flag", example=False),
    Field("评分表", "评分表名称", "Checklist", example="脱贫攻坚督查评分表"),
    Field("单位称呼", "村、乡镇或单位", "What the units are called", example="村"),
    _n("督查单位数", "本轮的单位数", "Units of the round", 48),
    _n("未完成数", "还在查的单位数", "Units still open", 0),
    _n("应访户数", "名册户数", "Households of the roster", 1200),
    _n("入户数", "入户走访户数", "Households visited", 1130),
    _n("电话数", "电话抽查户数", "Households telephoned", 60),
    _n("未遇数", "未遇户数", "Households not met", 10),
    Field("平均得分率", "没有得分的为“无”", "Mean percent, or 无", example="91.20%"),
    Field("最高得分率", "同上", "Highest", example="98.50%"),
    Field("最低得分率", "同上", "Lowest", example="80.15%"),
    _n("末位数", "末位通报几个", "How many at the bottom are named"),
    _n("问题总数", "发现的问题数", "Problems", 36),
    _n("已销号", "已销号数", "Closed", 20),
    _n("待核查", "待核查数", "Waiting to be verified", 4),
    _n("整改中", "整改中数", "Being put right", 10),
    _n("逾期", "逾期数", "Overdue", 2),
    _n("待交办", "还没有交办的", "Not handed over yet", 0),
    _n("应结案", "应结案数", "Due to be closed", 24),
    Field("结案率", "带 %，没有应结案的为“无”", "Closing rate, or 无", example="83.33%"),
    Field("按期结案率", "同上", "Closed on time", example="75.00%"),
    Field("返工率", "同上", "Rework", example="8.33%"),
    Field("延期率", "同上", "Extension", example="4.17%"),
    Field(
        "整改期限", "最晚的整改时限，没有则为空", "Last deadline, or empty", example="2026年11月2日"
    ),
    Field("排名", "得分排名", "The ranking", "rows", fields=_PLACE),
    Field("未排名", "还没有完成、暂不排名的单位", "Units not ranked yet", "words", "竹溪乡"),
    Field("问题分类", "按类别汇总的问题", "Problems by class", "rows", fields=_CLASS),
    Field("问题清单", "问题清单，不含农户", "List of problems, public", "rows", fields=_PUBLIC),
    Field("乡镇整改", "各乡镇整改情况", "Handling by township", "rows", fields=_RATES),
    Field("部门整改", "各牵头部门整改情况", "Handling by department", "rows", fields=_RATES),
)
_LEADERS: Final = (
    Field(
        "督查组",
        "督查分组",
        "Teams",
        "rows",
        fields=(
            Field("名称", "组名", "Team", example="第一组"),
            Field("组长", "组长，多人用顿号隔开", "Heads", example="李四五"),
            Field("乡镇", "督查的乡镇", "Townships", example="青石镇、柳河乡"),
            _n("单位数", "本组的单位数", "Units", 12),
            _n("已审签", "已审签数", "Signed", 12),
            Field("平均得分率", "没有得分的为“无”", "Mean percent, or 无", example="90.10%"),
            _n("问题数", "发现的问题数", "Problems", 9),
        ),
    ),
    Field(
        "图",
        "图片；没有可画的为空",
        "Pictures; empty where there is nothing to draw",
        "group",
        fields=(
            Field("进度", "督查进度", "Progress", "picture"),
            Field("排名", "得分率排名", "Ranking", "picture"),
            Field("分布", "扣分或问题分布", "Where points went", "picture"),
            Field("整改", "问题整改进展", "Findings", "picture"),
        ),
    ),
)
_UNIT: Final = (
    Field("单位", "通知发给的单位", "The unit it is for", example="青石镇大坪村"),
    Field("称呼", "你村、你镇", "How it is addressed", example="你村"),
)
_SUPERVISED: Final = (
    *_UNIT,
    _n("名次", "这个单位的名次", "Its place", 46),
    Field("得分率", "这个单位的得分率", "Its percent", example="80.15%"),
    _n("排名单位数", "参加排名的单位数", "How many are ranked", 48),
    _n("未销号", "这个单位还没有销号的问题数", "Its problems that are not closed", 4),
    Field("本单位问题", "还没有销号的，不含农户", "Its problems, public", "rows", fields=_PUBLIC),
)
_RECTIFIED: Final = (
    *_UNIT,
    _n("未销号", "这个单位还没有销号的问题数", "Its problems that are not closed", 4),
    Field("本单位问题", "还没有销号的，只给本单位看", "For the unit alone", "rows", fields=_OWN),
)
FIELDS: Final[Mapping[TemplateKind, tuple[Field, ...]]] = {
    "circular": (*_HEAD, *_ROUND),
    "report": (*_HEAD, *_ROUND, *_LEADERS),
    "supervision": (*_HEAD, *_ROUND, *_SUPERVISED),
    "rectification": (*_HEAD, *_ROUND, *_RECTIFIED),
}
"""Every name by kind of template."""


def listed(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    """The fields with their whole names, inner ones too: 排名.单位."""
    for field in fields:
        name = f"{above}.{field.name}" if above else field.name
        yield name, field
        yield from listed(field.fields, name)
