"""`ducha export`: what is asked for on the command line, made into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from inspection.text import Text, text
from storage import campaigns
from storage.campaigns import Campaign
from storage.db import Books, Tx
from workflow import document_making, documents
from workflow.document_making import Made
from workflow.documents import Request
from workflow.scene import House


class NoCampaignError(Exception):
    """There is no campaign of that title, or none at all."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, of what, and what for; `unmasked` is a reason."""

    kind: str
    house: House
    now: datetime
    title: str | None
    unit: str | None
    why: str | None
    unmasked: str | None
    out: Path


def the_campaign(tx: Tx, title: str | None) -> Campaign:
    """The campaign of that title, else the newest; NoCampaignError."""
    found = (
        campaigns.titled(tx, title)
        if title is not None
        else next(iter(campaigns.campaigns(tx)), None)
    )
    if found is None:
        raise NoCampaignError
    return found


Steps: TypeAlias = Callable[[Text, int, int], None]
"""Hears which kind is in hand, and how far all of it is: so many steps of so many."""


async def run(order: Order, books: Books, told: Steps) -> Made:
    """Ask for it and make it. Raises as `documents.order` and `document_making.make` do."""
    recipe = await books.act(partial(_recipe, order=order))

    def step(done: int, of: int) -> None:
        told(text(f"cli.kind-{document_making.making(recipe, done)}"), done, of)

    make = partial(document_making.make, now=lambda: order.now)
    return await make(books, order.house, recipe, order.out, step)


def _recipe(tx: Tx, order: Order) -> dict[str, Any]:
    campaign = the_campaign(tx, order.title)
    asked = Request(campaign, None, order.unit, order.why, order.unmasked)
    return documents.order(tx, order.house, order.now, asked, order.kind)
