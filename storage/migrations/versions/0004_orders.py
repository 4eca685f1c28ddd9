"""Documents asked for in the chat: made beside the talk, kept for a day.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE orders (
        id INTEGER PRIMARY KEY,
        campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
        user_id INTEGER NOT NULL,
        chat_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        recipe TEXT NOT NULL,
        state TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        steps INTEGER NOT NULL DEFAULT 0,
        file TEXT,
        sendings INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        asked_at TEXT NOT NULL,
        made_at TEXT
    )""",
    "CREATE INDEX orders_owed ON orders (id) WHERE state = 'owed'",
    "CREATE INDEX orders_by_user ON orders (user_id, campaign_id)",
)
"""`state` is owed, made or failed; `file` stands below the data folder as long as it is kept."""


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
