-- The run index: a projection for lists and search, fed through the queue. It may lag; a run's own page reads the run.
CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  flow_id TEXT NOT NULL,
  version_id TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- Of the run's journal: messages repeat and overtake each other, the higher one counts.
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_start ON runs (started_at DESC, id);
CREATE INDEX runs_by_flow ON runs (flow_id, started_at DESC, id);
CREATE INDEX runs_by_version ON runs (version_id, status, started_at DESC, id);
