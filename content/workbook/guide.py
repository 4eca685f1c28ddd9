"""What the empty workbook explains: a sentence for each heading, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from content.workbook.words import (
    BASICS,
    DEPARTMENTS,
    REST_DAYS,
    ROSTER,
    ROUNDS,
    SCORES,
    TEAMS,
    UNITS,
)

Lang: TypeAlias = Literal["zh", "en"]
Words: TypeAlias = tuple[str, str]
"""Chinese, English."""


def said(words: Words, lang: Lang) -> str:
    """The words in one language."""
    return words[0 if lang == "zh" else 1]


HOW: tuple[Words, ...] = (
    (
        "1. 表名和列名不要改；行和列的先后、多出来的列都不影响导入。",
        "1. Keep the names of sheets and headings; their order and extra columns do not matter.",
    ),
    (
        "2. 带 * 的必填，其余可空。首格以“示例”开头的行只作参考，不会导入，可删可留。",
        (
            "2. Headings with * are required. Rows whose first cell begins with 示例 are examples "
            "and are never imported."
        ),
    ),
    (
        "3. 多个名称用顿号隔开；日期写 2026-10-12 或 2026年10月12日均可。",
        "3. Separate several names with 、 or a comma; dates like 2026-10-12 or 2026年10月12日.",
    ),
    (
        "4. 填好后把文件发给机器人。有问题会逐格指出，没有问题先给您看一遍，确认后才生效。",
        (
            "4. Send the file to the bot. Every fault is shown by its cell; nothing changes before "
            "you confirm."
        ),
    ),
    (
        "5. 改过再发一次即可：只更新改动的部分，已记录的结果不会丢。",
        (
            "5. Correct it and send it again at any time: only what changed is updated, recorded "
            "answers stay."
        ),
    ),
    (
        "6. 请不要填身份证号、银行卡号。",
        "6. Please leave out identity-card and bank-card numbers.",
    ),
)

SHEET_USE: Mapping[str, Words] = {
    BASICS: ("活动的基本情况，一行一项", "The campaign itself, one row a matter"),
    ROUNDS: ("分几轮督查；不填就算一轮", "The rounds; left empty there is one"),
    TEAMS: ("全部人员；一人多职就写多行", "All people; several posts are several rows"),
    UNITS: (
        "督查到村就一村一行；只督查到乡镇就不填村",
        "One row a village, or a township without villages",
    ),
    ROSTER: ("入户名单，一户一行；不入户可空", "Households to visit, one a row; may stay empty"),
    DEPARTMENTS: ("哪类问题由哪个单位牵头", "Which department leads on which topic"),
    REST_DAYS: (
        "本单位另行安排的上班日、休息日；全国统一的放假调休不必填",
        "Days your office works or rests otherwise; national holidays need not be listed",
    ),
    SCORES: (
        "自带评分表时填，一行一题；用现成的评分表就不必填",
        "Your own checklist, one row a question; not needed with a shipped one",
    ),
}

HEADINGS: Mapping[str, Mapping[str, Words]] = {
    ROUNDS: {
        "轮次": ("这一轮的名称，不能重复", "The round's name, each once"),
        "类型": ("启动、督查、回头看、清零、巩固；不填为督查", "Kind; empty means 督查"),
        "开始": ("第一天", "First day"),
        "结束": ("最后一天", "Last day"),
    },
    TEAMS: {
        "组别": (
            "如 第一组；管理员、联系人、联系领导可不填",
            "The team; may stay empty for 管理员, 联系人, 联系领导",
        ),
        "姓名": ("姓名", "Name"),
        "编号": (
            "有同名的人时必填，再次导入按它认人",
            "Needed for people of one name; a later import knows the person by it",
        ),
        "角色": (
            "管理员、组长、副组长、组员、联系人、联系领导",
            "Admin, head, deputy, member, contact, leader in charge",
        ),
        "工作单位": (
            "在乡镇工作的请写明乡镇：本人不督查自己的单位",
            "Name the township one works at: nobody inspects their own unit",
        ),
        "电话": ("手机或带区号的座机", "Mobile, or landline with its area code"),
        "负责乡镇": (
            "本组督查的乡镇，写在任一组员行即可",
            "The team's townships; one row is enough",
        ),
    },
    UNITS: {
        "乡镇": ("乡镇或街道全称", "Full name of the township"),
        "村": ("村或社区；不填表示督查乡镇本身", "Village; empty: the township itself"),
        "类型": ("如 非贫困村，可不填", "A kind of your own, may stay empty"),
        "联系人": (
            "收整改通知的人，姓名与督查组中的联系人一致",
            "Who gets the findings; a 联系人 of the sheet 督查组",
        ),
        "可抽取": ("是或否；不填为是", "May it be drawn? Empty means 是 (yes)"),
    },
    ROSTER: {
        "乡镇": ("与督查对象一致", "As in 督查对象"),
        "村": ("与督查对象一致", "As in 督查对象"),
        "户编号": ("村内不重复，如 007", "Once in a village, such as 007"),
        "户主": ("户主姓名", "Head of the household"),
        "组": ("村民小组", "Group of the village"),
        "人口": ("人数", "Number of people"),
        "帮扶责任人": ("姓名", "Who helps the household"),
        "标签": (
            "危房、慢病、住院、大病、学生、中高职、特殊困难、劳动力等，人数写在后面：学生2",
            "Tags, a number of people at the end: 学生2",
        ),
    },
    DEPARTMENTS: {
        "事项": ("与评分表的事项一致，如 基本医疗", "As in the checklist, such as 基本医疗"),
        "牵头单位": ("牵头的部门", "Lead department"),
        "配合单位": ("可填多个", "Co-owners, several allowed"),
        "联系人": ("牵头单位的联系人", "Whom to ask there"),
    },
    REST_DAYS: {
        "日期": ("一天一行", "One row a day"),
        "上班或休息": ("上班 或 休息", "上班 (working day) or 休息 (day off)"),
        "说明": ("如 广西三月三，可不填", "What it is, may stay empty"),
    },
}

BASIC_NOTES: Mapping[str, Words] = {
    "名称": ("如 2026年第四季度专项督查", "Title, such as 2026年第四季度专项督查"),
    "文号": ("如 青督发〔2026〕5号", "Document number, such as 青督发〔2026〕5号"),
    "开始日期": ("第一天，如 2026-10-12", "First day, such as 2026-10-12"),
    "结束日期": ("最后一天", "Last day"),
    "评分表": (
        "从下拉列表选一个，或选 本表（用“评分表”一页）",
        "Choose a shipped one, or 本表 for the sheet 评分表",
    ),
    "发文机关": ("如 青石县督查办公室", "Issuing office, such as 青石县督查办公室"),
    "方式": (
        "督查（本人不查自己单位）或 自查；不填为督查",
        "督查 (nobody inspects home) or 自查 (self); empty: 督查",
    ),
    "末位数": ("发专项督办通知的末位个数；不填为 3", "How many at the bottom get a notice; 3"),
    "限期整改工作日": ("限期整改的工作日数；不填为 15", "Working days to put right; 15"),
    "立行立改工作日": ("立行立改的工作日数；不填为 3", "Working days for 立行立改; 3"),
    "整改截止": (
        "限期整改统一截止的日期；填了就不按工作日数",
        "One last day for all 限期整改; replaces the working days",
    ),
    "申辩天数": ("被督查单位可申辩的天数；不填为 3", "Days for objections; 3"),
    "评议截止": ("计入年终评议的截止日期，可不填", "Last day that counts in the appraisal"),
    "提醒时间": ("8:00 至 21:00 之间；不填为 9:00", "Between 8:00 and 21:00; 9:00"),
    "提前提醒天数": (
        "到期前第几天提醒，如 7、3、1；填 无 则只在当天提醒",
        "Days before a deadline to remind, such as 7、3、1; 无: on the day only",
    ),
    "逾期报组长天数": ("逾期第几天起同时提醒组长；不填为 1", "Days overdue to tell heads; 1"),
    "逾期报领导天数": (
        "逾期第几天起报联系领导并建议约谈；不填为 3",
        "Days overdue to tell the leader in charge, proposing a talk; 3",
    ),
    "调度间隔天数": (
        "每隔几天把整改进度发给联系领导；不填或填 0 则不发",
        "Every how many days leaders in charge get the figures; empty or 0: never",
    ),
    "保留月数": (
        "项目结束后照片原件和位置保留几个月，到期自动清除；不填则不自动清除",
        "Months after the end that photos and positions are kept, then removed; empty: kept",
    ),
}

RULE_NOTES: Mapping[str, Words] = {
    "大项": ("与上一行相同可不填", "Empty: as in the row above"),
    "项目": ("评分表的一行；与上一行相同可不填", "A row of the score sheet; empty: as above"),
    "分值": ("项目的满分", "Points of the item"),
    "合并行": ("印在一起的几个项目的总称", "A printed row over several items"),
    "扣大项的分": ("是：扣完大项的分为止", "是: taken from the section's points"),
    "题号": ("不填则自动编号", "Numbered by itself when empty"),
    "问题": ("一行一题，一题一条规则", "One question a row, with one rule"),
    "范围": ("村：全村问一次；户：逐户问", "村: once for the village; 户: at each household"),
    "规则": ("从下拉列表选", "Choose from the list"),
    "扣分": ("每次、每处或未做到时扣几分", "Points lost"),
    "单位": ("按数量扣分的单位：户、处、项", "What is counted: 户, 处, 项"),
    "最多扣": ("按数量扣分的上限", "Most points lost by counting"),
    "最大数量": ("最多数到几", "Most cases there can be"),
    "本题分值": ("按比例得分时本题的分；不填为项目分值", "Points by share; empty: the item's"),
    "满分线": ("达到即满分，如 90%", "Full points from this share on"),
    "达标线": ("低于即扣分，如 95%", "Points lost below this share"),
    "起扣线": ("超过即开始扣分，如 30%", "Points lost above this share"),
    "步长": ("每超过多少扣一次，或打分的最小单位", "Step of the share or of the marks"),
    "分档": ("如 60:2；80:1（低于60扣2分，低于80扣1分）", "Such as 60:2；80:1"),
    "选项": ("如 满意=4；基本满意=2；不满意=0", "Such as 满意=4；基本满意=2；不满意=0"),
    "按钮": ("手机按钮上的字，最多6个字，写问题", "Words on the button, 6 characters at most"),
    "问查看": ("入户时的顺序：问、看、查", "Order of the visit: 问 ask, 看 look, 查 papers"),
    "标签": ("只问有这些标签的户", "Asked where the household has one of these tags"),
    "同题": ("答案取自另一题的题号", "Answered by another question: its number"),
    "整改期限": ("11-30、15wd（工作日）、15d、end", "11-30, 15wd working days, 15d days, end"),
}
