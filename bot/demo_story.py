"""What has happened in the demo's campaign so far: five villages, each at a stage of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import demo_rectifying as rectifying
from bot.demo_campaign import BEGUN, plan_for
from bot.demo_chain import put_right_on_spot, set_deadline
from bot.demo_play import Play, StoryError
from inspection.heard import Command
from storage import people
from workflow.inviting import invite_by_name
from workflow.taking_over import import_plan

ADMIN = "郝冬至"
LATE = timedelta(days=4)
"""How long the overdue finding is overdue: long enough that the observer has been told."""
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
    """Eighteen households, signed by the leader, confirmed by the township's contact.

    What was wrong with one household's papers was put right at once; one deadline is short, and
    over by now.
    """
    play.walk("赵谷雨", "沙洲村", {"1.4b": "f", "2.10c": "f"})
    play.visit("赵谷雨", range(1, 4), {2: "资料不齐"})
    play.photo("沙洲 04")
    play.visit("赵谷雨", range(4, 19), {4: "手册2", 9: "没告知书", 13: "领导没来", 16: "未遇"})
    put_right_on_spot(play, "赵谷雨", "沙洲村", "资料不齐", "资料不齐", "资料补齐")
    sheet = play.hand_in("赵谷雨")
    play.sign("李立春", sheet)
    play.accept("林大雪", sheet)
    late = play.today - LATE
    set_deadline(play, "李立春", "沙洲村", "没告知书", rectifying.typed(late))


def _signed_at_hekou(play: Play) -> None:
    """Sixteen households of the other team's, worse."""
    play.walk("郑夏至", "河口村", {"1.1b": "f", "1.4c": "f", "1.5a": "1", "2.9a": "f"})
    play.visit("郑夏至", range(1, 2), {1: "责任人没来"})
    play.photo("河口 02")
    lines = {2: "手册1", 5: "责任人没来 领导没来", 7: "未参医保", 10: "不知政策", 14: "没告知书"}
    play.visit("郑夏至", range(2, 17), lines)
    play.sign("周清明", play.hand_in("郑夏至"))


def _signed_at_shangwan(play: Play) -> None:
    """Signed; its contact may confirm the result or object to it."""
    play.walk("王小满", "上湾村", {"1.4c": "f", "1.5a": "1", "2.10d": "f", "3.2.2a": "f"})
    play.visit("王小满", range(1, 5), {3: "两卡两折"})
    play.photo("上湾 05")
    play.visit("王小满", range(5, 11), {5: "手册3", 8: "责任人没来"})
    play.photo("上湾 11")
    play.visit("王小满", range(11, 17), {11: "漏报危房", 14: "档案不符2"})
    play.sign("李立春", play.hand_in("王小满"))
    soon = rectifying.typed(rectifying.next_workday(play))
    set_deadline(play, "李立春", "上湾村", "没整改到位", soon)


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
    Chapter(_everyone_joins, 10, BEGUN.days, time(8, 10)),
    Chapter(
        _final_at_shazhou,
        130,
        BEGUN.days,
        time(9, 0),
        (
            Shot("沙洲 04", "赵谷雨", "04 手册2", 20, "handbook-1"),
            Shot("资料不齐", "赵谷雨", "", 60, "shelf-3"),
            Shot("资料补齐", "赵谷雨", "缺的三盒当场找齐", 80, "shelf-8"),
        ),
    ),
    Chapter(
        _signed_at_hekou,
        150,
        14,
        time(14, 0),
        (Shot("河口 02", "郑夏至", "02 手册1", 20, "handbook-2"),),
    ),
    Chapter(
        rectifying.shazhou_puts_right,
        90,
        12,
        time(9, 30),
        (
            Shot("手册已改", "林大雪", "两处已更正，户主签字", 20, "handbook-7"),
            Shot("评比公示", "林大雪", "上月评比结果已公示", 40, "board-1"),
            Shot("台账已建", "林大雪", "问题台账已建", 60, "shelf-8"),
        ),
    ),
    Chapter(rectifying.hekou_is_corrected, 60, 12, time(14, 0)),
    Chapter(rectifying.shazhou_is_verified, 30, 11, time(15, 0)),
    Chapter(
        rectifying.hekou_puts_right,
        40,
        3,
        time(10, 0),
        (Shot("河口手册", "罗小暑", "已更正", 30, "handbook-8"),),
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
        rectifying.shangwan_begins,
        40,
        1,
        time(17, 0),
        (Shot("卡折已清", "陈小寒", "卡折与台账已逐户核对", 20, "handbook-9"),),
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
