"""What must not be kept, shown or reached; and what must not be lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.journeys.hand import Hand, data_of
from tests.journeys.places import ADMIN, FIRST, SECOND, SMALL
from tests.journeys.stage import Stage, stage, until
from tests.phone import buttons
from tests.pictures import jpeg

MOBILE, MASKED = "13900001234", "139****1234"
_BODY = "43990019900102003"


def _identity() -> str:
    """A well-formed number of nobody: there is no such county."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(_BODY, weights, strict=True))
    return _BODY + "10X98765432"[total % 11]


IDENTITY = _identity()


def kept(folder: Path, digits: str) -> list[str]:
    """The files below a folder that hold these digits in any place."""
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and digits.encode() in file.read_bytes()
    ]


async def test_personal_numbers_are_kept_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        (first,) = await town.seat(SMALL, (FIRST,))
        await town.open()
        await first.write("/inspect", "责任落实", "没方案记录")
        await first.tap("没方案记录", "❗没方案记录")
        await first.tap("目录", "责任落实")
        await first.tap("责任落实", "1.4 ")
        await first.tap("1.4 ", "✏ 依据…")
        await first.tap("✏ 依据…", "请写扣分依据")
        said = await first.say(f"村主任 {MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}，证 {IDENTITY}")
        await first.hear("已打码保存，原消息随后删除")
        ground = await town.wait_for_row("SELECT words FROM grounds")
        assert MASKED in ground[0]
        await first.write("📋 未走访", "01 ", "下一户")
        await first.tap("01 ", "手册错误", "换户")
        sent = await first.photo(jpeg(5), caption=f"01 手册1 电话{MOBILE}")
        file = await first.document(b"made-up list", f"{IDENTITY}.txt", caption=f"01 {IDENTITY}")
        await first.say(MOBILE)
        await until(lambda: town.rows("SELECT 1 FROM evidence WHERE state = 'safe'"), 10)
        for message in (said, sent, file):
            await gone(first, message["id"])
        await town.close()
        for digits in (MOBILE, MOBILE[3:], IDENTITY, IDENTITY[6:14], f"{MOBILE[3:7]} {MOBILE[7:]}"):
            assert kept(town.data, digits) == []
            assert digits not in town.log.read_text()
        assert kept(town.data, MASKED) != []


async def gone(hand: Hand, number: int) -> None:
    """The message is no longer in the chat."""

    async def missing() -> bool:
        return number not in {message["id"] for message in await hand.messages()}

    await until(missing, 20)


async def test_a_stranger_gets_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        (first,) = await town.seat(SMALL, (FIRST,))
        await town.open()
        await first.write("/inspect", "责任落实")
        await first.tap("没方案记录", "❗没方案记录")
        before = books(town)
        stranger = await town.hand("路人甲")
        card = await first.card()
        for words in ("/start", "/inspect", "/summary", "/export", "/invite", "1", "12 手册2"):
            await stranger.say(words)
        await stranger.photo(jpeg(8), caption="01 手册1")
        await stranger.document(b"PK made-up", "秋季督查.xlsx")
        await stranger.location(26.4, 111.6)
        await stranger.start("a-guessed-token-0123456789")
        await forged(town, stranger, card["id"])
        await stranger.wait_for("链接无效", 20, since_my_act=False)
        # Each person is heard in order: when this is answered, all before it has been.
        await stranger.say("在吗")
        await stranger.wait_for("尚未登记", 20)
        told = [m for m in await stranger.messages() if m["from"]["is_bot"]]
        shown = {button["data"] for m in told for button in buttons(m)}
        assert shown <= {"go|0|home"}
        assert await stranger.keyboard() == []
        assert [m for m in told if m["document"] or m["photo"]] == []
        assert {w for m in told for w in SECRETS if w in str(m["text"])} == set()
        assert books(town) == before
        assert await stranger.commands() in ([], ["start"])


SECRETS = ("大坪", "青石", "秋季", FIRST, "手册", "责任")


def books(town: Stage) -> dict[str, int]:
    """How much stands in the books."""
    tables = ("answers", "visits", "evidence", "imports", "audit", "people", "sheets", "grounds")
    counted = {t: town.rows(f"SELECT count(*) FROM {t}")[0][0] for t in tables}  # noqa: S608
    return counted | dict(town.rows("SELECT 'files', count(*) FROM notices WHERE kind = 'file'"))


async def forged(town: Stage, who: Hand, message_id: int) -> None:
    """Taps no page would send: buttons of others, in the stranger's name."""
    own = ("xs|1", "xl", "xk|campaign", "xa|1", "sg|1", "ep|1", "nv|1")
    for data in ("v|1|1.4a|->f", "h|1|1|1.1a|->f", "go|1|hh.1", *own):
        person = {"id": who.person, "is_bot": False, "first_name": "路人甲"}
        chat = {"id": who.person, "type": "private", "first_name": "路人甲"}
        message = {"message_id": message_id, "date": 0, "chat": chat}
        query = {"id": data, "from": person, "chat_instance": "1", "data": data, "message": message}
        await town.post("/api/updates", {"bot": who.bot, "update": {"callback_query": query}})


async def test_whoever_is_revoked_is_refused_at_the_next_tap(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        admin, first = await town.seat(SMALL, (ADMIN, FIRST))
        await town.open()
        await first.write("/inspect", "责任落实", "没方案记录")
        card, tap = first.shown, data_of(first.shown, "没方案记录")
        await admin.write(f"/invite {FIRST}", "已加入", "撤销加入")
        assert await admin.tap("撤销加入", "尚未加入") == "已撤销"
        await first.hear("您的加入已被督查办撤销")
        before = books(town)
        assert "还没有登记" in await first.press_data(tap, card)
        await first.photo(jpeg(9))
        await first.say("/inspect")
        await first.wait_for("尚未登记", 20)
        assert books(town) == before


async def test_evidence_outlives_the_chat(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, second = await town.seat(SMALL, (FIRST, SECOND))
        await town.open()
        await first.write("/inspect", "责任落实")
        await first.write("1", "01 ", "手册错误")
        sent = await first.photo(jpeg(21), caption="01 手册1")
        await first.reacted(sent, "👌")
        original = await first.file(sent)
        assert await town.wait_for_row("SELECT sha256 FROM evidence WHERE state = 'safe'") == (
            hashlib.sha256(original).hexdigest(),
        )
        for file in (tmp_path / "chat" / "files").rglob("*"):
            if file.is_file():
                file.unlink()
        await second.write("/inspect", "责任落实")
        await second.tap("目录", "看还差什么")
        await second.press_data("go|1|pics.0", second.shown)
        await second.see("📷 1 张 01 ")
        await second.tap("📷 1 张 01 ")
        await second.see("发给我看", "01 手册1")
        await second.tap("发给我看")
        again = await second.wait_for(lambda m: bool(m["photo"] or m["document"]), 20)
        assert await second.file(again) == original
        told = await town.ducha("audit", "verify")
        assert told.code == 0, told.err
