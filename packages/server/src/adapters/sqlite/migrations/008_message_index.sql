-- Messages that were brought in from elsewhere keep their name there, and who said them; null where written here.
ALTER TABLE message ADD COLUMN external_id TEXT;
ALTER TABLE message ADD COLUMN speaker TEXT;

-- What is known of a message to find it by, in the order in which it was stored: everything that is found, and nothing
-- that the message does not say. `terms` and `names` are stems, `dates` days (first..last, since the epoch) it speaks of.
CREATE TABLE message_index (
  conversation TEXT NOT NULL,
  position INTEGER NOT NULL,
  message TEXT NOT NULL,
  session INTEGER NOT NULL,
  at INTEGER NOT NULL,
  speaker TEXT NOT NULL,
  terms TEXT NOT NULL,
  names TEXT NOT NULL,
  dates TEXT NOT NULL,
  question INTEGER NOT NULL,
  PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_index_message ON message_index (message);

-- Conversations whose messages are stored and that are not there yet: nobody finds them before they are published.
CREATE TABLE staged (
  conversation TEXT PRIMARY KEY,
  node TEXT NOT NULL
) STRICT, WITHOUT ROWID;
