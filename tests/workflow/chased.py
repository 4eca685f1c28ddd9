"""Findings under way for the tests of reminders: given, chased by ticks, digests sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.locales import catalog
from inspection.campaign import Person, Policy, Post, Role
from inspection.finding import Act, Draft, Finding
from inspection.flow.digest import Letter
from storage import campaigns, findings, people
from storage.audit import Actor
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from workflow import post, reminding
from workflow.digests import open_digest
from workflow.finding_steps import take
from workflow.post import Pace

CHINA = ZoneInfo("Asia/Shanghai")
PEOPLE = (
    Person("郑一二", None, (Post(Role.ADMIN),), "督查办"),
    Person("李四五", None, (Post(Role.LEADER, "第一组", ("青石镇",)),), "县农业农村局"),
    Person("冯二三", None, (Post(Role.DEPUTY, "第一组"),), "县林业局"),
    Person("王五六", None, (Post(Role.INSPECTOR, "第一组"),), "县财政局"),
    Person("赵六七", None, (Post(Role.LEADER, "第二组", ("柳河乡",)),), "县水利局"),
    Person("孙七八", None, (Post(Role.OBSERVER),)),
    Person("周八九", None, (Post(Role.CONTACT),), "青石镇人民政府"),
    Person("吴九十", None, (Post(Role.CONTACT, None, ("柳河乡",)),), "柳河乡人民政府"),
)
VILLAGES = [
    builders.village("青石镇", "大坪村", "张三四", contact="周八九"),
    builders.village("青石镇", "石桥村", contact="周八九"),
    builders.village("柳河乡", "东沟村"),
]
MATTER = "手册错误2处"


def at(moment: str, zone: ZoneInfo = CHINA) -> datetime:
    """A local time, as the campaign's time is kept."""
    return datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)


@dataclass(slots=True)
class Chase:
    """A campaign with findings, and its clock in `now`."""

    tx: Tx
    built: Built
    now: datetime
    zone: ZoneInfo = CHINA
    sheets: dict[str, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, tx: Tx, now: str, policy: Policy | None = None, zone: ZoneInfo = CHINA) -> Chase:
        built = builders.campaign(tx, "lingling-2018", VILLAGES, PEOPLE, policy=policy or Policy())
        return cls(tx, built, at(now, zone), zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def clock(self, moment: str) -> Chase:
        self.now = at(moment, self.zone)
        return self

    def later(self, **span: float) -> Chase:
        self.now += timedelta(**span)
        return self

    def given(
        self, due_on: str, unit: str = "青石镇大坪村", set_on: str = "2026-09-01", matter: str = ""
    ) -> Finding:
        """A finding handed over on that day, due on the other."""
        if unit not in self.sheets:
            by = "赵六七" if unit.startswith("柳河乡") else "王五六"
            self.sheets[unit] = builders.sheet(self.built, unit, by).sheet.id
        number = len(self.tx.all("SELECT 1 FROM findings")) + 1
        draft = Draft(
            f"item/{number}", "1.2.2", ("1.2.2a",), None, 2, None, "张三四家" + MATTER,
            matter or MATTER, None, "责任落实", None, None, (), "改正", unit, None,
            "限期整改", "15wd",
        )  # fmt: skip
        found = self.of(
            findings.make(
                self.tx,
                self.built.id,
                2026,
                self.built.round_id,
                self.sheets[unit],
                self.built.units[unit].id,
                draft,
                NOW,
            )
        )
        return self.act(
            found,
            Act.ASSIGN,
            due_on=date.fromisoformat(due_on),
            due_set_on=date.fromisoformat(set_on),
        )

    def of(self, finding_id: int) -> Finding:
        found = findings.finding(self.tx, finding_id)
        assert found is not None
        return found

    def act(self, found: Finding, act: Act, **changes: object) -> Finding:
        actor = Actor(self.built.id)
        fresh = self.of(found.id)
        done, _ = take(
            self.tx, actor, self.now, fresh, act, round_id=self.built.round_id, **changes
        )
        return done

    def close(self, found: Finding) -> None:
        self.act(self.act(found, Act.SUBMIT), Act.CLOSE, closed_at=self.now)

    def policy(self, **changes: object) -> None:
        """The campaign's policy as a corrected workbook leaves it."""
        policy = replace(campaigns.campaign(self.tx, self.built.id).policy, **changes)  # type: ignore[arg-type]
        dumped = campaigns._dump_policy(policy)
        self.tx.do("UPDATE campaigns SET policy = :p", p=dumped)

    # What the process does --------------------------------------------------------------------

    def tick(self) -> int:
        """The reminders' tick; how many lines were new."""
        found = reminding._to_plan(self.tx, zone=self.zone, now=self.now)
        return reminding.plan_lines(self.tx, zone=self.zone, now=self.now, people_lines=found)

    def send(self) -> dict[str, str]:
        """The sender's part: what each person gets now, by name."""
        got: dict[str, str] = {}
        pace = Pace(0, 0, 0)
        while claimed := post.claim(self.tx, self.now, self.now, pace, 9).outgoing:
            for outgoing in claimed:
                notice = outgoing.notice
                letter = open_digest(self.tx, self.zone, self.now, notice)
                if letter is None:
                    continue
                post.sent(self.tx, notice, self.now, [7])
                name = self.name_of(notice.chat_id)
                assert name not in got, "two messages at once"
                got[name] = shown(letter)
        return got

    def run(self) -> dict[str, str]:
        """A tick and a look of the sender."""
        self.tick()
        return self.send()

    def name_of(self, account: int) -> str:
        return next(name for name, user in self.built.accounts.items() if user == account)

    def leave(self, name: str) -> None:
        """The person's account is taken off: never joined."""
        people.leave(self.tx, self.built.people[name])

    def block(self, name: str) -> None:
        post.blocked(self.tx, self.built.accounts[name])

    def states(self) -> dict[str, str]:
        rows = self.tx.all("SELECT id, state FROM notices WHERE kind = 'digest' ORDER BY id")
        return {row["id"]: row["state"] for row in rows}

    def lines(self) -> list[str]:
        return [row["id"] for row in self.tx.all("SELECT id FROM reminders ORDER BY id")]


def shown(letter: Letter, lang: str = "zh") -> str:
    """The message's words, then its buttons in brackets."""
    words = catalog(lang)
    lines = [words.plain(line) for line in letter.lines]
    return "\n".join([*lines, *(f"[{words.plain(b.label)}]" for r in letter.rows for b in r)])
