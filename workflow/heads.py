"""Free words as chats may show them: names of the roster's heads masked."""

from __future__ import annotations

from content.masking import names_masked
from storage import visits
from storage.db import Tx
from workflow.scene import Desk


def mask_heads(tx: Tx, desk: Desk, words: str) -> str:
    """Words with the names of the roster's heads masked, the longest first."""
    if not words:
        return words
    here = visits.places(tx, desk.sheet.id, desk.unit.id)
    return names_masked({place.household.head for place in here})(words)
