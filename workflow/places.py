"""Every place a card can show, with the right it needs; nothing else can be looked at."""

from __future__ import annotations

from workflow import (
    asks,
    exporting,
    feedback,
    household_cards,
    importing,
    inspecting,
    joining,
    placing,
    ranking,
    review_asks,
    reviewing,
    summary,
    welcome,
)
from workflow.route_types import PlaceRoute

PLACES: dict[str, PlaceRoute] = {
    **welcome.PLACES,
    **joining.PLACES,
    **importing.PLACES,
    **inspecting.PLACES,
    **household_cards.PLACES,
    **asks.PLACES,
    **placing.PLACES,
    **reviewing.PLACES,
    **review_asks.PLACES,
    **feedback.PLACES,
    **summary.PLACES,
    **ranking.PLACES,
    **exporting.PLACES,
}
