-- Flows are deleted softly: their runs may still need the versions. The name becomes free at once.
CREATE TABLE flows (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Counts changes, so that a cache fill can tell whether one came in between.
  revision INTEGER NOT NULL DEFAULT 1,
  -- The version that was launched last; null: none was.
  newest_version_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) WITHOUT ROWID;

CREATE UNIQUE INDEX flows_name ON flows (name) WHERE deleted_at IS NULL;
CREATE INDEX flows_created ON flows (created_at, id) WHERE deleted_at IS NULL;

-- A version's document never changes once launched_at is set.
CREATE TABLE versions (
  id TEXT PRIMARY KEY,
  flow_id TEXT NOT NULL REFERENCES flows (id),
  number INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'live', 'paused', 'stopped')),
  document TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it was launched last; null: never.
  launched_at INTEGER,
  UNIQUE (flow_id, number)
);

-- One LIVE version a flow, whatever the code does.
CREATE UNIQUE INDEX versions_live ON versions (flow_id) WHERE status = 'live';

-- A block keeps its TRIGGER-ID in all versions of its flow.
CREATE TABLE flow_triggers (
  flow_id TEXT NOT NULL REFERENCES flows (id),
  block TEXT NOT NULL,
  trigger_id TEXT NOT NULL UNIQUE,
  -- The version launched last that has this trigger; null: none was launched yet.
  version_id TEXT,
  PRIMARY KEY (flow_id, block)
) WITHOUT ROWID;
