-- A page is merged from the runs of each status, so that three indexes serve every filter of the list, in its order.
-- runs_by_version is one of them.
DROP INDEX runs_by_start;
DROP INDEX runs_by_flow;
DROP INDEX runs_by_flow_status;
CREATE INDEX runs_by_status ON runs (status, started_at DESC, id);
CREATE INDEX runs_by_flow ON runs (flow_id, status, started_at DESC, id);

-- Runs that failed lately, whenever they started. Written for failures alone.
CREATE INDEX runs_failed ON runs (flow_id, status, ended_at) WHERE status = 'failed';
