CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  assistant TEXT NOT NULL,
  mount TEXT NOT NULL,
  external_key TEXT,
  title TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  head TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX conversation_key ON conversation (mount, owner, external_key) WHERE external_key IS NOT NULL;

-- Holds the mount too, so that a page of one mount skips the others without touching their rows.
CREATE INDEX conversation_page ON conversation (owner, updated_at, id, mount);

-- Clustered by conversation: a branch is read from neighbouring pages.
CREATE TABLE message (
  conversation TEXT NOT NULL,
  id TEXT NOT NULL,
  parent TEXT,
  role TEXT NOT NULL,
  parts TEXT NOT NULL,
  status TEXT NOT NULL,
  turn TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (conversation, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_id ON message (id);

-- `position` is the order of acceptance: a clock that jumps back does not change it.
-- `events` is the number of events once the turn has ended; `claimed_from` is the first number of the current epoch.
-- `log`: 0 kept, 1 being removed, 2 gone.
CREATE TABLE turn (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation TEXT NOT NULL,
  owner TEXT NOT NULL,
  assistant TEXT NOT NULL,
  mount TEXT NOT NULL,
  operation TEXT NOT NULL,
  user_message TEXT NOT NULL,
  assistant_message TEXT NOT NULL,
  status TEXT NOT NULL,
  node TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  model TEXT NOT NULL,
  max_tokens INTEGER NOT NULL,
  time_limit_ms INTEGER NOT NULL,
  correlation_id TEXT NOT NULL,
  cancel_requested_by TEXT,
  options TEXT NOT NULL,
  usage TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  claimed_from INTEGER NOT NULL DEFAULT 0,
  events INTEGER,
  log INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX turn_conversation ON turn (conversation);
CREATE INDEX turn_open ON turn (conversation, position) WHERE ended_at IS NULL;
CREATE INDEX turn_log ON turn (ended_at) WHERE ended_at IS NOT NULL AND log < 2;

-- What has not been sealed yet: one row a commit, with the appends of all turns, in a ring of slots.
CREATE TABLE journal (
  slot INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL,
  sections TEXT NOT NULL
) STRICT;

-- A run of a turn's events, one a line, written once.
CREATE TABLE segment (
  turn TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (turn, first_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  hash TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  turn TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_turn ON idempotency (turn);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  turn TEXT,
  lease_node TEXT,
  lease_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX job_key ON job (kind, key);
CREATE INDEX job_due ON job (run_at, id);
CREATE INDEX job_turn ON job (turn) WHERE turn IS NOT NULL;

-- A single row that is rewritten to prove that a commit works.
CREATE TABLE pulse (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
