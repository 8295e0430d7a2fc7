-- Tokens of these owners count only where they were issued at this moment or later, milliseconds since the epoch.
CREATE TABLE revocation (
  owner TEXT PRIMARY KEY,
  before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
