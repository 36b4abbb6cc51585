-- How many runs waited from that minute on; flow_id '': of all flows. Kept for 35 days, and the row before.
CREATE TABLE waiting_runs (
  flow_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (flow_id, minute)
) STRICT, WITHOUT ROWID;

-- What `counts` counts, by flow and five minutes, kept for 35 days. `minute`: the first one.
CREATE TABLE flow_counts (
  flow_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  measure TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (flow_id, minute, measure)
) STRICT, WITHOUT ROWID;
