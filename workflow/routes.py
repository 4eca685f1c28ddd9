"""Every command and button, with the right it needs: nothing is reachable otherwise.

The dispatcher (`workflow.hear`) checks the right before the act runs, on the unit that the
button's own argument names. The matrix of rights in the tests is made from these tables.
"""

from __future__ import annotations

from inspection.people import Right
from workflow import (
    answering,
    asks,
    cards,
    deciding,
    exporting,
    feedback,
    importing,
    inspecting,
    joining,
    placing,
    ranking,
    reviewing,
    summary,
    undoing,
    visiting,
    welcome,
)
from workflow.route_types import ButtonRoute, CommandRoute

COMMANDS: dict[str, CommandRoute] = {
    **welcome.COMMANDS,
    **joining.COMMANDS,
    **importing.COMMANDS,
    **inspecting.COMMANDS,
    **reviewing.COMMANDS,
    **summary.COMMANDS,
    **ranking.COMMANDS,
    **exporting.COMMANDS,
}
BUTTONS: dict[str, ButtonRoute] = {
    "go": ButtonRoute(Right.MEMBER, "sheet", 2, cards.go),
    **welcome.BUTTONS,
    **joining.BUTTONS,
    **importing.BUTTONS,
    **inspecting.BUTTONS,
    **answering.BUTTONS,
    **visiting.BUTTONS,
    **undoing.BUTTONS,
    **asks.BUTTONS,
    **placing.BUTTONS,
    **reviewing.BUTTONS,
    **deciding.BUTTONS,
    **feedback.BUTTONS,
    **summary.BUTTONS,
    **ranking.BUTTONS,
    **exporting.BUTTONS,
}
