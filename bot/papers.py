"""Makes the documents that are made only when they are sent, from their recipes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from storage.apart import Told
from storage.db import Books, Reader
from workflow.exporting import make_paper
from workflow.ledger import ledger_file, read_ledger


async def paper(books: Books, recipe: Mapping[str, Any]) -> bytes:
    """The file of a recipe, read and made in a process of its own."""
    return await books.read_apart(partial(_paper, recipe=recipe))


def _paper(books: Reader, _told: Told, *, recipe: Mapping[str, Any]) -> bytes:
    if recipe.get("kind") == "ledger":
        return ledger_file(books.read(partial(read_ledger, recipe=recipe)))
    return make_paper(recipe)
