"""The single changes of a period, read from the spells: for what no kept total answers, and to name the deals.

A change is a moment at which a spell of a deal began; by lines, also one at which its products changed. Beside it stand
the spell that ended then and the one that began.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from alur.kernel.periods import Period
from alur.pipeline.models import MERGED, Deal, Status
from alur.pipeline.operations.flowing import whole_days
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import NO_OWNER, BoardFilter, deal_condition
from alur.reporting.queries import turns_sql as sql
from alur.reporting.queries.flows import Flow

KIND = (
    "from_stage", "from_status", "from_owner", "to_stage", "to_status", "to_owner", "amount_turn", "weighted_turn",
    "units_turn", "was_due", "is_due", "had", "has", "group_id",
)  # fmt: skip
SUMS = ("from_amount", "to_amount", "from_weighted", "to_weighted", "from_units", "to_units")
FLAGS = ("was_due", "is_due", "had", "has")
PLACES = ", ".join(str(place) for place in range(1, len(KIND) + 1))
PRODUCT, SOURCE, PROVINCE = "product", "source", "province"
STATUSES = (*(str(status) for status in Status), MERGED)


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of one deal; `flow` is it alone."""

    deal_id: int
    at: datetime
    flow: Flow


@dataclass(frozen=True, slots=True)
class Window:
    """Which changes: of a workspace in a period, of the deals a filter asks for, of these owners before or after.

    `by_lines` values what a deal holds of the products asked about (all, unless the filter names some) instead of the
    whole deal. `each` tells apart by what stands in Flow.group: product (with `by_lines`), source or province of the
    deal as they are today, 0 for none; a province by its code as a number.
    """

    workspace_id: int
    period: Period
    wanted: BoardFilter
    owners: frozenset[int] | None
    by_lines: bool = False
    each: str = ""


@dataclass(slots=True)
class Spans:
    """How often so many whole days were counted: in a stage that was left, by stage; from first day to won, by group.

    `lasted` has the owner who won where the window tells nothing apart.
    """

    stayed: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    lasted: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


Cursor = tuple[datetime, int]


def live_flows(window: Window) -> list[Flow]:
    """The changes by kind, added up from the spells."""
    query = _Query(window)
    sums = ", ".join(f"SUM({name})" for name in SUMS)
    where = f"WHERE {sql.COUNTS} AND {_owned(window.owners)}"
    rows = query.rows(f"SELECT {', '.join(KIND)}, COUNT(*), {sums} FROM turns {where} GROUP BY {PLACES}")
    return [_flow(row[: len(KIND)], row[len(KIND) :]) for row in rows]


def newest_turns(
    window: Window, *, limit: int, statuses: Collection[str] = STATUSES, before: Cursor | None = None
) -> list[Turn]:
    """The newest changes into these statuses, at most so many; `before` is where the last page ended.

    They are as they happened: some may alter nothing that is asked about.
    """
    query = _Query(window, newest=limit, statuses=statuses, before=before)
    columns = f"deal_id, at, {', '.join(KIND)}, 1, {', '.join(SUMS)}"
    rows = query.rows(f"SELECT {columns} FROM turns ORDER BY at DESC, deal_id DESC LIMIT {int(limit)}")
    return [Turn(row[0], _instant(row[1]), _flow(row[2 : 2 + len(KIND)], row[2 + len(KIND) :])) for row in rows]


def live_days(window: Window, stages: Collection[int], *, statuses: Collection[str] = STATUSES) -> Spans:
    """How long deals stood in these stages when they left them, and how long it took to win those won there.

    `statuses` leaves out changes into others.
    """
    found, key = Spans(), "group_id" if window.each else "to_owner"
    moved = "from_status = 'open' AND (to_status <> 'open' OR from_stage <> to_stage)"
    won = "to_status = 'won' AND from_status <> 'won'"
    rows = _Query(window, statuses=statuses, with_deal=True).rows(
        f"SELECT from_stage, to_stage, from_owner, to_owner, {key}, at, entered_at, begun_at,"
        f" CASE WHEN {moved} THEN 1 ELSE 0 END, CASE WHEN {won} THEN 1 ELSE 0 END"
        f" FROM turns WHERE {sql.COUNTS} AND {_owned(window.owners)} AND (({moved}) OR ({won}))"
    )
    owners = window.owners
    for from_stage, to_stage, from_owner, to_owner, group, at, entered_at, begun_at, has_left, has_won in rows:
        if has_left and from_stage in stages and (owners is None or from_owner in owners):
            found.stayed[from_stage][whole_days(_instant(entered_at), _instant(at))] += 1
        if has_won and to_stage in stages and (owners is None or to_owner in owners):
            found.lasted[group][whole_days(_instant(begun_at), _instant(at))] += 1
    return found


class _Query:
    """The statement with its parameters, part by part in the order in which they stand in it."""

    def __init__(
        self,
        window: Window,
        *,
        newest: int = 0,
        statuses: Collection[str] = STATUSES,
        before: Cursor | None = None,
        with_deal: bool = False,
    ) -> None:
        self.window, self.newest, self.statuses, self.with_deal = window, newest, statuses, with_deal
        self.before = before and (written(before[0]), before[1])
        self.params: list[Any] = []
        parts = [self._moments(), *self._held(), self._beside(), sql.WORTH, sql.TURNS]
        self.text = "WITH " + ",\n".join(parts) + "\n"

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.text + select, self.params)
            return list(cursor.fetchall())

    def _moments(self) -> str:
        if not self.window.by_lines:
            parts = [self._begun([one]) for one in self.statuses] if self.newest else [self._begun(self.statuses)]
            return f"moments AS ({' UNION ALL '.join(parts)})"
        parts = [self._began()]
        if Status.OPEN in self.statuses:  # the products of an open deal change within a spell, its end begins one
            parts += [self._line("from_at"), self._line("until_at")]
        union = " UNION ".join(parts)
        return f"moments AS (SELECT deal_id, at FROM ({union}) AS every WHERE {self._cut('at')})"

    def _begun(self, statuses: Collection[str]) -> str:
        """Where spells of these statuses began; with a limit, one status by one, so that the index gives the order."""
        text = self._span(sql.BEGUN, "from_at").replace("{statuses}", ", ".join(f"'{one}'" for one in statuses))
        return f"SELECT * FROM ({text} AND {self._cut('from_at')}) AS begun"

    def _began(self) -> str:
        return self._span(sql.BEGAN, "from_at").replace("{statuses}", ", ".join(f"'{one}'" for one in self.statuses))

    def _line(self, column: str) -> str:
        return self._span(sql.LINE, column)

    def _span(self, text: str, column: str) -> str:
        since, until = map(written, self.window.period.instants(zone_of(self.window.workspace_id)))
        deals, chosen = deals_asked(self.window)
        self.params += [self.window.workspace_id, since, until, *chosen]
        return text.replace("{deals}", deals).replace("{column}", column)

    def _cut(self, column: str) -> str:
        """The condition of a page, its order and its length."""
        text = "1 = 1"
        if self.before:
            at, deal_id = self.before
            text = f"({column} < %s OR ({column} = %s AND deal_id < %s))"
            self.params += [at, at, deal_id]
        return f"{text} ORDER BY {column} DESC, deal_id DESC LIMIT {int(self.newest)}" if self.newest else text

    def _held(self) -> list[str]:
        if not self.window.by_lines:
            return []
        text, chosen = _products(self.window)
        self.params += [self.window.workspace_id, *chosen]
        product, group = ("COALESCE(l.product_id, 0)", ", l.product_id") if self.window.each == PRODUCT else ("0", "")
        return [sql.HELD.format(products=text, product=product, group=group)]

    def _beside(self) -> str:
        was_due, is_due = (self._due(side) for side in ("o", "n"))
        row, worth, source = (
            ("h", sql.OF_LINES, sql.FROM_LINES) if self.window.by_lines else ("n", sql.OF_DEAL, sql.FROM_DEAL)
        )
        each, joins = sql.EACH[self.window.each]
        source += (sql.DEAL if self.with_deal and not joins else "") + joins
        source = source.replace("{row}", row)
        self.params += [self.window.workspace_id] * source.count("%s")
        return sql.BESIDE.format(
            row=row,
            was_due=was_due,
            is_due=is_due,
            worth=worth,
            each=each,
            source=source,
            begun_at="d.created_at" if self.with_deal else "NULL",
        )

    def _due(self, side: str) -> str:
        wanted, tests = self.window.wanted, ["1 = 1"]
        for sign, day in ((">=", wanted.close_from), ("<", wanted.close_until)):
            if day:
                tests.append(f"{side}.expected_close_on {sign} %s")
                self.params.append(connection.ops.adapt_datefield_value(day))
        return " AND ".join(tests)


def deals_asked(window: Window) -> tuple[str, list[Any]]:
    """The condition on `deal_id`: not in the trash, and what the filter says of the deal itself."""
    wanted, ws = window.wanted, window.workspace_id
    text = (
        "deal_id NOT IN (SELECT id FROM pipeline_deal"
        f" WHERE workspace_id = %s AND deleted_at IS NOT NULL AND status <> '{MERGED}')"
    )
    chosen: list[Any] = [ws]
    if wanted.source_id or wanted.province_code or wanted.text:
        whole = BoardFilter(source_id=wanted.source_id, province_code=wanted.province_code, text=wanted.text)
        asked = Deal.objects.filter(deal_condition(ws, whole), workspace_id=ws).order_by().values("id")
        compiled, params = asked.query.sql_with_params()
        text += f" AND deal_id IN ({compiled})"
        chosen += params
    if window.by_lines and (wanted.product_id or wanted.family_id):
        products, named = _products(window)
        text += f" AND deal_id IN (SELECT l.deal_id FROM pipeline_linespell l WHERE l.workspace_id = %s AND {products})"
        chosen += [ws, *named]
    return text, chosen


def _products(window: Window) -> tuple[str, list[Any]]:
    wanted = window.wanted
    if wanted.product_id:
        return "l.product_id = %s", [wanted.product_id]
    if wanted.family_id:
        family = "SELECT id FROM catalogue_product WHERE workspace_id = %s AND family_id = %s"
        return f"l.product_id IN ({family})", [window.workspace_id, wanted.family_id]
    return "1 = 1", []


def _owned(owners: Collection[int] | None) -> str:
    """The condition on the owners before and after: any of these, 0 for nobody."""
    if owners is None:
        return "1 = 1"
    named = ", ".join(str(int(owner)) for owner in sorted(owners)) or str(NO_OWNER - 1)
    return f"(from_owner IN ({named}) OR to_owner IN ({named}))"


def _flow(kind: Any, sums: Any) -> Flow:
    values: dict[str, Any] = dict(zip(KIND, kind, strict=True))
    values["group"] = values.pop("group_id")
    for name in FLAGS:
        values[name] = bool(values[name])
    values.update(zip(("count", *SUMS), map(int, sums), strict=True))
    return Flow(**values)


def written(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _instant(value: Any) -> datetime:
    """SQLite gives the text that Django wrote: UTC, without saying so."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
