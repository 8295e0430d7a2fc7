-- Each owner's account: what is spent and granted, one line each, never changed. `id` is unique by what the line is for,
-- so that a turn is paid once, and an owner welcomed once.
CREATE TABLE ledger (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  points INTEGER NOT NULL,
  balance INTEGER NOT NULL CHECK (balance BETWEEN 0 AND 9007199254740991),
  turn TEXT,
  reason TEXT,
  author TEXT,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_owner ON ledger (owner, position);

-- Points that are held for the turn until it ends.
ALTER TABLE turn ADD COLUMN reserved INTEGER;

CREATE INDEX turn_reserved ON turn (owner) WHERE ended_at IS NULL AND reserved IS NOT NULL;
