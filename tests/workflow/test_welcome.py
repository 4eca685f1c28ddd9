"""The door: what each role finds at home, help, language, cancelling, several campaigns, menus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.campaign import Mode, Post, Role
from inspection.flow.importing import Change, ImportResult, import_card, result_lines
from inspection.people import RefusalError
from inspection.sheet import SheetState
from inspection.text import text
from storage import campaigns, focus, people, sheets
from tests.builders import NOW, books
from tests.workflow.plans import PLAN, person
from tests.workflow.turns import COMMANDS, Office
from workflow import menus
from workflow.inviting import invite_admin, invite_by_name
from workflow.taking_over import import_plan

WHO = {"钱小满": 501, "孙立秋": 502, "李谷雨": 503, "周芒种": 504, "吴白露": 505}
STRANGER = 599


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    observer = replace(PLAN.people[0], name="吴白露", posts=(Post(Role.OBSERVER),))
    with books(tmp_path) as tx:
        import_plan(tx, replace(PLAN, people=(*PLAN.people, observer)), NOW)
        made = Office(tx, tmp_path)
        for name, account in WHO.items():
            invite_by_name(tx, name, f"token-of-{account}", NOW)
            made.say(account, f"/start token-of-{account}")
            made.press(account, "go|0|home")
        yield made


def sheet_of(office: Office, village: str, state: SheetState) -> int:
    unit = next(u for u in campaigns.units(office.tx, 1) if u.village == village)
    by = people.named(office.tx, 1, "孙立秋")[0].id
    checklist = campaigns.campaign(office.tx, 1).checklist_id
    first = campaigns.rounds(office.tx, 1)[0].id
    sheet = sheets.start(office.tx, 1, first, unit.id, checklist, by, NOW)
    sheets.set_state(office.tx, sheet.id, state)
    return sheet.id


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        ("钱小满", ["📋 督查村", "汇总", "排名", "导出", "人员与邀请", "督查项目", "怎么用"]),
        ("孙立秋", ["📋 督查村", "汇总", "排名", "导出", "怎么用"]),
        ("李谷雨", ["📋 督查村", "怎么用"]),
        ("周芒种", ["怎么用"]),
        ("吴白露", ["汇总", "排名", "导出", "怎么用"]),
    ],
    ids=["admin", "leader", "inspector", "contact", "observer"],
)
def test_home_has_what_the_role_does_most(office: Office, name: str, buttons: list[str]) -> None:
    office.say(WHO[name], "/start")
    assert list(office.buttons(WHO[name])) == buttons


def test_home_leads_back_to_where_one_was(office: Office) -> None:
    sheet = sheet_of(office, "大坪村", SheetState.OPEN)
    at = focus.of_user(office.tx, WHO["孙立秋"])
    assert at is not None
    focus.save(office.tx, replace(at, place=f"{sheet}|hh.2", sheet_id=sheet))
    office.say(WHO["孙立秋"], "/start")
    assert office.buttons(WHO["孙立秋"])["▶ 继续：青石镇大坪村"] == f"go|{sheet}|hh.2"


def test_a_head_finds_sheets_to_review_but_never_of_the_own_home(office: Office) -> None:
    submitted = sheet_of(office, "大坪村", SheetState.SUBMITTED)
    sheet_of(office, "柳湾村", SheetState.SUBMITTED)
    import_plan(office.tx, person("孙立秋", workplace="柳河乡人民政府"), NOW)
    shown = office.buttons(WHO["孙立秋"])
    assert shown["✍ 待审：青石镇大坪村"] == f"go|{submitted}|review"
    assert "✍ 待审：柳河乡柳湾村" not in shown
    assert "✍ 待审：青石镇大坪村" not in office.buttons(WHO["李谷雨"])


def test_a_contact_finds_the_own_units_signed_results_and_no_others(office: Office) -> None:
    signed = sheet_of(office, "大坪村", SheetState.SIGNED)
    sheet_of(office, "小坪村", SheetState.SUBMITTED)
    sheet_of(office, "柳湾村", SheetState.SIGNED)
    found = {k: v for k, v in office.buttons(WHO["周芒种"]).items() if "结果" in k}
    assert found == {"📄 结果：青石镇大坪村": f"go|{signed}|result"}


def test_whoami_says_roles_townships_and_what_is_barred(office: Office) -> None:
    office.say(WHO["李谷雨"], "/whoami")
    assert office.shown(WHO["李谷雨"]).splitlines() == [
        "李谷雨",
        "项目：秋季专项督查",
        "身份：一组组员（柳河乡、青石镇）",
        "回避：柳河乡柳湾村（本人单位所在，不参与督查）",
        "账号：503",
        "[首页]",
    ]


def test_a_self_inspection_bars_nobody(office: Office) -> None:
    import_plan(office.tx, replace(PLAN, mode=Mode.SELF), NOW)
    office.say(WHO["李谷雨"], "/whoami")
    assert "回避" not in office.shown(WHO["李谷雨"])


@pytest.mark.parametrize("how", ["typed", "tapped"])
def test_the_language_is_chosen_and_the_menu_follows(office: Office, how: str) -> None:
    account = WHO["李谷雨"]
    before = len(office.notices(account, "menu"))
    if how == "typed":
        office.later(minutes=1)
        office.say(account, "/lang EN")
    else:
        office.later(minutes=1)
        office.say(account, "/lang")
        office.press(account, office.buttons(account)["English"])
    assert office.scene(account).lang == "en"
    assert len(office.notices(account, "menu")) == before + 1


def test_an_unknown_language_asks_instead(office: Office) -> None:
    office.say(WHO["李谷雨"], "/lang 湘语")
    assert "English" in office.buttons(WHO["李谷雨"])
    with pytest.raises(RefusalError, match="button-unknown"):
        office.press(WHO["李谷雨"], "lg|xx")


@pytest.mark.parametrize(
    ("place", "prior", "back"),
    [
        ("{s}|ask.ground.1.4", "{s}|item.1.4", "{s}|item.1.4"),
        ("{s}|ask.ground.1.4", "{s}|ask.na.1.4", "{s}|toc"),
        ("{s}|clash.v.1.4a", None, "0|home"),
        ("0|lang", "{s}|hh.2", "{s}|hh.2"),
        ("{s}|hh.2", "{s}|list", "{s}|hh.2"),
    ],
    ids=["a ground", "asked twice", "nowhere before", "language", "nothing is asked"],
)
def test_cancel_goes_back_to_where_nothing_is_asked(
    office: Office, place: str, prior: str | None, back: str
) -> None:
    sheet = sheet_of(office, "大坪村", SheetState.OPEN)
    account = WHO["孙立秋"]
    at = focus.of_user(office.tx, account)
    assert at is not None
    before = prior.format(s=sheet) if prior else None
    now = replace(at, place=place.format(s=sheet), prior_place=before, sheet_id=sheet)
    focus.save(office.tx, now)
    office.say(account, "/cancel")
    after = focus.of_user(office.tx, account)
    assert after is not None
    assert after.place == back.format(s=sheet)


def test_a_person_of_two_campaigns_switches_and_speaks_in_the_other(office: Office) -> None:
    account = WHO["孙立秋"]
    second = replace(person("孙立秋", posts=PLAN.people[3].posts), title="冬季专项督查")
    import_plan(office.tx, second, NOW)
    invite_by_name(office.tx, "孙立秋", "second-token", NOW)
    office.say(account, "/start second-token")
    assert "冬季专项督查" in office.shown(account)
    office.say(account, "/campaign")
    office.press(account, office.buttons(account)["换到：秋季专项督查"])
    assert "孙立秋，一组组长" in office.shown(account)
    assert office.scene(account).who.campaign_id == 1


def test_nobody_switches_to_a_campaign_that_is_not_theirs(office: Office) -> None:
    import_plan(office.tx, replace(PLAN, title="冬季专项督查"), NOW)
    with pytest.raises(RefusalError, match="button-unknown"):
        office.press(WHO["孙立秋"], "cp|2")


@pytest.mark.parametrize(
    ("name", "counted"), [("钱小满", True), ("李谷雨", True), ("周芒种", False)]
)
def test_the_size_of_the_campaign_is_none_of_a_contacts_business(
    office: Office, name: str, *, counted: bool
) -> None:
    office.say(WHO[name], "/campaign")
    assert ("农户 4 户" in office.shown(WHO[name])) is counted


def test_everyone_sees_the_commands_they_may_use_and_strangers_start_alone(office: Office) -> None:
    def menu(account: int) -> list[str]:
        speaker = people.speaker(office.tx, account)
        return [name for name, _ in menus.allowed(speaker, COMMANDS)]

    everyone = ["start", "help", "whoami", "lang", "cancel"]
    assert menu(STRANGER) == ["start"]
    assert menu(WHO["李谷雨"]) == ["campaign", *everyone]
    assert menu(WHO["钱小满"]) == ["campaign", "template", "invite", *everyone]


def test_every_place_of_the_door_reads_in_both_languages(office: Office) -> None:
    office.say(WHO["钱小满"], "/invite 孙立秋")
    office.press(WHO["钱小满"], next(iter(office.buttons(WHO["钱小满"]).values())))
    person_id = people.named(office.tx, 1, "孙立秋")[0].id
    for place in ("home", "help", "whoami", "lang", "campaign", "people.0", "joined.0",
                  f"person.{person_id}"):  # fmt: skip
        office.press(WHO["钱小满"], f"go|0|{place}")
        for lang in ("zh", "en"):
            assert office.shown(WHO["钱小满"], lang)


def test_every_state_of_a_workbook_reads_in_both_languages() -> None:
    kinds = ("round", "person", "unit", "household", "department")
    fields = ("document_number", "office", "mode", "starts_on", "ends_on", "policy", "has_tags")
    changes = tuple(Change(kind, ("a",), ("b",), ("c", "d")) for kind in kinds)
    told = result_lines(
        ImportResult("t", 1, False, (*fields, "checklist"), changes, ("x",), ("y",), 2)
    )
    for state in ("owed", "faults", "ready", "confirmed", "done", "cancelled", "failed"):
        card = import_card(1, "表.xlsx", state, told)
        for lang in ("zh", "en"):
            assert all(catalog(lang).html(line) for line in card.lines)
    for command in menus.ORDER:
        assert catalog("zh").plain(text(f"menu.{command}"))


def test_the_first_admin_may_be_somebody_the_roster_names_in_another_role(office: Office) -> None:
    invite_admin(office.tx, "李谷雨", "admin-token", NOW)
    office.say(WHO["李谷雨"], "/start admin-token")
    assert "人员与邀请" in office.buttons(WHO["李谷雨"])
