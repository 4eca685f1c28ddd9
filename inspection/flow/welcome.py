"""The door: home card for each role, help, who am I, language, the campaigns one works in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.text import Text, text


def _back() -> tuple[Button, ...]:
    return (says.go(text("home.back"), 0, "home"),)


def _noted(lines: Sequence[Words], notice: Words | None) -> tuple[Words, ...]:
    return (*lines, notice) if notice else tuple(lines)


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit's sheet on the home card."""

    sheet_id: int
    name: str
    objected: bool = False


@dataclass(frozen=True, slots=True)
class HomeView:
    """What somebody with a role finds at home.

    `resume` is where they left off (sheet, place, unit); `reviews` are sheets that wait for
    them, `results` signed ones of the units they answer for.
    """

    name: str
    campaign: str
    roles: tuple[Words, ...]
    resume: tuple[int, str, str] | None = None
    reviews: tuple[UnitEntry, ...] = ()
    results: tuple[UnitEntry, ...] = ()
    inspects: bool = False
    answers: bool = False
    reads: bool = False
    exports: bool = False
    administers: bool = False
    findings: Words | None = None
    notice: Words | None = None


def stranger_card(notice: Words | None = None) -> Card:
    """For whoever has no role: a polite sentence and nothing else."""
    said = text("home.stranger")
    return Card("0|home", said, _noted((said,), notice))


def founder_card(name: str, notice: Words | None = None) -> Card:
    """For whoever was asked to set up the first campaign."""
    title = text("home.founder", name=name)
    rows = ((button(text("home.template"), "tp"),), (says.go(text("home.lang"), 0, "lang"),))
    lines = (title, text("home.founder-how"))
    return Card("0|home", text("home.line"), _noted(lines, notice), rows)


def home_card(view: HomeView) -> Card:
    """Big buttons to what the person does most."""
    lines: list[Words] = [
        text("home.title", campaign=view.campaign),
        text("home.who", name=view.name, roles=view.roles),
    ]
    if view.answers and not view.results:
        lines.append(text("home.no-results"))
    rows: list[tuple[Button, ...]] = []
    if view.resume:
        sheet_id, place, unit = view.resume
        rows.append((says.go(text("home.resume", unit=unit), sheet_id, place),))
    if view.inspects:
        rows.append((says.go(text("home.units"), 0, "units.0"),))
    rows += [
        (
            says.go(
                text("home.objected" if u.objected else "home.review", unit=u.name),
                u.sheet_id,
                "review",
            ),
        )
        for u in view.reviews
    ]
    rows += [
        (says.go(text("home.result", unit=u.name), u.sheet_id, "result"),) for u in view.results
    ]
    if view.findings:
        rows.append((says.go(view.findings, 0, "findings"),))
    if view.reads:
        rows.append(
            (says.go(text("home.summary"), 0, "summary"), says.go(text("home.rank"), 0, "rank"))
        )
    if view.exports:
        rows.append((says.go(text("home.export"), 0, "export"),))
    if view.administers:
        rows.append(
            (
                says.go(text("home.people"), 0, "people.0"),
                says.go(text("home.campaign"), 0, "campaign"),
            )
        )
    rows.append((says.go(text("home.help"), 0, "help"),))
    return Card("0|home", text("home.line"), _noted(lines, view.notice), tuple(rows))


def help_card(parts: Sequence[str], commands: Sequence[tuple[str, Text]]) -> Card:
    """How the person works with this, in a few lines; then the commands they may use."""
    title = text("help.title")
    lines: list[Words] = [title, *(text(f"help.{part}") for part in parts)]
    lines += [text("help.command", command=name, what=what) for name, what in commands]
    ways = (
        says.go(text("home.lang"), 0, "lang"),
        says.go(text("home.whoami"), 0, "whoami"),
    )
    return Card("0|help", title, tuple(lines), (ways, _back()))


@dataclass(frozen=True, slots=True)
class WhoamiView:
    """What the person is here; `barred` are the own home's units."""

    name: str
    campaign: str | None
    posts: tuple[tuple[Words, tuple[str, ...]], ...]
    barred: tuple[str, ...]
    account: int
    notice: Words | None = None


def whoami_card(view: WhoamiView) -> Card:
    """Name, roles with their townships, what is barred, campaign, account."""
    title = text("whoami.title", name=view.name)
    lines: list[Words] = [title]
    if view.campaign:
        lines.append(text("whoami.campaign", campaign=view.campaign))
    for role, townships in view.posts:
        if townships:
            lines.append(text("whoami.post-in", role=role, townships="、".join(townships)))
        else:
            lines.append(text("whoami.post", role=role))
    if view.barred:
        lines.append(text("whoami.barred", units="、".join(view.barred)))
    lines.append(text("whoami.account", account=str(view.account)))
    return Card("0|whoami", title, _noted(lines, view.notice), (_back(),))


def lang_card(notice: Words | None = None) -> Card:
    """Which language; each in its own."""
    title = text("lang.title")
    row = (button("中文", "lg", "zh"), button("English", "lg", "en"))
    return Card("0|lang", title, _noted((title,), notice), (row, _back()))


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The campaign one works in, and the others one could work in (id and title).

    `counts` are units, households, people, people who have joined; None for those whom the
    campaign's size does not concern.
    """

    title: str
    document_number: str | None
    office: str | None
    days: tuple[str, str]
    self_inspection: bool
    checklist: Words
    rounds: tuple[tuple[str, str, str], ...]
    counts: tuple[int, int, int, int] | None
    others: tuple[tuple[int, str], ...]
    administers: bool
    notice: Words | None = None


def campaign_card(view: CampaignView) -> Card:
    """The present campaign, with a button for each other one."""
    title = text("campaign.title", title=view.title)
    lines: list[Words] = [title]
    if view.document_number or view.office:
        lines.append("　".join(part for part in (view.document_number, view.office) if part))
    kind = text("campaign.self" if view.self_inspection else "campaign.inspection")
    lines.append(text("campaign.days", kind=kind, starts=view.days[0], ends=view.days[1]))
    lines += [
        text("campaign.round", name=name, starts=starts, ends=ends)
        for name, starts, ends in view.rounds
    ]
    lines.append(text("campaign.checklist", checklist=view.checklist))
    if view.counts:
        units, households, people, joined = view.counts
        lines.append(
            text(
                "campaign.counts",
                units=str(units),
                households=str(households),
                people=str(people),
                joined=str(joined),
            )
        )
    if view.administers:
        lines.append(text("campaign.how"))
    rows: list[tuple[Button, ...]] = [
        (button(text("campaign.switch", title=title_), "cp", campaign_id),)
        for campaign_id, title_ in view.others
    ]
    if view.administers:
        rows.append(
            (button(text("home.template"), "tp"), says.go(text("home.people"), 0, "people.0"))
        )
        rows.append((says.go(text("home.templates"), 0, "templates"),))
    rows.append(_back())
    return Card("0|campaign", title, _noted(lines, view.notice), tuple(rows))
