"""Joining by token, and what is told, revoked, locked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspection.campaign import Person
from inspection.heard import Attached, Command, Heard, Moment, Pressed, Sender, Typed
from inspection.people import RefusalError
from storage import audit, people
from tests.builders import NOW, books
from tests.workflow.plans import PLAN, person, without
from tests.workflow.turns import Office
from workflow.hear import hear
from workflow.inviting import invite_admin, invite_by_name
from workflow.routes import BUTTONS, COMMANDS
from workflow.taking_over import import_plan

ADMIN, LEADER, OTHER, STRANGER = 501, 502, 503, 504


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with books(tmp_path) as tx:
        import_plan(tx, PLAN, NOW)
        made = Office(tx, tmp_path)
        invite_by_name(tx, "钱小满", "token-of-the-admin", NOW)
        made.say(ADMIN, "/start token-of-the-admin", "满")
        yield made


def invited(office: Office, name: str) -> str:
    """The token an admin gets for somebody in the chat."""
    office.say(ADMIN, f"/invite {name}")
    data = next(d for d in office.buttons(ADMIN).values() if d.startswith("nv|"))
    office.press(ADMIN, data)
    shown = office.shown(ADMIN)
    return next(line.split()[1] for line in shown.splitlines() if line.startswith("/start "))


def roles(office: Office, account: int) -> list[str]:
    speaker = people.speaker(office.tx, account)
    return [] if speaker is None else sorted(str(h.role) for h in speaker.holdings)


def test_whoever_has_the_token_becomes_the_person_it_is_for(office: Office) -> None:
    token = invited(office, "孙立秋")
    office.say(LEADER, f"/start {token}", "秋")
    assert roles(office, LEADER) == ["leader"]
    assert "孙立秋，一组组长" in office.shown(LEADER)
    assert office.notices(LEADER, "menu")


def test_who_made_the_invitation_is_told_and_takes_it_back_with_one_tap(office: Office) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}", "Autumn <3")
    (told,) = (json.loads(n) for n in office.notices(ADMIN) if "join.told" in n)
    assert "Autumn <3" in told["words"]
    office.press(ADMIN, told["rows"][0][0][1])
    assert roles(office, LEADER) == []
    assert office.shown(LEADER).startswith("您好，您尚未登记")
    assert any("join.revoked" in n for n in office.notices(LEADER))
    assert office.acts()[-1] == "revoke"


@pytest.mark.parametrize("state", ["used", "expired", "revoked", "replaced", "unknown", "dropped"])
def test_a_token_that_may_not_be_used_joins_nobody(office: Office, state: str) -> None:
    token = invited(office, "孙立秋")
    match state:
        case "used":
            office.say(OTHER, f"/start {token}")
        case "expired":
            office.later(hours=72)
        case "revoked":
            office.press(ADMIN, office.buttons(ADMIN)["作废链接"])
        case "replaced":
            invited(office, "孙立秋")
        case "unknown":
            token = token[:-1] + "x"
        case "dropped":
            import_plan(office.tx, without("孙立秋"), NOW)
    office.say(STRANGER, f"/start {token}")
    assert people.speaker(office.tx, STRANGER) is None
    assert "链接无效" in office.shown(STRANGER)


def test_the_right_token_is_good_until_the_last_minute(office: Office) -> None:
    token = invited(office, "孙立秋")
    office.later(hours=71, minutes=59)
    office.say(LEADER, f"/start {token}")
    assert roles(office, LEADER) == ["leader"]


def test_five_wrong_tokens_lock_the_account_for_an_hour_even_for_the_right_one(
    office: Office,
) -> None:
    token = invited(office, "孙立秋")
    for number in range(1000):
        office.say(STRANGER, f"/start guess-{number}")
    assert office.acts().count("invite-locked") == 1
    office.say(STRANGER, f"/start {token}")
    assert "一小时后再试" in office.shown(STRANGER)
    assert people.speaker(office.tx, STRANGER) is None
    office.later(hours=1, seconds=1)
    office.say(STRANGER, f"/start {token}")
    assert roles(office, STRANGER) == ["leader"]


def test_pressing_the_own_link_again_is_no_wrong_try(office: Office) -> None:
    token = invited(office, "孙立秋")
    for _ in range(7):
        office.say(LEADER, f"/start {token}")
    assert "您已加入" in office.shown(LEADER)
    assert roles(office, LEADER) == ["leader"]


def test_joining_through_another_account_moves_the_person_and_tells_the_old_one(
    office: Office,
) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}")
    office.say(OTHER, f"/start {invited(office, '孙立秋')}")
    assert (roles(office, LEADER), roles(office, OTHER)) == ([], ["leader"])
    assert any("join.moved" in n for n in office.notices(LEADER))


def test_one_account_is_one_person_of_a_campaign(office: Office) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}")
    office.say(LEADER, f"/start {invited(office, '周芒种')}")
    assert roles(office, LEADER) == ["contact"]
    assert len(people.of_account(office.tx, LEADER)) == 1


def test_an_old_revoke_button_leaves_a_later_account_alone(office: Office) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}")
    (told,) = (json.loads(n) for n in office.notices(ADMIN) if "join.told" in n)
    office.say(OTHER, f"/start {invited(office, '孙立秋')}")
    office.press(ADMIN, told["rows"][0][0][1])
    assert roles(office, OTHER) == ["leader"]


def test_an_admin_does_not_revoke_themselves(office: Office) -> None:
    speaker = people.speaker(office.tx, ADMIN)
    assert speaker is not None
    with pytest.raises(RefusalError, match="revoke-self"):
        office.press(ADMIN, f"rv|{speaker.person_id}|{ADMIN}")


def test_people_of_another_campaign_are_out_of_reach(office: Office) -> None:
    import_plan(office.tx, replace(PLAN, title="另一项目"), NOW)
    foreign = people.named(office.tx, 2, "孙立秋")[0]
    for data in (f"nv|{foreign.id}", f"rv|{foreign.id}|0"):
        with pytest.raises(RefusalError, match="button-unknown"):
            office.press(ADMIN, data)


@pytest.mark.parametrize("words", ["/invite", "/template", "/help", "/whoami", "/lang", "/cancel"])
def test_a_stranger_gets_nothing_from_any_command(office: Office, words: str) -> None:
    with pytest.raises(RefusalError, match="stranger"):
        office.say(STRANGER, words)


def test_a_leader_invites_nobody(office: Office) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}")
    with pytest.raises(RefusalError, match="not-allowed"):
        office.say(LEADER, "/invite")
    with pytest.raises(RefusalError, match="not-allowed"):
        office.press(LEADER, "nv|1")


def test_the_books_hold_no_token(office: Office, tmp_path: Path) -> None:
    token = invited(office, "孙立秋")
    office.tx.do("COMMIT")
    with sqlite3.connect(tmp_path / "ducha.sqlite3") as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    office.tx.do("BEGIN")
    assert token not in dump
    assert "token-of-the-admin" not in dump


def test_the_link_is_seen_until_it_is_used_and_its_files_are_gone_then(
    office: Office, tmp_path: Path
) -> None:
    token = invited(office, "孙立秋")
    pictures = list((tmp_path / "exports").glob("invite-*.png"))
    assert pictures[0].read_bytes().startswith(b"\x89PNG")
    office.say(LEADER, f"/start {token}")
    assert token not in office.shown(ADMIN)
    assert list((tmp_path / "invites").iterdir()) == []
    assert list((tmp_path / "exports").glob("invite-*.png")) == []


def test_the_collapsed_card_of_a_person_holds_no_link(office: Office) -> None:
    token = invited(office, "孙立秋")
    assert token not in repr(office.card(ADMIN).title)


def test_on_telegram_the_link_is_a_deep_link(office: Office) -> None:
    telegram = Office(office.tx, office.house.data, bot_name="ducha_bot", abroad=True)
    telegram.say(ADMIN, "/invite 孙立秋")
    telegram.press(ADMIN, telegram.buttons(ADMIN)["生成邀请链接"])
    assert "https://t.me/ducha_bot?start=token-number-" in telegram.shown(ADMIN)


def test_on_the_offices_own_network_the_link_opens_its_page(office: Office) -> None:
    """The token stands in the fragment, which no server is sent."""
    served = Office(office.tx, office.house.data, address="https://ducha.example.org")
    served.say(ADMIN, "/invite 孙立秋")
    served.press(ADMIN, served.buttons(ADMIN)["生成邀请链接"])
    shown = served.shown(ADMIN)
    assert "请把链接发给本人" in shown
    assert "https://ducha.example.org/#join=token-number-" in shown


def test_the_list_shows_who_has_not_joined_twenty_a_page(office: Office) -> None:
    many = tuple(Person(f"组员{n}", None, PLAN.people[2].posts) for n in range(45))
    import_plan(office.tx, replace(PLAN, people=(*PLAN.people, *many)), NOW)
    office.say(ADMIN, "/invite")
    labels = list(office.buttons(ADMIN))
    assert len(labels) == 20 + 3
    assert "未加入 48 人，已加入 1 人" in office.shown(ADMIN)
    office.press(ADMIN, "go|0|people.2")
    assert "下一页 ›" not in office.buttons(ADMIN)


def test_the_first_admin_before_any_campaign_may_set_one_up_and_nothing_else(
    tmp_path: Path,
) -> None:
    with books(tmp_path) as tx:
        office = Office(tx, tmp_path)
        assert invite_admin(tx, "钱小满", "founders-token", NOW).person is None
        office.say(ADMIN, "/start founders-token")
        assert "还没有督查项目" in office.shown(ADMIN)
        office.say(ADMIN, "/template")
        assert office.notices(ADMIN, "file")
        with pytest.raises(RefusalError, match="not-allowed"):
            office.say(ADMIN, "/invite")
        import_plan(tx, PLAN, NOW)
        assert roles(office, ADMIN) == ["admin"]
        assert "秋季专项督查" in office.shown(ADMIN)


def test_a_founders_token_used_after_the_import_makes_an_admin_of_that_campaign(
    tmp_path: Path,
) -> None:
    with books(tmp_path) as tx:
        office = Office(tx, tmp_path)
        invite_admin(tx, "外来人", "founders-token", NOW)
        import_plan(tx, PLAN, NOW)
        office.say(ADMIN, "/start founders-token")
        assert roles(office, ADMIN) == ["admin"]


def test_an_admin_granted_beside_the_roster_survives_the_next_import(tmp_path: Path) -> None:
    with books(tmp_path) as tx:
        office = Office(tx, tmp_path)
        import_plan(tx, PLAN, NOW)
        invite_admin(tx, "外来人", "one", NOW)
        invite_admin(tx, "孙立秋", "two", NOW)
        office.say(ADMIN, "/start one")
        office.say(LEADER, "/start two")
        import_plan(tx, person("周芒种", phone="0700-8200001"), NOW)
        assert roles(office, ADMIN) == ["admin"]
        assert roles(office, LEADER) == ["admin", "leader"]


def test_the_trail_of_all_this_is_whole(office: Office) -> None:
    office.say(LEADER, f"/start {invited(office, '孙立秋')}")
    assert audit.first_break(office.tx) is None
    assert [a for a in office.acts() if a != "roles"] == [
        "import", "invite", "join", "invite", "join",
    ]  # fmt: skip


def test_what_the_front_door_refuses_still_counts_as_a_try(office: Office) -> None:
    for update in range(1, 7):
        heard = Command("start", f"guess-{update}")
        sender = Sender(STRANGER, STRANGER, True, update)
        hear(office.house, office.tx, Moment(update, sender, heard, NOW))
    assert "一小时后再试" in office.shown(STRANGER)


@pytest.mark.parametrize(
    "heard",
    [
        *(Command(name) for name in sorted(COMMANDS) if name != "start"),
        *(Pressed(f"{code}|1|1|1") for code in sorted(BUTTONS)),
        Attached("document", "f", "u", 1000, "督查表.xlsx"),
        Attached("photo", "f", "u"),
        Typed("12 手册2"),
    ],
    ids=lambda heard: str(getattr(heard, "name", None) or getattr(heard, "data", type(heard))),
)
def test_a_stranger_sees_the_polite_card_and_changes_nothing(office: Office, heard: Heard) -> None:
    before = _changes(office)
    hear(office.house, office.tx, Moment(1, Sender(STRANGER, STRANGER, True, 1), heard, NOW))
    shown = office.shown(STRANGER)
    assert shown == "您好，您尚未登记。请联系督查办获取邀请链接。"
    assert _changes(office) == before


def _changes(office: Office) -> list[int]:
    tables = ("audit", "notices", "imports", "invites", "people", "sheets", "evidence")
    return [
        office.tx.all(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 names above
        for table in tables
    ]
