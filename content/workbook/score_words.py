"""The headings and words of the sheet 评分表 with rule columns: each a field of the checklist file.

English field names are read as well; what is written is Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from content.workbook.words import YES_NO, Column


class Level(Enum):
    """What a column belongs to."""

    SECTION = "section"
    ITEM = "item"
    QUESTION = "question"
    RULE = "rule"


class Form(Enum):
    """How a cell of the column is read."""

    TEXT = "text"
    LINE = "line"
    NUMBER = "number"
    COUNT = "count"
    YES = "yes"
    WORDS = "words"
    CHOICE = "choice"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading, the English one, where its value goes and how it is written."""

    heading: str
    english: str
    level: Level
    path: tuple[str, ...]
    form: Form = Form.LINE
    words: Mapping[str, Any] | None = None
    required: bool = False
    hint: tuple[str, str] = ("", "")

    @property
    def column(self) -> Column:
        """The heading as a column of a table."""
        return Column(self.heading, self.required, (self.english,))


RULES = {
    "未做到扣分": "fail", "按数量扣分": "each", "未做到不得分": "zero", "按比例得分": "share",
    "低于比例扣分": "below", "超过比例扣分": "excess", "分档扣分": "bands", "按选项得分": "choice",
    "打分": "marks", "酌情扣分": "judged", "加分": "bonus", "只记问题": "finding",
}  # fmt: skip
SCOPES = {"村": "village", "户": "household"}
LOOKS = {"问": "问", "查": "查", "看": "看"}
FINDINGS = {"按户": "household", "按项": "item", "不生成": "none"}
EVIDENCE = {"不要": "never", "有问题时": "problem", "必须": "always"}
KINDS = {"立行立改": "立行立改", "限期整改": "限期整改", "长期坚持": "长期坚持"}
TOTAL_COUNTS = {"以各项为准": "rows", "以合计为准": "printed"}

_S, _I, _Q, _R = Level.SECTION, Level.ITEM, Level.QUESTION, Level.RULE
FIELDS = (
    Field("部分", "part", _S, ("part",)),
    Field("大项编号", "section id", _S, ("id",)),
    Field("大项", "section", _S, ("title",)),
    Field("大项分值", "section points", _S, ("points",), Form.NUMBER),
    Field("大项加分上限", "section at most", _S, ("at_most",), Form.NUMBER),
    Field("项目编号", "item id", _I, ("id",)),
    Field("项目", "item", _I, ("title",), required=True),
    Field("分值", "points", _I, ("points",), Form.NUMBER),
    Field("评分标准", "criterion", _I, ("criterion",), Form.TEXT),
    Field("合并行", "group", _I, ("group", "title")),
    Field("合并行分值", "group points", _I, ("group", "points"), Form.NUMBER),
    Field("扣大项的分", "pool", _I, ("pool",), Form.YES, YES_NO),
    Field("不适用情形", "applies", _I, ("applies",), Form.TEXT),
    Field("免扣情形", "exempt", _I, ("exempt",), Form.TEXT),
    Field("整改措施", "measure", _I, ("measure",), Form.TEXT),
    Field("责任单位", "responsible", _I, ("responsible",)),
    Field("事项", "topic", _I, ("topic",)),
    Field("题号", "question id", _Q, ("id",)),
    Field("问题", "prompt", _Q, ("prompt",), Form.TEXT, required=True),
    Field("范围", "scope", _Q, ("scope",), Form.CHOICE, SCOPES, required=True),
    Field("规则", "rule", _R, ("kind",), Form.CHOICE, RULES, required=True),
    Field("扣分", "deduct", _R, ("deduct",), Form.NUMBER),
    Field("单位", "unit", _R, ("unit",)),
    Field("最多扣", "at most", _R, ("at_most",), Form.NUMBER),
    Field("最大数量", "most cases", _R, ("most_cases",), Form.COUNT),
    Field("本题分值", "share points", _R, ("points",), Form.NUMBER),
    Field("满分线", "full at", _R, ("full_at",), Form.NUMBER),
    Field("达标线", "at", _R, ("at",), Form.NUMBER),
    Field("起扣线", "over", _R, ("over",), Form.NUMBER),
    Field("步长", "step", _R, ("step",), Form.NUMBER),
    Field("分档", "bands", _R, ("bands",), Form.PAIRS),
    Field("选项", "options", _R, ("options",), Form.PAIRS),
    Field("每次加", "add", _R, ("add",), Form.NUMBER),
    Field("最少扣", "from", _R, ("from",), Form.NUMBER),
    Field("至多扣", "to", _R, ("to",), Form.NUMBER),
    Field("按钮", "label", _Q, ("label",)),
    Field("问查看", "look", _Q, ("look",), Form.CHOICE, LOOKS),
    Field("标签", "only", _Q, ("only",), Form.WORDS),
    Field("可电话", "by phone", _Q, ("by_phone",), Form.YES, YES_NO),
    Field("前提题", "when", _Q, ("when",)),
    Field("同题", "same as", _Q, ("same_as",)),
    Field("可不适用", "may not apply", _Q, ("may_not_apply",), Form.YES, YES_NO),
    Field("生成问题", "finding", _Q, ("finding",), Form.CHOICE, FINDINGS),
    Field("保密", "confidential", _Q, ("confidential",), Form.YES, YES_NO),
    Field("佐证", "evidence", _Q, ("evidence",), Form.CHOICE, EVIDENCE),
    Field("整改类型", "kind", _Q, ("kind",), Form.CHOICE, KINDS),
    Field("整改期限", "deadline", _Q, ("deadline",)),
    Field("英文问题", "prompt en", _Q, ("prompt_en",), Form.TEXT),
    Field("英文按钮", "label en", _Q, ("label_en",)),
    Field("英文选项", "options en", _R, ("options_en",), Form.WORDS),
    Field("英文大项", "section en", _S, ("title_en",)),
    Field("英文项目", "item en", _I, ("title_en",)),
    Field("英文标准", "criterion en", _I, ("criterion_en",), Form.TEXT),
    Field("英文不适用", "applies en", _I, ("applies_en",), Form.TEXT),
    Field("英文免扣", "exempt en", _I, ("exempt_en",), Form.TEXT),
)
COLUMNS = tuple(field.column for field in FIELDS)

TITLE = "评分表名称"
NAME = "评分表编号"
TITLE_EN = "评分表英文名称"
"""Written above the headings, the value in the next cell."""
TOTALS = ("合计", "总计", "总分")
SUBTOTAL = "小计"
