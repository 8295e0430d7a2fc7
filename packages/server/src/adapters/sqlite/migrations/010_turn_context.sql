-- What the model was shown in the newest turns of each owner. `data` names what it was made from by ids.
CREATE TABLE turn_context (
  turn TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  conversation TEXT NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX turn_context_owner ON turn_context (owner, at, turn);
