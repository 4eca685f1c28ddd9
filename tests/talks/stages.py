"""The campaigns that talks are held in: small, made up, of each scheme."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from content.checklists import shipped
from inspection.campaign import Person, Post, Role, Round, RoundKind, Unit
from inspection.checklist import (
    Band,
    Bands,
    Below,
    Bonus,
    Checklist,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    Rule,
    Scope,
    Section,
    Share,
    Zero,
)
from inspection.finding import Act
from inspection.sheet import SheetState
from storage import focus, people, visits
from storage.db import Tx
from storage.migrate import migrate
from tests import builders
from tests.ledger import Ledger, draft
from tests.talks.talk import Stage, opened

STRANGER = 999
TEAM = (
    *builders.PEOPLE,
    Person("钱二三", None, (Post(Role.DEPUTY, "第一组"),), "县审计局"),
    Person("吴七七", None, (Post(Role.INSPECTOR, "第一组"),), "县统计局"),
    Person("冯十一", None, (Post(Role.INSPECTOR, "第一组"),), "青石镇人民政府"),
)
"""The usual people, a deputy, a second inspector, and one who comes from the inspected township."""


@cache
def _empty() -> Path:
    file = Path(mkdtemp(prefix="ducha-talks-")) / "empty.sqlite3"
    migrate(file)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    return file


def copy_of_empty(folder: Path) -> Path:
    """A fresh database."""
    file = folder / "ducha.sqlite3"
    shutil.copy(_empty(), file)
    return file


def stage(folder: Path, name: str) -> Stage:
    """A fresh database with that campaign in it."""
    file = copy_of_empty(folder)
    with opened(file) as tx:
        accounts = STAGES[name](tx)
        for account in accounts.values():
            _has_joined(tx, account)
    return Stage(file, accounts | {"路人甲": STRANGER}, builders.house(folder))


def _has_joined(tx: Tx, account: int) -> None:
    """The focus of somebody who came by an invitation, as joining leaves it."""
    here = people.of_account(tx, account)
    at = focus.meet(tx, account, account, None, "0|home", builders.NOW)
    if len(here) == 1:
        focus.save(tx, replace(at, person_id=here[0].id))


def big_slope() -> builders.PlannedVillage:
    """大坪村: five households in two groups, tagged."""
    made = builders.village(
        "青石镇", "大坪村", "张三", "欧阳四", "李五", "王六", "赵七", contact="周八九"
    )
    tags = (("学生2", "慢病1"), (), ("中高职3",), ("危房",), ())
    groups = ("1组", "1组", "2组", "2组", "2组")
    roster = tuple(
        replace(h, tags=t, group=g, people=4)
        for h, t, g in zip(made.roster, tags, groups, strict=True)
    )
    return replace(made, roster=roster)


def village(tx: Tx) -> dict[str, int]:
    """Scheme A: two villages of two teams."""
    other = builders.village("柳河乡", "沙湾村", "孙大", "周二")
    built = builders.campaign(tx, "lingling-2018", [big_slope(), other], TEAM, has_tags=True)
    return built.accounts


def pools(tx: Tx) -> dict[str, int]:
    """Scheme C: sections whose points are a pool."""
    there = builders.village("青石镇", "大坪村", "张三", "李五", contact="周八九")
    return builders.campaign(tx, "village-rules", [there], TEAM).accounts


def township(tx: Tx) -> dict[str, int]:
    """Scheme B: the township itself is inspected, there are no households."""
    there = builders.PlannedVillage(Unit("青石镇", None, contact="周八九"))
    return builders.campaign(tx, "dongyuan-2020", [there], TEAM).accounts


def findings(tx: Tx) -> dict[str, int]:
    """A checklist without points: questions find problems, nothing more."""
    there = builders.village("青石镇", "大坪村", "张三", "李五", contact="周八九")
    return builders.campaign(tx, shipped("town-rectification"), [there], TEAM).accounts


def kinds(tx: Tx) -> dict[str, int]:
    """A small checklist with every kind of rule."""
    there = builders.village("青石镇", "大坪村", "张三", "李五", contact="周八九")
    roster = (replace(there.roster[0], tags=("学生3",)), there.roster[1])
    there = replace(there, roster=roster)
    return builders.campaign(tx, all_kinds(), [there], TEAM, has_tags=True).accounts


def two(tx: Tx) -> dict[str, int]:
    """Two campaigns with one person in both; a village of the same name in each."""
    first = builders.campaign(tx, "lingling-2018", [big_slope()], TEAM, has_tags=True)
    there = builders.village("青石镇", "大坪村", "别家人", contact="周八九")
    who = tuple(replace(p, name=f"乙{p.name}") for p in TEAM)
    second = builders.campaign(tx, "lingling-2018", [there], who, title="冬季专项督查")
    people.join(tx, second.people["乙王五六"], first.accounts["王五六"], builders.NOW)
    second.accounts.pop("乙王五六")
    return first.accounts | second.accounts


def ledger(tx: Tx) -> dict[str, int]:
    """Scheme A, signed: findings of each state in 大坪村, one in the other team's village."""
    other = builders.village("柳河乡", "沙湾村", "孙大", "周二")
    built = builders.campaign(tx, "lingling-2018", [big_slope(), other], TEAM, has_tags=True)
    mine = builders.sheet(built, "青石镇大坪村")
    mine = builders.to_state(tx, mine, SheetState.SIGNED, "李四五")
    give, home = Act.ASSIGN, visits.numbers(tx, mine.unit.id)
    first, second = home["01"], home["02"]
    book = Ledger(tx, mine, built.people["李四五"], built.people["周八九"])
    book.make(draft("item/1.4", "未搞突击月；未开展评比"), give)
    papers = draft(f"hh/1.2.2a/{first}", "手册错误2处", household_id=first, person="张三")
    book.make(papers, give, Act.ACCEPT, due=date(2026, 10, 10))
    poor = draft(f"hh/2.5a/{second}", "未参医保", person="欧阳四", in_charge="吴二")
    book.make(poor, give, Act.SUBMIT, due=date(2026, 10, 12))
    secret = draft("item/1.1", "欧阳四、王六说队没来过", open_matter="2户反映工作队未到", cases=2)
    book.make(secret, give, Act.SUBMIT, Act.RETURN, due=date(2026, 10, 12))
    book.make(draft("item/2.9", "未建立微信工作群"), give, Act.SUBMIT, Act.CLOSE)
    book.make(draft("item/2.7", "公示栏未更新", kind="立行立改", deadline=""))
    book.make(draft("item/3.3", "未张贴告知书"), give, Act.WITHDRAW)
    book.make(draft("item/2.8", "台账不全"), give, Act.ASK_TIME, due=date(2026, 10, 16))
    for number in range(6):
        book.make(draft(f"item/3.{4 + number}", f"问题{number}"), give, due=date(2026, 11, 2))
    theirs = builders.sheet(built, "柳河乡沙湾村", "赵六七")
    theirs = builders.to_state(tx, theirs, SheetState.SIGNED, "赵六七")
    away = Ledger(tx, theirs, built.people["赵六七"])
    away.make(draft("item/1.4", "未开分析会", responsible="沙湾村"), give)
    return built.accounts


def chain(tx: Tx) -> dict[str, int]:
    """Scheme A, signed: three findings that the unit has to put right, one of them late."""
    built = builders.campaign(tx, "lingling-2018", [big_slope()], TEAM, has_tags=True)
    mine = builders.sheet(built, "青石镇大坪村")
    mine = builders.to_state(tx, mine, SheetState.SIGNED, "李四五")
    first = visits.numbers(tx, mine.unit.id)["01"]
    book = Ledger(tx, mine, built.people["李四五"], built.people["周八九"])
    secret = draft("item/1.1", "欧阳四说队没来过", open_matter="1户反映工作队未到")
    book.make(secret, Act.ASSIGN, due=date(2026, 10, 20))
    book.make(draft(f"hh/1.2.2a/{first}", "手册错误2处", household_id=first), Act.ASSIGN)
    book.make(draft("item/2.9", "未建立微信工作群"), Act.ASSIGN, due=date(2026, 10, 10))
    return built.accounts


def looking_back(tx: Tx) -> dict[str, int]:
    """Scheme A in its second round, 回头看: what the first found is closed, open, submitted."""
    rounds = (
        Round("第一轮", RoundKind.INSPECT, date(2026, 9, 1), date(2026, 9, 30)),
        Round("第二轮", RoundKind.RECHECK, date(2026, 10, 10), date(2026, 10, 20)),
    )
    policy = replace(builders.POLICY, dispatch_days=1)
    villages = [big_slope(), builders.village("柳河乡", "沙湾村", "孙大", "周二")]
    built = builders.campaign(
        tx, "lingling-2018", villages, TEAM, rounds=rounds, policy=policy, has_tags=True
    )
    first = builders.sheet(built, "青石镇大坪村")
    builders.answer_all(tx, first, {"1.4b": True})
    builders.visit_all(tx, first)
    first = builders.to_state(tx, first, SheetState.SIGNED, "李四五")
    book = Ledger(tx, first, built.people["李四五"], built.people["周八九"])
    give, done = Act.ASSIGN, (Act.ASSIGN, Act.SUBMIT, Act.CLOSE)
    home = visits.numbers(tx, first.unit.id)["01"]
    book.make(draft(f"hh/1.2.2a/{home}", "手册错误2处", household_id=home), *done)
    book.make(draft("item/2.9", "未建立微信工作群", lead="县民政局"), *done)
    book.make(draft("item/1.4", "未开展评比", lead=None), give, due=date(2026, 10, 9))
    book.make(draft("item/2.8", "台账不全"), give, Act.SUBMIT)
    secret = draft("item/1.1", "欧阳四说队没来过", open_matter="1户反映工作队未到")
    book.make(secret, *done)
    book.make(draft("item/2.7", "公示栏未更新"))
    return built.accounts


def spot(tx: Tx) -> dict[str, int]:
    """A small checklist whose one problem is put right at once, found but not signed."""
    at_once = _question("1.1a", Fail(Fraction(2)), kind="立行立改")
    rest = _question("1.2a", Fail(Fraction(2)))
    items = (_item("1.1", 4, at_once), _item("1.2", 4, rest))
    checklist = Checklist("at-once", "立行立改", (Section("1", "村级", Fraction(8), items),))
    there = builders.PlannedVillage(Unit("青石镇", "大坪村", contact="周八九"))
    return builders.campaign(tx, checklist, [there], TEAM).accounts


STAGES: dict[str, Callable[[Tx], dict[str, int]]] = {
    "village": village,
    "pools": pools,
    "township": township,
    "findings": findings,
    "kinds": kinds,
    "two": two,
    "ledger": ledger,
    "chain": chain,
    "looking_back": looking_back,
    "spot": spot,
}


def _question(id_: str, rule: Rule, scope: Scope = Scope.VILLAGE, **more: object) -> Question:
    said = {"prompt": f"问题{id_}", "label": f"标签{id_}", "prompt_en": id_, "label_en": id_}
    return Question(id=id_, scope=scope, rule=rule, **{**said, **more})  # type: ignore[arg-type]


def _item(id_: str, points: int | None, *questions: Question, **more: object) -> Item:
    worth = None if points is None else Fraction(points)
    return Item(id_, f"条目{id_}", worth, questions, f"标准{id_}", **more)  # type: ignore[arg-type]


def all_kinds() -> Checklist:
    """Every kind of rule once: six items on cards of their own, one page, the rest by household."""
    half, home = Fraction(1, 2), Scope.HOUSEHOLD
    band = Bands((Band(Fraction(60), Fraction(3)), Band(Fraction(90), Fraction(1))))
    first = Section(
        "1",
        "村级",
        Fraction(40),
        (
            _item(
                "1.1", 4, _question("1.1a", Fail(Fraction(1))), _question("1.1b", Each(half, "处"))
            ),
            _item("1.2", 3, _question("1.2a", Each(Fraction(3, 2), "题", most_cases=2))),
            _item("1.3", 4, _question("1.3a", Marks(half)), applies="没有时不适用"),
            _item(
                "1.4",
                5,
                _question("1.4a", Choice((("好", Fraction(5)), ("差", Fraction(1))))),
            ),
            _item("1.5", 6, _question("1.5a", Judged(Fraction(1), Fraction(3), half))),
            _item("1.6", 5, _question("1.6a", band)),
            _item("1.7", 4, _question("1.7a", Share(None, Fraction(9, 10)))),
            _item("1.8", 4, _question("1.8a", Below(Fraction(2), Fraction(1)))),
            _item("1.9", 5, _question("1.9a", Zero(), may_not_apply=True)),
        ),
        at_most=Fraction(2),
    )
    second = Section(
        "2",
        "到户",
        Fraction(20),
        (
            _item(
                "2.1",
                6,
                _question("2.1a", Each(half, "处"), home, evidence="problem"),
                exempt="有记录的不扣",
            ),
            _item("2.2", 4, _question("2.2a", Share(), home, only=("学生",))),
            _item(
                "2.3",
                4,
                _question("2.3a", Fail(Fraction(1)), home, by_phone=True, confidential=True),
            ),
            _item("2.4", 6, _question("2.4a", Excess(Fraction(0), half, Fraction(1)), home)),
        ),
    )
    third = Section(
        "3",
        "其他",
        None,
        (
            _item("3.1", 0, _question("3.1a", Bonus(Fraction(1)))),
            _item("3.2", None, _question("3.2a", Finding())),
        ),
        at_most=Fraction(2),
    )
    return Checklist("all-kinds", "各种题型", (first, second, third))
