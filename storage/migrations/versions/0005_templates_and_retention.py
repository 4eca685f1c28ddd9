"""An office's own Word templates; evidence that was removed after the campaign's retention time.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE templates (
        id INTEGER PRIMARY KEY,
        campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
        kind TEXT NOT NULL,
        user_id INTEGER,
        file TEXT,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at TEXT,
        outcome TEXT,
        sha256 TEXT,
        body BLOB
    )""",
    "CREATE UNIQUE INDEX templates_in_use ON templates (campaign_id, kind) WHERE state = 'used'",
    "CREATE INDEX templates_owed ON templates (id) WHERE state = 'owed'",
    "ALTER TABLE evidence ADD COLUMN removed_at TEXT",
    "CREATE INDEX evidence_removing ON evidence (id) WHERE state = 'removing'",
    """UPDATE campaigns SET policy = json_set(policy, '$.retain_months', NULL), plan_sha256 = ''
       WHERE json_extract(policy, '$.retain_months') = 24""",
)
"""`templates.state` is owed, faults, failed, used or dropped; `file` is the channel's id of what a
person sent, `body` stands while it is used. `evidence.state` is removing while its bytes are still
to be deleted, then removed. Up to here 24 months stood for "not set", after which nothing may be
deleted by itself: it is asked again at the next import."""


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
