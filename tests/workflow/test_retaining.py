"""After the retention time: what goes, what stays, what is said of it; twice, and killed midway."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.campaign import Policy, months_after
from inspection.people import RefusalError
from storage import archive, audit, evidence, focus, mailbox, people, retention
from storage.db import Books, Tx
from storage.migrate import migrate
from tests import builders
from tests.builders import NOW, Built, house
from tests.workflow.filed import sent
from tests.workflow.ledger_book import DRAFT, given, made, two_villages
from workflow.archive_entries import entries
from workflow.campaign_report import build
from workflow.campaign_rows import CampaignRows
from workflow.finding_card import press_picture as press_finding_picture
from workflow.placing import file_words
from workflow.retaining import kept_until, retain
from workflow.scene import Scene, desk, take_finding
from workflow.showing import show
from workflow.verifying import evidence_file, first_bad_file, read_trail

OVER = datetime(2028, 10, 30, 16, 0, tzinfo=NOW.tzinfo)
"""In China the first moment of the day after two years from the campaign's end."""
FIX = {"latitude": "26.1", "longitude": "111.6", "accuracy": "12", "fix_at": "2026-10-12T10:00:00Z"}


@dataclass(slots=True)
class Filed:
    """The books with a photo, a voice, a video, one still to come, one of a finding."""

    books: Books
    folder: Path
    ids: dict[str, int]
    campaign: int
    finding: int

    async def removed(self, now: datetime = OVER, *, every: bool = True) -> int:
        return await retain(self.books, house(self.folder), now, every=every)

    def file(self, name: str) -> Path:
        sha256 = self.row(name)["sha256"]
        return evidence_file(self.folder, sha256)

    def row(self, name: str) -> sqlite3.Row:
        with sqlite3.connect(self.folder / "ducha.db") as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(
                "SELECT * FROM evidence WHERE id = ?", (self.ids[name],)
            ).fetchone()
        assert isinstance(found, sqlite3.Row)
        return found


def fill(built: Built, folder: Path) -> tuple[dict[str, int], int]:
    here = builders.sheet(built, "青石镇大坪村")
    found = given(built, made(built, here, replace(DRAFT, key="item/2.9")), date(2026, 10, 20))
    step = built.tx.one("SELECT max(id) AS id FROM finding_steps")
    assert step is not None
    ids = {
        "photo": sent(built, folder, here, item_id="2.9", caption="未建群", **FIX),
        "voice": sent(built, folder, here, kind="voice", item_id="2.9"),
        "video": sent(built, folder, here, kind="video", item_id="2.9", **FIX),
        "dropped": sent(built, folder, here, dropped_at="2026-10-13T00:00:00.000000Z"),
        "owed": sent(built, folder, here, state="owed", sha256=None),
        "of a finding": sent(
            built, folder, None, finding_id=found.id, shows="before", step_id=step["id"]
        ),
    }
    return ids, found.id


@pytest.fixture
async def filed(tmp_path: Path) -> AsyncIterator[Filed]:
    migrate(tmp_path / "ducha.db")
    connection = sqlite3.connect(tmp_path / "ducha.db", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    built = two_villages(Tx(connection))
    ids, finding = fill(built, tmp_path)
    connection.execute("COMMIT")
    connection.close()
    books = await Books.open(tmp_path / "ducha.db")
    yield Filed(books, tmp_path, ids, built.id, finding)
    await books.close()


async def test_bytes_and_positions_go_and_rows_and_hashes_stay(filed: Filed) -> None:
    before = {name: filed.row(name) for name in filed.ids}
    files = [filed.file(name) for name in filed.ids if name != "owed"]
    assert all(file.is_file() for file in files)
    assert await filed.removed() == len(filed.ids)
    assert not any(file.exists() for file in files)
    for name in filed.ids:
        row = filed.row(name)
        assert (row["state"], row["sha256"]) == ("removed", before[name]["sha256"]), name
        cut = ("latitude", "longitude", "accuracy", "fix_at", "difference_hash")
        assert [row[column] for column in cut] == [None] * len(cut)
        assert row["file_id"] == ""
    assert filed.row("photo")["caption"] == "未建群"


async def test_the_audit_of_the_deletion_stays_and_the_trail_is_whole(filed: Filed) -> None:
    await filed.removed()
    trail = await filed.books.read(read_trail)
    assert trail.broken is None
    assert first_bad_file(filed.folder, trail.files, lambda: None) is None
    assert len(trail.gone) == len(filed.ids) - 1
    ((campaign, noted),) = await filed.books.read(retention.notes)
    assert campaign == filed.campaign
    first, last = min(filed.ids.values()), max(filed.ids.values())
    assert json.loads(noted) == {"evidence": [[first, last]], "files": 5, "positions": 2}


async def test_what_is_marked_without_the_trail_is_named(filed: Filed) -> None:
    await filed.removed()
    await filed.books.act(
        lambda tx: tx.do(
            """INSERT INTO evidence (campaign_id, kind, file_id, file_unique_id, chat_id,
                   message_id, by_person, at, state)
               SELECT campaign_id, kind, '', 'new', chat_id, 99, by_person, at, 'removed'
               FROM evidence LIMIT 1"""
        )
    )
    trail = await filed.books.read(read_trail)
    assert trail.broken is not None
    assert trail.broken.code == "cli.evidence-unproven"


@pytest.mark.parametrize(
    ("now", "every", "months", "want"),
    [
        (OVER, True, None, 6),
        (OVER - timedelta(seconds=1), True, None, 0),
        (OVER, False, None, 0),
        (OVER, False, 24, 6),
        (OVER, False, 25, 0),
        (OVER.replace(year=2026, month=12), False, 1, 6),
    ],
    ids=[
        "by hand, at the usual time", "a second too early", "by itself, no months set",
        "by itself, months set", "by itself, too early", "a short time",
    ],
)  # fmt: skip
async def test_when_it_is_time(
    filed: Filed, now: datetime, every: bool, months: int | None, want: int
) -> None:
    await filed.books.act(
        lambda tx: tx.do(
            "UPDATE campaigns SET policy = json_set(policy, '$.retain_months', :m)", m=months
        )
    )
    assert await filed.removed(now, every=every) == want
    assert filed.file("photo").exists() == (want == 0)


async def test_the_last_round_counts_where_it_ends_after_the_campaign(filed: Filed) -> None:
    await filed.books.act(lambda tx: tx.do("UPDATE rounds SET ends_on = '2026-12-31'"))

    def until(tx: Tx) -> date:
        (campaign,) = builders.campaigns.campaigns(tx)
        return kept_until(tx, campaign)

    assert await filed.books.read(until) == date(2028, 12, 31)


async def test_a_second_time_does_nothing(filed: Filed) -> None:
    await filed.removed()
    before = await filed.books.read(lambda tx: audit.number(tx, filed.campaign))
    assert await filed.removed() == 0
    assert await filed.books.read(lambda tx: audit.number(tx, filed.campaign)) == before


async def test_the_same_bytes_of_another_campaign_stay(filed: Filed) -> None:
    shared = filed.row("photo")["sha256"]

    def other(tx: Tx) -> None:
        second = builders.campaign(
            tx,
            "lingling-2018",
            [builders.village("青石镇", "小河村", "周一二")],
            title="冬季专项督查",
            policy=Policy(retain_months=36),
        )
        here = builders.sheet(second, "青石镇小河村")
        sent(second, filed.folder, here, sha256=shared, chat_id=2)

    await filed.books.act(other)
    amount = await filed.books.read(lambda tx: retention.amount(tx, filed.campaign))
    assert (amount.rows, amount.files, amount.positions) == (6, 4, 2)
    await filed.removed()
    assert filed.file("photo").is_file()
    trail = await filed.books.read(read_trail)
    assert (shared in trail.gone, [sha for _, sha in trail.files]) == (False, [shared])
    assert trail.broken is None


async def test_messages_and_positions_lying_about_go_too(filed: Filed) -> None:
    def lie_about(tx: Tx) -> None:
        for number, at in ((1, NOW), (2, OVER - timedelta(days=3))):
            mailbox.count_failure(tx, number, "ValueError", "{…}", at)
            mailbox.first_sight(tx, number, at)
        at_ = focus.meet(tx, 1002, 1002, None, "0|home", NOW)
        fix = json.dumps({"latitude": "1", "longitude": "2", "at": "2026-10-12T10:00:00.000000Z"})
        focus.save(tx, replace(at_, fix=fix))

    await filed.books.act(lie_about)
    await filed.removed()
    left = await filed.books.read(
        lambda tx: [
            [row[0] for row in tx.all(f"SELECT update_id FROM {table}")]  # noqa: S608
            for table in ("quarantine", "inbox")
        ]
    )
    assert left == [[2], [2]]
    at = await filed.books.read(lambda tx: focus.of_user(tx, 1002))
    assert at is not None
    assert at.fix is None


def scene(tx: Tx, folder: Path, who: str = "李四五") -> Scene:
    row = tx.one("SELECT user_id FROM people WHERE name = :n", n=who)
    assert row is not None
    account = row["user_id"]
    at = focus.meet(tx, account, account, None, "0|home", OVER)
    return Scene(tx, house(folder), OVER, at, people.speaker(tx, account))


async def test_cards_say_that_it_is_gone_and_send_nothing(filed: Filed) -> None:
    await filed.removed()

    def look(tx: Tx) -> str:
        here = scene(tx, filed.folder)
        found = evidence.evidence(tx, filed.ids["photo"])
        assert found is not None
        here.desk = desk(tx, found.target.sheet_id or 0)
        with pytest.raises(RefusalError, match="evidence-removed"):
            show(here, [found])
        take_finding(here, filed.finding)
        with pytest.raises(RefusalError, match="evidence-removed"):
            press_finding_picture(here, (str(filed.finding), str(filed.ids["of a finding"])))
        return catalog("zh").plain(file_words(here, found))

    assert await filed.books.act(look) == ("📷 1 张 2.9 贫困户微信群（2 分）（已过保留期）")


async def test_archive_and_workbook_say_that_it_is_gone(filed: Filed) -> None:
    await filed.removed()

    def read(tx: Tx) -> tuple[list[object], list[str]]:
        (campaign,) = builders.campaigns.campaigns(tx)
        every = {unit.id: unit for unit in builders.campaigns.units(tx, campaign.id)}
        listed = entries(tx, campaign, every, house(filed.folder).tz, masked=True)
        report = build(tx, house(filed.folder), NOW, campaign)
        rows = CampaignRows(tx, campaign, report, house(filed.folder).tz, masked=True)
        said = [str(row[-1]) for row in rows.evidence()]
        assert archive.amount(tx, campaign.id, list(every)) == (5, 0)
        return [(each.removed, each.sha256 is None) for each in listed], said

    found, said = await filed.books.read(read)
    assert found == [(True, False)] * 3 + [(True, True), (True, False)]
    assert said == ["已过保留期，原件已清除"] * 5


@pytest.mark.parametrize(("months", "want"), [(24, None), (36, 36)])
async def test_the_usual_months_of_older_books_are_asked_again(
    filed: Filed, months: int, want: int | None
) -> None:
    upgrade = import_module("storage.migrations.versions.0005_templates_and_retention")

    def read(tx: Tx) -> tuple[int | None, bool]:
        tx.do("UPDATE campaigns SET policy = json_set(policy, '$.retain_months', :m)", m=months)
        tx.do(upgrade.STATEMENTS[-1])
        (campaign,) = builders.campaigns.campaigns(tx)
        same = builders.campaigns.plan_sha256(tx, campaign.title) == "made"
        return campaign.policy.retain_months, same

    # Where it was taken away, the same workbook is taken over once more.
    assert await filed.books.act(read) == (want, want is not None)


@pytest.mark.parametrize(
    ("day", "months", "want"),
    [
        (date(2026, 10, 30), 24, date(2028, 10, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2028, 1, 31), -24, date(2026, 1, 31)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, want: date) -> None:
    assert months_after(day, months) == want
