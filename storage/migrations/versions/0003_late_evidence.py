"""Late evidence, pictures that look alike, drafts; a sheet's remark may be a code with gaps.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE evidence ADD COLUMN late TEXT",
    "ALTER TABLE evidence ADD COLUMN late_decision TEXT",
    "ALTER TABLE evidence ADD COLUMN mirrored_hash TEXT",
    "ALTER TABLE evidence ADD COLUMN compared INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE evidence ADD COLUMN twin_alike INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX evidence_uncompared ON evidence (id) WHERE compared = 0 AND state = 'safe'",
    """CREATE TABLE drafts (
        user_id INTEGER NOT NULL,
        place TEXT NOT NULL,
        words TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (user_id, place)
    )""",
    """UPDATE sheets SET return_remark = json_quote(return_remark)
       WHERE return_remark IS NOT NULL""",
)
"""`late` is `submitted` or `signed`: how the sheet stood when the file came. `compared` is 0 where
a picture is still to be held beside the others; `twin_alike` tells alike from the same bytes."""


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
