"""An office's own templates in the chat: sent, checked, used, taken out again; the trail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import docx
import pytest

from content.locales import catalog
from exports.scan import LeakError
from exports.template import TemplateError
from inspection.card import Reply
from inspection.heard import Attached, Command, Heard, Moment, Pressed, Sender
from inspection.text import text
from storage import campaigns, notices, templates
from storage.audit import Actor
from storage.db import Books, Tx
from tests.builders import NOW, house
from tests.exports.test_template import OWN, document
from tests.workflow import documented
from workflow import export_kinds, template_acts
from workflow.cards import card_for
from workflow.exporting import stamp_of
from workflow.hear import hear
from workflow.template_checks import check_templates

ADMIN, LEADER = 1001, 1002
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Office:
    """Books with findings, and an admin and a leader who talk to the bot."""

    def __init__(self, books: Books, folder: Path) -> None:
        self.books = books
        self.folder = folder
        self.house = house(folder)
        self.update = 0
        self.sent: dict[str, bytes] = {}

    async def say(self, who: int, heard: Heard) -> Reply:
        self.update += 1
        moment = Moment(self.update, Sender(who, who, True, self.update), heard, NOW)
        return await self.books.act(lambda tx: hear(self.house, tx, moment))

    async def send(
        self, who: int, content: bytes, caption: str | None, name: str = "红头.docx"
    ) -> None:
        file = f"f{self.update}"
        self.sent[file] = content
        sent = Attached("document", file, file, len(content), name, DOCX, caption)
        await self.say(who, sent)

    async def check(self, fetch: Callable[[str], Awaitable[bytes]] | None = None) -> list[int]:
        async def have(file: str) -> bytes:
            return self.sent[file]

        return await check_templates(
            self.books, self.house, fetch or have, lambda: NOW, lambda: NOW
        )

    async def card(self, who: int) -> tuple[str, str, set[str]]:
        """Its place, its words, its buttons."""
        card = await self.books.act(lambda tx: card_for(self.house, tx, NOW, who))
        assert card is not None
        said = "\n".join(catalog("zh").plain(line) for line in card.lines)
        return card.place, said, {b.data for row in card.rows for b in row}

    async def used(self) -> set[str]:
        return set(await self.books.read(lambda tx: templates.used(tx, 1)))

    async def trail(self, *acts: str) -> list[tuple[str, str, str | None, str | None]]:
        rows = await self.books.read(lambda tx: tx.all("SELECT * FROM audit ORDER BY number"))
        return [(r["act"], r["subject"], r["before"], r["after"]) for r in rows if r["act"] in acts]

    async def use(self, kind: str, content: bytes) -> None:
        """What `ducha template set` does once the template is checked."""

        def take(tx: Tx) -> None:
            new = templates.offer(tx, 1, kind, None, "", "红头.docx", NOW)
            assert template_acts.take(tx, Actor(1), NOW, new, content)

        await self.books.act(take)

    async def order(self, kind: export_kinds.Kind) -> dict[str, object]:
        def order(tx: Tx) -> dict[str, object]:
            stamp = stamp_of(self.house, "督查办", NOW, text("export.why-chat"))
            campaign = campaigns.campaign(tx, 1)
            return export_kinds.order(tx, self.house, NOW, campaign, kind, stamp, Actor(1))

        return await self.books.act(order)

    async def make(self, recipe: dict[str, object]) -> dict[str, list[str]]:
        """The paragraphs of each document of an order, by its name's beginning."""
        out = self.folder / f"out-{self.update}"
        self.update += 1
        files = await export_kinds.make(self.books, self.house, recipe, out, lambda *_: None)
        return {
            file.name.split("-")[2]: [p.text for p in docx.Document(str(file)).paragraphs]
            for file in files
        }


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    books = await Books.open(documented.written(tmp_path / "ducha.db"))
    yield Office(books, tmp_path)
    await books.close()


async def test_a_caption_says_what_it_is_for_and_it_is_used_once_it_is_checked(
    office: Office,
) -> None:
    await office.send(ADMIN, OWN, "通报模板")
    place, said, _ = await office.card(ADMIN)
    assert place == "0|template.circular"
    assert "正在检查 红头.docx" in said
    assert await office.check() == [ADMIN]
    _, said, buttons = await office.card(ADMIN)
    assert "现在用的是 红头.docx，2026-10-12 由郑一二换上。" in said
    assert "✅ 已换上 红头.docx，试填没有问题。" in said
    assert {"td|circular", "tf|circular", "xk|circular"} <= buttons
    ((act, subject, before, after),) = await office.trail("template-set")
    assert (act, subject, before, len(after or "")) == (
        "template-set", "template/circular/1", None, 64,
    )  # fmt: skip


async def test_a_wrong_one_is_not_used_and_every_fault_is_on_the_card(office: Office) -> None:
    await office.use("circular", OWN)
    await office.say(ADMIN, Command("template", "通报模板"))
    await office.send(ADMIN, document("{{ 标提 }}", "{{ 排名 }}"), None)
    await office.check()
    _, said, _ = await office.card(ADMIN)
    assert "红头.docx 有 2 处要改，没有换上" in said
    assert "正文第 1 段 {{ 标提 }}：没有“标提”这个字段，是不是“标题”？" in said
    assert len(await office.trail("template-set")) == 1
    assert (await office.make(await office.order("circular")))["督查通报"][0] == "县督查办文件"


async def test_whoever_left_the_card_is_told(office: Office) -> None:
    await office.send(ADMIN, OWN, "报告模板")
    await office.say(ADMIN, Command("help"))
    await office.check()
    lines = await office.books.read(lambda tx: notices.due(tx, NOW, NOW, 50))
    (told,) = [each for each in lines if each.id.startswith("template-checked/")]
    assert catalog("zh").plain(notices.words(told)) == "报告模板检查完了"


async def test_a_file_that_never_comes_is_given_up(office: Office) -> None:
    async def nothing(_: str) -> bytes:
        raise OSError("gone")

    await office.send(ADMIN, OWN, "通报模板")
    await office.books.act(lambda tx: tx.do("UPDATE templates SET attempts = 7"))
    await office.check(nothing)
    assert "没有取到，请再发一次" in (await office.card(ADMIN))[1]


async def test_who_is_no_admin_any_more_when_it_is_checked_changes_nothing(office: Office) -> None:
    await office.send(ADMIN, OWN, "通报模板")
    await office.books.act(
        lambda tx: tx.do("UPDATE posts SET role = 'observer' WHERE role = 'admin'")
    )
    await office.check()
    assert await office.used() == set()


@pytest.mark.parametrize(
    ("caption", "name", "want"),
    [
        ("通报模板", "红头.doc", "请另存为 .docx"),
        ("通报模板", "红头.wps", "请另存为 .docx"),
    ],
)
async def test_what_cannot_be_a_template_is_said_at_once(
    office: Office, caption: str, name: str, want: str
) -> None:
    await office.send(ADMIN, b"", caption, name)
    assert want in (await office.card(ADMIN))[1]
    assert await office.check() == []


async def test_at_the_list_it_asks_which_kind(office: Office) -> None:
    await office.say(ADMIN, Command("template", "公文模板"))
    await office.send(ADMIN, OWN, None)
    place, said, _ = await office.card(ADMIN)
    assert place == "0|templates"
    assert "请先点选是哪一种模板" in said


async def test_a_document_without_a_word_is_evidence_as_ever(office: Office) -> None:
    await office.send(ADMIN, OWN, None)
    await office.send(LEADER, OWN, "通报模板")
    assert await office.books.read(lambda tx: tx.all("SELECT * FROM templates")) == []


async def test_the_list_of_fields_comes_as_a_file(office: Office) -> None:
    await office.say(ADMIN, Pressed("tf|rectification"))
    (file,) = [
        each
        for each in await office.books.read(lambda tx: notices.due(tx, NOW, NOW, 50))
        if each.kind == "file"
    ]
    listed = (office.folder / file.body["path"]).read_text(encoding="utf-8-sig")
    assert "本单位问题.措施\t文字\t整改措施\t补正手册" in listed.splitlines()


async def test_documents_are_made_with_it_and_with_the_built_in_again_when_it_is_gone(
    office: Office,
) -> None:
    await office.use("circular", OWN)
    recipe = await office.order("circular")
    assert (await office.make(recipe))["督查通报"][0] == "县督查办文件"
    await office.say(ADMIN, Pressed("td|circular"))
    assert await office.used() == set()
    # The old order can still be made, with what is used now; the trail says so.
    assert "关于秋季专项督查" in "".join((await office.make(recipe))["督查通报"])
    ((_, _, before, after),) = await office.trail("template-drop")
    ((*_, ordered),) = await office.trail("export")
    ((*_, made),) = await office.trail("export-template")
    assert json.loads(ordered or "")["templates"] == {"circular": before}
    assert (after, json.loads(made or "")) == (None, {"kind": "circular", "templates": {}})


async def test_notices_have_a_template_for_each_of_their_kinds(office: Office) -> None:
    own = document(
        "{{ 单位 }}：", "{%p for 题 in 本单位问题 %}", "{{ 题.编号 }} {{ 题.户 }}", "{%p endfor %}"
    )
    await office.use("rectification", own)
    made = await office.make(await office.order("notices"))
    assert made["整改通知书"][0] in {"青石镇大坪村：", "柳河乡东沟村："}
    assert all("张三四" not in "".join(lines) for lines in made.values())


async def test_a_public_document_made_with_it_is_stopped_where_it_names_a_villager(
    office: Office,
) -> None:
    await office.use("circular", document("{{ 标题 }}", "请张三四同志阅"))
    with pytest.raises(LeakError):
        await office.make(await office.order("circular"))


async def test_one_that_can_no_longer_be_filled_says_so(office: Office) -> None:
    await office.use("circular", document("{{ 从前的字段 }}"))
    with pytest.raises(TemplateError) as caught:
        await office.make(await office.order("circular"))
    assert catalog("zh").plain(caught.value.words).startswith("通报模板不能用了")


async def test_another_campaign_has_its_own(office: Office) -> None:
    await office.use("circular", OWN)
    assert await office.books.read(lambda tx: templates.used(tx, 2)) == {}


async def test_the_template_that_came_before_is_not_kept(office: Office) -> None:
    await office.use("circular", document("{{ 标题 }}"))
    await office.use("circular", OWN)
    rows = await office.books.read(
        lambda tx: tx.all("SELECT state, body FROM templates ORDER BY id")
    )
    assert [(row["state"], row["body"] is None) for row in rows] == [
        ("dropped", True), ("used", False),
    ]  # fmt: skip
    (_, second) = await office.trail("template-set")
    assert second[2] is not None
