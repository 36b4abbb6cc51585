-- Runs lie in the order in which they started, so that those that a batch writes are neighbours: by their random ids each had a
-- page of its own.
CREATE TABLE runs_in_time (
  id TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  version_id TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- Of the run's journal: messages repeat and overtake each other, the higher one counts.
  seq INTEGER NOT NULL,
  PRIMARY KEY (started_at, id)
) STRICT, WITHOUT ROWID;

INSERT INTO runs_in_time SELECT id, flow_id, version_id, status, title, started_at, ended_at, seq FROM runs;
DROP TABLE runs;
ALTER TABLE runs_in_time RENAME TO runs;

CREATE INDEX runs_by_status ON runs (status, started_at DESC, id);
CREATE INDEX runs_by_flow ON runs (flow_id, status, started_at DESC, id);
CREATE INDEX runs_by_version ON runs (version_id, status, started_at DESC, id);
CREATE INDEX runs_failed ON runs (flow_id, status, ended_at) WHERE status = 'failed';
