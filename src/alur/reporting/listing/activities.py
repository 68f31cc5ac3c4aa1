"""Activities as a list: what is planned first, what was done on request."""

from __future__ import annotations

from alur.conversations.access import activities_of
from alur.kernel.refusal import N_
from alur.reporting.listing.columns import Column, Listing, Order

ACTIVITIES = Listing(
    kind="activity",
    seen=activities_of,
    first="title",
    shown=("title", "about", "due", "done_at", "outcome", "owner"),
    usual_filter="done:is:no",
    usual_sort="due",
    served=frozenset({"done"}),
    columns=(
        Column(
            name="title",
            title=N_("Activity"),
            shows="activity",
            paths=("kind", "title", "body", "deal_id", "organization_id", "person_id"),
        ),
        Column(name="kind", title=N_("Kind"), shows="activity_kind", paths=("kind",)),
        Column(
            name="about",
            title=N_("With"),
            shows="about",
            paths=("deal_id", "deal__title", "organization_id", "organization__name", "person_id", "person__name"),
        ),
        Column(
            name="due",
            title=N_("Due"),
            shows="due",
            paths=("due_at", "is_timed", "done_at"),
            order=Order("moment", "due_at", is_nullable=True),
        ),
        Column(
            name="done_at",
            title=N_("Done on"),
            shows="moment",
            paths=("done_at",),
            order=Order("moment", "done_at", is_nullable=True, falls=True),
        ),
        Column(name="outcome", title=N_("Outcome"), shows="text", paths=("outcome",)),
        Column(name="body", title=N_("Text"), shows="text", paths=("body",)),
        Column(name="owner", title=N_("Owner"), shows="member", paths=("owner_id",)),
        Column(name="region", title=N_("Region"), shows="region", paths=("organization__region_name",)),
        Column(
            name="created",
            title=N_("Created"),
            shows="moment",
            paths=("created_at",),
            order=Order("moment", "created_at", falls=True),
        ),
    ),
)
