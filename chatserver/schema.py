"""The tables of the chat server's own store."""

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS bots (
    id INTEGER PRIMARY KEY, username TEXT NOT NULL, name TEXT NOT NULL,
    last_update INTEGER NOT NULL, allowed TEXT, webhook TEXT
);
CREATE TABLE IF NOT EXISTS bot_words (
    bot INTEGER NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (bot, name, lang)
);
CREATE TABLE IF NOT EXISTS commands (
    bot INTEGER NOT NULL, scope TEXT NOT NULL, lang TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (bot, scope, lang)
);
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, username TEXT,
    lang TEXT NOT NULL, note TEXT NOT NULL, bot INTEGER
);

CREATE TABLE IF NOT EXISTS chats (
    key INTEGER PRIMARY KEY AUTOINCREMENT, bot INTEGER, person INTEGER, title TEXT,
    blocked INTEGER NOT NULL DEFAULT 0, UNIQUE (bot, person)
);
CREATE TABLE IF NOT EXISTS members (
    chat INTEGER NOT NULL, member INTEGER NOT NULL, is_bot INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (chat, is_bot, member)
);
CREATE INDEX IF NOT EXISTS members_by_member ON members (member, is_bot, chat);

CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, sender INTEGER NOT NULL,
    by_bot INTEGER NOT NULL, date INTEGER NOT NULL, edited INTEGER, album TEXT,
    reply_to INTEGER, content TEXT, markup TEXT, reactions TEXT,
    protected INTEGER NOT NULL DEFAULT 0, silent INTEGER NOT NULL DEFAULT 0,
    keyboard INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS messages_by_chat ON messages (chat, id);
CREATE INDEX IF NOT EXISTS messages_with_keyboard ON messages (chat, id) WHERE keyboard;
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sha TEXT NOT NULL, kind TEXT NOT NULL,
    size INTEGER NOT NULL, name TEXT, mime TEXT, width INTEGER, height INTEGER,
    duration INTEGER, made INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS files_by_sha ON files (sha);
CREATE TABLE IF NOT EXISTS message_files (
    file INTEGER NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (file, message)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_message ON message_files (message);

CREATE TABLE IF NOT EXISTS updates (
    bot INTEGER NOT NULL, id INTEGER NOT NULL, queue INTEGER NOT NULL, body TEXT NOT NULL,
    expires REAL NOT NULL, PRIMARY KEY (bot, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS updates_by_queue ON updates (bot, queue, id);
CREATE TABLE IF NOT EXISTS queries (
    id INTEGER PRIMARY KEY, bot INTEGER NOT NULL, person INTEGER NOT NULL,
    chat INTEGER NOT NULL, message INTEGER NOT NULL, client_id TEXT, made REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, body TEXT NOT NULL,
    made REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_person ON events (person, seq);
CREATE TABLE IF NOT EXISTS once (
    person INTEGER NOT NULL, client_id TEXT NOT NULL, outcome TEXT NOT NULL,
    made REAL NOT NULL, PRIMARY KEY (person, client_id)
);

-- Entering and staying: keys and tokens stand here as their hashes alone.
CREATE TABLE IF NOT EXISTS devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, name TEXT NOT NULL,
    made REAL NOT NULL, seen REAL NOT NULL, key TEXT NOT NULL, former TEXT,
    turned REAL NOT NULL, sure INTEGER NOT NULL, offered REAL NOT NULL, ended REAL
);
CREATE INDEX IF NOT EXISTS devices_by_person ON devices (person);
CREATE TABLE IF NOT EXISTS device_keys (
    hash TEXT PRIMARY KEY, device INTEGER NOT NULL, parent TEXT, made REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS keys_by_device ON device_keys (device);
CREATE TABLE IF NOT EXISTS device_links (
    hash TEXT PRIMARY KEY, device INTEGER NOT NULL, until REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    hash TEXT PRIMARY KEY, bot INTEGER NOT NULL, device INTEGER NOT NULL, client_id TEXT,
    made REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wrong_entries (address TEXT NOT NULL, made REAL NOT NULL);
CREATE INDEX IF NOT EXISTS wrong_entries_by_time ON wrong_entries (made);

-- Uploads: what has come of a file in pieces; bytes a person sent in a day (days since 1970).
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, person INTEGER NOT NULL, client_id TEXT NOT NULL, name TEXT NOT NULL,
    mime TEXT NOT NULL, size INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0,
    sha TEXT, touched REAL NOT NULL, UNIQUE (person, client_id)
);
CREATE INDEX IF NOT EXISTS uploads_by_sha ON uploads (sha) WHERE sha IS NOT NULL;
CREATE TABLE IF NOT EXISTS upload_days (
    person INTEGER NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (person, day)
) WITHOUT ROWID;
-- Groups: the one link that opens each, as a hash.
CREATE TABLE IF NOT EXISTS group_links (
    chat INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, until REAL NOT NULL
);
-- Retention goes by the date.
CREATE INDEX IF NOT EXISTS messages_by_date ON messages (date);

INSERT INTO sqlite_sequence (name, seq)
    SELECT 'people', 1000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'people');
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'chats', 4000000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'chats');
"""

ADDED = (("people", "bot", "INTEGER"),)
"""Columns that stores made by earlier versions lack: table, name, type."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make what is missing of the tables; what is kept stays."""
    connection.executescript(SCHEMA)
    for table, column, kind in ADDED:
        if all(row[1] != column for row in connection.execute(f"PRAGMA table_info({table})")):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
