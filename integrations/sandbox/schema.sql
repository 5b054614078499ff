-- The sandbox's own file. Bodies are JSON exactly as the provider shows them.
CREATE TABLE IF NOT EXISTS stripe_objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
    created INTEGER NOT NULL, status TEXT, amount INTEGER, currency TEXT, body TEXT NOT NULL,
    private TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS objects_kind ON stripe_objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_status ON stripe_objects (kind, status);
CREATE INDEX IF NOT EXISTS objects_intent ON stripe_objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_charge ON stripe_objects (kind, json_extract(body, '$.charge'));
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, type TEXT NOT NULL, endpoint TEXT NOT NULL,
    topic TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending', tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL, last_status INTEGER, last_error TEXT, created REAL NOT NULL, done_at REAL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, next_at);
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS timers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, deed TEXT NOT NULL, ref TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, message_id TEXT, sender TEXT,
    recipients TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    attachments TEXT NOT NULL,
    raw BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS mails_message_id ON mails (message_id);
CREATE TABLE IF NOT EXISTS sms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, message_id TEXT NOT NULL, recipient TEXT NOT NULL,
    text TEXT NOT NULL, attributes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS parcels (
    number TEXT PRIMARY KEY, courier TEXT NOT NULL, dead INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL DEFAULT 0, city TEXT NOT NULL, region TEXT NOT NULL,
    created REAL NOT NULL, moved_at REAL NOT NULL,
    ended TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, at REAL NOT NULL, scan TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS scans_number ON scans (number, id);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS openai_responses (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, at REAL NOT NULL, stored INTEGER NOT NULL,
    client_request TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
