"""Findings with their story, extensions asked for, reminders, and an office's own calendar.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE findings (
        id INTEGER PRIMARY KEY,
        campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
        year INTEGER NOT NULL,
        number INTEGER NOT NULL,
        round_id INTEGER NOT NULL REFERENCES rounds (id),
        sheet_id INTEGER NOT NULL REFERENCES sheets (id),
        unit_id INTEGER NOT NULL REFERENCES units (id),
        key TEXT NOT NULL,
        item_id TEXT NOT NULL,
        questions TEXT NOT NULL,
        household_id INTEGER REFERENCES households (id),
        cases INTEGER NOT NULL,
        points TEXT,
        matter TEXT NOT NULL,
        open_matter TEXT NOT NULL,
        person TEXT,
        category TEXT NOT NULL,
        topic TEXT,
        lead TEXT,
        co_owners TEXT NOT NULL,
        measure TEXT NOT NULL,
        responsible TEXT NOT NULL,
        in_charge TEXT,
        kind TEXT NOT NULL,
        deadline TEXT NOT NULL,
        edited TEXT NOT NULL DEFAULT '[]',
        state TEXT NOT NULL,
        due_on TEXT,
        provisional INTEGER NOT NULL DEFAULT 0,
        due_set_on TEXT,
        due_rule TEXT,
        on_spot INTEGER NOT NULL DEFAULT 0,
        returns INTEGER NOT NULL DEFAULT 0,
        extended INTEGER NOT NULL DEFAULT 0,
        relapses INTEGER NOT NULL DEFAULT 0,
        false_at TEXT,
        made_at TEXT NOT NULL,
        assigned_at TEXT,
        accepted_at TEXT,
        submitted_at TEXT,
        submitted_by INTEGER REFERENCES people (id),
        closed_at TEXT,
        closed_by INTEGER REFERENCES people (id),
        UNIQUE (unit_id, key),
        UNIQUE (campaign_id, number)
    )""",
    "CREATE INDEX findings_by_state ON findings (campaign_id, state, due_on, number, unit_id)",
    "CREATE INDEX findings_by_sheet ON findings (sheet_id)",
    """CREATE TABLE finding_steps (
        id INTEGER PRIMARY KEY,
        finding_id INTEGER NOT NULL REFERENCES findings (id),
        round_id INTEGER NOT NULL REFERENCES rounds (id),
        sheet_id INTEGER REFERENCES sheets (id),
        act TEXT NOT NULL,
        before TEXT,
        after TEXT NOT NULL,
        words TEXT,
        due_on TEXT,
        by_person INTEGER REFERENCES people (id),
        at TEXT NOT NULL
    )""",
    "CREATE INDEX finding_steps_by_finding ON finding_steps (finding_id, id)",
    """CREATE TABLE extensions (
        id INTEGER PRIMARY KEY,
        finding_id INTEGER NOT NULL REFERENCES findings (id),
        until TEXT NOT NULL,
        reason TEXT NOT NULL,
        by_person INTEGER NOT NULL REFERENCES people (id),
        at TEXT NOT NULL,
        verdict TEXT,
        answer TEXT,
        answered_by INTEGER REFERENCES people (id),
        answered_at TEXT
    )""",
    "CREATE UNIQUE INDEX extensions_open ON extensions (finding_id) WHERE verdict IS NULL",
    """CREATE TABLE calendar_days (
        campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
        day TEXT NOT NULL,
        works INTEGER NOT NULL,
        name TEXT,
        PRIMARY KEY (campaign_id, day)
    )""",
    """CREATE TABLE reminders (
        id TEXT PRIMARY KEY,
        finding_id INTEGER NOT NULL REFERENCES findings (id),
        person_id INTEGER NOT NULL REFERENCES people (id),
        stage TEXT NOT NULL,
        due_on TEXT NOT NULL,
        digest TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        seen_at TEXT
    )""",
    """CREATE TABLE submission_words (
        finding_id INTEGER NOT NULL REFERENCES findings (id),
        person_id INTEGER NOT NULL REFERENCES people (id),
        words TEXT NOT NULL,
        PRIMARY KEY (finding_id, person_id)
    )""",
    "CREATE INDEX reminders_by_digest ON reminders (digest)",
    "CREATE INDEX reminders_by_finding ON reminders (finding_id, person_id)",
    "ALTER TABLE evidence ADD COLUMN finding_id INTEGER REFERENCES findings (id)",
    "ALTER TABLE evidence ADD COLUMN step_id INTEGER REFERENCES finding_steps (id)",
    "ALTER TABLE evidence ADD COLUMN shows TEXT",
    "CREATE INDEX evidence_by_finding ON evidence (finding_id)",
)
"""`reminders.id` is made of finding, deadline, stage and person: planned once, whatever restarts;
`seen_at` is when the person said 知道了.
`evidence.shows` is `before` or `after`; `step_id` the step it was handed in with."""


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
