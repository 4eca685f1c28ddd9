"""The door: /start, /help, /whoami, /lang, /cancel, /campaign, and the home card."""

from __future__ import annotations

from dataclasses import replace

from content.locales import LANGUAGES
from inspection import wording
from inspection.campaign import Mode, Role
from inspection.card import Card, Reply
from inspection.flow.people import role_words
from inspection.flow.welcome import (
    CampaignView,
    HomeView,
    UnitEntry,
    WhoamiView,
    campaign_card,
    founder_card,
    help_card,
    home_card,
    lang_card,
    stranger_card,
    whoami_card,
)
from inspection.people import HEADS, TEAM, RefusalError, Right, is_home, may
from inspection.sheet import DONE, LOCKED, Sheet, SheetState
from inspection.text import text
from storage import campaigns, checklists, focus, notices, people, sheets
from workflow import findings_list, importing, joining
from workflow.inspecting import present_round
from workflow.menus import commands_for
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene, desk

LISTED = 5
"""Sheets on the home card that wait for a review, or results to be read."""
_ASKING = ("ask", "askr", "askc", "clash", "import", "lang")
_ASKING_OF_FINDING = ("fedit", "fix", "moretime", "timeask", "verify", "spot")
"""Kinds of places that ask something and can be left with /cancel; the latter for the finding."""


def start(scene: Scene, rest: str) -> Reply:
    """`/start` shows the home card; with a token, the account joins."""
    token = rest.strip()
    if token:
        return joining.join(scene, token)
    return _show(scene, "home")


def _show(scene: Scene, place: str) -> Reply:
    scene.desk = None
    scene.go(place, 0)
    return scene.reply()


def help_(scene: Scene, _: str = "") -> Reply:
    """`/help`."""
    return _show(scene, "help")


def whoami(scene: Scene, _: str = "") -> Reply:
    """`/whoami`."""
    return _show(scene, "whoami")


def campaign(scene: Scene, _: str = "") -> Reply:
    """`/campaign`."""
    if scene.who.founding:
        return _show(scene, "home")
    return _show(scene, "campaign")


def lang(scene: Scene, rest: str) -> Reply:
    """`/lang` asks, `/lang en` chooses."""
    wanted = rest.strip().lower()
    return press_lang(scene, (wanted,)) if wanted in LANGUAGES else _show(scene, "lang")


def press_lang(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`lg|en`: the language from now on."""
    if args[0] not in LANGUAGES:
        raise RefusalError("button-unknown")
    if args[0] != scene.lang:
        focus.want_keyboard(scene.tx, scene.focus.user_id)
    scene.focus = replace(scene.focus, lang=args[0])
    notices.menu(scene.tx, scene.focus.chat_id, scene.now)
    if scene.focus.place == "0|lang":
        scene.go("home", 0)
    scene.note(text("lang.chosen"))
    return scene.reply(text("lang.chosen"))


def cancel(scene: Scene, _: str = "") -> Reply:
    """`/cancel` drops what is being asked and goes back; nothing recorded is lost."""
    _, _, place = scene.focus.place.partition("|")
    kind, _, argument = place.partition(".")
    if kind in _ASKING_OF_FINDING or kind == "unmasked":
        above = "export" if kind == "unmasked" else f"finding.{argument.partition('.')[0]}"
        scene.go(above, 0)
        return scene.reply(text("cancel.dropped"))
    if kind not in _ASKING:
        scene.note(text("cancel.nothing"))
        return scene.reply()
    if kind == "import":
        importing.cancel(scene, argument)
    sheet, _, back = (scene.focus.prior_place or "0|home").partition("|")
    if back.partition(".")[0] in _ASKING:
        sheet, back = ("0", "home") if sheet == "0" else (sheet, "toc")
    scene.desk = None
    scene.go(back, int(sheet))
    scene.note(text("cancel.dropped"))
    return scene.reply()


def press_campaign(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`cp|campaign`: work in another of one's campaigns."""
    mine = {str(m.campaign_id): m for m in people.of_account(scene.tx, scene.focus.user_id)}
    chosen = mine.get(args[0])
    if chosen is None:
        raise RefusalError("button-unknown")
    scene.speaker = people.speaking_as(scene.tx, chosen.id, scene.focus.user_id)
    scene.desk = None
    scene.go("home", 0)
    scene.focus = replace(scene.focus, person_id=chosen.id, prior_place=None, undo=None)
    notices.menu(scene.tx, scene.focus.chat_id, scene.now)
    return scene.reply(
        text("campaign.now", title=campaigns.campaign(scene.tx, chosen.campaign_id).title)
    )


# Cards ----------------------------------------------------------------------------------------


def home(scene: Scene, _: tuple[str, ...] = ()) -> Card:
    """The home card of whoever looks: by role, to be invited, or nobody known."""
    who, notice = scene.speaker, scene.focus.notice
    if who is None:
        return stranger_card(notice)
    if who.founding:
        return founder_card(who.name, notice)
    present = _sheets(scene)
    return home_card(
        HomeView(
            who.name,
            campaigns.campaign(scene.tx, who.campaign_id).title,
            role_words(who.holdings),
            _resume(scene),
            _entries(scene, present, Right.REVIEW, (SheetState.SUBMITTED, SheetState.OBJECTED)),
            _entries(scene, present, Right.ANSWER_FOR, DONE),
            inspects=may(who, Right.INSPECT),
            answers=may(who, Right.ANSWER_FOR),
            reads=may(who, Right.READ_RESULTS),
            exports=may(who, Right.EXPORT),
            administers=may(who, Right.ADMINISTER),
            findings=findings_list.at_home(scene),
            notice=notice,
        )
    )


def _sheets(scene: Scene) -> list[Sheet]:
    """The sheets of the present round, for those who have anything to do with one."""
    if not any(may(scene.who, right) for right in (Right.REVIEW, Right.ANSWER_FOR)):
        return []
    today = scene.now.astimezone(scene.house.tz).date()
    try:
        present = present_round(scene.tx, scene.who.campaign_id, today)
    except RefusalError:
        return []
    return sheets.of_round(scene.tx, present.id)


def _entries(
    scene: Scene, present: list[Sheet], right: Right, states: tuple[SheetState, ...]
) -> tuple[UnitEntry, ...]:
    found: list[UnitEntry] = []
    for sheet in present:
        if sheet.state in states and len(found) < LISTED:
            unit = campaigns.unit(scene.tx, sheet.unit_id)
            if unit is not None and may(scene.who, right, unit):
                objected = sheet.state is SheetState.OBJECTED
                found.append(UnitEntry(sheet.id, unit.name, objected))
    return tuple(found)


def _resume(scene: Scene) -> tuple[int, str, str] | None:
    """Where the person was before they came home, if they may still work there."""
    sheet, _, place = (scene.focus.prior_place or "").partition("|")
    here = desk(scene.tx, int(sheet)) if sheet.isdecimal() and sheet != "0" else None
    if here is None or here.sheet.state in LOCKED:
        return None
    if not may(scene.who, Right.INSPECT, here.unit):
        return None
    asked = place.partition(".")[0] in _ASKING
    return here.sheet.id, "toc" if asked else place, here.unit.name


def help_place(scene: Scene, _: tuple[str, ...]) -> Card:
    """`help`: a few lines for each role, and the commands."""
    who = scene.who
    parts = [
        part
        for part, holds in (
            ("team", who.has(*TEAM)),
            ("heads", who.has(*HEADS)),
            ("contact", who.has(Role.CONTACT)),
            ("findings", bool(who.holdings)),
            ("observer", who.has(Role.OBSERVER)),
            ("admin", who.has(Role.ADMIN) or who.founding),
        )
        if holds
    ]
    return help_card(parts, commands_for(scene.tx, scene.focus.user_id))


def whoami_place(scene: Scene, _: tuple[str, ...]) -> Card:
    """`whoami`: what the person is here."""
    who = scene.who
    if who.founding:
        posts = ((text("role.founder"), ()),)
        return whoami_card(WhoamiView(who.name, None, posts, (), who.user_id))
    barred = (
        [u.name for u in campaigns.units(scene.tx, who.campaign_id) if is_home(who, u)]
        if who.has(*TEAM, Role.ADMIN)
        else []
    )
    return whoami_card(
        WhoamiView(
            who.name,
            campaigns.campaign(scene.tx, who.campaign_id).title,
            tuple((role_words((h,))[0], tuple(sorted(h.townships))) for h in who.holdings),
            tuple(barred),
            who.user_id,
            scene.focus.notice,
        )
    )


def lang_place(scene: Scene, _: tuple[str, ...]) -> Card:
    """`lang`: which language."""
    return lang_card(scene.focus.notice)


def campaign_place(scene: Scene, _: tuple[str, ...]) -> Card:
    """`campaign`: the present one, and the person's others."""
    tx, who = scene.tx, scene.who
    if who.founding:
        raise RefusalError("not-allowed")
    present = campaigns.campaign(tx, who.campaign_id)
    others = [
        campaigns.campaign(tx, m.campaign_id)
        for m in people.of_account(tx, who.user_id)
        if m.campaign_id != who.campaign_id
    ]
    everyone = people.members(tx, present.id)
    counts = (
        len(campaigns.units(tx, present.id)),
        campaigns.count_households(tx, present.id),
        len(everyone),
        sum(m.user_id is not None for m in everyone),
    )
    concerned = who.has(*TEAM, Role.ADMIN, Role.OBSERVER)
    return campaign_card(
        CampaignView(
            present.title,
            present.document_number,
            present.office,
            (present.starts_on.isoformat(), present.ends_on.isoformat()),
            present.mode is Mode.SELF,
            wording.title(checklists.checklist(tx, present.checklist_id)),
            tuple(
                (r.name, r.starts_on.isoformat(), r.ends_on.isoformat())
                for r in campaigns.rounds(tx, present.id)
            ),
            counts if concerned else None,
            tuple((c.id, c.title) for c in others),
            who.has(Role.ADMIN),
            scene.focus.notice,
        )
    )


COMMANDS = {
    "start": CommandRoute(Right.ANYONE, start),
    "help": CommandRoute(Right.MEMBER, help_),
    "whoami": CommandRoute(Right.MEMBER, whoami),
    "lang": CommandRoute(Right.MEMBER, lang),
    "cancel": CommandRoute(Right.MEMBER, cancel),
    "campaign": CommandRoute(Right.MEMBER, campaign),
}
BUTTONS = {
    "lg": ButtonRoute(Right.MEMBER, "none", 1, press_lang),
    "cp": ButtonRoute(Right.MEMBER, "none", 1, press_campaign),
}
PLACES = {
    "home": PlaceRoute(Right.ANYONE, home),
    "help": PlaceRoute(Right.MEMBER, help_place),
    "whoami": PlaceRoute(Right.MEMBER, whoami_place),
    "lang": PlaceRoute(Right.MEMBER, lang_place),
    "campaign": PlaceRoute(Right.MEMBER, campaign_place),
}
