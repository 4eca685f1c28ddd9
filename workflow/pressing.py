"""A button's data become an act: its route found, the right checked on the unit it is about."""

from __future__ import annotations

from inspection.buttons import read_id, read_press
from inspection.card import Reply
from inspection.people import RefusalError, Unit
from storage import campaigns, evidence, marks
from workflow import routes
from workflow.scene import Scene, desk, take_finding


def press(scene: Scene, data: str) -> Reply:
    """Do what a button's data say; RefusalError where there is none such, or no right to it."""
    said = read_press(data)
    route = routes.BUTTONS.get(said.code) if said else None
    if said is None or route is None or len(said.args) < route.least:
        raise RefusalError("button-unknown")
    # Only what the button itself names is on the desk.
    scene.desk = scene.finding = None
    unit = _subject(scene, route.of, said.args)
    scene.require(route.right, unit)
    return route.run(scene, said.args)


def _subject(scene: Scene, of: str, args: tuple[str, ...]) -> Unit | None:
    """The unit a button is about; RefusalError where there is none of that id."""
    if of == "none":
        return None
    number = read_id(args[0])
    if number is None:
        raise RefusalError("button-unknown")
    sheet_id: int | None = None
    match of:
        case "unit":
            unit = campaigns.unit(scene.tx, number)
            if unit is None:
                raise RefusalError("button-unknown")
            return unit
        case "finding":
            return take_finding(scene, number)
        case "sheet":
            sheet_id = number
            if number == 0:
                return None
        case "evidence":
            file = evidence.evidence(scene.tx, number)
            sheet_id = file.target.sheet_id if file else None
        case "objection":
            said = marks.objection(scene.tx, number)
            sheet_id = said.sheet_id if said else None
    found = desk(scene.tx, sheet_id) if sheet_id is not None else None
    if found is None:
        raise RefusalError("button-unknown")
    scene.desk = found
    return found.unit
