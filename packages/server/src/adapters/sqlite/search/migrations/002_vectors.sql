CREATE TABLE embedding_model (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- What a chunk means, by one model: 32-bit floats of this machine's order, of length 1 together. Empty where the model
-- refused the text. A chunk has the vector of one model only, the last that it was given to.
CREATE TABLE vector (
  chunk INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  model INTEGER NOT NULL,
  value BLOB NOT NULL
) STRICT;

CREATE INDEX vector_generation ON vector (generation, model);

-- The model that has given vectors to all chunks of the generation.
ALTER TABLE generation ADD COLUMN embedded INTEGER;
