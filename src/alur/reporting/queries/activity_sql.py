"""The statements of activity.py, for SQLite and PostgreSQL; only "so many days later" is written differently.

`status || ''` keeps SQLite from reading every deal won in those days for each activity: it is to look at the deal's own
spells (200,000 deals: 9.7 s a month, against 1.8).
"""

LATER = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', a.done_at, '+{days} days')",
    "postgresql": "a.done_at + make_interval(days => {days})",
}

SEEN = """
        AND (a.deal_id IS NULL OR EXISTS (SELECT 1 FROM pipeline_deal v WHERE v.workspace_id = %s AND v.id = a.deal_id
            AND (v.owner_id IS NULL OR v.owner_id IN ({owners}))))"""

_DONE = """
    FROM conversations_activity a
    WHERE a.workspace_id = %s AND a.deleted_at IS NULL AND a.owner_id IN ({owners})
        AND a.done_at >= %s AND a.done_at < %s AND a.kind IN ({kinds}){deals}"""

REPORT = f"""WITH done AS (
    SELECT a.id, a.owner_id, a.kind, a.deal_id, a.done_at, {{later}} AS later_at{_DONE}
), told AS (
    SELECT a.*, CASE WHEN d.id IS NOT NULL AND a.done_at <= %s THEN 1 ELSE 0 END AS is_ripe,
        t.pipeline_id, t.position, o.status
    FROM done a
    LEFT JOIN pipeline_deal d ON d.workspace_id = %s AND d.id = a.deal_id AND d.deleted_at IS NULL
    LEFT JOIN pipeline_dealspell o ON o.workspace_id = %s AND o.deal_id = a.deal_id
        AND o.from_at <= a.done_at AND (o.until_at IS NULL OR o.until_at > a.done_at)
    LEFT JOIN pipeline_stage t ON t.workspace_id = %s AND t.id = o.stage_id
)
SELECT owner_id, kind, COUNT(*), SUM(is_ripe),
    SUM(CASE WHEN is_ripe = 1 AND EXISTS (
        SELECT 1 FROM conversations_activity b WHERE b.workspace_id = %s AND b.deal_id = told.deal_id
            AND b.due_at > told.done_at AND b.id <> told.id AND b.deleted_at IS NULL
            AND b.created_at <= told.later_at) THEN 1 ELSE 0 END),
    SUM(CASE WHEN is_ripe = 1 AND EXISTS (
        SELECT 1 FROM pipeline_dealspell s JOIN pipeline_stage n ON n.workspace_id = %s AND n.id = s.stage_id
        WHERE s.workspace_id = %s AND s.deal_id = told.deal_id AND s.from_at > told.done_at
            AND s.from_at <= told.later_at AND n.pipeline_id = told.pipeline_id AND n.position > told.position)
        THEN 1 ELSE 0 END),
    SUM(CASE WHEN is_ripe = 1 AND status <> 'won' AND EXISTS (
        SELECT 1 FROM pipeline_dealspell w WHERE w.workspace_id = %s AND w.deal_id = told.deal_id
            AND w.status || '' = 'won' AND w.from_at > told.done_at AND w.from_at <= told.later_at) THEN 1 ELSE 0 END)
FROM told GROUP BY owner_id, kind"""

COMPANIES = f"SELECT DISTINCT a.owner_id, a.organization_id{_DONE} AND a.organization_id IS NOT NULL"
