"""What must hold after the faults, as statements that name what breaks it.

They read ``faults_asked`` (the ledger, a row for each write), ``faults_found`` (what the database
has of these writes), ``faults_ours`` (the orders of the run), ``faults_step`` (their moves) and
``faults_arrow`` (the lifecycle's table).
"""

# What was asked with a key that the rows of a bulk operation share is told apart by the order; an
# archive has no text to carry a key, and an order is archived once.
PREPARE = """
CREATE TEMPORARY TABLE faults_asked AS
SELECT CASE kind WHEN 'bulk_dispatch' THEN key || '/' || number
        WHEN 'bulk_archive' THEN number ELSE key END AS id,
    kind, max(number) AS number, max(version) AS version,
    bool_or(how = 'done') AS is_done, bool_or(how = 'refused') AS is_refused
FROM faults_line GROUP BY 1, 2;

CREATE TEMPORARY TABLE faults_ours AS
SELECT o.* FROM workorders_workorder o, faults_run run
WHERE starts_with(o.idempotency_key, run.prefix);
ALTER TABLE faults_ours ADD PRIMARY KEY (id);

CREATE TEMPORARY TABLE faults_step AS
SELECT e.id AS event_id, e.subject_id AS order_id, e.kind, e.from_state, e.to_state, e.leg_id,
    e.data, row_number() OVER w AS version, coalesce(lag(e.to_state) OVER w, '') AS stood_at
FROM kernel_event e JOIN faults_ours o ON o.id = e.subject_id
WHERE e.subject_type = 'workorders.order' AND e.to_state <> ''
WINDOW w AS (PARTITION BY e.subject_id ORDER BY e.id);
CREATE INDEX ON faults_step (order_id, version);

CREATE TEMPORARY TABLE faults_found AS
SELECT idempotency_key AS id, 'create' AS kind, number, 1 AS version FROM faults_ours
UNION ALL
SELECT k.key, a.action, o.number, k.version
FROM workorders_movekey k JOIN faults_run run ON starts_with(k.key, run.prefix)
JOIN workorders_workorder o ON o.id = k.order_id
LEFT JOIN faults_step s ON s.order_id = k.order_id AND s.version = k.version
LEFT JOIN (SELECT DISTINCT kind, action FROM faults_arrow) a ON a.kind = s.kind
UNION ALL
SELECT c.idempotency_key, 'comment', o.number, 0
FROM comments_comment c JOIN faults_run run ON starts_with(c.idempotency_key, run.prefix)
JOIN workorders_workorder o ON o.id = c.order_id
UNION ALL
SELECT e.data ->> 'remark', 'urge', o.number, 0
FROM kernel_event e JOIN faults_ours o ON o.id = e.subject_id
WHERE e.kind = 'workorders.urged' AND e.subject_type = 'workorders.order'
UNION ALL
SELECT e.data #>> '{changes,note,1}', 'correct', e.data ->> 'customer_no',
    (e.data ->> 'version')::integer
FROM kernel_event e JOIN faults_run run ON starts_with(e.data #>> '{changes,note,1}', run.prefix)
WHERE e.kind = 'customers.corrected'
UNION ALL
SELECT CASE b.kind WHEN 'dispatch' THEN (b.inputs ->> 'remark') || '/' || i.number
        ELSE i.number END, 'bulk_' || b.kind, i.number, b.id
FROM dispatching_bulkitem i JOIN dispatching_bulk b ON b.id = i.bulk_id
JOIN faults_ours o ON o.id = i.order_id
WHERE i.result = 'done';
CREATE INDEX ON faults_found (id, kind);
ANALYZE faults_asked;
ANALYZE faults_found;
ANALYZE faults_step;
"""

# Moves and bulk rows were answered with what they have made; of a repeat, the order may be further.
RULES: dict[str, str] = {
    "Every acknowledged write is there.": """
SELECT a.kind || ' ' || a.id FROM faults_asked a LEFT JOIN faults_found f USING (id, kind)
WHERE a.is_done AND f.id IS NULL""",
    "No write is there twice.": """
SELECT kind || ' ' || id FROM faults_found GROUP BY id, kind HAVING count(*) > 1""",
    "No refused write is there.": """
SELECT a.kind || ' ' || a.id FROM faults_asked a JOIN faults_found f USING (id, kind)
WHERE a.is_refused AND NOT a.is_done""",
    "Nothing is there that nobody has asked for.": """
SELECT f.kind || ' ' || f.id FROM faults_found f LEFT JOIN faults_asked a USING (id, kind)
WHERE a.id IS NULL""",
    "Every write is there as it was acknowledged.": """
SELECT a.kind || ' ' || a.id FROM faults_asked a JOIN faults_found f USING (id, kind)
WHERE a.is_done AND (a.number <> f.number OR (a.version < f.version AND a.version > 0)
    OR (a.kind LIKE 'bulk%' AND a.version <> f.version))""",
    "The version of each order is the number of moves in its history.": """
SELECT o.number FROM faults_ours o
WHERE o.version <> (SELECT count(*) FROM faults_step s WHERE s.order_id = o.id)""",
    "Each history is a walk through the lifecycle, beginning with the creation.": """
SELECT o.number FROM faults_ours o JOIN faults_step s ON s.order_id = o.id
LEFT JOIN faults_arrow a USING (kind, from_state, to_state)
WHERE a.kind IS NULL OR s.from_state <> s.stood_at""",
    "Each version of an order was made by one call.": """
SELECT o.number FROM faults_ours o LEFT JOIN (
    SELECT order_id, version FROM workorders_movekey
    UNION ALL SELECT order_id, moved_version FROM dispatching_bulkitem WHERE result = 'done'
) made ON made.order_id = o.id
GROUP BY o.id, o.number, o.version
HAVING count(made.version) <> o.version - 1 OR count(DISTINCT made.version) <> o.version - 1""",
    "Each dispatch has its leg, accepted and ended as the history says.": """
SELECT o.number FROM faults_ours o
JOIN LATERAL (
    SELECT count(*) AS legs, count(accepted_at) AS accepted,
        count(*) FILTER (WHERE outcome = 'returned') AS returned,
        count(*) FILTER (WHERE outcome = 'completed') AS completed
    FROM workorders_dispatch d WHERE d.order_id = o.id) row ON true
JOIN LATERAL (
    SELECT count(*) FILTER (WHERE to_state = 'dispatched') AS legs,
        count(*) FILTER (WHERE kind = 'workorders.accepted') AS accepted,
        count(*) FILTER (WHERE kind = 'workorders.returned') AS returned,
        count(*) FILTER (WHERE kind = 'workorders.completed') AS completed
    FROM faults_step s WHERE s.order_id = o.id) told ON true
WHERE (row.legs, row.accepted, row.returned, row.completed)
    <> (told.legs, told.accepted, told.returned, told.completed)""",
    "Each completion that wanted a callback has one, and no other has.": """
SELECT o.number FROM faults_ours o JOIN workorders_dispatch d ON d.order_id = o.id
LEFT JOIN callbacks_callback c ON c.leg_id = d.id
GROUP BY o.number, d.id HAVING count(c.id) <> d.callback_required::integer""",
    "Each unresolved completion has left a follow-up task.": """
SELECT DISTINCT o.number FROM faults_ours o JOIN workorders_dispatch d ON d.order_id = o.id
WHERE d.is_resolved = false
    AND NOT EXISTS (SELECT 1 FROM followups_followup f WHERE f.order_id = o.id)""",
    "Each comment has its event and its mention.": """
SELECT o.number FROM faults_ours o JOIN comments_comment c ON c.order_id = o.id
WHERE 1 <> (SELECT count(*) FROM comments_mention m WHERE m.comment_id = c.id)
    OR 1 <> (SELECT count(*) FROM kernel_event e WHERE e.kind = 'comments.added'
        AND e.subject_type = 'workorders.order' AND e.subject_id = o.id
        AND (e.data ->> 'comment')::bigint = c.id)""",
    "Each urge is counted once.": """
SELECT o.number FROM faults_ours o LEFT JOIN kernel_event e ON e.kind = 'workorders.urged'
    AND e.subject_type = 'workorders.order' AND e.subject_id = o.id
GROUP BY o.id, o.number, o.urges HAVING count(e.id) <> o.urges""",
    "Each customer stands as the last correction has left it.": """
SELECT c.customer_no FROM customers_customer c JOIN LATERAL (
    SELECT (e.data ->> 'version')::integer AS version, e.data #>> '{changes,note,1}' AS note
    FROM kernel_event e WHERE e.kind = 'customers.corrected' AND e.subject_id = c.id
    ORDER BY e.id DESC LIMIT 1) last ON true
JOIN faults_run run ON starts_with(last.note, run.prefix)
WHERE c.version <> last.version OR c.note <> last.note""",
    "Each notice was given once for each time that there was a reason.": """
WITH given AS (
    SELECT receiver.id::bigint AS receiver_id, e.data ->> 'kind' AS kind,
        (e.data ->> 'subject_id')::bigint AS subject_id, count(*) AS times
    FROM kernel_event e, jsonb_array_elements_text(e.data -> 'receivers') AS receiver(id)
    WHERE e.kind = 'notices.given' AND e.data ->> 'subject_type' = 'workorders.order'
        AND (e.data ->> 'subject_id')::bigint IN (SELECT id FROM faults_ours)
    GROUP BY 1, 2, 3
), kept AS (
    SELECT receiver_id, kind, subject_id, sum(count) AS times FROM notices_notice
    WHERE subject_type = 'workorders.order' AND subject_id IN (SELECT id FROM faults_ours)
    GROUP BY 1, 2, 3
)
SELECT coalesce(given.kind, kept.kind) || ' of ' || subject_id
FROM given FULL JOIN kept USING (receiver_id, kind, subject_id)
WHERE given.times IS DISTINCT FROM kept.times""",
    "Each urge, petition, mention and adjudication has given its notice.": """
WITH reason AS (
    SELECT CASE e.kind WHEN 'workorders.urged' THEN 'workorders.urged'
            WHEN 'workorders.completed' THEN 'workorders.petition'
            WHEN 'workorders.returned' THEN 'workorders.adjudication'
            ELSE 'comments.mentioned' END AS kind, e.subject_id, count(*) AS times
    FROM kernel_event e JOIN faults_ours o ON o.id = e.subject_id
    WHERE e.subject_type = 'workorders.order' AND (e.kind = 'workorders.urged'
        OR (e.kind = 'workorders.completed' AND (e.data ->> 'is_petition')::boolean)
        OR (e.kind = 'workorders.returned' AND e.to_state = 'adjudication')
        OR (e.kind = 'comments.added'
            AND e.actor_id <> (e.data #>> '{mentions,0,id}')::bigint))
    GROUP BY 1, 2
), given AS (
    SELECT data ->> 'kind' AS kind, (data ->> 'subject_id')::bigint AS subject_id,
        count(*) AS times
    FROM kernel_event WHERE kind = 'notices.given' AND data ->> 'subject_type' = 'workorders.order'
        AND (data ->> 'subject_id')::bigint IN (SELECT id FROM faults_ours)
    GROUP BY 1, 2
)
SELECT coalesce(reason.kind, given.kind) || ' of ' || subject_id
FROM reason FULL JOIN given USING (kind, subject_id)
WHERE reason.times IS DISTINCT FROM given.times""",
    "Each bulk operation has ended, with all results and one notice to the work area.": """
WITH ended AS (
    SELECT subject_id, count(*) AS times FROM kernel_event
    WHERE kind = 'dispatching.bulk_finished' GROUP BY 1
), told AS (
    SELECT (data ->> 'subject_id')::bigint AS subject_id, count(*) AS times FROM kernel_event
    WHERE kind = 'notices.given' AND data ->> 'kind' = 'dispatching.dispatched' GROUP BY 1
)
SELECT b.id::text FROM dispatching_bulk b
LEFT JOIN ended ON ended.subject_id = b.id LEFT JOIN told ON told.subject_id = b.id
WHERE b.finished_at IS NULL
    OR EXISTS (SELECT 1 FROM dispatching_bulkitem i WHERE i.bulk_id = b.id AND i.result = '')
    OR ended.times IS DISTINCT FROM 1
    OR coalesce(told.times, 0) <> (b.kind = 'dispatch' AND EXISTS (
        SELECT 1 FROM dispatching_bulkitem i
        WHERE i.bulk_id = b.id AND i.result = 'done'))::integer""",
    "The work of each technician is counted once.": """
WITH told AS (
    SELECT o.centre_id, d.work_area_id, d.handler_id AS technician_id, o.device_type_id,
        count(*) AS jobs
    FROM workorders_dispatch d JOIN workorders_workorder o ON o.id = d.order_id
    WHERE d.is_resolved GROUP BY 1, 2, 3, 4
), counted AS (
    SELECT centre_id, work_area_id, technician_id, device_type_id, sum(jobs) AS jobs
    FROM dispatching_experience GROUP BY 1, 2, 3, 4
)
SELECT 'technician ' || technician_id
FROM told FULL JOIN counted USING (centre_id, work_area_id, technician_id, device_type_id)
WHERE told.jobs IS DISTINCT FROM counted.jobs""",
    "No job waits, runs or has failed, but those that come again every minute or hour.": """
SELECT task_name || ' ' || id || ' ' || status FROM procrastinate_jobs
WHERE status IN ('todo', 'doing', 'failed')
    AND task_name NOT IN (SELECT task_name FROM procrastinate_periodic_defers)""",
}

# Told in the report; a job that comes again is done by the next one of its kind.
COUNTS: dict[str, str] = {
    "orders": "SELECT count(*) FROM faults_ours",
    "of them archived": "SELECT count(*) FROM faults_ours WHERE status = 'archived'",
    "events": "SELECT count(*) FROM kernel_event",
    "unknown writes that are there": """
SELECT count(*) FROM faults_asked a WHERE NOT a.is_done AND NOT a.is_refused
    AND EXISTS (SELECT 1 FROM faults_found f WHERE f.id = a.id AND f.kind = a.kind)""",
    "unknown writes that are not": """
SELECT count(*) FROM faults_asked a WHERE NOT a.is_done AND NOT a.is_refused
    AND NOT EXISTS (SELECT 1 FROM faults_found f WHERE f.id = a.id AND f.kind = a.kind)""",
    "failed periodic jobs": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
}
