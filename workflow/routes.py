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
    clashing,
    deciding,
    digests,
    exporting,
    feedback,
    finding_card,
    finding_edit,
    finding_handing,
    finding_time,
    finding_verifying,
    findings_list,
    importing,
    inspecting,
    joining,
    ledger,
    on_the_spot,
    placing,
    ranking,
    rectifying,
    reviewing,
    showing,
    summary,
    toggling,
    undoing,
    verdicts,
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
    **findings_list.COMMANDS,
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
    **toggling.BUTTONS,
    **clashing.BUTTONS,
    **undoing.BUTTONS,
    **asks.BUTTONS,
    **placing.BUTTONS,
    **reviewing.BUTTONS,
    **showing.BUTTONS,
    **deciding.BUTTONS,
    **feedback.BUTTONS,
    **finding_handing.BUTTONS,
    **verdicts.BUTTONS,
    **findings_list.BUTTONS,
    **finding_card.BUTTONS,
    **finding_edit.BUTTONS,
    **rectifying.BUTTONS,
    **finding_time.BUTTONS,
    **finding_verifying.BUTTONS,
    **on_the_spot.BUTTONS,
    **summary.BUTTONS,
    **ranking.BUTTONS,
    **exporting.BUTTONS,
    **digests.BUTTONS,
    **ledger.BUTTONS,
}
