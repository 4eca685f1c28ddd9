"""What has become of the demo's findings: each state once, one overdue, one that waits for time."""

from __future__ import annotations

from datetime import date, timedelta

from bot.demo_chain import (
    accept,
    ask_for_time,
    close,
    finding,
    grant_time,
    mark_false,
    put_right,
    send_back,
)
from bot.demo_play import Play, StoryError
from content.calendar import WorkCalendar
from inspection.finding import FindingState
from inspection.heard import Pressed
from scoring.deadlines import first_workday, workdays_after

DAY = timedelta(days=1)


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day.month}月{day.day}日"


def next_workday(play: Play) -> date:
    """The first working day after today: the clock is set forward to it first."""
    return first_workday(WorkCalendar(), play.today + DAY)[0]


def shazhou_puts_right(play: Play) -> None:
    """The township signs for three and hands them in; the leader closes what was done at once."""
    close(play, "李立春", "沙洲村", "资料不齐")
    accept(play, "林大雪", "沙洲村", "手册错误", "没搞评比", "没建台账")
    put_right(play, "林大雪", "沙洲村", "手册错误", "手册已改")
    put_right(play, "林大雪", "沙洲村", "没搞评比", "评比公示")
    put_right(play, "林大雪", "沙洲村", "没建台账", "台账已建")


def shazhou_is_verified(play: Play) -> None:
    """One closed, one back, one with a picture of something else."""
    close(play, "赵谷雨", "沙洲村", "手册错误")
    send_back(play, "赵谷雨", "沙洲村", "没搞评比", "照片看不清名单，请重拍公示栏")
    mark_false(play, "李立春", "沙洲村", "没建台账", "照片是督查当天拍的，村里没有新台账")


def hekou_is_corrected(play: Play) -> None:
    """A household was insured after all: opened again, corrected, signed; its finding is gone."""
    wrong = finding(play, "河口村", "未参医保")
    play.say("周清明", "/inspect 河口村")
    play.press("周清明", "go", "askr.reopen")
    play.say("周清明", "07户补交了参保凭证，更正后重签")
    play.say("郑夏至", "/inspect 河口村")
    household = str(wrong.draft.household_id)
    play.press("郑夏至", "h", household, "2.5a", "1>0")
    play.press("郑夏至", "hs", household)
    sheet = play.hand_in("郑夏至")
    play.sign("周清明", sheet)
    play.accept("罗小暑", sheet)
    now = finding(play, "河口村", "未参医保")
    if now.state is not FindingState.WITHDRAWN:
        raise StoryError(f"{wrong.code} is {now.state}, not withdrawn")


def hekou_puts_right(play: Play) -> None:
    """One handed in, one with more time, one signed for."""
    accept(play, "罗小暑", "河口村", "没方案记录", "手册错误", "没告知书")
    later, _ = workdays_after(WorkCalendar(), finding_due(play, "河口村", "没告知书"), 5)
    why = "户主外出务工，月底返乡签收"
    ask_for_time(play, "罗小暑", "河口村", "没告知书", typed(later), why)
    grant_time(play, "周清明", "河口村", "没告知书")
    put_right(play, "罗小暑", "河口村", "手册错误", "河口手册")


def finding_due(play: Play, village: str, matter: str) -> date:
    """The deadline that runs. StoryError where none does."""
    due_on = finding(play, village, matter).due_on
    if due_on is None:
        raise StoryError(f"{village} {matter} has no deadline")
    return due_on


def shangwan_begins(play: Play) -> None:
    """One handed in and one for which more time is asked: both wait for the leader."""
    accept(play, "陈小寒", "上湾村", "手册错误", "两卡两折", "漏报危房")
    put_right(play, "陈小寒", "上湾村", "两卡两折", "卡折已清")
    later, _ = workdays_after(WorkCalendar(), finding_due(play, "上湾村", "漏报危房"), 5)
    ask_for_time(play, "陈小寒", "上湾村", "漏报危房", typed(later), "鉴定机构月底才能进村")
    play.hear("陈小寒", Pressed("go|0|home"))
