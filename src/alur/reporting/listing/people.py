"""Companies and persons as lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from alur.conversations.access import visible_activities
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_
from alur.people.models import ContactKind, ContactPoint, Organization, OrganizationTag, Person, PersonTag
from alur.pipeline.models import Deal, Status
from alur.pipeline.queries.complete import companies_completeness, people_completeness
from alur.pipeline.queries.holdings import COMPANY_COLUMNS
from alur.pipeline.seeing import Owners
from alur.reporting.listing.columns import Column, Listing, Order, Parts


@dataclass(frozen=True, slots=True)
class Phones:
    """Somebody's numbers, the first one first; `is_barred`: nobody is to call them."""

    numbers: tuple[str, ...]
    is_barred: bool


YEAR = timedelta(days=365)


def _organizations(workspace_id: Any, owners: Owners) -> QuerySet[Any]:
    return Organization.objects.filter(workspace_id=workspace_id)


def _persons(workspace_id: Any, owners: Owners) -> QuerySet[Any]:
    return Person.objects.filter(workspace_id=workspace_id)


def _open_deals(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """How many open deals of a company the reader sees, and what they are worth."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    deals = Deal.objects.visible_to(view.member).filter(organization_id__in=ids, status=Status.OPEN)
    for organization_id, amount in deals.values_list("organization_id", "amount"):
        found[organization_id][0] += 1
        found[organization_id][1] += amount
    return {key: (count, amount) for key, (count, amount) in found.items()}


def _spend(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, int]:
    """What was won of a company within a year, of the deals that the reader sees."""
    found: dict[int, int] = defaultdict(int)
    deals = Deal.objects.visible_to(view.member).filter(
        organization_id__in=ids, status=Status.WON, closed_at__gte=view.now - YEAR
    )
    for organization_id, amount in deals.values_list("organization_id", "amount"):
        found[organization_id] += amount
    return found


def _last_contact(key: str) -> Parts:
    """What was done last, and when."""

    def read(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, tuple[str, datetime]]:
        found: dict[int, tuple[str, datetime]] = {}
        done = visible_activities(view.member).filter(done_at__isnull=False, **{f"{key}__in": ids})
        for record_id, kind, done_at in done.order_by().values_list(key, "kind", "done_at"):
            if record_id not in found or found[record_id][1] < done_at:
                found[record_id] = (kind, done_at)
        return found

    return read


def _tags(model: Any, key: str) -> Parts:
    def read(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = model.objects.filter(workspace_id=view.workspace_id, **{f"{key}__in": ids})
        for _, record_id, name in sorted(rows.values_list("id", key, "tag__name")):
            found[record_id].append(name)
        return found

    return read


def _contacts(key: str, kind: str) -> Parts:
    def read(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = ContactPoint.objects.filter(workspace_id=view.workspace_id, kind=kind, **{f"{key}__in": ids})
        for _, _, record_id, value in sorted(rows.values_list("position", "id", key, "value")):
            found[record_id].append(value)
        return found

    return read


def _phones(key: str) -> Parts:
    """Numbers, and whether nobody is to call them: a person is left alone with the company."""
    of = key.removesuffix("_id")
    since = [f"{of}__do_not_contact_since"]
    if of == "person":
        since.append("person__organization__do_not_contact_since")

    def read(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, Phones]:
        found: dict[int, Phones] = {}
        rows = ContactPoint.objects.filter(
            workspace_id=view.workspace_id, kind=ContactKind.PHONE, **{f"{key}__in": ids}
        )
        for _place, _id, record_id, value, *barred in sorted(rows.values_list("position", "id", key, "value", *since)):
            before = found.get(record_id, Phones((), is_barred=any(barred)))
            found[record_id] = Phones((*before.numbers, value), before.is_barred)
        return found

    return read


def _companies_data(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, int]:
    """How much there is of what their open deals need of them, in percent."""
    rows = Organization.objects.filter(workspace_id=view.workspace_id, id__in=ids)
    held = {
        row[0]: dict(zip(COMPANY_COLUMNS, row[1:], strict=True)) for row in rows.values_list("id", *COMPANY_COLUMNS)
    }
    return {key: one.percent for key, one in companies_completeness(view.workspace_id, held).items()}


def _persons_data(view: Viewpoint, ids: Sequence[int]) -> Mapping[int, int]:
    rows = Person.objects.filter(workspace_id=view.workspace_id, id__in=ids)
    held = {row[0]: row[1:] for row in rows.values_list("id", "organization_id", "job_title", "custom")}
    return {key: one.percent for key, one in people_completeness(view.workspace_id, held).items()}


def _shared(key: str, tag_model: Any, data: Parts) -> tuple[Column, ...]:
    """What both are shown with."""
    return (
        Column(name="owner", title=N_("Owner"), shows="member", paths=("owner_id",)),
        Column(name="last_contact", title=N_("Last contact"), shows="contact", parts=_last_contact(key)),
        Column(name="tags", title=N_("Tags"), shows="words", parts=_tags(tag_model, key)),
        Column(name="completeness", title=N_("Data complete"), shows="percent", parts=data, is_end=True),
        Column(name="phone", title=N_("Telephone"), shows="phones", parts=_phones(key)),
        Column(name="email", title=N_("E-mail"), shows="emails", parts=_contacts(key, ContactKind.EMAIL)),
        Column(
            name="created",
            title=N_("Created"),
            shows="moment",
            paths=("created_at",),
            order=Order("moment", "created_at", falls=True),
        ),
        Column(
            name="updated",
            title=N_("Last change"),
            shows="moment",
            paths=("updated_at",),
            order=Order("moment", "updated_at", falls=True),
        ),
        Column(name="external_id", title=N_("Outside number"), shows="text", paths=("external_id",)),
    )


ORGANIZATIONS = Listing(
    kind="organization",
    seen=_organizations,
    first="name",
    shown=("name", "last_contact", "spend", "open_deals", "tags", "region", "owner"),
    usual_sort="name",
    columns=(
        Column(
            name="name",
            title=N_("Company"),
            shows="organization",
            paths=("name", "industry"),
            order=Order("text", "name_key"),
        ),
        Column(
            name="industry",
            title=N_("Industry"),
            shows="text",
            paths=("industry",),
            order=Order("text", "industry"),
            edits="industry",
        ),
        Column(name="region", title=N_("Region"), shows="region", paths=("region_name",)),
        Column(
            name="size",
            title=N_("Number of people"),
            shows="number",
            paths=("size",),
            order=Order("whole", "size", is_nullable=True, falls=True),
            edits="size",
            is_end=True,
        ),
        Column(name="open_deals", title=N_("Open deals"), shows="deals", parts=_open_deals, is_end=True),
        Column(name="spend", title=N_("Won in 12 months"), shows="won", parts=_spend, is_end=True),
        Column(name="website", title=N_("Website"), shows="text", paths=("website",)),
        *_shared("organization_id", OrganizationTag, _companies_data),
    ),
)

PERSONS = Listing(
    kind="person",
    seen=_persons,
    first="name",
    shown=("name", "job_title", "company", "phone", "email", "last_contact", "owner"),
    usual_sort="name",
    columns=(
        Column(
            name="name",
            title=N_("Name"),
            shows="person",
            paths=("name", "organization__name"),
            order=Order("text", "name_key"),
        ),
        Column(
            name="job_title",
            title=N_("Job title"),
            shows="text",
            paths=("job_title",),
            order=Order("text", "job_title"),
            edits="job_title",
        ),
        Column(name="company", title=N_("Company"), shows="company", paths=("organization_id", "organization__name")),
        *_shared("person_id", PersonTag, _persons_data),
    ),
)
