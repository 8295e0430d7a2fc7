-- Files that come with messages; their bytes are elsewhere. What is neither ready nor gone is settled by housekeeping.
CREATE TABLE media (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT,
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  pages INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX media_unsettled ON media (created_at, id) WHERE state <> 'ready';

-- Answers that may be given again to the same owner. They go with the conversation that they were given in.
CREATE TABLE answer (
  hash TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  conversation TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX answer_conversation ON answer (conversation);
CREATE INDEX answer_owner ON answer (owner, created_at, hash);
