-- Each time a model was asked for the turn: provider, model, outcome, time. A JSON list.
ALTER TABLE turn ADD COLUMN calls TEXT NOT NULL DEFAULT '[]';
