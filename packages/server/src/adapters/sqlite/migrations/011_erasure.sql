-- Owners that were erased and had been welcomed with points: SHA-256 of their names. They are not welcomed again.
CREATE TABLE erased (
  owner_hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE INDEX media_owner ON media (owner);
