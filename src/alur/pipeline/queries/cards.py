"""The cards of a board's column: rows, not instances, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, QuerySet

from alur.catalogue.models import Product
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal, DealSpell, LineItem, LineSpell, Track, TrackSpell, TrackState
from alur.pipeline.queries.board_filter import BoardFilter, owners_in_sight
from alur.pipeline.queries.late_steps import late_stages
from alur.pipeline.queries.totals import last_instant, open_deals, open_spells
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot, Slots

PAGE = 15
_ANY_STAGE = -1  # stands in a prepared statement for the stage


@dataclass(slots=True)
class Card:
    """A deal as its card shows it. `tracks` is stage id to state, `late` the stages with a step whose day is over;
    `families` are (name, hue).
    """

    id: int
    title: str
    organization: str
    amount: int
    probability: int
    temperature: str
    stage_id: int
    stage_entered_at: datetime
    owner_id: int | None
    created_at: datetime | None = None
    expected_close_on: date | None = None
    next_step_kind: str = ""
    next_step_title: str = ""
    next_step_due_at: datetime | None = None
    last_activity_at: datetime | None = None
    tracks: dict[int, str] = field(default_factory=dict)
    late: frozenset[int] = frozenset()
    families: list[tuple[str, int]] = field(default_factory=list)

    @property
    def moved_last_at(self) -> datetime:
        """When something last happened: an activity, or the step into this stage."""
        return max(self.last_activity_at, self.stage_entered_at) if self.last_activity_at else self.stage_entered_at


@dataclass(frozen=True, slots=True)
class CardPage:
    cards: list[Card]
    next_cursor: str


# sort name: (column, descending)
SORTS: dict[str, tuple[str, bool]] = {
    "next_step": ("agenda_at", False),
    "value": ("amount", True),
    "close": ("close_order_on", False),
    "age": ("stage_entered_at", False),
    "temperature": ("warmth", True),
}
PAST_SORT = ("from_at", True)
_COLUMNS = (
    "id",
    "title",
    "organization__name",
    "amount",
    "probability",
    "temperature",
    "stage_id",
    "stage_entered_at",
    "owner_id",
    "created_at",
    "expected_close_on",
    "next_step_kind",
    "next_step_title",
    "next_step_due_at",
    "last_activity_at",
)
_PAST_COLUMNS = (
    "deal_id",
    "deal__title",
    "deal__organization__name",
    "amount",
    "probability",
    "temperature",
    "stage_id",
    "stage_entered_at",
    "owner_id",
    "deal__created_at",
    "expected_close_on",
)


def column_cards(
    member: Member,
    pipeline_id: int,
    stage_id: int,
    *,
    wanted: BoardFilter,
    sort: str = "next_step",
    cursor: str = "",
    limit: int = PAGE,
) -> CardPage:
    """A page of a stage's open deals in an order."""
    owners = owners_in_sight(member, wanted.owners)
    deals = open_deals(member.workspace_id, pipeline_id, wanted, owners).filter(stage_id=stage_id)
    column, is_descending = SORTS.get(sort, SORTS["next_step"])
    return _page(deals, _COLUMNS, column, is_descending, "id", cursor, limit)


def first_pages(
    member: Member, pipeline_id: int, stage_ids: Sequence[int], *, wanted: BoardFilter, sort: str = "next_step"
) -> dict[int, CardPage]:
    """The first page of each of these stages. The statement is built once: building it took four times its running."""
    owners = owners_in_sight(member, wanted.owners)
    column, is_descending = SORTS.get(sort, SORTS["next_step"])
    deals = open_deals(member.workspace_id, pipeline_id, wanted, owners).filter(stage_id=_ANY_STAGE)
    ordered = deals.order_by(("-" if is_descending else "") + column, "id")
    compiler = ordered.values_list(*_COLUMNS, column, "id")[: PAGE + 1].query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([selected[0] for selected in compiler.select])
    pages = {}
    with connection.cursor() as cursor:
        for stage_id in stage_ids:
            cursor.execute(sql, [stage_id if one == _ANY_STAGE else one for one in params])
            rows = list(map(tuple, compiler.apply_converters(cursor.fetchall(), converters)))
            pages[stage_id] = _card_page(rows, PAGE)
    return pages


def past_cards(
    member: Member,
    pipeline_id: int,
    stage_id: int,
    *,
    as_of: date,
    wanted: BoardFilter,
    cursor: str = "",
    limit: int = PAGE,
) -> CardPage:
    """A page of the deals that stood open in a stage at the end of a day, the latest change first.

    Going back from that instant along the index finds a page at once; any other order would read the whole past.
    """
    owners = owners_in_sight(member, wanted.owners)
    spells = open_spells(member.workspace_id, pipeline_id, as_of, wanted, owners).filter(stage_id=stage_id)
    return _page(spells, _PAST_COLUMNS, *PAST_SORT, "id", cursor, limit)


def dress(
    workspace_id: int, cards: Collection[Card], *, pipeline_id: int, today: date, as_of: date | None = None
) -> None:
    """Give cards their tracks, what is late in them, and their product families, in a fixed number of queries."""
    by_id = {card.id: card for card in cards}
    if not by_id:
        return
    began: dict[tuple[int, int], datetime | None] = {}
    for deal_id, stage_id, state, began_at in _tracks(workspace_id, by_id.keys(), as_of):
        by_id[deal_id].tracks[stage_id] = state
        began[deal_id, stage_id] = began_at
    until = last_instant(workspace_id, as_of) if as_of else None
    late = late_stages(workspace_id, pipeline_id, list(by_id.values()), began, today=as_of or today, until=until)
    for deal_id, stages in late.items():
        by_id[deal_id].late = stages
    families: dict[int, dict[str, int]] = defaultdict(dict)
    for deal_id, name, hue in _families(workspace_id, by_id.keys(), as_of):
        families[deal_id].setdefault(name, hue)
    for deal_id, named in families.items():
        by_id[deal_id].families = list(named.items())


_FAMILIES = Prepared(
    lambda: (
        LineItem.objects.filter(
            workspace_id=Slot("workspace_id"), deal_id__in=[Slots("ids")], product__family_id__isnull=False
        )
        .order_by("position")
        .values_list("deal_id", "product__family__name", "product__family__hue")
    )
)


def _families(workspace_id: int, deal_ids: Collection[int], as_of: date | None) -> Iterable[tuple[int, str, int]]:
    """Deal, name and hue of the product families in it, in the order of its lines."""
    if as_of is None:
        return _FAMILIES(workspace_id=workspace_id, ids=list(deal_ids))
    until = last_instant(workspace_id, as_of)
    held = LineSpell.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gte=until),
        workspace_id=workspace_id,
        deal_id__in=deal_ids,
        from_at__lt=until,
    )
    rows = list(held.order_by("from_at").values_list("deal_id", "product_id"))
    products = Product.objects.filter(
        workspace_id=workspace_id, id__in={product_id for _deal, product_id in rows}, family_id__isnull=False
    )
    named = {row[0]: row[1:] for row in products.values_list("id", "family__name", "family__hue")}
    return [(deal_id, *named[product_id]) for deal_id, product_id in rows if product_id in named]


def _tracks(
    workspace_id: int, deal_ids: Collection[int], as_of: date | None
) -> Iterable[tuple[int, int, str, datetime | None]]:
    """Deal, stage, state and when the work began, of what does not wait."""
    if as_of is None:
        return _TRACKS(workspace_id=workspace_id, ids=list(deal_ids))
    until = last_instant(workspace_id, as_of)
    spells = TrackSpell.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids, from_at__lt=until)
    began: dict[tuple[int, int], datetime] = {}
    states: dict[tuple[int, int], str] = {}
    for deal_id, stage_id, state, from_at, until_at in spells.order_by("from_at").values_list(
        "deal_id", "stage_id", "state", "from_at", "until_at"
    ):
        if state == TrackState.ACTIVE:
            began.setdefault((deal_id, stage_id), from_at)
        if until_at is None or until_at >= until:
            states[deal_id, stage_id] = state
    return [(*place, state, began.get(place)) for place, state in states.items()]


_TRACKS = Prepared(
    lambda: (
        Track.objects.filter(workspace_id=Slot("workspace_id"), deal_id__in=[Slots("ids")])
        .exclude(state=TrackState.WAITING)
        .values_list("deal_id", "stage_id", "state", "began_at")
    )
)


def _page(
    rows: QuerySet[Deal] | QuerySet[DealSpell],
    columns: tuple[str, ...],
    sort_column: str,
    is_descending: bool,
    id_column: str,
    cursor: str,
    limit: int,
) -> CardPage:
    """Keyset paging on (sort column, id). A cursor is `value~id`."""
    if cursor:
        value, last_id = _read_cursor(rows, sort_column, cursor)
        beyond = "lt" if is_descending else "gt"
        rows = rows.filter(
            Q(**{f"{sort_column}__{beyond}": value}) | Q(**{sort_column: value, f"{id_column}__gt": last_id})
        )
    ordered = rows.order_by(("-" if is_descending else "") + sort_column, id_column)
    return _card_page(list(ordered.values_list(*columns, sort_column, id_column)[: limit + 1]), limit)


def _card_page(rows: list[tuple[Any, ...]], limit: int) -> CardPage:
    """Rows that end with the value they are sorted by and their id; one more than the limit says that more follow."""
    next_cursor = ""
    if len(rows) > limit:
        value, last_id = rows[limit - 1][-2:]
        next_cursor = f"{value.isoformat() if isinstance(value, date) else value}~{last_id}"
    return CardPage([_card(row) for row in rows[:limit]], next_cursor)


def _read_cursor(rows: QuerySet[Any], sort_column: str, cursor: str) -> tuple[Any, int]:
    value, _, last_id = cursor.rpartition("~")
    try:
        return rows.model._meta.get_field(sort_column).to_python(value), int(last_id)
    except Exception:
        raise Refusal(N_("This page is no longer there. Load the list again."), field="cursor") from None


def _card(row: tuple[Any, ...]) -> Card:
    values = list(row[:-2])
    values[2] = values[2] or ""
    return Card(*values)
