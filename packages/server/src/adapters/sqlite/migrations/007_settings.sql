-- What owners set up through the API: rows that override files of data, addresses that are told of answers. `revision`
-- grows by one with each change, so that two changes at once cannot both win.
CREATE TABLE setting (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  data TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, id)
) STRICT, WITHOUT ROWID;
