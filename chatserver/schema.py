"""The tables of the chat server's own store."""

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
    lang TEXT NOT NULL, note TEXT NOT NULL
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

INSERT INTO sqlite_sequence (name, seq)
    SELECT 'people', 1000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'people');
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'chats', 4000000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'chats');
"""
