"""What falls due by itself, looked for by the ticks: objections, deadlines, old messages."""

from __future__ import annotations

from datetime import datetime

from storage import evidence, notices
from storage.db import Tx
from workflow.deadlines import settle_provisional
from workflow.dispatch_letters import plan_dispatch
from workflow.feedback import lapse
from workflow.post import TIDY_AFTER
from workflow.scene import House

AT_ONCE = 50


def do_chores(house: House, tx: Tx, now: datetime) -> None:
    """Everything that is due now; doing it twice changes nothing."""
    lapse(house, tx, now)
    settle_provisional(tx, now)
    plan_dispatch(tx, house.tz, now)
    tidy_evidence(tx, now)


def tidy_evidence(tx: Tx, now: datetime) -> None:
    """Take evidence out of the chats once its bytes are safe: it is sensitive, and kept anyway."""
    by_chat: dict[int, list[int]] = {}
    for evidence_id, chat_id, message_id in evidence.to_tidy(tx, now - TIDY_AFTER, AT_ONCE):
        by_chat.setdefault(chat_id, []).append(message_id)
        evidence.tidied(tx, evidence_id, now)
    for chat_id, message_ids in by_chat.items():
        notices.delete(tx, chat_id, message_ids, now)
