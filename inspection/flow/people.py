"""People of the campaign: who has joined, whom to invite, one person with their link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.people import Holding
from inspection.text import Text, text

PAGE = 20
"""People on a page, one a row."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person on the list."""

    id: int
    name: str
    roles: tuple[Words, ...]


def joined_with(words: Iterable[Words], between: Text) -> tuple[Words, ...]:
    """Words with others between them, to be put into one gap."""
    parts: list[Words] = []
    for each in words:
        parts += [between, each] if parts else [each]
    return tuple(parts)


def role_words(holdings: Iterable[Holding]) -> tuple[Words, ...]:
    """Roles as they are read: 第一组组长、管理员."""
    each = [
        text("role.in-team", team=h.team, role=text(f"role.{h.role}"))
        if h.team
        else text(f"role.{h.role}")
        for h in holdings
    ]
    return joined_with(each, text("word.comma"))


def people_card(
    lines: Sequence[PersonLine],
    page: int,
    others: int,
    notice: Words | None = None,
    *,
    joined: bool,
) -> Card:
    """Those who have joined, or those who have not; `others` are on the other list."""
    place = "joined" if joined else "people"
    last = max(0, (len(lines) - 1) // PAGE)
    page = min(page, last)
    title = text(f"people.{place}", n=len(lines), others=str(others))
    body: list[Words] = [title]
    if not joined:
        body.append(text("people.how") if lines else text("people.all-joined"))
    if notice:
        body.append(notice)
    rows: list[tuple[Button, ...]] = [
        (says.go(text("people.entry", name=p.name, roles=p.roles), 0, f"person.{p.id}"),)
        for p in lines[page * PAGE : (page + 1) * PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(says.go(text("people.page-back"), 0, f"{place}.{page - 1}"))
    if page < last:
        turn.append(says.go(text("people.page-on"), 0, f"{place}.{page + 1}"))
    if turn:
        rows.append(tuple(turn))
    ending = [says.go(text("home.back"), 0, "home")]
    if others:
        other = "people" if joined else "joined"
        ending.insert(0, says.go(text(f"people.to-{other}", n=others), 0, f"{other}.0"))
    rows.append(tuple(ending))
    return Card(f"0|{place}.{page}", title, tuple(body), tuple(rows))


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person as an admin sees them.

    `link` is what to send them while an invitation is open and its token at hand; `until` is
    set while one is open at all.
    """

    id: int
    name: str
    roles: tuple[Words, ...]
    workplace: str | None
    account: int | None
    unreachable: bool
    link: str | None
    until: str | None
    notice: Words | None = None
    is_self: bool = False


def revoke_button(person_id: int, account: int) -> Button:
    """Take the account off the person, if it is still this one."""
    return button(text("people.revoke"), "rv", person_id, account)


def person_card(view: PersonView) -> Card:
    """A person: whether they have joined, and how they can."""
    title = text("people.person", name=view.name, roles=view.roles)
    lines: list[Words] = [title]
    if view.workplace:
        lines.append(text("people.workplace", workplace=view.workplace))
    if view.account is None:
        lines.append(text("people.not-joined"))
    else:
        lines.append(text("people.unreachable" if view.unreachable else "people.has-joined"))
    if view.until:
        lines.append(text("people.open-until", until=view.until))
        lines.append(_link(view.link) if view.link else text("people.link-elsewhere"))
    if view.notice:
        lines.append(view.notice)
    again = view.until is not None or view.account is not None
    rows: list[tuple[Button, ...]] = [
        (button(text("people.invite-again" if again else "people.invite"), "nv", view.id),)
    ]
    if view.until and view.account is None:
        rows.append((button(text("people.revoke-link"), "rv", view.id, 0),))
    if view.account is not None and not view.is_self:
        rows.append((revoke_button(view.id, view.account),))
    back = "joined.0" if view.account is not None else "people.0"
    rows.append((says.go(text("people.back"), 0, back), says.go(text("home.back"), 0, "home")))
    # The link must not stay behind in the line the card collapses to.
    collapsed = text("people.person-line", name=view.name)
    return Card(f"0|person.{view.id}", collapsed, tuple(lines), tuple(rows))


def _link(link: str) -> Text:
    return text("people.command" if link.startswith("/") else "people.link", link=link)
