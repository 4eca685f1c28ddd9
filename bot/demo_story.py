"""What has happened in the demo's campaign so far: five villages, each a stage further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo_campaign import plan_for
from bot.demo_play import Play, StoryError
from inspection.heard import Command
from storage import people
from workflow.inviting import invite_by_name
from workflow.taking_over import import_plan

ADMIN = "郝冬至"
STILL_OUT = "孙白露"
"""Her chat stays at a household's page; all others are at home."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of the story: who sent it, with which caption, of what.

    `minutes` after its chapter's beginning.
    """

    name: str
    by: str
    caption: str
    minutes: int
    picture: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A piece of the story: its acts and its photos in order; it lasts so many minutes.

    It begins so many days ago at that time of day; without a time it ends now.
    """

    play: Callable[[Play], None]
    minutes: int
    days: int = 0
    at: time | None = None
    shots: tuple[Shot, ...] = ()

    def begins(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When it begins, in UTC."""
        if self.at is None:
            return now - timedelta(minutes=self.minutes)
        day = now.astimezone(zone).date() - timedelta(days=self.days)
        return datetime.combine(day, self.at, zone).astimezone(UTC)


def _everyone_joins(play: Play) -> None:
    """The campaign is imported; the admin joins last, so that nobody's joining is reported."""
    import_plan(play.tx, plan_for(play.today), play.now)
    for who, got in sorted(play.starts.items(), key=lambda each: each[0] == ADMIN):
        token = play.house.new_token()
        if invite_by_name(play.tx, who, token, got.at).person is None:
            raise StoryError(f"nobody is called {who}")
        play.receive(got, Command("start", token))
        if people.speaker(play.tx, got.sender.user_id) is None:
            raise StoryError(f"{who} could not join")


def _final_at_shazhou(play: Play) -> None:
    """Eighteen households, signed by the leader, confirmed by the township's contact."""
    play.walk("赵谷雨", "沙洲村", {"1.4b": "f", "2.10c": "f"})
    play.visit("赵谷雨", range(1, 4), {2: "资料不齐"})
    play.photo("沙洲 04")
    play.visit("赵谷雨", range(4, 19), {4: "手册2", 9: "没告知书", 13: "领导没来", 16: "未遇"})
    sheet = play.hand_in("赵谷雨")
    play.sign("李立春", sheet)
    play.accept("林大雪", sheet)


def _final_at_hekou(play: Play) -> None:
    """Sixteen households of the other team's, final too and worse."""
    play.walk("郑夏至", "河口村", {"1.1b": "f", "1.4c": "f", "1.5a": "1", "2.9a": "f"})
    play.visit("郑夏至", range(1, 2), {1: "责任人没来"})
    play.photo("河口 02")
    lines = {2: "手册1", 5: "责任人没来 领导没来", 7: "未参医保", 10: "不知政策", 14: "没告知书"}
    play.visit("郑夏至", range(2, 17), lines)
    sheet = play.hand_in("郑夏至")
    play.sign("周清明", sheet)
    play.accept("罗小暑", sheet)


def _signed_at_shangwan(play: Play) -> None:
    """Signed; its contact may confirm the result or object to it."""
    play.walk("王小满", "上湾村", {"1.4c": "f", "1.5a": "1", "2.10d": "f", "3.2.2a": "f"})
    play.visit("王小满", range(1, 5), {3: "两卡两折"})
    play.photo("上湾 05")
    play.visit("王小满", range(5, 11), {5: "手册3", 8: "责任人没来"})
    play.photo("上湾 11")
    play.visit("王小满", range(11, 17), {11: "漏报危房", 14: "档案不符2"})
    play.sign("李立春", play.hand_in("王小满"))


def _submitted_at_quanshui(play: Play) -> None:
    """Handed in: an item that does not apply and a doubled picture wait for the leader."""
    play.walk("孙白露", "泉水村", {"2.1a": "2", "2.9a": "f"})
    play.press("孙白露", "go", "ask.na.2.3.2")
    play.say("孙白露", "全村没有拆分户，已查户口簿和村台账")
    play.visit("孙白露", range(1, 3), {})
    play.photo("泉水 03")
    play.visit("孙白露", range(3, 9), {3: "手册1", 6: "资料不齐 没告知书", 8: "电话 无"})
    play.photo("泉水 09")
    play.visit("孙白露", range(9, 15), {9: "手册1", 12: "未遇 外出务工"})
    play.hand_in("孙白露")


def _half_done_at_daping(play: Play) -> None:
    """Twenty-four of forty-eight households, by two people at once; the first section is done."""
    play.walk("王小满", "大坪村", {"1.4c": "f", "1.5a": "1"}, sections="1")
    play.say("孙白露", "/inspect 大坪村")
    play.visit("王小满", range(1, 6), {3: "慢病没签"})
    play.photo("大坪 06")
    play.visit("王小满", range(6, 9), {6: "手册2", 8: "未遇 外出务工"})
    play.visit("孙白露", range(9, 17), {11: "产业没帮", 12: "手册2 没告知书", 15: "电话 无"})
    play.visit("王小满", range(17, 21), {18: "责任人没来"})
    play.photo("大坪 21")
    play.visit("王小满", range(21, 25), {21: "手册1", 23: "未遇", 24: "住院没报"})
    play.say("王小满", "25")
    play.say("孙白露", "33")


def _everyone_is_home(play: Play) -> None:
    for who in play.starts:
        if who != STILL_OUT:
            play.say(who, "/start")


CHAPTERS = (
    Chapter(_everyone_joins, 10, 2, time(8, 10)),
    Chapter(
        _final_at_shazhou,
        130,
        2,
        time(9, 0),
        (Shot("沙洲 04", "赵谷雨", "04 手册2", 20, "handbook-1"),),
    ),
    Chapter(
        _final_at_hekou,
        150,
        2,
        time(14, 0),
        (Shot("河口 02", "郑夏至", "02 手册1", 20, "handbook-2"),),
    ),
    Chapter(
        _signed_at_shangwan,
        140,
        1,
        time(9, 0),
        (
            Shot("上湾 05", "王小满", "05 手册3", 20, "handbook-3"),
            Shot("上湾 11", "王小满", "11 漏报危房", 45, "house-1"),
        ),
    ),
    Chapter(
        _submitted_at_quanshui,
        120,
        1,
        time(14, 30),
        (
            Shot("泉水 03", "孙白露", "03 手册1", 20, "handbook-4"),
            Shot("泉水 09", "孙白露", "09 手册1", 40, "handbook-4"),
        ),
    ),
    Chapter(
        _half_done_at_daping,
        100,
        shots=(
            Shot("大坪 06", "王小满", "06 手册2", 25, "handbook-5"),
            Shot("大坪 21", "王小满", "21 手册1", 60, "handbook-6"),
        ),
    ),
    Chapter(_everyone_is_home, 1),
)
"""In order; at 泉水村 one picture was sent for two households (雷同)."""
