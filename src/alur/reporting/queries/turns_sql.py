"""The parts of the statement in turns.py, for SQLite and PostgreSQL alike.

`moments` are (deal, instant) at which something changed; `held` adds the lines that the deal had before and after,
`beside` the spells before and after. `beside` is materialized: from outside, SQLite would begin with all open spells.
"""

BEGUN = """SELECT deal_id, from_at AS at, stage_id, status, owner_id, amount, probability, expected_close_on
    FROM pipeline_dealspell
    WHERE workspace_id = %s AND from_at >= %s AND from_at < %s AND status IN ({statuses}) AND {deals}"""

BEGAN = """SELECT deal_id, from_at AS at FROM pipeline_dealspell
    WHERE workspace_id = %s AND from_at >= %s AND from_at < %s AND status IN ({statuses}) AND {deals}"""

LINE = """SELECT deal_id, {column} AS at FROM pipeline_linespell
    WHERE workspace_id = %s AND {column} >= %s AND {column} < %s AND {deals}"""

_BEFORE = "CASE WHEN l.from_at < m.at THEN {} ELSE 0 END"
_AFTER = "CASE WHEN l.id IS NOT NULL AND (l.until_at IS NULL OR l.until_at > m.at) THEN {} ELSE 0 END"
HELD = f"""held AS (
    SELECT m.deal_id, m.at, {{product}} AS product,
        SUM({_BEFORE.format(1)}) AS lines_before, SUM({_AFTER.format(1)}) AS lines_after,
        SUM({_BEFORE.format("l.amount")}) AS from_amount, SUM({_AFTER.format("l.amount")}) AS to_amount,
        SUM({_BEFORE.format("l.quantity")}) AS from_units, SUM({_AFTER.format("l.quantity")}) AS to_units
    FROM moments m LEFT JOIN pipeline_linespell l ON l.workspace_id = %s AND l.deal_id = m.deal_id
        AND l.from_at <= m.at AND (l.until_at IS NULL OR l.until_at >= m.at) AND {{products}}
    GROUP BY m.deal_id, m.at{{group}}
)"""

OF_DEAL = """1 AS had, 1 AS has, COALESCE(o.amount, 0) AS from_amount, n.amount AS to_amount,
        0 AS from_units, 0 AS to_units"""
FROM_DEAL = """FROM moments n LEFT JOIN pipeline_dealspell o ON o.workspace_id = %s AND o.deal_id = n.deal_id
        AND o.from_at < n.at AND (o.until_at IS NULL OR o.until_at >= n.at)"""

OF_LINES = """CASE WHEN h.lines_before > 0 THEN 1 ELSE 0 END AS had,
        CASE WHEN h.lines_after > 0 THEN 1 ELSE 0 END AS has,
        CAST(h.from_amount AS BIGINT) AS from_amount, CAST(h.to_amount AS BIGINT) AS to_amount,
        CAST(h.from_units AS BIGINT) AS from_units, CAST(h.to_units AS BIGINT) AS to_units"""
FROM_LINES = """FROM held h LEFT JOIN pipeline_dealspell n ON n.workspace_id = %s AND n.deal_id = h.deal_id
        AND n.from_at <= h.at AND (n.until_at IS NULL OR n.until_at > h.at)
    LEFT JOIN pipeline_dealspell o ON o.workspace_id = %s AND o.deal_id = h.deal_id
        AND o.from_at < h.at AND (o.until_at IS NULL OR o.until_at >= h.at)"""

DEAL = "\n    JOIN pipeline_deal d ON d.workspace_id = %s AND d.id = {row}.deal_id"
EACH = {
    "": ("0", ""),
    "product": ("h.product", ""),
    "source": ("COALESCE(d.source_id, 0)", DEAL),
    "province": (
        "COALESCE(CAST(NULLIF(g.province_code, '') AS BIGINT), 0)",
        f"{DEAL}\n    LEFT JOIN people_organization g ON g.workspace_id = %s AND g.id = d.organization_id",
    ),
}
"""How the groups are told apart: the column, and what it needs beside the changes."""

BESIDE = """beside AS MATERIALIZED (
    SELECT {row}.deal_id, {row}.at, COALESCE(o.stage_id, 0) AS from_stage, COALESCE(o.status, '') AS from_status,
        CASE WHEN o.id IS NULL THEN COALESCE(n.owner_id, 0) ELSE COALESCE(o.owner_id, 0) END AS from_owner,
        n.stage_id AS to_stage, n.status AS to_status, COALESCE(n.owner_id, 0) AS to_owner,
        CASE WHEN {was_due} THEN 1 ELSE 0 END AS was_due, CASE WHEN {is_due} THEN 1 ELSE 0 END AS is_due,
        {worth}, {each} AS group_id, o.stage_entered_at AS entered_at, {begun_at} AS begun_at,
        COALESCE(o.probability, 0) AS from_chance, n.probability AS to_chance
    {source}
)"""

WORTH = """worth AS (
    SELECT beside.*, (from_amount * from_chance + 50) / 100 AS from_weighted,
        (to_amount * to_chance + 50) / 100 AS to_weighted
    FROM beside
)"""

_TURN = (
    "CASE WHEN from_status <> 'open' OR to_status <> 'open' THEN 0 WHEN to_{0} > from_{0} THEN 1"
    " WHEN to_{0} < from_{0} THEN -1 ELSE 0 END AS {0}_turn"
)
TURNS = f"turns AS (SELECT worth.*, {', '.join(map(_TURN.format, ('amount', 'weighted', 'units')))} FROM worth)"

COUNTS = """(had = 1 OR has = 1) AND (from_status <> to_status OR (to_status = 'open' AND (
    from_stage <> to_stage OR from_owner <> to_owner OR was_due <> is_due
    OR amount_turn <> 0 OR weighted_turn <> 0 OR units_turn <> 0)))"""
"""As operations/flowing.py has it: a change of status, or of what an open deal counts as, or where."""
