"""Score sheets that were begun by mistake and thrown away while they were empty.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE discarded_sheets (
        sheet_id INTEGER PRIMARY KEY,
        unit_id INTEGER NOT NULL REFERENCES units (id),
        at TEXT NOT NULL
    )""",
)
"""Their numbers are never given again: buttons in old messages still name them."""


def upgrade() -> None:
    """Make it."""
    for statement in STATEMENTS:
        op.execute(statement)
