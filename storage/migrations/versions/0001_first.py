"""The first books: campaign, people, sheets, visits, evidence, post, audit.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE checklists (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    document_number TEXT,
    office TEXT,
    mode TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    policy TEXT NOT NULL,
    has_tags INTEGER NOT NULL,
    checklist_id INTEGER NOT NULL REFERENCES checklists (id),
    plan_sha256 TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    UNIQUE (campaign_id, name)
);
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    township TEXT NOT NULL,
    village TEXT NOT NULL,
    kind TEXT,
    contact TEXT,
    drawable INTEGER NOT NULL,
    position INTEGER NOT NULL,
    dropped INTEGER NOT NULL DEFAULT 0,
    UNIQUE (campaign_id, township, village)
);
CREATE TABLE households (
    id INTEGER PRIMARY KEY,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    number TEXT NOT NULL,
    head TEXT NOT NULL,
    grp TEXT,
    people INTEGER,
    helper TEXT,
    tags TEXT NOT NULL,
    position INTEGER NOT NULL,
    origin TEXT NOT NULL,
    gone TEXT,
    added_by INTEGER,
    UNIQUE (unit_id, number)
);
CREATE TABLE departments (
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    topic TEXT NOT NULL,
    lead TEXT NOT NULL,
    co_owners TEXT NOT NULL,
    contact TEXT,
    PRIMARY KEY (campaign_id, topic)
);
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT,
    workplace TEXT,
    phone TEXT,
    user_id INTEGER,
    joined_at TEXT,
    unreachable INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    UNIQUE (campaign_id, key)
);
CREATE INDEX people_by_user ON people (user_id);
CREATE TABLE posts (
    person_id INTEGER NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    townships TEXT NOT NULL,
    granted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, role, team, granted)
);
CREATE INDEX posts_by_team ON posts (team);
CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    token_sha256 TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES people (id),
    made_by INTEGER REFERENCES people (id),
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    used_by INTEGER,
    revoked_at TEXT
);
CREATE TABLE founders (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    token_sha256 TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    user_id INTEGER,
    closed_at TEXT
);
CREATE TABLE invite_tries (
    user_id INTEGER NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX invite_tries_by_user ON invite_tries (user_id, at);
CREATE TABLE sheets (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    checklist_id INTEGER NOT NULL REFERENCES checklists (id),
    state TEXT NOT NULL,
    started_by INTEGER NOT NULL REFERENCES people (id),
    started_at TEXT NOT NULL,
    submitted_by INTEGER,
    submitted_at TEXT,
    signed_by INTEGER,
    signed_at TEXT,
    final_at TEXT,
    return_remark TEXT,
    report TEXT,
    UNIQUE (round_id, unit_id)
);
CREATE TABLE answers (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    question_id TEXT NOT NULL,
    value TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sheet_id, question_id)
);
CREATE TABLE visits (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    household_id INTEGER NOT NULL REFERENCES households (id),
    state TEXT NOT NULL,
    mode TEXT NOT NULL,
    reason TEXT,
    recorded TEXT NOT NULL,
    problems INTEGER NOT NULL DEFAULT 0,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sheet_id, household_id)
);
CREATE TABLE rollups (
    sheet_id INTEGER PRIMARY KEY REFERENCES sheets (id),
    tallies TEXT NOT NULL,
    figures TEXT,
    households INTEGER NOT NULL DEFAULT 0,
    visited INTEGER NOT NULL DEFAULT 0,
    telephoned INTEGER NOT NULL DEFAULT 0,
    absent INTEGER NOT NULL DEFAULT 0,
    problems INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE standings (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    item_id TEXT NOT NULL,
    standing TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    decision TEXT,
    decided_by INTEGER,
    decided_at TEXT,
    PRIMARY KEY (sheet_id, item_id)
);
CREATE TABLE exemptions (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    question_id TEXT NOT NULL,
    cases INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    decision TEXT,
    decided_by INTEGER,
    decided_at TEXT,
    PRIMARY KEY (sheet_id, question_id)
);
CREATE TABLE grounds (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    item_id TEXT NOT NULL,
    words TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sheet_id, item_id)
);
CREATE TABLE remarks (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    item_id TEXT NOT NULL,
    words TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sheet_id, item_id)
);
CREATE TABLE confirmations (
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (sheet_id, person_id)
);
CREATE TABLE objections (
    id INTEGER PRIMARY KEY,
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    item_id TEXT NOT NULL,
    words TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    verdict TEXT,
    answer TEXT,
    answered_by INTEGER,
    answered_at TEXT,
    UNIQUE (sheet_id, item_id)
);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    sheet_id INTEGER REFERENCES sheets (id),
    item_id TEXT,
    question_id TEXT,
    household_id INTEGER REFERENCES households (id),
    objection_id INTEGER REFERENCES objections (id),
    kind TEXT NOT NULL,
    file_id TEXT NOT NULL,
    file_unique_id TEXT NOT NULL,
    name TEXT,
    mime TEXT,
    size INTEGER,
    sha256 TEXT,
    caption TEXT,
    album TEXT,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    latitude TEXT,
    longitude TEXT,
    accuracy TEXT,
    fix_at TEXT,
    forwarded INTEGER NOT NULL DEFAULT 0,
    twin_of INTEGER REFERENCES evidence (id),
    twin_decision TEXT,
    difference_hash TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    dropped_at TEXT,
    tidied_at TEXT,
    UNIQUE (chat_id, message_id)
);
CREATE INDEX evidence_by_sheet ON evidence (sheet_id, household_id);
CREATE INDEX evidence_by_file ON evidence (campaign_id, file_unique_id);
CREATE INDEX evidence_by_sha256 ON evidence (campaign_id, sha256);
CREATE INDEX evidence_owed ON evidence (next_try_at) WHERE state = 'owed';
CREATE TABLE focus (
    user_id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    lang TEXT,
    person_id INTEGER REFERENCES people (id),
    sheet_id INTEGER REFERENCES sheets (id),
    place TEXT NOT NULL,
    prior_place TEXT,
    moved_at TEXT NOT NULL,
    notice TEXT,
    undo TEXT,
    fix TEXT,
    last_message_id INTEGER NOT NULL DEFAULT 0,
    card_message_id INTEGER,
    card_place TEXT,
    card_line TEXT,
    card_sha256 TEXT,
    owed INTEGER NOT NULL DEFAULT 0,
    painted INTEGER NOT NULL DEFAULT 0,
    keyboard_sent INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX focus_owed ON focus (user_id) WHERE owed > painted;
CREATE INDEX focus_by_sheet ON focus (sheet_id);
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
);
CREATE TABLE quarantine (
    update_id INTEGER PRIMARY KEY,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    raw TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    message_id INTEGER,
    sent_at TEXT,
    error TEXT
);
CREATE INDEX notices_due ON notices (due_at) WHERE state = 'due';
CREATE TABLE rates (
    key TEXT PRIMARY KEY,
    free_at TEXT NOT NULL
);
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    outcome TEXT
);
CREATE TABLE audit (
    campaign_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    person_id INTEGER,
    user_id INTEGER,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (campaign_id, number)
);
CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""


def upgrade() -> None:
    """Make all tables."""
    statements = TABLES.split(";\n")
    pending = ""
    for part in statements:
        pending += part
        # A trigger's body holds a semicolon of its own.
        if pending.count("BEGIN SELECT") and not pending.rstrip().endswith("END"):
            pending += ";\n"
            continue
        op.execute(pending)
        pending = ""
