-- What a capability knows of a conversation after each of its turns, so that a branch finds the state that it began from.
CREATE TABLE state (
  conversation TEXT NOT NULL,
  scope TEXT NOT NULL,
  turn TEXT NOT NULL,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (conversation, scope, turn)
) STRICT, WITHOUT ROWID;
