"""Turns of people at the door: a command or a button through its route, rights checked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from content.locales import catalog
from inspection.buttons import read_press
from inspection.card import Card, Reply
from inspection.heard import Attached, Sender
from inspection.people import RefusalError
from storage import focus, people
from storage.db import Tx
from tests.builders import NOW
from workflow import importing, joining, welcome
from workflow.scene import House, Scene

COMMANDS = {**welcome.COMMANDS, **joining.COMMANDS, **importing.COMMANDS}
BUTTONS = {**welcome.BUTTONS, **joining.BUTTONS, **importing.BUTTONS}
PLACES = {**welcome.PLACES, **joining.PLACES, **importing.PLACES}


class Office:
    """A house whose tokens can be told apart, and its clock."""

    def __init__(self, tx: Tx, folder: Path, **settings: object) -> None:
        self.tx = tx
        self.now = NOW
        self._made = 0
        house = House(ZoneInfo("Asia/Shanghai"), "zh", folder, self._token)
        self.house = replace(house, **settings)  # type: ignore[arg-type]

    def _token(self) -> str:
        self._made += 1
        return f"token-number-{self._made:09d}"

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def scene(self, account: int, name: str = "") -> Scene:
        at = focus.meet(self.tx, account, account, None, "0|home", self.now)
        sender = Sender(account, account, True, 7, None, name)
        return Scene(self.tx, self.house, self.now, at, people.speaker(self.tx, account), sender)

    def say(self, account: int, words: str, name: str = "") -> Reply | None:
        command, _, rest = words.removeprefix("/").partition(" ")
        scene = self.scene(account, name)
        route = COMMANDS[command]
        scene.require(route.right)
        return self._done(scene, route.run(scene, rest))

    def press(self, account: int, data: str) -> Reply | None:
        press = read_press(data)
        assert press is not None
        scene = self.scene(account)
        if press.code == "go":
            scene.require(PLACES[press.args[1].partition(".")[0]].right)
            scene.go(press.args[1], int(press.args[0]))
            return self._done(scene, scene.reply())
        route = BUTTONS[press.code]
        if len(press.args) < route.least:
            raise RefusalError("button-unknown")
        scene.require(route.right)
        return self._done(scene, route.run(scene, press.args))

    def send(self, account: int, sent: Attached) -> Reply | None:
        scene = self.scene(account)
        return self._done(scene, importing.offered_file(scene, sent))

    def _done(self, scene: Scene, reply: Reply | None) -> Reply | None:
        focus.save(self.tx, scene.focus)
        return reply

    def card(self, account: int) -> Card:
        scene = self.scene(account)
        kind, *args = scene.focus.place.partition("|")[2].split(".")
        scene.require(PLACES[kind].right)
        return PLACES[kind].card(scene, tuple(args))

    def shown(self, account: int, lang: str = "zh") -> str:
        """The card's words, then its buttons in brackets."""
        card, words = self.card(account), catalog(lang)
        lines = [words.plain(line) for line in card.lines]
        return "\n".join([*lines, *(f"[{words.plain(b.label)}]" for row in card.rows for b in row)])

    def buttons(self, account: int) -> dict[str, str]:
        """What the card's buttons say when pressed, by label."""
        words = catalog("zh")
        card = self.card(account)
        return {words.plain(b.label): b.data for row in card.rows for b in row}

    def notices(self, account: int, kind: str = "line") -> list[str]:
        rows = self.tx.all(
            "SELECT body FROM notices WHERE chat_id = :c AND kind = :k ORDER BY rowid",
            c=account,
            k=kind,
        )
        return [row["body"] for row in rows]

    def acts(self) -> list[str]:
        return [
            row["act"] for row in self.tx.all("SELECT act FROM audit ORDER BY campaign_id, number")
        ]
