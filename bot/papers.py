"""Makes the documents that are made only when they are sent, from their recipes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from storage.db import Books
from workflow.exporting import make_paper
from workflow.ledger import ledger_file
from workflow.ledger_lines import read_ledger


async def paper(books: Books, recipe: Mapping[str, Any]) -> bytes:
    """The file of a recipe: read beside the books, made beside the event loop."""
    if recipe.get("kind") == "ledger":
        ledger = await books.read_long(partial(read_ledger, recipe=recipe))
        return await asyncio.to_thread(ledger_file, ledger)
    return await asyncio.to_thread(make_paper, recipe)
