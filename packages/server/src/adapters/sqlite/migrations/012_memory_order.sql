-- The memories of a scope in the order in which they came, so that who has read them reads only what came since.
ALTER TABLE memory ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

UPDATE memory SET position = numbered.position FROM (
  SELECT id, row_number() OVER (PARTITION BY owner, scope ORDER BY recorded_at, id) AS position FROM memory
) AS numbered WHERE numbered.id = memory.id;

CREATE INDEX memory_order ON memory (owner, scope, position);

-- `added` is the last position that was given; `edition` another number whenever one was removed or says something else:
-- then all of them are read again.
CREATE TABLE memory_scope (
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  added INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  PRIMARY KEY (owner, scope)
) STRICT, WITHOUT ROWID;

INSERT INTO memory_scope (owner, scope, added, edition)
  SELECT owner, scope, max(position), random() & 0xffffffffffff FROM memory GROUP BY owner, scope;

-- What still holds first, then the latest, so that of many relations of a name only those that are shown are read.
DROP INDEX relation_src;
DROP INDEX relation_dst;
CREATE INDEX relation_src ON relation (src, valid_to IS NOT NULL, valid_from DESC);
CREATE INDEX relation_dst ON relation (dst, valid_to IS NOT NULL, valid_from DESC);
