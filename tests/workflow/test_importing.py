"""Importing: idempotent, never losing what is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from content.checklists import shipped
from content.locales import catalog
from inspection.campaign import CampaignPlan, Household, OfficeDay, Policy, Post, Role
from inspection.flow.importing import result_lines
from storage import calendar, campaigns, people, sheets, visits
from storage.db import Tx
from tests import builders
from tests.builders import NOW, books
from tests.workflow.plans import PLAN, person, rostered, without
from tests.workflow.turns import Office
from workflow import rolling
from workflow.inviting import invite_by_name
from workflow.scene import desk
from workflow.taking_over import dry_run, import_plan

ADMIN, OTHER = 501, 502


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with books(tmp_path) as opened:
        yield opened


def everything(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
    tables = [r["name"] for r in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {t: [tuple(r) for r in tx.all(f"SELECT * FROM {t}")] for t in tables}  # noqa: S608


def told(plan: CampaignPlan, tx: Tx) -> list[str]:
    return [catalog("zh").plain(line) for line in result_lines(import_plan(tx, plan, NOW))]


def test_an_import_counts_its_units_as_they_are_done(tx: Tx) -> None:
    with_rosters: list[int] = []

    def saved() -> None:
        with_rosters.append(len(tx.all("SELECT DISTINCT unit_id FROM households")))

    import_plan(tx, PLAN, NOW, saved=saved)
    villages = len({(h.township, h.village) for h in PLAN.households})
    assert len(with_rosters) == len(PLAN.units)
    assert (with_rosters[-1], sorted(with_rosters)) == (villages, with_rosters)
    import_plan(tx, PLAN, NOW, saved=saved)
    assert len(with_rosters) == len(PLAN.units)


def heads(tx: Tx, township: str = "青石镇", village: str = "大坪村") -> dict[str, str]:
    rows = tx.all(
        """SELECT h.number, h.head FROM households h JOIN units u ON u.id = h.unit_id
           WHERE u.township = :t AND u.village = :v ORDER BY h.position, h.number""",
        t=township,
        v=village,
    )
    return {row["number"]: row["head"] for row in rows}


def begun(tx: Tx) -> builders.Desk:
    """大坪村's sheet, begun by 孙立秋."""
    unit = next(u for u in campaigns.units(tx, 1) if u.village == "大坪村")
    by = people.named(tx, 1, "孙立秋")[0].id
    checklist = campaigns.campaign(tx, 1).checklist_id
    sheet = sheets.start(tx, 1, campaigns.rounds(tx, 1)[0].id, unit.id, checklist, by, NOW)
    found = desk(tx, sheet.id)
    assert found is not None
    rolling.count_households(tx, found)
    return found


def visited(tx: Tx, found: builders.Desk) -> dict[str, str]:
    """Of those whose visit was saved, number and head."""
    here = visits.places(tx, found.sheet.id, found.unit.id)
    return {p.household.number: p.household.head for p in here if p.state == "done"}


def test_a_first_import_makes_the_campaign_and_counts_what_is_new(tx: Tx) -> None:
    assert told(PLAN, tx) == ["轮次：1", "人员：4", "督查对象：3", "农户：4", "责任单位：1"]


def test_the_same_workbook_twice_changes_nothing_not_even_the_trail(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    before = everything(tx)
    assert told(PLAN, tx) == ["与上次导入的内容相同，没有变化。"]
    assert everything(tx) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    before = everything(tx)
    expected = dry_run(tx, without("周芒种"))
    assert everything(tx) == before
    assert import_plan(tx, without("周芒种"), NOW) == expected


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        pytest.param(without("周芒种"), "人员不再列入 1：周芒种", id="a person who is gone"),
        pytest.param(person("周芒种", phone="0700-1"), "人员更改 1：周芒种", id="a telephone"),
        pytest.param(person("周芒种", number="C1"), "人员更改 1：周芒种", id="a first number"),
        pytest.param(
            replace(PLAN, units=PLAN.units[:2], households=PLAN.households[:3]),
            "督查对象不再列入 1：柳河乡柳湾村",
            id="a unit that is gone",
        ),
        pytest.param(
            replace(PLAN, ends_on=date(2026, 11, 5)), "基本信息更改：结束日期", id="the last day"
        ),
        pytest.param(
            rostered(("01", "张处暑"), ("02", "王大寒")),
            "农户不再列入 1：大坪村 03",
            id="a household that is gone",
        ),
        pytest.param(
            rostered(("01", "张处暑"), ("02", "王小寒"), ("03", "冯小雪")),
            "农户更改 1：大坪村 02",
            id="another head",
        ),
        pytest.param(
            rostered(("01", "张处暑"), ("03", "王大寒"), ("02", "冯小雪")),
            "户编号变动 2：大坪村 02→03、大坪村 03→02（记录随户走）",
            id="two change places",
        ),
        pytest.param(replace(PLAN, departments=()), "责任单位不再列入 1：基本医疗", id="a topic"),
        pytest.param(
            replace(PLAN, calendar=(OfficeDay(date(2026, 10, 24), works=True, name="防汛"),)),
            "休息日新增 1：2026-10-24",
            id="a day of the office's own",
        ),
        pytest.param(
            replace(PLAN, policy=Policy(rectify_by=date(2026, 11, 30), remind_days=(5, 2))),
            "基本信息更改：时限等规定",
            id="a last day for all",
        ),
    ],
)
def test_a_corrected_workbook_says_what_it_changes(tx: Tx, plan: CampaignPlan, line: str) -> None:
    import_plan(tx, PLAN, NOW)
    assert told(plan, tx) == [line]
    assert told(plan, tx) == ["与上次导入的内容相同，没有变化。"]
    assert not dry_run(tx, PLAN).same


def test_townships_in_two_rows_of_one_post_come_together(tx: Tx) -> None:
    posts = (Post(Role.LEADER, "一组", ("青石镇",)), Post(Role.LEADER, "一组", ("柳河乡",)))
    import_plan(tx, person("孙立秋", posts=posts), NOW)
    (holding,) = people.holdings(tx, people.named(tx, 1, "孙立秋")[0].id)
    assert holding.townships == {"青石镇", "柳河乡"}
    assert told(person("孙立秋", posts=posts[::-1]), tx) == ["人员更改 1：孙立秋"]


def test_recorded_visits_go_with_the_household_to_its_new_number(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    found = begun(tx)
    builders.visit(tx, found, "02")
    import_plan(tx, rostered(("01", "王大寒"), ("02", "张处暑"), ("03", "冯小雪")), NOW)
    assert visited(tx, found) == {"01": "王大寒"}


def test_a_visited_household_that_left_the_roster_keeps_its_place(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    found = begun(tx)
    builders.visit(tx, found, "02")
    lines = told(rostered(("01", "张处暑"), ("03", "冯小雪")), tx)
    assert lines == ["名册已无、但已有记录的户 1：大坪村 02（保留）"]
    assert visited(tx, found) == {"02": "王大寒"}


def test_a_visited_household_makes_way_for_the_one_that_takes_its_number(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    found = begun(tx)
    builders.visit(tx, found, "01")
    builders.visit(tx, found, "02")
    import_plan(tx, rostered(("01", "王大寒"), ("02", "何立冬"), ("03", "冯小雪")), NOW)
    assert visited(tx, found) == {"01": "王大寒", "01(旧)": "张处暑"}
    assert heads(tx)["02"] == "何立冬"


def test_the_figures_of_a_sheet_in_progress_follow_the_roster(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    found = begun(tx)
    builders.visit(tx, found, "02")
    tagged = tuple(replace(h, tags=("学生2",)) for h in PLAN.households)
    more = (*tagged, Household("青石镇", "大坪村", "04", "何立冬"))
    import_plan(tx, replace(PLAN, households=more, has_tags=True), NOW)
    after = desk(tx, found.sheet.id)
    assert after is not None
    assert sheets.rollup(tx, found.sheet.id) == rolling.recount(tx, after)
    assert sheets.rollup(tx, found.sheet.id).counts.households == 4


def test_a_sheet_in_progress_keeps_its_version_of_the_checklist(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    found = begun(tx)
    other = builders.worth(shipped("lingling-2018"), "1.1", 6)
    lines = told(replace(PLAN, checklist=other), tx)
    assert lines == ["基本信息更改：评分表", "评分表有更改：正在查的 1 张表仍用原评分表。"]
    after = desk(tx, found.sheet.id)
    assert after is not None
    assert after.checklist == shipped("lingling-2018")
    assert campaigns.campaign(tx, 1).checklist_id != after.sheet.checklist_id


def test_people_who_are_given_a_number_keep_their_account(tx: Tx, tmp_path: Path) -> None:
    office = Office(tx, tmp_path)
    import_plan(tx, PLAN, NOW)
    invite_by_name(tx, "周芒种", "token", NOW)
    office.say(OTHER, "/start token")
    import_plan(tx, person("周芒种", number="C7"), NOW)
    assert [m.key for m in people.of_account(tx, OTHER)] == ["C7"]


def test_who_is_no_longer_named_has_no_role_any_more_and_is_told(tx: Tx, tmp_path: Path) -> None:
    office = Office(tx, tmp_path)
    import_plan(tx, PLAN, NOW)
    invite_by_name(tx, "周芒种", "token", NOW)
    office.say(OTHER, "/start token")
    menus = len(office.notices(OTHER, "menu"))
    import_plan(tx, without("周芒种"), NOW.replace(hour=11))
    assert people.speaker(tx, OTHER) is None
    assert len(office.notices(OTHER, "menu")) == menus + 1
    assert any("people.dropped" in n for n in office.notices(OTHER))


def test_days_of_the_office_are_changed_and_taken_away_again(tx: Tx) -> None:
    day = OfficeDay(date(2026, 10, 24), works=True, name="防汛")
    import_plan(tx, replace(PLAN, calendar=(day,)), NOW)
    assert told(replace(PLAN, calendar=(replace(day, works=False),)), tx) == [
        "休息日更改 1：2026-10-24"
    ]
    assert told(PLAN, tx) == ["休息日不再列入 1：2026-10-24"]
    assert calendar.days(tx, 1) == []


def test_a_policy_of_an_older_release_is_read_with_what_is_usual_now(tx: Tx) -> None:
    import_plan(tx, PLAN, NOW)
    old = {"last_n": 3, "rectification_workdays": 10, "objection_days": 3,
           "appraisal_until": None, "remind_at": "09:00:00", "retain_months": 24}  # fmt: skip
    tx.do("UPDATE campaigns SET policy = :p", p=json.dumps(old))
    got = campaigns.campaign(tx, 1).policy
    assert got == Policy(rectification_workdays=10, retain_months=24)
