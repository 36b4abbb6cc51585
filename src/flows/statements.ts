// All SQL over flows, versions and flow_triggers. `?1` is the flow, `?2` the version, `?3` the time, where nothing
// else is said.

const FLOW_EXISTS = "EXISTS (SELECT 1 FROM flows WHERE id = ?1 AND deleted_at IS NULL)";
const IS_LIVE = "EXISTS (SELECT 1 FROM versions WHERE id = ?2 AND flow_id = ?1 AND status = 'live')";

const TRIGGERS_OF_BLOCKS =
  "(SELECT json_group_object(block, trigger_id) FROM flow_triggers WHERE flow_id = v.flow_id)";

const STORED_VERSION = `
  SELECT v.id, v.number, v.status, v.created_at AS createdAt, v.launched_at AS launchedAt, v.document,
    f.id AS flowId, f.name AS flowName, ${TRIGGERS_OF_BLOCKS} AS triggers
  FROM versions v JOIN flows f ON f.id = v.flow_id`;

const FLOW = `
  SELECT f.id, f.name, f.revision, f.deleted_at AS deletedAt, f.newest_version_id AS newestVersionId,
    (SELECT id FROM versions WHERE flow_id = f.id AND status = 'live') AS liveVersionId,
    (SELECT json_group_object(trigger_id, version_id) FROM flow_triggers
      WHERE flow_id = f.id AND version_id IS NOT NULL) AS triggers
  FROM flows f`;

const FLOW_SUMMARY = `
  SELECT f.id, f.name, f.created_at AS createdAt, f.updated_at AS updatedAt,
    v.id AS liveVersionId, v.number AS liveNumber
  FROM flows f LEFT JOIN versions v ON v.flow_id = f.id AND v.status = 'live'`;

export const SQL = {
  flow: `${FLOW} WHERE f.id = ?1`,
  /** ?1: the name. */
  flowByName: `${FLOW} WHERE f.name = ?1 AND f.deleted_at IS NULL`,
  flowSummary: `${FLOW_SUMMARY} WHERE f.id = ?1 AND f.deleted_at IS NULL`,
  /** ?1 and ?2: the last flow of the page before, ?3 how many, ?4 a part of the name, in any case. Newest first. */
  flowSummaries: `${FLOW_SUMMARY} WHERE f.deleted_at IS NULL AND (f.created_at, f.id) < (?1, ?2)
    AND instr(lower(f.name), lower(?4)) > 0
    ORDER BY f.created_at DESC, f.id DESC LIMIT ?3`,
  versionSummaries: `SELECT id, number, status, created_at AS createdAt, launched_at AS launchedAt
    FROM versions WHERE flow_id = ?1 ORDER BY number DESC`,

  storedVersion: `${STORED_VERSION} WHERE v.flow_id = ?1 AND v.id = ?2 AND f.deleted_at IS NULL`,
  /** ?1: the version. */
  launchedVersion: `${STORED_VERSION} WHERE v.id = ?1 AND v.launched_at IS NOT NULL`,
  launchedVersionIds: "SELECT id FROM versions WHERE flow_id = ?1 AND launched_at IS NOT NULL",

  /** ?4: the name. */
  insertFlow: "INSERT INTO flows (id, name, created_at, updated_at) VALUES (?1, ?4, ?3, ?3)",
  /** ?4: the document. */
  insertVersion: `INSERT INTO versions (id, flow_id, number, document, created_at)
    SELECT ?2, ?1, (SELECT coalesce(max(number), 0) + 1 FROM versions WHERE flow_id = ?1), ?4, ?3
    WHERE ${FLOW_EXISTS}`,
  /** ?3: the document. */
  replaceDraft: `UPDATE versions SET document = ?3
    WHERE id = ?2 AND flow_id = ?1 AND launched_at IS NULL AND ${FLOW_EXISTS}`,
  /** ?2: new ids by block, as JSON; a block that has one keeps it. */
  insertTriggers: `INSERT INTO flow_triggers (flow_id, block, trigger_id)
    SELECT ?1, key, value FROM json_each(?2) WHERE ${FLOW_EXISTS}
    ON CONFLICT (flow_id, block) DO NOTHING`,
  trigger: "SELECT 1 FROM flow_triggers WHERE trigger_id = ?",
  /** ?2: the time. */
  touch: `UPDATE flows SET updated_at = ?2, revision = revision + 1 WHERE id = ?1 AND deleted_at IS NULL`,

  pauseFormer: `UPDATE versions SET status = 'paused'
    WHERE flow_id = ?1 AND id <> ?2 AND status = 'live' AND ${FLOW_EXISTS}
    AND EXISTS (SELECT 1 FROM versions WHERE id = ?2 AND flow_id = ?1 AND status <> 'stopped')`,
  launch: `UPDATE versions SET status = 'live', launched_at = ?3
    WHERE id = ?2 AND flow_id = ?1 AND status IN ('draft', 'paused') AND ${FLOW_EXISTS}`,
  nameAfterLaunched: `UPDATE flows SET newest_version_id = ?2,
    name = (SELECT json_extract(document, '$.name') FROM versions WHERE id = ?2)
    WHERE id = ?1 AND ${IS_LIVE}`,
  triggersAfterLaunched: `UPDATE flow_triggers SET version_id = ?2
    WHERE flow_id = ?1 AND ${IS_LIVE} AND block IN (
      SELECT b.key FROM versions v, json_each(v.document, '$.blocks') b
      WHERE v.id = ?2 AND json_extract(b.value, '$.type') = 'external-callback')`,
  pause: "UPDATE versions SET status = 'paused' WHERE id = ?2 AND flow_id = ?1 AND status = 'live'",
  stop: "UPDATE versions SET status = 'stopped' WHERE id = ?2 AND flow_id = ?1 AND status IN ('live', 'paused')",
  stopAll: "UPDATE versions SET status = 'stopped' WHERE flow_id = ?1 AND status IN ('live', 'paused')",
  deleteFlow:
    "UPDATE flows SET deleted_at = ?2, revision = revision + 1 WHERE id = ?1 AND deleted_at IS NULL",
} as const;
