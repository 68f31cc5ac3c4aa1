"""Deals as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_
from alur.pipeline.models import Deal, DealPerson, DealTag, LineItem
from alur.pipeline.models.deal import of_owners
from alur.pipeline.queries.tracks_of import Tracks, states_of, tracks_of
from alur.pipeline.seeing import Owners
from alur.reporting.listing.columns import Column, Listing, Order
from alur.rescue.models import Watch


def _rows(workspace_id: Any, owners: Owners) -> QuerySet[Any]:
    found: QuerySet[Any] = Deal.objects.filter(of_owners(owners), workspace_id=workspace_id)
    return found


def _tracks(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, Tracks]:
    return tracks_of(view.workspace_id, ids, today=view.today)


def _states(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, Tracks]:
    return states_of(view.workspace_id, ids)


def _tags(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = DealTag.objects.filter(workspace_id=view.workspace_id, deal_id__in=ids)
    for _, deal_id, name in sorted(rows.values_list("id", "deal_id", "tag__name")):
        found[deal_id].append(name)
    return found


def _products(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = LineItem.objects.filter(workspace_id=view.workspace_id, deal_id__in=ids)
    for _, deal_id, name in sorted(rows.values_list("position", "deal_id", "product__name")):
        found[deal_id].append(name)
    return found


def _people(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = DealPerson.objects.filter(workspace_id=view.workspace_id, deal_id__in=ids)
    for _, _, deal_id, name in sorted(rows.values_list("position", "id", "deal_id", "person__name")):
        found[deal_id].append(name)
    return found


def _completeness(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, int]:
    """As the queue keeps it, of open deals: what a filter asks for is what is shown."""
    rows = Watch.objects.filter(workspace_id=view.workspace_id, deal_id__in=ids)
    return dict(rows.values_list("deal_id", "completeness"))


_FALLING_MOMENT = Order("moment", "created_at", falls=True)

DEALS = Listing(
    kind="deal",
    seen=_rows,
    first="title",
    shown=(
        "title",
        "stage",
        "tracks",
        "temperature",
        "value",
        "probability",
        "weighted",
        "expected_close",
        "next_step",
        "owner",
        "region",
    ),
    usual_filter="status:is:open",
    usual_sort="next_step",
    served=frozenset({"status", "pipeline", "stage", "owner", "temperature"}),
    columns=(
        Column(
            name="title",
            title=N_("Deal"),
            shows="deal",
            paths=("organization__name", "title"),
            order=Order("text", "title"),
            has_past=True,
        ),
        Column(name="pipeline", title=N_("Pipeline"), shows="pipeline", paths=("pipeline_id",), has_past=True),
        Column(name="stage", title=N_("Stage"), shows="stage", paths=("stage_id",), edits="stage", has_past=True),
        Column(name="tracks", title=N_("In parallel"), shows="tracks", parts=_tracks, file_parts=_states),
        Column(name="status", title=N_("Status"), shows="status", paths=("status",), has_past=True),
        Column(
            name="temperature",
            title=N_("Temperature"),
            shows="temperature",
            paths=("temperature",),
            order=Order("whole", "warmth", falls=True),
            edits="temperature",
            has_past=True,
        ),
        Column(
            name="value",
            title=N_("Value"),
            shows="money",
            paths=("amount",),
            order=Order("whole", "amount", falls=True),
            edits="value",
            is_end=True,
            has_past=True,
        ),
        Column(
            name="probability",
            title=N_("Probability"),
            shows="percent",
            paths=("probability",),
            order=Order("whole", "probability", falls=True),
            edits="probability",
            is_end=True,
            has_past=True,
        ),
        Column(
            name="weighted",
            title=N_("Expected"),
            shows="weighted",
            paths=("amount", "probability", "status"),
            is_end=True,
            has_past=True,
        ),
        Column(
            name="expected_close",
            title=N_("Close"),
            shows="day",
            paths=("expected_close_on",),
            order=Order("day", "close_order_on"),
            edits="expected_close_on",
            has_past=True,
        ),
        Column(
            name="next_step",
            title=N_("Next step"),
            shows="next_step",
            paths=("next_step_kind", "next_step_title", "next_step_due_at", "status"),
            order=Order("moment", "agenda_at"),
        ),
        Column(name="region", title=N_("Region"), shows="region", paths=("organization__region_name",), has_past=True),
        Column(name="industry", title=N_("Industry"), shows="text", paths=("organization__industry",), has_past=True),
        Column(name="owner", title=N_("Owner"), shows="member", paths=("owner_id",), edits="owner", has_past=True),
        Column(name="people", title=N_("People"), shows="words", parts=_people),
        Column(name="products", title=N_("Products"), shows="words", parts=_products),
        Column(name="tags", title=N_("Tags"), shows="words", parts=_tags),
        Column(name="completeness", title=N_("Data complete"), shows="percent", parts=_completeness, is_end=True),
        Column(name="source", title=N_("Source"), shows="source", paths=("source_id",), edits="source"),
        Column(name="campaign", title=N_("Campaign"), shows="campaign", paths=("campaign_id",)),
        Column(name="reason", title=N_("Reason"), shows="reason", paths=("reason_id", "reason_text")),
        Column(
            name="last_activity",
            title=N_("Last activity"),
            shows="moment",
            paths=("last_activity_at",),
            order=Order("moment", "last_activity_at", is_nullable=True, falls=True),
        ),
        Column(
            name="days_in_stage",
            title=N_("Days in the stage"),
            shows="days",
            paths=("stage_entered_at",),
            order=Order("moment", "stage_entered_at"),
            is_end=True,
        ),
        Column(name="created", title=N_("Created"), shows="moment", paths=("created_at",), order=_FALLING_MOMENT),
        Column(
            name="updated",
            title=N_("Last change"),
            shows="moment",
            paths=("updated_at",),
            order=Order("moment", "updated_at", falls=True),
        ),
        Column(
            name="closed",
            title=N_("Closed"),
            shows="moment",
            paths=("closed_at",),
            order=Order("moment", "closed_at", is_nullable=True, falls=True),
        ),
        Column(name="cooled", title=N_("Cooled down"), shows="moment", paths=("cooled_at",)),
        Column(name="postponed_until", title=N_("Postponed until"), shows="day", paths=("postponed_until",)),
        Column(name="external_id", title=N_("Outside number"), shows="text", paths=("external_id",)),
    ),
)
