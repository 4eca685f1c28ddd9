"""The pictures: readable, complete, without a box where a sign is missing, and what they say."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from matplotlib.text import Text
from PIL import Image

from exports import fonts
from exports.canvas import MISSING, NOTE, SMALLEST, TYPE, WIDTH, Canvas, Face
from exports.chart_plans import (
    BARS,
    FindingsPlan,
    HeatPlan,
    Plan,
    ProgressPlan,
    RankingPlan,
    findings_plan,
    progress_plan,
    ranking_plan,
)
from exports.charts import draw, findings, heat, progress, ranking
from exports.drawing import DrawingError, drawn, dump, load
from exports.pictures import NAMES, Dated, plans, village_names
from inspection.finding import FindingState
from inspection.people import Unit
from scoring.finding_rates import NO_FINDINGS, FindingCounts
from scoring.ranking import rank
from scoring.summary import Ranking
from tests.exports.round import made_round

AT = "2026-10-12T18:00"
LONG = "石门坎苗族彝族仡佬族自治乡大坪头新村社区"


def made_ranking(count: int, *, last: int = 3, provisional: bool = True) -> RankingPlan:
    names = [f"{LONG}{n}" if n % 7 == 0 else f"第{n}村" for n in range(count)]
    ranked = rank((name, Fraction(9800 - n * 60, 100)) for n, name in enumerate(names))
    behind = frozenset(names[-last:]) if last else frozenset()
    found = Ranking(ranked, behind, ("柳河乡",), provisional)
    plan = ranking_plan("第一轮", AT, found, last, str)
    assert plan is not None
    return plan


def made_heat(rows: int, columns: int) -> HeatPlan:
    cells = tuple(tuple(str(row * column / 2) for column in range(columns)) for row in range(rows))
    units = (LONG, *(f"第{n}乡" for n in range(1, rows)))
    titles = tuple(f"政策知晓与群众满意度第{n}部分" for n in range(columns))
    worth = ("12.5",) * columns
    return HeatPlan("第一轮", AT, units, titles, worth, cells, True, True, True, 0)


def made_progress(count: int) -> ProgressPlan:
    names = (LONG, *(f"第{n}乡" for n in range(1, count)))
    some, none, of = (2,) * count, (0,) * count, (1056,) * count
    return ProgressPlan(
        "第一轮", AT, names, some, (1,) * count, none, of, of, (2 * count, 3 * count, 9, 10), 0
    )


FINDINGS = FindingsPlan(
    AT,
    (("new", 3), ("assigned", 1200), ("submitted", 4), ("closed", 1), ("reopened", 2)),
    2,
    "88.10",
    ("2026-10-01", "2026-10-08", "2026-10-12"),
    (900, 1000, 1210),
    (0, 0, 1),
)
PLANS: dict[str, Plan] = {
    "one unit": made_ranking(1, last=1),
    "25 townships": made_ranking(25),
    "31 villages": made_ranking(31),
    "60 villages": made_ranking(60),
    "500 villages": made_ranking(150),
    "heat of one": made_heat(1, 1),
    "heat of 25 by 8": made_heat(25, 8),
    "nothing lost": replace(made_heat(2, 3), cells=(("0",) * 3,) * 2),
    "findings": FINDINGS,
    "findings of a day": replace(FINDINGS, days=(AT[:10],), found=(3,), closed=(0,)),
    "progress of one": made_progress(1),
    "progress of 25": made_progress(25),
    "no household": replace(made_progress(3), of=(0, 0, 0), totals=(6, 9, 0, 0)),
    "not begun": ProgressPlan("第一轮", AT, ("甲乡", "乙乡"), *(((0, 0),) * 5), (0, 0, 0, 0), 0),
}


@pytest.fixture(scope="module")
def face() -> Face:
    return Face(fonts.font_file())


def page(plan: Plan, face: Face) -> Canvas:
    match plan:
        case RankingPlan():
            return ranking(plan, face)
        case HeatPlan():
            return heat(plan, face)
        case FindingsPlan():
            return findings(plan, face)
        case ProgressPlan():
            return progress(plan, face)


def said(plan: Plan, face: Face) -> list[str]:
    """All words of a picture."""
    found = page(plan, face).figure.findobj(Text)
    return [words for each in found if isinstance(each, Text) and (words := each.get_text())]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_word_stands_inside_the_picture_and_is_large_enough(plan: Plan, face: Face) -> None:
    canvas = page(plan, face)
    canvas.png()
    for each in canvas.figure.findobj(Text):
        assert isinstance(each, Text)
        if each.get_text() and each.get_visible():
            box = each.get_window_extent()
            assert box.x0 >= 0, each.get_text()
            assert box.x1 <= WIDTH, each.get_text()
            assert box.y0 >= 0, each.get_text()
            assert box.y1 <= canvas.height, each.get_text()
            assert each.get_fontsize() * 100 / 72 >= SMALLEST - 0.01, each.get_text()


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_picture_is_as_wide_as_a_phone_takes_it_and_not_too_long(plan: Plan, face: Face) -> None:
    picture = Image.open(BytesIO(draw(plan, face)))
    assert picture.width == WIDTH
    assert 200 < picture.height < 1900


def test_a_ranking_says_what_is_cut_provisional_last_and_left_out(face: Face) -> None:
    words = said(made_ranking(25), face)
    assert "暂定" in words
    assert "末 3 位（并列的都算）" in words
    assert "得分率（%），横轴自 70 起 · 截至 10月12日 18:00" in words
    assert "1 个未交齐，未排名" in words
    whole = said(made_ranking(150, provisional=False), face)
    assert "暂定" not in whole
    assert f"中间 {150 - BARS} 个未画出" in whole
    assert "得分率（%） · 截至 10月12日 18:00" in whole


def test_nothing_is_drawn_where_there_is_nothing_to_see() -> None:
    empty: Ranking[str] = Ranking((), frozenset(), ("青石镇",), True)
    assert ranking_plan("第一轮", AT, empty, 3, str) is None
    assert findings_plan(AT, NO_FINDINGS, [], []) is None
    assert progress_plan("第一轮", AT, [], []) is None
    nothing = replace(made_round(), lines=(), units=(), towns=empty, findings=NO_FINDINGS)
    assert plans(nothing, []) == {}
    assert drawn([], Path("nowhere")) == []


def test_findings_are_counted_up_to_the_end_of_each_day() -> None:
    days = [date(2026, 10, day) for day in (3, 3, 5, 9)]
    counts = FindingCounts({FindingState.ASSIGNED: 3, FindingState.CLOSED: 1}, 1, 1, 1, 1, 0, 0)
    got = findings_plan(AT, counts, days, [date(2026, 10, 5)])
    assert got is not None
    assert got.days == ("2026-10-03", "2026-10-05", "2026-10-09", "2026-10-12")
    assert (got.found, got.closed) == ((2, 3, 4, 4), (0, 1, 1, 1))
    assert got.states == (("assigned", 3), ("closed", 1))


def test_the_figures_of_a_report_s_pictures_are_the_report_s() -> None:
    report = made_round()
    dated = [Dated(p.unit.id, p.item_id, p.found_on, p.closed_on) for p in report.problems]
    found = plans(report, dated)
    assert list(found) == list(NAMES)
    bars, cells, states = found["ranking"], found["heat"], found["findings"]
    assert isinstance(bars, RankingPlan)
    assert isinstance(cells, HeatPlan)
    assert isinstance(states, FindingsPlan)
    assert list(bars.names) == [entry.unit for entry in report.towns.ranked]
    lost = sum(Fraction(cell) for row in cells.cells for cell in row)
    assert lost == sum(each.points for each in report.summary.lost)
    assert dict(states.states) == {s.value: n for s, n in report.findings.states.items() if n}
    assert (states.found[-1], states.closed[-1]) == (len(dated), report.findings.closed)


def test_a_checklist_without_points_shows_its_problems() -> None:
    report = made_round(scheme="D")
    dated = [Dated(p.unit.id, p.item_id, p.found_on, p.closed_on) for p in report.problems]
    found = plans(report, dated)
    assert "ranking" not in found
    cells = found["heat"]
    assert isinstance(cells, HeatPlan)
    assert not cells.scored
    assert sum(int(cell) for row in cells.cells for cell in row) == len(dated)


def test_villages_of_one_name_are_told_apart() -> None:
    units = [Unit(n, 1, town, village) for n, (town, village) in enumerate(
        [("青石镇", "大坪村"), ("柳河乡", "大坪村"), ("柳河乡", "沙湾村")]
    )]  # fmt: skip
    assert village_names(units) == {0: "青石镇大坪村", 1: "柳河乡大坪村", 2: "沙湾村"}


def test_a_sign_the_font_lacks_is_no_box(face: Face) -> None:
    assert face.write("堃㛃督查") == "堃㛃督查"
    assert face.write("𠮷县\x00") == f"{MISSING}县{MISSING}"
    plan = replace(made_ranking(1), names=("𠮷县 $x^2$ <b>",))
    assert f"{MISSING}县 $x^2$ <b>" in said(plan, face)
    draw(plan, face)


def test_without_a_chinese_font_pictures_speak_english_and_number_the_units() -> None:
    plain = Face(None)
    for plan in PLANS.values():
        words = " ".join(said(plan, plain))
        assert words.isascii() or set(words) - set(map(chr, range(128))) <= {"·", "…", "−"}
        draw(plan, plain)
    assert {"Ranking", "No. 1", "provisional"} <= set(said(made_ranking(2), plain))


def test_words_too_long_for_their_place_lose_their_middle(face: Face) -> None:
    words, height = face.fit(LONG, TYPE, 200)
    assert words[0] == LONG[0]
    assert words[-1] == LONG[-1]
    assert "…" in words
    assert height == SMALLEST
    assert face.width(words, height) <= 200
    assert face.fit("大坪村", NOTE, 400) == ("大坪村", NOTE)


def test_the_font_is_the_chosen_one_else_ours_else_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert fonts.font_file() == fonts.SHIPPED
    chosen = tmp_path / "own.otf"
    chosen.write_bytes(fonts.SHIPPED.read_bytes())
    monkeypatch.setenv("DUCHA_FONT", str(chosen))
    assert fonts.font_file() == chosen
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"no font")
    monkeypatch.setenv("DUCHA_FONT", str(broken))
    assert fonts.font_file() == fonts.SHIPPED
    monkeypatch.setattr(fonts, "SHIPPED", tmp_path / "missing.otf")
    monkeypatch.setattr(fonts, "KNOWN", ())
    assert fonts.font_file() is None


def test_the_font_comes_with_its_licence() -> None:
    licence = (fonts.SHIPPED.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Copyright" in licence
    assert fonts.SHIPPED.stat().st_size < 6_000_000


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_plan_is_the_same_after_the_way_to_the_process_that_draws(plan: Plan) -> None:
    import json  # noqa: PLC0415

    assert load(json.loads(json.dumps(dump(plan)))) == plan


def test_pictures_are_drawn_in_another_process_and_written_nowhere_but_in_the_cache(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked: list[Plan] = [PLANS["25 townships"], FINDINGS]
    made = drawn(asked, tmp_path)
    assert [Image.open(BytesIO(png)).width for png in made] == [WIDTH, WIDTH]
    assert {entry.name for entry in tmp_path.iterdir()} == {"matplotlib"}
    assert capfd.readouterr() == ("", "")


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    broken = replace(FINDINGS, days=("no day", "at all"))
    with pytest.raises(DrawingError, match="Invalid isoformat"):
        drawn([broken], tmp_path)
    assert os.environ.get("MPLCONFIGDIR") is None
