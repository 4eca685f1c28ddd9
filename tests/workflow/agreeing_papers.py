"""The papers of a round, each with where its figures stand and what the summary calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.workflow.agreeing import Claim, Document, Line, Told, figure, in_words, lines, numbered
from tests.workflow.agreeing_books import by_unit, carried, known


def circular(document: Document, told: Told) -> Iterator[Claim]:
    """The basic facts in sentences, the ranking as a table."""
    yield from _facts(document, "circular", told)
    yield from _ranked(document, "circular 1", told)


def report(document: Document, told: Told) -> Iterator[Claim]:
    """The same, teams, what cost most, the handling rates."""
    yield from _facts(document, "report", told)
    whole = told["rectification"]
    yield from in_words(
        document,
        "report",
        [
            (r"应结案(\d+)个", whole["due"]),
            (r"，结案率([\d.]+)%", whole["closing"]["percent"]),
            (r"按期结案率([\d.]+)%", whole["closing_on_time"]["percent"]),
        ],
    )
    for sheet, rows in document.sheets.items():
        match rows[0][0]:
            case "督查组":
                yield from _teams(document, sheet, told)
            case "乡镇" if "结案率" in rows[0]:
                yield from _rates(lines(document, sheet, "乡镇"), told)
            case "名次":
                yield from _ranked(document, sheet, told)
            case "序号" if "扣分（分）" in rows[0]:
                yield from _lost(document, sheet, told)
            case _:
                pass


def _facts(document: Document, sheet: str, told: Told) -> Iterator[Claim]:
    reached, found, percent = told["households"], told["rectification"], told["percent"]
    states = found["states"]
    moving = sum(int(states[s]) for s in ("assigned", "accepted", "returned", "reopened"))
    yield from in_words(
        document,
        sheet,
        [
            (r"督查(\d+)个乡镇", len(told["townships"])),
            (r"个乡镇的(\d+)个村", told["sheets"]["all"]),
            (r"(\d+)个村尚未完成", told["sheets"]["open"]),
            (r"应访农户(\d+)户", reached["roster"]),
            (r"入户走访(\d+)户", reached["visited"]),
            (r"电话\w*?(\d+)户", reached["telephoned"]),
            (r"未遇(\d+)户", reached["absent"]),
            (r"(?:台账共有|^发现)问题(\d+)个", known(found)),
            (r"已销号(\d+)个", states["closed"]),
            (r"待核查(\d+)个", states["submitted"]),
            (r"整改中(\d+)个", moving - int(found["overdue"])),
            (r"、逾期\w*?(\d+)个", found["overdue"]),
            (r"待交办(\d+)个", states["new"]),
            (r"(\d+)个村平均得分率", percent["counted"]),
            (r"平均得分率([\d.]+)%", percent["mean"]),
            (r"最高([\d.]+)%", percent["most"]),
            (r"最低([\d.]+)%", percent["least"]),
            (r"参加排名的乡镇共(\d+)个", len(told["ranking"]["townships"]["ranked"])),
        ],
    )


def _ranked(document: Document, sheet: str, told: Told) -> Iterator[Claim]:
    rows, want = numbered(document, sheet, "名次"), told["ranking"]["townships"]["ranked"]
    yield Claim(f"{sheet} rows", str(len(rows)), str(len(want)), ())
    for line, entry in zip(rows, want, strict=False):
        yield line.claim(entry["unit"], "名次", entry["place"])
        yield line.claim(entry["unit"], "乡镇", entry["unit"])
        yield line.claim(entry["unit"], "得分率", entry["percent"])


def _teams(document: Document, sheet: str, told: Told) -> Iterator[Claim]:
    found = {town["township"]: known(town["rectification"]) for town in told["townships"]}
    for line, team in zip(lines(document, sheet, "督查组"), told["teams"], strict=True):
        signed = f"{team['sheets']['signed']}/{team['sheets']['all']}"
        yield line.claim(team["team"], "已审签", signed)
        yield line.claim(team["team"], "平均得分率", team["percent"]["mean"])
        own = [found[town] for town in str(line["督查乡镇"]).split("、")]
        yield line.claim(team["team"], "问题数", sum(own))


def _lost(document: Document, sheet: str, told: Told) -> Iterator[Claim]:
    for line, lost in zip(numbered(document, sheet, "序号"), told["lost"], strict=False):
        yield line.claim(lost["item"], "项目", f"{lost['item']} {lost['title']}")
        yield line.claim(lost["item"], "扣分（分）", lost["points"])
        yield line.claim(lost["item"], "涉及村数", lost["sheets"])


def _rates(rows: list[Line], told: Told) -> Iterator[Claim]:
    found = {town["township"]: town["rectification"] for town in told["townships"]}
    found["合计"] = told["rectification"]
    for line in rows:
        about, counts = line["乡镇"], found[line["乡镇"]]
        wanted: dict[str, Any] = {
            "问题": known(counts),
            "销号": counts["states"]["closed"],
            "逾期": counts["overdue"],
            "应结案": counts["due"],
            "结案率": counts["closing"]["percent"],
            "按期结案率": counts["closing_on_time"]["percent"],
            "返工率": counts["rework"]["percent"],
        }
        for heading, want in wanted.items():
            yield line.claim(about, heading, want)


def carryover(document: Document, told: Told) -> Iterator[Claim]:
    """The letter's sentences and its list."""
    yield from carried(lines(document, "carryover 1", "序号"), told)
    found = told["rectification"]
    wanted = [
        (r"发现问题(\d+)个", known(found)),
        (r"已销号(\d+)个", found["states"]["closed"]),
        (r"、逾期\w*?(\d+)个", found["overdue"]),
        (r"参加排名的乡镇共(\d+)个", len(told["ranking"]["townships"]["ranked"])),
    ]
    yield from in_words(document, "carryover", wanted)


def rectification_notices(document: Document, told: Told) -> Iterator[Claim]:
    """To each unit: as many problems as are not closed, in words and in the list."""
    wanted = {
        name: known(unit["rectification"]) - int(unit["rectification"]["states"]["closed"])
        for name, unit in by_unit(told).items()
    }
    for name, left in wanted.items():
        yield Claim(f"notice to {name}", str(name in document.sheets), str(left > 0), ())
        if name in document.sheets:
            rows = numbered(document, f"{name} 1", "序号")
            yield Claim(f"{name} rows", figure(len(rows)), figure(left), ())
            patterns = [(r"有(\d+)个问题", left), (r"所列问题(\d+)个", left)]
            yield from in_words(document, name, patterns)


def supervision_notices(document: Document, told: Told) -> Iterator[Claim]:
    """To each of the last: its percent and its place."""
    ranked = told["ranking"]["townships"]["ranked"]
    found = {town["township"]: town["rectification"] for town in told["townships"]}
    last = [entry for entry in ranked if entry["last"]]
    assert last
    for entry in last:
        name, counts = entry["unit"], found[entry["unit"]]
        left = known(counts) - int(counts["states"]["closed"])
        wanted: list[tuple[str, object]] = [
            (r"得分率([\d.]+)%", entry["percent"]),
            (r"列第(\d+)名", entry["place"]),
            (r"参加排名的(\d+)个乡镇", len(ranked)),
            (r"尚未销号的问题(\d+)个", left),
        ]
        yield from in_words(document, name, wanted)
