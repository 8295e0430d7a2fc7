-- What is remembered of owners. Every memory has at least one row in memory_source, and goes with the last one.
CREATE TABLE memory (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  value_key TEXT NOT NULL,
  text TEXT NOT NULL,
  importance INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  event_at INTEGER,
  recorded_at INTEGER NOT NULL,
  superseded_by TEXT,
  status TEXT NOT NULL,
  access_count INTEGER NOT NULL DEFAULT 0,
  last_accessed INTEGER,
  extractor TEXT NOT NULL,
  -- How many distinct terms its text has.
  terms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_page ON memory (owner, recorded_at, id);
CREATE INDEX memory_scope_page ON memory (owner, scope, recorded_at, id);
CREATE INDEX memory_about ON memory (owner, scope, subject, attribute, status);
CREATE INDEX memory_successor ON memory (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE memory_source (
  memory TEXT NOT NULL,
  message TEXT NOT NULL,
  conversation TEXT NOT NULL,
  PRIMARY KEY (memory, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_source_message ON memory_source (message);
CREATE INDEX memory_source_conversation ON memory_source (conversation);

-- The distinct terms of the texts: near duplicates and the nearest memories are found by them.
CREATE TABLE memory_term (
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  term TEXT NOT NULL,
  memory TEXT NOT NULL,
  PRIMARY KEY (owner, scope, term, memory)
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_term_memory ON memory_term (memory);

CREATE TABLE entity (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_owner ON entity (owner, scope);

-- In lower case; the entity's own name is one of them.
CREATE TABLE entity_alias (
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  alias TEXT NOT NULL,
  entity TEXT NOT NULL,
  PRIMARY KEY (owner, scope, alias)
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_alias_entity ON entity_alias (entity);

CREATE TABLE mention (
  entity TEXT NOT NULL,
  memory TEXT NOT NULL,
  PRIMARY KEY (entity, memory)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_memory ON mention (memory);

CREATE TABLE relation (
  memory TEXT NOT NULL,
  src TEXT NOT NULL,
  predicate TEXT NOT NULL,
  dst TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  PRIMARY KEY (memory, src, predicate, dst)
) STRICT, WITHOUT ROWID;

CREATE INDEX relation_src ON relation (src);
CREATE INDEX relation_dst ON relation (dst);

CREATE TABLE summary (
  conversation TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  upto_message TEXT NOT NULL,
  upto_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages that wait to be read. `messages` is 0 where nothing waits: then from_message is what was read last.
CREATE TABLE memory_batch (
  conversation TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  from_message TEXT,
  to_message TEXT NOT NULL,
  turn TEXT NOT NULL,
  messages INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  read INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_batch_owner ON memory_batch (owner);
CREATE INDEX memory_batch_idle ON memory_batch (updated_at) WHERE messages > 0;
