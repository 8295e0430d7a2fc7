-- Says at start that the file takes writes.
CREATE TABLE pulse (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;

-- Whose chunks are counted together: one owner's, or those that all share ('shared', 'owner:…').
CREATE TABLE scope (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  chunks INTEGER NOT NULL DEFAULT 0,
  terms INTEGER NOT NULL DEFAULT 0
) STRICT;

-- `state` is open (being written), current (found), or gone (being removed).
CREATE TABLE generation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL,
  owner TEXT,
  scope INTEGER NOT NULL,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  name_terms TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  pages INTEGER NOT NULL DEFAULT 0,
  characters INTEGER NOT NULL DEFAULT 0,
  terms INTEGER NOT NULL DEFAULT 0,
  numbers INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX generation_current ON generation (document) WHERE state = 'current';
CREATE INDEX generation_document ON generation (document);
CREATE INDEX generation_scope ON generation (scope, state, document);
CREATE INDEX generation_gone ON generation (number) WHERE state = 'gone';

CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  page INTEGER NOT NULL,
  heading TEXT,
  heading_terms TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX page_generation ON page (generation, page);

-- `first` and `last` cut the chunk out of its page's text; `terms` are those of the cut, as they were indexed.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  page INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  terms TEXT NOT NULL
) STRICT;

CREATE INDEX chunk_generation ON chunk (generation, id);

-- Terms come stemmed, each with its scope in front, so that what others keep is in no list that is read for an owner.
-- `place` holds the generation. Nothing is stored beside the lists: `chunk` and `page` have it.
CREATE VIRTUAL TABLE term_list USING fts5 (place, name, heading, body, content = '', tokenize = "ascii tokenchars '.'");
INSERT INTO term_list (term_list, rank) VALUES ('secure-delete', 1);
INSERT INTO term_list (term_list, rank) VALUES ('rank', 'bm25(0.0, 1.0, 1.0, 1.0)');
CREATE VIRTUAL TABLE term_count USING fts5vocab (term_list, 'row');
