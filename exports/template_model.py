"""What a template is filled with: a round's report as plain words and numbers with Chinese names.

Figures are read from the report and the built-in papers, and none is computed here. Every value
is text, a whole number, yes or no, or a list of such: a template can do nothing to the report.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from exports import paper_words as words
from exports.official import heading_mark
from exports.official_form import plain
from exports.paper import Heading, Paper, Paragraph
from exports.paper_matters import of_list
from exports.paper_words import Place
from inspection.finding import FindingState
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem, TeamLine
from scoring.finding_rates import FindingCounts, Rate
from scoring.problem_classes import ItemProblems, ProblemClass, classes, listed, waiting
from scoring.rounding import short

Model: TypeAlias = dict[str, Any]
PICTURES: Mapping[str, str] = {
    "进度": "progress",
    "排名": "ranking",
    "分布": "heat",
    "整改": "findings",
}


def circular_model(report: CampaignReport, paper: Paper) -> Model:
    """The model of a circular; `paper` is the built-in one, for its title and text."""
    return {**_head(paper), **_round(report)}


def report_model(report: CampaignReport, paper: Paper, pictures: Mapping[str, bytes]) -> Model:
    """The model of a report to the leaders; pictures as base64, empty where there is none."""
    drawn = {
        name: {"png": b64encode(pictures[key]).decode()} if key in pictures else ""
        for name, key in PICTURES.items()
    }
    teams = [_team(team) for team in report.teams]
    return {**_head(paper), **_round(report), "督查组": teams, "图": drawn}


def supervision_model(report: CampaignReport, paper: Paper, name: str) -> Model:
    """The model of a special supervision notice to one of the last, by its name."""
    place = next(each for each in words.behind(report) if each.name == name)
    units = [unit for unit in report.units if words.belongs(unit, name, report)]
    town = name if report.level == "towns" else units[0].township
    village = "" if report.level == "towns" else units[0].village
    own = waiting([p for p in report.problems if words.belongs(p.unit, name, report)])
    return {
        **_head(paper),
        **_round(report),
        **_unit(Unit(0, 0, town, village)),
        "名次": place.place,
        "得分率": words.percent(place.percent),
        "排名单位数": len(words.places(report)),
        "未销号": len(own),
        "本单位问题": _public(report, own),
    }


def rectification_model(report: CampaignReport, paper: Paper, name: str) -> Model:
    """The model of a rectification notice to the unit of that name."""
    unit = next(each for each in report.units if each.name == name)
    own = waiting([p for p in report.problems if p.unit.id == unit.id])
    return {
        **_head(paper),
        **_round(report),
        **_unit(unit),
        "未销号": len(own),
        "本单位问题": [_problem(number, p) for number, p in enumerate(own, start=1)],
    }


def cleaned(value: Any) -> Any:
    """The same model without characters that no document can hold."""
    match value:
        case str():
            return plain(value)
        case dict():
            return {name: cleaned(each) for name, each in value.items()}
        case list():
            return [cleaned(each) for each in value]
        case _:
            return value


def _head(paper: Paper) -> Model:
    return {
        "标题": paper.title,
        "发文机关": paper.office,
        "文号": paper.number,
        "主送": paper.to,
        "抄送": paper.copies,
        "日期": paper.day,
        "征求意见稿": paper.draft,
        "附件": [annex.title for annex in paper.annexes],
        "正文": list(_body(paper)),
    }


def _body(paper: Paper) -> Iterator[Model]:
    counts = [0] * 4
    for block in paper.blocks:
        match block:
            case Heading(level, said):
                counts[level - 1] += 1
                counts[level:] = [0] * (len(counts) - level)
                mark = heading_mark(level, counts[level - 1])
                yield {"级别": level, "序号": mark, "文字": said}
            case Paragraph(said, lead):
                for line in (lead + said).split("\n"):
                    yield {"级别": 0, "序号": "", "文字": line}
            case _:
                # Tables and pictures have places of their own in a template.
                continue


def _round(report: CampaignReport) -> Model:
    sums, counts = report.summary, report.findings
    state = counts.states.get
    return {
        "名称": report.title,
        "方案文号": words.plan_number(report),
        "轮次": report.round,
        "督查时间": words.since(report),
        "自查": report.self_inspection,
        "评分表": report.checklist_title,
        "单位称呼": words.noun(report),
        "督查单位数": sums.sheets,
        "未完成数": sums.open,
        "应访户数": sums.households,
        "入户数": sums.visited,
        "电话数": sums.telephoned,
        "未遇数": sums.absent,
        "平均得分率": words.percent(sums.mean),
        "最高得分率": words.percent(sums.most),
        "最低得分率": words.percent(sums.least),
        "末位数": report.last_n,
        "问题总数": counts.known,
        "已销号": counts.closed,
        "待核查": state(FindingState.SUBMITTED, 0),
        "整改中": counts.with_unit,
        "逾期": counts.overdue,
        "待交办": state(FindingState.NEW, 0),
        "应结案": counts.due,
        "结案率": _rate(counts.closing),
        "按期结案率": _rate(counts.closing_on_time),
        "返工率": _rate(counts.rework),
        "延期率": _rate(counts.extension),
        "整改期限": words.day(report.rectify_by) if report.rectify_by else "",
        "排名": _places(report),
        "未排名": list(words.unranked(report)),
        "问题分类": [_class(each) for each in classes(report, report.problems)],
        "问题清单": _public(report, report.problems),
        "乡镇整改": [_rates(name, of) for name, of in report.findings_by_town.items()],
        "部门整改": [
            _rates(name, of) for name, of in report.findings_by_department.items() if name
        ],
    }


def _places(report: CampaignReport) -> list[Model]:
    praised, behind = words.praised(report), words.behind(report)

    def row(x: Place) -> Model:
        return {
            "名次": x.place,
            "单位": x.name,
            "得分率": words.percent(x.percent),
            "表扬": x in praised,
            "批评": x in behind,
        }

    return [row(x) for x in words.places(report)]


def _class(each: ProblemClass) -> Model:
    return {
        "类别": each.title,
        "问题数": each.problems,
        "单位数": each.units,
        "扣分": "" if each.lost is None else short(each.lost),
        "项目": [_item(item) for item in each.items],
    }


def _item(item: ItemProblems) -> Model:
    units = [found.unit.name for found in item.units]
    return {"名称": item.title, "问题数": item.problems, "单位": units}


def _public(report: CampaignReport, problems: Sequence[Problem]) -> list[Model]:
    return [
        {
            "序号": number,
            "单位": x.problem.unit.name,
            "问题": of_list(report, x),
            "户数": x.households,
            "类型": x.problem.kind,
            "时限": words.due(x.problem),
        }
        for number, x in enumerate(listed(problems), start=1)
    ]


def _problem(number: int, p: Problem) -> Model:
    return {
        "序号": number,
        "编号": p.code,
        "户": p.household or "",
        "问题": p.matter,
        "措施": p.measure,
        "责任单位": p.responsible,
        "牵头部门": p.lead or "",
        "配合部门": "、".join(p.co_owners),
        "类型": p.kind,
        "时限": words.due(p),
        "状态": words.state(p),
    }


def _rates(name: str, of: FindingCounts) -> Model:
    return {
        "单位": name,
        "问题数": of.known,
        "已销号": of.closed,
        "逾期": of.overdue,
        "结案率": _rate(of.closing),
        "按期结案率": _rate(of.closing_on_time),
    }


def _rate(rate: Rate) -> str:
    return "无" if rate.percent is None else f"{rate.percent}%"


def _team(team: TeamLine) -> Model:
    return {
        "名称": team.name,
        "组长": "、".join(team.heads),
        "乡镇": "、".join(team.townships),
        "单位数": team.summary.sheets,
        "已审签": team.summary.signed,
        "平均得分率": words.percent(team.summary.mean),
        "问题数": team.summary.problems,
    }


def _unit(unit: Unit) -> Model:
    return {"单位": unit.name, "称呼": words.you(unit.township, unit.village)}
