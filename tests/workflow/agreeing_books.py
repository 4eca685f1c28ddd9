"""The workbooks of a round, each with where its figures stand and what the summary calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspection.finding import FindingState
from tests.workflow.agreeing import (
    Claim,
    Document,
    Line,
    Told,
    counted,
    figure,
    in_words,
    lines,
    numbered,
)

STATES = {
    FindingState.NEW: "待交办",
    FindingState.ASSIGNED: "已交办",
    FindingState.ACCEPTED: "已签收",
    FindingState.SUBMITTED: "待核查",
    FindingState.CLOSED: "已销号",
    FindingState.RETURNED: "已退回",
    FindingState.REOPENED: "反弹",
}


def known(rectification: Told) -> int:
    """Given and new."""
    return int(rectification["given"]) + int(rectification["states"]["new"])


def by_state(told: Told) -> dict[str, object]:
    states = told["rectification"]["states"]
    return {words: states[state] for state, words in STATES.items() if states[state] != "0"}


def by_unit(told: Told) -> dict[str, Told]:
    return {unit["unit"]: unit for unit in told["units"]}


def score_sheets(document: Document, told: Told) -> Iterator[Claim]:
    """Each unit's: every row, its subtotals and totals, households and problems."""
    units = by_unit(told)
    for name, rows in document.sheets.items():
        unit = units[name]
        first = str(rows[2 - 1][0])
        assert name in first
        body = lines(document, name, str(rows[2][0]))
        yield from _items(body, unit)
        yield from _totals(name, body, unit)
        reached = unit["households"]
        yield from in_words(
            document,
            name,
            [
                (r"名册 (\d+) 户", reached["roster"]),
                (r"，入户 (\d+) 户", reached["visited"]),
                (r"电话抽查 (\d+) 户", reached["telephoned"]),
                (r"未遇 (\d+) 户", reached["absent"]),
            ],
        )


def _items(body: list[Line], unit: Told) -> Iterator[Claim]:
    seen = 0
    for line in body:
        item = unit["items"].get(str(line["序号"]))
        if item is None:
            continue
        seen += 1
        about = f"{unit['unit']} {line['序号']}"
        yield line.claim(about, "分值", item["points"])
        yield line.claim(about, "得分", item["score"])
    yield Claim("rows", str(seen), str(len(unit["items"])), ())


def _totals(name: str, body: list[Line], unit: Told) -> Iterator[Claim]:
    sums = [line for line in body if "小计" in line.values]
    for line, (section, score) in zip(sums, unit["sections"].items(), strict=True):
        yield line.claim(f"{name} section {section}", "得分", score)
    first = next(iter(body[0].columns))
    total = next(line for line in body if line[first] == "合计")
    percent = next(line for line in body if line[first] == "百分制得分")
    yield total.claim(name, "得分", unit["score"])
    yield percent.claim(name, "得分", unit["percent"])
    yield percent.claim(name, "分值", unit["applicable"])


def ledger(document: Document, told: Told) -> Iterator[Claim]:
    """Both sheets: sums of the head, states, units."""
    found = told["rectification"]
    for sheet in document.sheets:
        wanted: list[tuple[str, object]] = [(r"问题 (\d+) 个：", known(found))]
        wanted += [(rf"{words} (\d+)", n) for words, n in by_state(told).items()]
        wanted += [(r"逾期 (\d+) 个", found["overdue"])]
        wanted += [(r"撤销 (\d+) 个", found["states"]["withdrawn"])]
        yield from in_words(document, sheet, wanted)
        rows = numbered(document, sheet, "序号")
        yield from counted(sheet, rows, "状态", by_state(told))
        late = [line for line in rows if "逾期" in str(line["状态"])]
        yield Claim(f"{sheet} late", str(len(late)), found["overdue"], ())
        yield from _of_units(sheet, rows, told)


def _of_units(sheet: str, rows: list[Line], told: Told) -> Iterator[Claim]:
    for unit in told["units"]:
        own = [r for r in rows if (r["乡镇"] or "") + (r["村（社区）"] or "") == unit["unit"]]
        want = str(known(unit["rectification"]))
        yield Claim(f"{sheet} {unit['unit']}", str(len(own)), want, ())


def ranking(document: Document, told: Told) -> Iterator[Claim]:
    """Townships and villages: places, percents, problems, who is last."""
    found = {town["township"]: town["rectification"] for town in told["townships"]}
    found |= {unit["unit"]: unit["rectification"] for unit in told["units"]}
    for sheet, level in (("乡镇排名", "townships"), ("村排名", "villages")):
        rows, want = numbered(document, sheet, "名次"), told["ranking"][level]["ranked"]
        yield Claim(f"{sheet} rows", str(len(rows)), str(len(want)), ())
        for line, entry in zip(rows, want, strict=False):
            name, counts = entry["unit"], found[entry["unit"]]
            yield line.claim(name, "名次", entry["place"])
            yield line.claim(name, "单位", name)
            yield line.claim(name, "得分率（%）", entry["percent"])
            yield line.claim(name, "发现问题", known(counts))
            yield line.claim(name, "已交办", counts["given"])
            yield line.claim(name, "已销号", counts["states"]["closed"])
            yield line.claim(name, "逾期", counts["overdue"])
            last = "末1位" in str(line["备注"])
            yield Claim(f"{name} last", str(last), str(entry["last"]), ())
        yield from in_words(document, sheet, [(r"参加排名：(\d+) 个", len(want))])


def campaign(document: Document, told: Told) -> Iterator[Claim]:
    """Units and items, visits, answers and findings summed up."""
    units = by_unit(told)
    places = {e["unit"]: e["place"] for e in told["ranking"]["villages"]["ranked"]}
    rows = lines(document, "汇总", "乡镇")
    yield Claim("units", str(len(rows)), str(len(units)), ())
    for line in rows:
        name = line["乡镇"] + (line["村（社区）"] or "")
        yield from _unit(line, name, units[name], places.get(name))
    items = lines(document, "各项得分", "乡镇")
    whole = [u for u in told["units"] if u["complete"] and u["state"] != "open"]
    yield Claim("items", str(len(items)), str(sum(len(u["items"]) for u in whole)), ())
    for line in items:
        name = line["乡镇"] + line["村（社区）"]
        item = units[name]["items"][line["序号"]]
        for heading, key in (("分值", "points"), ("得分", "score"), ("扣分", "deducted")):
            yield line.claim(f"{name} {line['序号']}", heading, item[key])
    yield from _visits(document, told)
    yield from counted("findings", lines(document, "问题", "序号"), "状态", by_state(told))
    yield from _of_units("findings", lines(document, "问题", "序号"), told)


def _unit(line: Line, name: str, unit: Told, place: str | None) -> Iterator[Claim]:
    shown = unit["complete"] and unit["state"] != "open"
    reached, found = unit["households"], unit["rectification"]
    wanted: dict[str, Any] = {
        "名册户数": reached["roster"],
        "入户": reached["visited"],
        "电话": reached["telephoned"],
        "未遇": reached["absent"],
        "得分": unit["score"] if shown else None,
        "应得分": unit["applicable"] if shown else None,
        "百分制": unit["percent"] if shown else None,
        "名次": place,
        "问题数": unit["problems"],
        "已交办": found["given"],
        "已销号": found["states"]["closed"],
        "逾期": found["overdue"],
    }
    for heading, want in wanted.items():
        yield line.claim(name, heading, want)


def _visits(document: Document, told: Told) -> Iterator[Claim]:
    reached = told["households"]
    modes = {"入户走访": "visited", "电话抽查": "telephoned", "未遇": "absent"}
    rows = lines(document, "入户", "轮次")
    yield from counted("visits", rows, "方式", {m: reached[key] for m, key in modes.items()})


def carryover_list(document: Document, told: Told) -> Iterator[Claim]:
    """The list carried into the year's appraisal: as the paper has it."""
    yield from carried(lines(document, "结转考核清单", "序号"), told)


def carried(rows: list[Line], told: Told) -> Iterator[Claim]:
    """Its rows, of the ranked townships."""
    found = {town["township"]: town["rectification"] for town in told["townships"]}
    by_name = {line["乡镇"]: line for line in rows if line["乡镇"]}
    for entry in told["ranking"]["townships"]["ranked"]:
        line, counts = by_name[entry["unit"]], found[entry["unit"]]
        yield line.claim(entry["unit"], "名次", entry["place"])
        yield line.claim(entry["unit"], "得分率", entry["percent"])
        yield line.claim(entry["unit"], "问题", known(counts))
        yield line.claim(entry["unit"], "已销号", counts["states"]["closed"])
        yield line.claim(entry["unit"], "逾期", counts["overdue"])


def archive_index(document: Document, told: Told) -> Iterator[Claim]:
    """Units there are, and as many files as its head says."""
    rows = lines(document, "证据索引", "编号")
    head = figure(len(rows))
    yield from in_words(document, "证据索引", [(r"共 (\d+) 件", head)])
    names = by_unit(told)
    for line in rows:
        name = f"{line['乡镇']}{line['村（社区）']}"
        yield Claim(f"unit {name}", str(name in names), "True", ())
