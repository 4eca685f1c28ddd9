"""What is left, regular dispatch, rates and the summary: the same figures everywhere, once sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.campaign import Policy
from inspection.card import Card
from inspection.finding import Act
from inspection.heard import Sender
from storage import campaigns
from storage.db import Tx
from tests import builders
from tests.builders import NOW
from tests.workflow.chased import Chase, shown
from tests.workflow.finding_town import Town
from workflow import post
from workflow.cards import place_card
from workflow.dispatch_letters import open_dispatch, plan_dispatch
from workflow.post import Pace
from workflow.summary import summary
from workflow.summary_json import summary_json
from workflow.summary_text import summary_lines

EVERY_DAY = Policy(dispatch_days=1)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


def words(card: Card) -> list[str]:
    """A card's lines, then its buttons, as plain Chinese."""
    zh = catalog("zh")
    labels = [zh.plain(button.label) for row in card.rows for button in row]
    return [*"\n".join(zh.plain(line) for line in card.lines).split("\n"), *labels]


def chased(tx: Tx, policy: Policy = EVERY_DAY) -> Chase:
    """Six findings: two late (one without a department), one in time, one handed in, two closed."""
    chase = Chase.begin(tx, "2026-10-14T10:00", policy)
    late = chase.given("2026-10-12")
    given = [chase.given("2026-10-16", "青石镇石桥村"), chase.given("2026-10-13", "柳河乡东沟村")]
    waiting = chase.given("2026-10-20")
    closed = [chase.given("2026-10-20"), chase.given("2026-10-12", "柳河乡东沟村")]
    for found in (given[0], given[1], waiting, *closed):
        lead = "县教育局" if found is not given[1] else "县住建局"
        chase.act(found, Act.EDIT, draft=replace(found.draft, lead=lead))
    now = chase.now
    chase.act(waiting, Act.SUBMIT, submitted_at=now)
    for found in closed:
        chase.act(found, Act.SUBMIT, submitted_at=now)
        chase.act(found, Act.CLOSE, closed_at=now)
    assert late.draft.lead is None
    return chase


def look(chase: Chase, folder: Path, who: str, place: str) -> list[str]:
    made = builders.scene(chase.built, folder, who)
    made.now = chase.now
    return words(place_card(made, f"0|{place}"))


def test_what_is_left_by_unit_the_latest_first(tx: Tx, tmp_path: Path) -> None:
    assert look(chased(tx), tmp_path, "孙七八", "left") == [
        "对账销号 · 按单位",
        "合计 销号 2/6 逾期2",
        "青石镇大坪村 销号 1/3 逾期1",
        "柳河乡东沟村 销号 1/2 逾期1",
        "青石镇石桥村 销号 0/1",
        "按部门",
        "定期调度",
        "‹ 总览",
    ]


def test_what_is_left_by_department_and_of_one(tx: Tx, tmp_path: Path) -> None:
    chase = chased(tx)
    assert look(chase, tmp_path, "孙七八", "left.dept")[1:5] == [
        "合计 销号 2/6 逾期2",
        "县住建局 销号 0/1 逾期1",
        "未定部门 销号 0/1 逾期1",
        "县教育局 销号 2/4",
    ]
    assert look(chase, tmp_path, "孙七八", "left.of.1")[:5] == [
        "对账销号 · 县教育局",
        "合计 销号 2/4",
        "已清零的单位 1 个",
        "青石镇大坪村 销号 1/2",
        "青石镇石桥村 销号 0/1",
    ]


def test_when_all_is_closed_nothing_is_left(tx: Tx, tmp_path: Path) -> None:
    chase = chased(tx)
    tx.do("UPDATE findings SET state = 'closed', closed_at = submitted_at")
    assert look(chase, tmp_path, "孙七八", "left")[1:4] == [
        "合计 销号 6/6",
        "没有未销号的问题。",
        "已清零的单位 3 个",
    ]


def test_a_head_s_figures_are_those_of_the_own_townships(tx: Tx, tmp_path: Path) -> None:
    chase = chased(tx)
    assert look(chase, tmp_path, "赵六七", "left")[1:3] == [
        "合计 销号 1/2 逾期1",
        "柳河乡东沟村 销号 1/2 逾期1",
    ]
    got = look(chase, tmp_path, "李四五", "dispatch")
    assert "柳河乡" not in "".join(got)
    assert got[1:3] == [
        "合计　交办4 销号1 逾期1 本周到期1",
        "　结案率 50.00%（1/2），按期 50.00%（1/2）",
    ]


def test_the_dispatch_by_township_and_department(tx: Tx, tmp_path: Path) -> None:
    chase = chased(tx)
    assert look(chase, tmp_path, "孙七八", "dispatch")[:7] == [
        "定期调度 · 10月14日 10:00",
        "合计　交办6 销号2 逾期2 本周到期1",
        "　结案率 50.00%（2/4），按期 25.00%（1/4）",
        "青石镇　交办4 销号1 逾期1 本周到期1",
        "　结案率 50.00%（1/2），按期 50.00%（1/2）",
        "柳河乡　交办2 销号1 逾期1 本周到期0",
        "　结案率 50.00%（1/2），按期 0.00%（0/2）",
    ]
    assert look(chase, tmp_path, "孙七八", "rates.dept")[2:11] == [
        "合计　应结案 4",
        "　结案率 50.00%（2/4），按期结案率 25.00%（1/4）",
        "　返工率 0.00%（0/3），延期率 0.00%（0/4）",
        "县住建局　应结案 1",
        "　结案率 0.00%（0/1），按期结案率 0.00%（0/1）",
        "　返工率 无，延期率 0.00%（0/1）",
        "县教育局　应结案 2",
        "　结案率 100.00%（2/2），按期结案率 50.00%（1/2）",
        "　返工率 0.00%（0/3），延期率 0.00%（0/2）",
    ]


LINE = "问题6：待改1 待核1 销号2 逾期2"


def test_the_summary_tells_where_findings_stand_and_leads_to_them(tx: Tx, tmp_path: Path) -> None:
    got = look(chased(tx), tmp_path, "孙七八", "summary")
    assert LINE in got
    assert {"逾期 2", "处置率", "还剩什么", "定期调度"} < set(got)


def test_in_a_group_the_summary_is_progress_only(tx: Tx, tmp_path: Path) -> None:
    scene = builders.scene(chased(tx).built, tmp_path, "孙七八")
    scene.sender = Sender(scene.focus.user_id, -5, False, 1)
    toast = summary(scene, "").toast
    assert toast is not None
    told = catalog("zh").plain(toast)
    assert "问题6：" in told
    assert "结案率" not in told
    assert "均分" not in told


def test_the_json_and_the_text_have_the_cards_figures(tx: Tx, tmp_path: Path) -> None:
    chase = chased(tx)
    campaign, house = campaigns.campaign(tx, chase.built.id), builders.house(tmp_path)
    got = summary_json(tx, house, chase.now, campaign)
    whole = got["rectification"]
    departments = {each["department"]: each for each in whole.pop("departments")}
    assert whole == {
        "given": "6",
        "states": {
            "new": "0",
            "assigned": "3",
            "accepted": "0",
            "submitted": "1",
            "closed": "2",
            "returned": "0",
            "reopened": "0",
            "withdrawn": "0",
        },
        "overdue": "2",
        "due_this_week": "1",
        "due": "4",
        "closing": {"n": "2", "of": "4", "percent": "50.00"},
        "closing_on_time": {"n": "1", "of": "4", "percent": "25.00"},
        "rework": {"n": "0", "of": "3", "percent": "0.00"},
        "extension": {"n": "0", "of": "4", "percent": "0.00"},
        "looked_again": None,
    }
    assert departments["县住建局"]["closing"] == {"n": "0", "of": "1", "percent": "0.00"}
    assert departments["县住建局"]["rework"] == {"n": "0", "of": "0", "percent": None}
    assert [each["rectification"]["given"] for each in got["townships"]] == ["4", "2"]
    assert sum(int(each["rectification"]["overdue"]) for each in got["units"]) == 2
    zh = catalog("zh")
    assert LINE in [zh.plain(line) for line in summary_lines(tx, house, chase.now, campaign)]


# -- the letter ----------------------------------------------------------------------------------


def plan(chase: Chase) -> int:
    return plan_dispatch(chase.tx, chase.zone, chase.now)


def send(chase: Chase) -> dict[str, str]:
    """What each person gets now, by name."""
    got: dict[str, str] = {}
    while claimed := post.claim(chase.tx, chase.now, chase.now, Pace(0, 0, 0), 9).outgoing:
        for outgoing in claimed:
            letter = open_dispatch(chase.tx, chase.zone, chase.now, outgoing.notice)
            if letter is not None:
                post.sent(chase.tx, outgoing.notice, chase.now, [7])
                got[chase.name_of(outgoing.notice.chat_id)] = shown(letter)
    return got


def test_observers_get_the_figures_once_in_the_campaign_s_rhythm(tx: Tx) -> None:
    chase = chased(tx, Policy(dispatch_days=3))
    assert (plan(chase), plan(chase)) == (1, 0)
    got = send(chase)
    assert list(got) == ["孙七八"]
    assert got["孙七八"].split("\n")[:4] == [
        "📋 秋季专项督查　整改定期调度 10月14日",
        "合计　交办6 销号2 逾期2 本周到期1",
        "　结案率 50.00%（2/4），按期 25.00%（1/4）",
        "—— 按乡镇 ——",
    ]
    # The 13th was a slot; the next is the 16th, a Friday.
    assert plan(chase.clock("2026-10-15T10:00")) == 0
    assert plan(chase.clock("2026-10-16T08:59")) == 0
    assert plan(chase.clock("2026-10-16T09:00")) == 1
    assert list(send(chase)) == ["孙七八"]
    # A clock that is set back sends nothing twice.
    assert (plan(chase.clock("2026-10-16T09:00")), send(chase)) == (0, {})


@pytest.mark.parametrize(
    ("moment", "planned"),
    [
        ("2026-10-17T10:00", 0),
        ("2026-10-19T09:00", 1),
        ("2026-10-19T21:30", 0),
        ("2026-10-10T10:00", 0),
        ("2026-12-01T10:00", 0),
    ],
    ids=["a Saturday", "the Monday after", "at night", "the first day", "after the campaign"],
)
def test_it_is_planned_on_working_days_and_in_the_day_s_hours(
    tx: Tx, moment: str, planned: int
) -> None:
    assert plan(chased(tx, Policy(dispatch_days=7)).clock(moment)) == planned


def test_without_a_rhythm_nothing_is_sent(tx: Tx) -> None:
    assert plan(chased(tx, Policy())) == 0


def test_what_was_planned_before_anything_was_given_is_closed_unsent(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-14T10:00", EVERY_DAY)
    assert (plan(chase), send(chase)) == (1, {})
    (row,) = tx.all("SELECT state FROM notices WHERE kind = 'dispatch'")
    assert row["state"] == "moot"


def test_one_that_could_not_go_out_waits_for_the_morning_and_never_for_the_next(tx: Tx) -> None:
    chase = chased(tx, Policy(dispatch_days=2))
    assert plan(chase) == 1
    assert send(chase.clock("2026-10-14T23:00")) == {}
    assert send(chase.clock("2026-10-15T08:30")) == {}
    assert list(send(chase.clock("2026-10-15T09:00"))) == ["孙七八"]
    assert plan(chase.clock("2026-10-16T09:00")) == 1
    # Down for two days: the older one is closed, the newer one is sent.
    assert plan(chase.clock("2026-10-19T09:00")) == 1
    assert list(send(chase)) == ["孙七八"]
    states = [row["state"] for row in tx.all("SELECT state FROM notices ORDER BY rowid")]
    assert states == ["sent", "moot", "sent"]


def test_who_is_no_observer_any_more_gets_none(tx: Tx) -> None:
    chase = chased(tx)
    assert plan(chase) == 1
    tx.do("UPDATE posts SET role = 'contact' WHERE role = 'observer'")
    assert send(chase) == {}


# -- rounds side by side -------------------------------------------------------------------------


def two_rounds(tx: Tx, folder: Path) -> Town:
    """大坪村 signed in the first round with two errors, in the second without any."""
    town = Town(tx, folder)
    town.visit("01", {"1.2.2a": 2})
    town.sign()
    town.begin(1)
    town.sign()
    town.now = NOW.replace(month=11, day=3)
    return town


def of_town(town: Town, who: str, place: str) -> list[str]:
    scene = town.scene(who)
    scene.desk = None
    return words(place_card(scene, place))


SCORES = "第一轮 99.00 → 回头看 100.00"


def test_scores_of_rounds_stand_side_by_side(tx: Tx, tmp_path: Path) -> None:
    town = two_rounds(tx, tmp_path)
    sheet_id = town.desk.sheet.id
    assert SCORES in of_town(town, "孙七八", f"{sheet_id}|read")
    assert of_town(town, "孙七八", "0|rank")[1] == f"1. 青石镇 100.00 ⚠　{SCORES}"
    assert of_town(town, "孙七八", "0|rank.villages")[1].endswith(f"100.00 ⚠　{SCORES}")


def test_a_round_without_sheets_shows_the_ranking_before_it(tx: Tx, tmp_path: Path) -> None:
    town = two_rounds(tx, tmp_path)
    town.now = NOW.replace(month=12, day=3)
    assert of_town(town, "孙七八", "0|rank")[0].startswith("回头看排名")
    assert of_town(town, "孙七八", "0|rank")[1] == f"1. 青石镇 100.00 ⚠　{SCORES}"


def test_in_a_round_that_looks_back_the_summary_counts_old_findings(tx: Tx, tmp_path: Path) -> None:
    town = two_rounds(tx, tmp_path)
    town.now = NOW.replace(month=12, day=3)
    got = of_town(town, "孙七八", "0|summary")
    assert "旧问题 0/1 已回头看" in got
    assert "还有 1 个乡镇没开始" not in got
    campaign = campaigns.campaign(tx, town.built.id)
    told = summary_json(tx, builders.house(tmp_path), town.now, campaign)
    assert told["rectification"]["looked_again"] == {"n": "0", "of": "1"}
