"""挂牌督战 from its own workbook over scheme A: topic to department, rounds, to the last closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from content.programmes import programme
from content.workbook.reader import read_campaign
from content.workbook.template import write_template
from inspection.finding import Act
from inspection.heard import Command, Heard, Moment, Pressed, Sender
from inspection.sheet import SheetState
from storage import campaigns, findings, focus, people, sheets
from storage.audit import Actor
from storage.db import Tx
from tests import builders
from tests.talks.talk import said
from workflow import rolling
from workflow.cards import card_for
from workflow.finding_handing import hand_over
from workflow.finding_steps import take
from workflow.hear import hear
from workflow.scene import Desk, Scene, desk
from workflow.summary_json import summary_json
from workflow.taking_over import import_plan

FILLED = {
    "督查组": [
        ["督查办", "郑一二", "A01", "管理员", "督查办"],
        ["第一组", "李四五", "B01", "组长", "县审计局", None, "青石镇"],
        ["第一组", "王五六", "B02", "组员", "县财政局"],
        ["青石镇", "周八九", "C01", "联系人", "青石镇人民政府"],
    ],
    "督查对象": [["青石镇", "大坪村", None, "周八九"]],
    "名册": [["青石镇", "大坪村", "01", "张三"], ["青石镇", "大坪村", "02", "李四"]],
}


@dataclass(slots=True)
class County:
    """The campaign as its workbook made it, and what day it is."""

    tx: Tx
    folder: Path
    campaign_id: int
    now: datetime
    accounts: dict[str, int]
    update: int = 0

    def clock(self, day: str) -> None:
        self.now = datetime.fromisoformat(f"{day}T02:00").replace(tzinfo=UTC)

    def say(self, who: str, heard: Heard) -> str:
        self.update += 1
        account = self.accounts[who]
        sender = Sender(account, account, True, 1000 + self.update)
        moment = Moment(self.update, sender, heard, self.now)
        reply = hear(builders.house(self.folder), self.tx, moment)
        return said(reply.toast).partition("(")[0] if reply.toast else ""

    def place(self, who: str) -> str:
        card = card_for(builders.house(self.folder), self.tx, self.now, self.accounts[who])
        assert card is not None
        return card.place

    def first_sheet(self) -> Desk:
        """The first full round's sheet: problems of three topics, and one of none."""
        rounds = campaigns.rounds(self.tx, self.campaign_id)
        unit = campaigns.units(self.tx, self.campaign_id)[0]
        checklist = campaigns.campaign(self.tx, self.campaign_id).checklist_id
        leader = people.named(self.tx, self.campaign_id, "王五六")[0].id
        begun = sheets.start(
            self.tx, self.campaign_id, rounds[1].id, unit.id, checklist, leader, self.now
        )
        found = desk(self.tx, begun.id)
        assert found is not None
        rolling.count_households(self.tx, found)
        builders.answer_all(self.tx, found, {"2.9a": False})
        problems = dict.fromkeys(("2.4a", "2.5a", "2.6b", "2.11a"), 1)
        builders.visit(self.tx, found, "01", problems)
        builders.visit(self.tx, found, "02")
        return found

    def sign(self, found: Desk) -> None:
        signed = builders.to_state(self.tx, found, SheetState.SIGNED, "李四五")
        account = self.accounts["李四五"]
        row = focus.meet(self.tx, account, account, None, "0|home", self.now)
        who = people.speaker(self.tx, account)
        house = builders.house(self.folder)
        hand_over(Scene(self.tx, house, self.now, row, who, None, signed))


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    file = tmp_path / "county.xlsx"
    write_template(file, "zh", programme("listed-supervision", 2026))
    book = openpyxl.load_workbook(file)
    book["基本信息"]["B6"] = "lingling-2018"
    for name, rows in FILLED.items():
        for number, row in enumerate(rows, 10):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column, value)
    book.save(file)
    plan = read_campaign(file).plan
    assert plan is not None
    with builders.books(tmp_path) as tx:
        now = datetime(2026, 4, 1, 2, tzinfo=UTC)
        import_plan(tx, plan, now)
        (campaign,) = campaigns.campaigns(tx)
        accounts = {}
        for account, member in enumerate(people.members(tx, campaign.id), start=1001):
            people.join(tx, member.id, account, now)
            accounts[member.name] = account
        yield County(tx, tmp_path, campaign.id, now, accounts)


OWNERS = {
    "2.4": ("住建局", ()),
    "2.5": ("卫健局", ("医保局",)),
    "2.6": ("教育局", ()),
    "2.11": ("农牧局", ("人社局",)),
    "2.9": (None, ()),
}


def test_a_finding_s_topic_decides_its_department_and_the_programme_its_deadline(
    county: County,
) -> None:
    county.sign(county.first_sheet())
    made = findings.of_unit(county.tx, 1)
    got = {each.draft.item_id: (each.draft.lead, each.draft.co_owners) for each in made}
    assert got == OWNERS
    assert {each.due_on for each in made} == {date(2026, 6, 30)}


def put_right(county: County, finding_id: int) -> None:
    """The unit hands in, the leader closes: as the chain leaves it."""
    for act, who, changes in (
        (Act.SUBMIT, "周八九", {"submitted_at": county.now}),
        (Act.CLOSE, "李四五", {"closed_at": county.now}),
    ):
        found = findings.finding(county.tx, finding_id)
        person = people.named(county.tx, county.campaign_id, who)[0].id
        by = {"submitted_by": person} if act is Act.SUBMIT else {"closed_by": person}
        assert found is not None
        actor = Actor(county.campaign_id, person)
        take(county.tx, actor, county.now, found, act, round_id=found.round_id, **changes, **by)


def test_the_programme_runs_to_the_last_closed_finding(county: County) -> None:
    county.sign(county.first_sheet())
    made = [each.id for each in findings.of_unit(county.tx, 1)]
    county.clock("2026-04-20")
    for finding_id in made[:3]:
        put_right(county, finding_id)

    # Round two, 回头看: two hold, one came back, two still stand; nobody begins a sheet.
    county.clock("2026-05-11")
    county.say("王五六", Command("inspect"))
    assert county.place("王五六") == "0|recheck.1.0"
    assert county.say("王五六", Pressed(f"fh|{made[0]}")) == "recheck.holds"
    assert county.say("王五六", Pressed(f"fh|{made[1]}")) == "recheck.holds"
    assert county.say("王五六", Pressed(f"fo|{made[2]}|0")) == "recheck.relapsed"
    for finding_id in made[3:]:
        assert county.say("王五六", Pressed(f"fst|{finding_id}")) == "recheck.stands"
    assert figures(county)["looked_again"] == {"n": "5", "of": "5"}
    relapsed = findings.finding(county.tx, made[2])
    assert relapsed is not None
    assert (relapsed.relapses, relapsed.due_on) == (1, date(2026, 6, 30))

    # Round three, 清零: what is left is put right, what came back late gets a new deadline.
    county.clock("2026-07-10")
    assert figures(county)["looked_again"] == {"n": "0", "of": "5"}
    assert (figures(county)["overdue"], figures(county)["closing"]["n"]) == ("3", "2")
    assert county.say("王五六", Pressed(f"fo|{made[0]}|1")) == "recheck.relapsed"
    again = findings.finding(county.tx, made[0])
    assert again is not None
    assert again.due_on == date(2026, 7, 31), "15 working days: 06-30 is over"
    for finding_id in (made[0], *made[2:]):
        put_right(county, finding_id)

    # Consolidation: all hold, nothing is left.
    county.clock("2026-10-20")
    for finding_id in made:
        assert county.say("王五六", Pressed(f"fh|{finding_id}")) == "recheck.holds"
    got = figures(county)
    assert (got["states"]["closed"], got["given"], got["overdue"]) == ("5", "5", "0")
    assert got["looked_again"] == {"n": "5", "of": "5"}
    assert [len(sheets.of_round(county.tx, each)) for each in (1, 2, 3, 4, 5)] == [0, 1, 0, 0, 0]


def figures(county: County) -> dict[str, Any]:
    """What `ducha summary --json` says of findings today."""
    campaign = campaigns.campaign(county.tx, county.campaign_id)
    house = builders.house(county.folder)
    found: dict[str, Any] = summary_json(county.tx, house, county.now, campaign)["rectification"]
    return found


@pytest.mark.parametrize("said_so", ["listed-supervision", "挂牌督战"])
def test_the_bot_sends_the_programme_s_workbook(county: County, said_so: str) -> None:
    assert county.say("郑一二", Command("template", said_so)) == "import.template-sent"
    (row,) = county.tx.all("SELECT body FROM notices WHERE kind = 'file'")
    path = county.folder / json.loads(row["body"])["path"]
    assert "督战事项" in openpyxl.load_workbook(path).sheetnames
    assert county.say("郑一二", Command("template", "挂牌")) == "refusal.no-programme"
