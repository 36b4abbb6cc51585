-- What the list of flows counts: runs of a flow that wait, and those that failed lately. Those that started lately
-- are counted by runs_by_flow, and those of a version by runs_by_version.
CREATE INDEX runs_by_flow_status ON runs (flow_id, status, ended_at);
