"""People, teams, units, contacts and households of a workbook."""

from typing import Any

import pytest

from inspection.campaign import (
    Post,
    Role,
)
from tests.content.workbook_sample import (
    changed,
    faults,
    plan_of,
    read,
    sheets,
    warnings,
)


def test_a_person_in_several_rows_is_one_person_with_several_posts() -> None:
    rows = sheets()
    rows["督查组"].append(["第二组", "孙立秋", "B01", "副组长", None, None, "柳河乡"])
    rows["督查组"].append([None, "钱小满", None, "联系领导", "县督查办公室", None, None])
    people = {person.name: person for person in plan_of(rows).people}
    assert people["孙立秋"].posts == (
        Post(Role.LEADER, "第一组", ("青石镇", "柳河乡")),
        Post(Role.DEPUTY, "第二组", ("柳河乡",)),
    )
    assert people["钱小满"].posts == (Post(Role.ADMIN, "督查办"), Post(Role.OBSERVER))
    assert people["钱小满"].workplace == "县督查办公室"


def test_two_people_of_one_name_need_numbers() -> None:
    rows = sheets()
    rows["督查组"].append(["第一组", "周芒种", None, "组员", "县水利局", None, None])
    assert faults(read(rows)) == [("督查组!E7", "fault.person.twice")]
    rows["督查组"][6][2] = "D01"
    assert faults(read(rows)) == [("督查组!C5", "fault.person.number-needed")]
    rows["督查组"][4][2] = "C01"
    assert [p.key for p in plan_of(rows).people if p.name == "周芒种"] == ["C01", "D01"]


def test_one_person_with_two_telephones_is_a_fault() -> None:
    rows = sheets()
    rows["督查组"].append(["第二组", "孙立秋", "B01", "副组长", None, "13800000009", "柳河乡"])
    assert faults(read(rows)) == [("督查组!F7", "fault.person.differs")]


def test_a_row_twice_counts_once() -> None:
    rows = sheets()
    rows["督查组"].append(rows["督查组"][3])
    reading = read(rows)
    assert reading.plan == plan_of(sheets())
    assert warnings(reading) == [("督查组!B7", "warning.person.row-twice")]


def test_a_team_needs_a_head() -> None:
    assert faults(read(changed("督查组!D3", "组员"))) == [("督查组!A3", "fault.team.no-head")]
    assert faults(read(changed("督查组!D3", "副组长"))) == []


def test_odd_teams_are_warned_of() -> None:
    rows = changed("督查组!E4", "柳河乡人民政府")
    rows["督查组"][2][6] = "柳河乡"
    rows["督查组"].append(["第二组", "何清明", None, "组长", None, None, "柳河乡"])
    rows["督查组"].append(["第三组", "陆夏至", None, "组长", None, None, None])
    del rows["督查组"][1]
    assert warnings(read(rows)) == [
        ("督查组", "warning.team.no-admin"),
        ("督查组", "warning.team.uncovered"),
        ("督查组!E3", "warning.team.home"),
        ("督查组!G6", "warning.team.overlap"),
        ("督查组!G7", "warning.team.no-townships"),
    ]


def test_in_a_self_inspection_nobody_is_barred_at_home() -> None:
    rows = changed("督查组!E4", "柳河乡人民政府")
    assert warnings(read(rows)) == [("督查组!E4", "warning.team.home")]
    rows["基本信息"].append(["方式", "自查"])
    assert warnings(read(rows)) == []


def test_a_township_is_inspected_itself_or_by_its_villages() -> None:
    rows = changed("督查对象!B3", None)
    assert faults(read(rows)) == [
        ("督查对象!B3", "fault.unit.mixed"),
        ("名册!B3", "fault.roster.unknown-village"),
    ]
    rows["督查对象"] = [rows["督查对象"][0], ["青石镇", None], ["柳河乡", None]]
    del rows["名册"]
    assert [unit.name for unit in plan_of(rows).units] == ["青石镇", "柳河乡"]


def test_no_unit_at_all_is_a_fault() -> None:
    rows = sheets()
    rows["督查对象"] = rows["督查对象"][:1]
    assert ("督查对象", "fault.unit.none") in faults(read(rows))


def test_units_without_a_contact_are_warned_of() -> None:
    rows = changed("督查组!G5", "青石镇")
    rows["督查对象"][1][3] = "没有这人"
    assert warnings(read(rows)) == [
        ("督查对象", "warning.unit.no-contact"),
        ("督查对象!D2", "warning.unit.contact-unknown"),
    ]


def test_a_contact_whose_name_two_people_have_is_a_fault() -> None:
    rows = sheets()
    rows["督查组"][4][2] = "C01"
    rows["督查组"].append([None, "周芒种", "C02", "联系人", None, None, None])
    assert faults(read(rows)) == [("督查对象!D2", "fault.unit.contact-doubtful")]


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("学生2、慢病", ("学生2", "慢病")),
        ("学生２人，慢病", ("学生2", "慢病")),
        ("学生（2）；慢病;危房", ("学生2", "慢病", "危房")),
        ("学生×2\n慢病, 慢病", ("学生2", "慢病")),
        ("学生0、慢病", ("慢病",)),
        ("D级危房", ("D级危房",)),
        (None, ()),
    ],
)
def test_tags_are_split_and_counted(written: Any, tags: tuple[str, ...]) -> None:
    assert plan_of(changed("名册!H2", written)).households[0].tags == tags


def test_a_tag_column_left_empty_is_none() -> None:
    rows = sheets()
    for line in rows["名册"][1:]:
        line[7] = None
    assert plan_of(rows).has_tags is False


def test_a_topic_twice_is_a_fault() -> None:
    rows = sheets()
    rows["责任单位"].append(["基本医疗", "民政局", None, None])
    assert faults(read(rows)) == [("责任单位!A3", "fault.department.twice")]
