"""A group of the campaign's people and others: progress and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.hand import Hand
from tests.journeys.places import FIRST, LEADER, OBSERVER, SMALL
from tests.journeys.stage import ME, stage


async def test_a_group_reads_progress_but_no_scores_before_the_end(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, leader, observer = await town.seat(SMALL, (FIRST, LEADER, OBSERVER))
        await town.open()
        stranger = await town.hand("路人甲")
        members = [hand.person for hand in (first, leader, observer, stranger)]
        group = await town.post(
            "/api/groups", {"title": "督查工作群", "members": members, "bots": [ME.id]}
        )
        await first.write("/inspect", "责任落实", "没方案记录")
        await first.tap("没方案记录", "❗没方案记录")
        await first.write("1", "01 ", "手册错误")
        await first.tap("手册错误", "1 个问题，存")
        await first.tap("1 个问题，存", "02 ")

        async def there(hand: Hand) -> Hand:
            address = town.server.address
            return await town.stack.enter_async_context(Hand(address, hand.person, group["id"]))

        stranger_there, first_there = await there(stranger), await there(first)
        leader_there, observer_there = await there(leader), await there(observer)
        # Those without the right to read results are not answered, nor what is no command.
        await stranger_there.say("/summary")
        await first_there.say("/summary")
        await leader_there.say("/inspect")
        await leader_there.say("大家辛苦了")
        await leader_there.say(f"/summary@{ME.username}")
        told = await leader_there.hear("第一轮", "表 0/1 已签", "户 1/3")
        assert [word for word in ("分", "手册", "问题", "王") if word in str(told["text"])] == []
        assert told["inline"] is None
        await leader_there.hear("第一轮进度")
        await observer_there.say("/rank")
        await observer_there.hear("各表全部定稿后公布排名")
        said = [m["text"] for m in await leader_there.messages() if m["from"]["is_bot"]]
        assert len(said) == 3
