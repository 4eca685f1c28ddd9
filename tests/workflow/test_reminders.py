"""Reminders: each due once and sent once, in one digest a person and day, up the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inspection.campaign import Policy
from inspection.finding import Act
from inspection.people import RefusalError
from storage import notices, people, reminders
from storage.db import Tx
from tests import builders
from tests.builders import NOW, books
from tests.workflow.chased import Chase
from workflow import post
from workflow.digests import open_digest, press_got
from workflow.post import Pace
from workflow.reminding import due_today

CONTACT, LEADER, DEPUTY, OBSERVER = "周八九", "李四五", "冯二三", "孙七八"


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with books(tmp_path) as opened:
        yield opened


def test_the_digest_of_a_village(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-10", matter="微信群未建")
    chase.given("2026-10-12")
    chase.given("2026-10-15", matter="告知书未张贴")
    chase.given("2026-10-20", matter="还早")
    got = chase.run()
    assert got[CONTACT].splitlines() == [
        "⏰ 大坪村整改 10月12日",
        "逾期1 · 今天1 · 3天内1",
        "[0001 逾期2天 微信群未建]",
        "[0002 今天 手册错误2处]",
        "[0003 剩3天 告知书未张贴]",
        "[知道了]",
    ]
    assert set(got) == {CONTACT, LEADER, DEPUTY}
    assert got[LEADER].splitlines()[1:] == ["逾期1", "[0001 逾期2天 微信群未建]", "[知道了]"]


def test_a_finding_is_said_on_its_days_and_on_no_other(tx: Tx) -> None:
    """From the 7th day before to the third day over, at every hour of every day."""
    chase = Chase.begin(tx, "2026-10-19T00:10")
    chase.given("2026-10-29")
    heard: dict[str, list[str]] = {}
    while chase.today < date(2026, 11, 2):
        for name in chase.run():
            heard.setdefault(name, []).append(chase.now.astimezone(chase.zone).strftime("%m-%d %H"))
        chase.later(hours=1)
    overdue = ["10-30 09", "10-31 09", "11-01 09"]
    assert heard == {
        CONTACT: ["10-22 09", "10-26 09", "10-28 09", "10-29 09", *overdue],
        LEADER: overdue,
        DEPUTY: overdue,
        OBSERVER: ["11-01 09"],
    }


def test_the_observer_reads_counts_of_units_and_a_proposal(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-16T09:00")
    chase.given("2026-10-09")
    chase.given("2026-10-13")
    chase.given("2026-10-14")
    chase.given("2026-10-12", "柳河乡东沟村")
    false = chase.given("2026-10-12", "青石镇石桥村")
    chase.act(chase.act(false, Act.SUBMIT), Act.FALSE, false_at=chase.now)
    assert chase.run()[OBSERVER].splitlines() == [
        "⏰ 整改提醒 10月16日",
        "逾期满 3 天仍未整改到位：",
        "青石镇大坪村　2 项，最长逾期 7 天",
        "柳河乡东沟村　1 项，最长逾期 4 天",
        "青石镇石桥村　1 项，最长逾期 4 天（其中弄虚作假 1 项）",
        "建议约谈上述单位。是否约谈、问责，由领导决定。",
        "[青石镇大坪村]",
        "[柳河乡东沟村]",
        "[青石镇石桥村]",
        "[知道了]",
    ]


def test_nobody_reads_a_household_or_what_is_confidential(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-16T09:00")
    chase.given("2026-10-09", matter="3户不知情，张三四家在内")
    for words in chase.run().values():
        assert "张三四" not in words


def test_a_digest_of_many_shows_ten_and_leads_to_the_rest(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    for number in range(13):
        chase.given("2026-10-12", ("青石镇大坪村", "青石镇石桥村")[number % 2])
    lines = chase.run()[CONTACT].splitlines()
    assert lines[:2] == ["⏰ 2个单位整改 10月12日", "今天13"]
    assert lines[2] == "[0001 今天 大坪村 手册错误2处]"
    assert lines[-2:] == ["[另有 3 项 ›]", "[知道了]"]
    assert len(lines) == 14


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        pytest.param("2026-10-12T08:59", False, id="a minute too early"),
        pytest.param("2026-10-12T20:59", True, id="the last minute"),
        pytest.param("2026-10-12T21:00", False, id="at night"),
        pytest.param("2026-10-13T07:00", False, id="in the morning"),
    ],
)
def test_hours(tx: Tx, moment: str, sent: bool) -> None:
    chase = Chase.begin(tx, moment)
    chase.given("2026-10-13")
    assert (CONTACT in chase.run()) is sent


def test_on_rest_days_only_whoever_is_overdue_hears_anything(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-16T22:00")
    chase.given("2026-10-19", "柳河乡东沟村", set_on="2026-10-17")
    chase.given("2026-10-16")
    chase.given("2026-10-20", set_on="2026-10-17")
    assert chase.run() == {}
    got = chase.clock("2026-10-17T09:00").run()
    assert set(got) == {CONTACT, LEADER, DEPUTY}
    assert got[CONTACT].splitlines()[1] == "逾期1"
    assert "吴九十" in chase.clock("2026-10-19T09:00").run()


def test_what_comes_after_the_days_digest_waits_for_the_next_day(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12")
    assert CONTACT in chase.run()
    late = chase.given("2026-10-15", set_on="2026-10-12", matter="后来的")
    assert chase.later(hours=2).run() == {}
    assert "剩2天 后来的" in chase.clock("2026-10-13T09:00").run()[CONTACT]
    assert [line for line in chase.lines() if line.startswith(f"finding/{late.id}/")] == [
        f"finding/{late.id}/2026-10-15/before-3/{chase.built.people[CONTACT]}"
    ]


def test_what_comes_before_the_digest_is_sent_joins_it(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12")
    assert chase.tick() == 1
    chase.given("2026-10-13", matter="同一条里")
    assert chase.later(minutes=1).tick() == 1
    assert chase.send()[CONTACT].splitlines()[1] == "今天1 · 1天内1"
    assert len(chase.states()) == 1


def test_ticks_repeat_nothing(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-11")
    assert [chase.tick() for _ in range(3)] == [3, 0, 0]
    assert len(chase.send()) == 3
    for _ in range(20):
        assert chase.later(minutes=20).run() == {}


def test_after_two_days_down_there_is_one_digest_of_today(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12", matter="期满")
    chase.given("2026-10-16", matter="将到期")
    chase.tick()
    got = chase.clock("2026-10-14T10:30").run()
    assert got[CONTACT].splitlines() == [
        "⏰ 大坪村整改 10月14日",
        "逾期1 · 2天内1",
        "[0001 逾期2天 期满]",
        "[0002 剩2天 将到期]",
        "[知道了]",
    ]
    assert set(got) == {CONTACT, LEADER, DEPUTY}
    assert chase.later(hours=3).run() == {}
    assert CONTACT in chase.clock("2026-10-15T09:00").run()


def test_a_digest_left_over_at_night_waits_for_the_morning(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T20:58")
    chase.given("2026-10-12")
    chase.tick()
    assert chase.clock("2026-10-12T21:00").run() == {}
    assert chase.clock("2026-10-13T08:59").run() == {}
    assert "逾期1天" in chase.clock("2026-10-13T09:00").run()[CONTACT]


def test_the_clock_set_back_an_hour_and_forward_three_says_nothing_twice(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:30")
    chase.given("2026-10-11")
    assert set(chase.run()) == {CONTACT, LEADER, DEPUTY}
    assert chase.later(hours=-1).run() == {}
    assert chase.later(hours=3).run() == {}
    assert chase.later(days=-1).run() == {}
    assert set(chase.clock("2026-10-13T09:00").run()) == {CONTACT, LEADER, DEPUTY}


def test_a_digest_in_hand_while_the_clock_goes_back_is_not_made_twice(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T10:00")
    chase.given("2026-10-12")
    chase.tick()
    claimed = post.claim(tx, chase.now, chase.now, Pace(0, 0, 0), 9).outgoing
    assert chase.later(hours=-1).tick() == 0
    assert [open_digest(tx, chase.zone, chase.now, o.notice) is None for o in claimed] == [False]
    assert len(chase.states()) == 1


def test_a_moved_deadline_falls_out_and_is_said_by_its_new_day(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    found = chase.given("2026-10-13")
    chase.tick()
    chase.act(found, Act.GRANT_TIME, due_on=date(2026, 10, 16), due_set_on=date(2026, 10, 12))
    assert chase.send() == {}
    assert set(chase.states().values()) == {"moot"}
    assert chase.clock("2026-10-13T09:00").run()[CONTACT].splitlines()[1] == "3天内1"
    assert chase.clock("2026-10-16T09:00").run()[CONTACT].splitlines()[1] == "今天1"


def test_a_moot_digest_of_the_day_comes_after_all_when_there_is_something_new(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    found = chase.given("2026-10-12")
    chase.tick()
    chase.close(found)
    assert chase.send() == {}
    chase.given("2026-10-13", matter="另一项")
    assert "另一项" in chase.later(hours=1).run()[CONTACT]


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.WITHDRAW], ids=["waits for others", "withdrawn"])
def test_what_is_no_longer_with_the_unit_is_not_said(tx: Tx, act: Act) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    first, _ = chase.given("2026-10-10"), chase.given("2026-10-10", matter="还在")
    chase.tick()
    chase.act(first, act)
    assert chase.send()[CONTACT].splitlines()[1:3] == ["逾期1", "[0002 逾期2天 还在]"]
    assert "0001" not in "".join(chase.clock("2026-10-13T09:00").run().values())


def test_the_hour_is_that_of_a_zone_with_summer_time(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-23T08:00", zone=ZoneInfo("Europe/Berlin"))
    chase.given("2026-10-22")
    sent = []
    while chase.today < date(2026, 10, 28):
        if CONTACT in chase.run():
            sent.append(chase.now)
        chase.later(minutes=30)
    # Clocks go back on the 25th: 25 hours between two digests.
    assert [f"{each:%d %H:%M}" for each in sent] == [
        "23 07:00", "24 07:00", "25 08:00", "26 08:00", "27 08:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("silent", "line"),
    [
        ("joined not", "青石镇大坪村　联系人周八九尚未加入"),
        ("blocked", "青石镇大坪村　联系人周八九已停用机器人"),
        ("nobody", "青石镇大坪村　没有联系人"),
    ],
)
def test_who_is_not_reached_is_reported_to_the_heads_once(tx: Tx, silent: str, line: str) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-15")
    match silent:
        case "blocked":
            chase.block(CONTACT)
        case "nobody":
            tx.do("UPDATE units SET contact = NULL WHERE village = '大坪村'")
        case _:
            chase.leave(CONTACT)
    got = chase.run()
    assert set(got) == {LEADER, DEPUTY}
    assert got[LEADER].splitlines() == [
        "⏰ 整改提醒 10月12日",
        "以下单位的提醒发不到，请另行通知：",
        line,
        "[知道了]",
    ]
    for day in ("2026-10-13", "2026-10-14", "2026-10-15"):
        assert chase.clock(f"{day}T09:00").run() == {}


def test_without_heads_the_office_hears_whom_nothing_reaches(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-15")
    for name in (CONTACT, LEADER, DEPUTY):
        chase.leave(name)
    assert set(chase.run()) == {"郑一二"}


def test_a_contact_who_comes_back_before_it_is_sent_is_not_reported(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-15")
    chase.leave(CONTACT)
    chase.tick()
    people.join(tx, chase.built.people[CONTACT], chase.built.accounts[CONTACT], chase.now)
    assert set(chase.run()) == {CONTACT}


def test_who_blocked_the_bot_at_the_first_digest_is_reported_the_next_day(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-15")
    chase.tick()
    (outgoing,) = post.claim(tx, chase.now, chase.now, Pace(0, 0, 0), 9).outgoing
    chase.block(CONTACT)
    post.dead(tx, outgoing.notice, chase.now, "Forbidden")
    assert set(chase.run()) == {LEADER, DEPUTY}


def test_an_office_has_a_ladder_of_its_own(tx: Tx) -> None:
    chase = Chase.begin(
        tx, "2026-10-13T08:30", Policy(leader_after=2, observer_after=2, remind_days=())
    )
    chase.given("2026-10-12")
    chase.policy(remind_at=chase.now.astimezone(chase.zone).time())
    assert set(chase.run()) == {CONTACT}
    assert set(chase.clock("2026-10-14T09:00").run()) == {CONTACT, LEADER, DEPUTY, OBSERVER}


def test_leaders_hear_of_their_own_townships_and_never_of_home(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-13T09:00")
    chase.given("2026-10-12", "柳河乡东沟村")
    assert set(chase.run()) == {"吴九十", "赵六七"}
    tx.do("UPDATE people SET workplace = '柳河乡人民政府' WHERE name = '赵六七'")
    assert set(chase.clock("2026-10-14T09:00").run()) == {"吴九十"}


def test_somebody_who_left_before_the_digest_was_sent_gets_nothing(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12")
    chase.tick()
    chase.leave(CONTACT)
    assert chase.send() == {}
    assert set(chase.states().values()) == {"moot"}


def test_a_unit_no_longer_inspected_is_not_chased(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-10")
    tx.do("UPDATE units SET dropped = 1")
    assert chase.run() == {}


def test_two_campaigns_keep_their_own_hours(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12")
    other = builders.campaign(
        tx, "village-rules", [builders.village("白云乡", "南坡村")], title="另一项督查"
    )
    assert [len(each.lines) for each in due_today(tx, chase.zone, chase.now)] == [0, 1]
    assert other.id == due_today(tx, chase.zone, chase.now)[0].campaign.id


def test_received_is_noted_once_and_changes_nothing_else(tx: Tx, tmp_path: Path) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    found = chase.given("2026-10-12")
    chase.run()
    (key,) = chase.states()
    for _ in range(2):
        press_got(builders.scene(chase.built, tmp_path, CONTACT), (key,))
    rows = tx.all("SELECT person_id, act, subject FROM audit WHERE act = 'reminder-seen'")
    assert [tuple(row) for row in rows] == [(chase.built.people[CONTACT], "reminder-seen", key)]
    assert chase.of(found.id) == found
    with pytest.raises(RefusalError):
        press_got(builders.scene(chase.built, tmp_path, LEADER), (key,))


def test_unknown_outcomes_are_sent_once_more_from_todays_data(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-12", matter="整改好的")
    rest = chase.given("2026-10-12", matter="剩下的")
    chase.tick()
    claimed = post.claim(tx, chase.now, chase.now, Pace(0, 0, 0), 9).outgoing
    post.outcome_unknown(tx, claimed[0].notice, chase.now, chase.now)
    chase.close(rest)
    chase.later(minutes=5)
    assert chase.run()[CONTACT].splitlines()[1:] == [
        "今天1", "[0001 今天 整改好的]", "[知道了]",
    ]  # fmt: skip


def test_lines_that_were_planned_are_not_planned_again_by_a_second_process(tx: Tx) -> None:
    """Both have looked before either writes."""
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-11")
    from workflow.reminding import _to_plan, plan_lines  # noqa: PLC0415 both halves of a tick

    looks = [_to_plan(tx, zone=chase.zone, now=chase.now) for _ in range(2)]
    planned = [plan_lines(tx, zone=chase.zone, now=chase.now, people_lines=look) for look in looks]
    assert planned == [3, 0]
    assert len(chase.states()) == 3


def test_a_digest_is_postponed_not_lost_where_another_went_out_that_day(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    chase.given("2026-10-11")
    chase.run()
    person = chase.built.people[CONTACT]
    extra = reminders.digest_id(person, date(2026, 10, 13))
    notices.digest(tx, extra, chase.built.accounts[CONTACT], person, date(2026, 10, 13), NOW)
    tx.do("UPDATE reminders SET digest = :d WHERE person_id = :p", d=extra, p=person)
    assert chase.later(hours=1).send() == {}
    assert chase.states()[extra] == "due"
    assert set(chase.clock("2026-10-13T09:00").send()) == {CONTACT}
    assert chase.now - NOW < timedelta(days=1)
