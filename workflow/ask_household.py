"""Asked in words about households: why nobody was met, why one is gone, who is new."""

from __future__ import annotations

from inspection.card import Reply, Words
from inspection.flow.household import ABSENT_REASONS
from inspection.text import text
from workflow import roster, visiting
from workflow.ask_kind import Ask, no_presets, recorded_words
from workflow.household_words import named
from workflow.scene import Scene


def _absent_words(scene: Scene, household_id: str) -> tuple[Words, ...]:
    who = visiting.the_household(scene, household_id)
    return (text("ask.absent", name=named(who)),)


def _absent_presets(_scene: Scene, _household_id: str) -> tuple[Words, ...]:
    return tuple(text(f"absent.{code}") for code in ABSENT_REASONS[:3])


def _take_absent(scene: Scene, household_id: str, said: str) -> Reply:
    usual = {recorded_words(text(f"absent.{code}")): code for code in ABSENT_REASONS[:3]}
    who = visiting.the_household(scene, household_id)
    return visiting.mark_absent(scene, who, usual.get(said, said))


def _gone_words(scene: Scene, household_id: str) -> tuple[Words, ...]:
    who = visiting.the_household(scene, household_id)
    return (text("ask.gone", name=named(who)),)


def _gone_presets(scene: Scene, household_id: str) -> tuple[Words, ...]:
    if visiting.the_household(scene, household_id).gone is not None:
        return (text("ask.gone-back"),)
    return tuple(text(f"ask.gone-{why}") for why in ("moved", "died", "merged"))


def _take_gone(scene: Scene, household_id: str, said: str) -> Reply:
    who = visiting.the_household(scene, household_id)
    back = said == recorded_words(text("ask.gone-back"))
    roster.set_gone(scene, who, None if back else said)
    scene.go(f"hh.{who.id}" if back else "list")
    return scene.reply(text("toast.saved"))


def _take_added(scene: Scene, _argument: str, said: str) -> Reply:
    number, _, head = said.partition(" ")
    if not number or not head.strip() or len(number) > 12 or len(head) > 20:
        scene.note(text("ask.add-unread"))
        return scene.reply()
    added = roster.add(scene, number, head.strip())
    scene.go(f"hh.{added.id}")
    return scene.reply(text("toast.saved"))


def _to_household(_scene: Scene, household_id: str) -> str:
    return f"hh.{household_id}"


ASKS = {
    "absent": Ask(_absent_words, _absent_presets, _take_absent, _to_household),
    "gone": Ask(_gone_words, _gone_presets, _take_gone, _to_household),
    "add": Ask(
        lambda _scene, _argument: (text("ask.add"),),
        no_presets,
        _take_added,
        lambda _scene, _argument: "list",
    ),
}
