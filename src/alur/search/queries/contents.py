"""What records are found by: their texts, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from alur.catalogue.models import Product
from alur.conversations.models import Activity
from alur.fields.models import Tag
from alur.people.models import ContactPoint, Organization, OrganizationTag, Person, PersonTag
from alur.pipeline.models import Deal, DealTag
from alur.tenancy.prepared import Prepared, Slot, Slots

DEAL, ORGANIZATION, PERSON, PRODUCT, ACTIVITY = KINDS = ("deal", "organization", "person", "product", "activity")
OWNED = frozenset({DEAL, ACTIVITY})
"""Kinds that not everyone in the workspace sees."""


Rows = Prepared[Any]
_WS = Slot("workspace_id")
_IDS: Any = [Slots("ids")]
_DEALS: Rows = Prepared(
    lambda: Deal.objects.filter(workspace_id=_WS, id__in=_IDS).values_list(
        "id", "owner_id", "title", "organization__name", "external_id", "custom"
    )
)
_ORGANIZATIONS: Rows = Prepared(
    lambda: Organization.objects.filter(workspace_id=_WS, id__in=_IDS).values_list(
        "id", "name", "region_name", "industry", "website", "street", "postal_code", "external_id", "note", "custom"
    )
)
_PERSONS: Rows = Prepared(
    lambda: Person.objects.filter(workspace_id=_WS, id__in=_IDS).values_list(
        "id", "name", "organization__name", "job_title", "external_id", "note", "custom"
    )
)


def _linked(model: Any, whose: str, *names: str) -> Rows:
    return Prepared(lambda: model.objects.filter(workspace_id=_WS, **{f"{whose}__in": _IDS}).values_list(whose, *names))


_DEAL_TAGS = _linked(DealTag, "deal_id", "tag_id")
_ORGANIZATION_TAGS = _linked(OrganizationTag, "organization_id", "tag_id")
_PERSON_TAGS = _linked(PersonTag, "person_id", "tag_id")
_ORGANIZATION_WAYS = _linked(ContactPoint, "organization_id", "value", "typed")
_PERSON_WAYS = _linked(ContactPoint, "person_id", "value", "typed")


@dataclass(frozen=True, slots=True)
class Content:
    """A record's texts. `owner_id` is whose it is where that decides who sees it; 0 is nobody's."""

    record_id: int
    texts: list[str]
    owner_id: int = 0


def contents(workspace_id: int, kind: str, ids: Collection[int]) -> list[Content]:
    """Of these records, those that can be found, with their texts; who is not among them is in the trash or gone."""
    return list(_READERS[kind](workspace_id, ids))


def record_ids(workspace_id: int, kind: str, after: int, limit: int) -> list[int]:
    """Ids of records that can be found, in order of id, from after one on."""
    rows = _MODELS[kind].objects.filter(workspace_id=workspace_id, id__gt=after, deleted_at__isnull=True)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _deals(workspace_id: int, ids: Collection[int]) -> Iterator[Content]:
    tags = _tags(_DEAL_TAGS, workspace_id, ids)
    for deal_id, owner_id, title, company, number, custom in _DEALS(workspace_id=workspace_id, ids=ids):
        yield Content(deal_id, [title, company or "", number, *_custom(custom), *tags[deal_id]], owner_id or 0)


def _organizations(workspace_id: int, ids: Collection[int]) -> Iterator[Content]:
    tags = _tags(_ORGANIZATION_TAGS, workspace_id, ids)
    ways = _contacts(_ORGANIZATION_WAYS, workspace_id, ids)
    for row_id, *texts, custom in _ORGANIZATIONS(workspace_id=workspace_id, ids=ids):
        yield Content(row_id, [*texts[:-1], *ways[row_id], *_custom(custom), *tags[row_id], texts[-1]])


def _persons(workspace_id: int, ids: Collection[int]) -> Iterator[Content]:
    tags = _tags(_PERSON_TAGS, workspace_id, ids)
    ways = _contacts(_PERSON_WAYS, workspace_id, ids)
    for row_id, *texts, custom in _PERSONS(workspace_id=workspace_id, ids=ids):
        known = [text or "" for text in texts]
        yield Content(row_id, [*known[:-1], *ways[row_id], *_custom(custom), *tags[row_id], known[-1]])


def _products(workspace_id: int, ids: Collection[int]) -> Iterator[Content]:
    rows = Product.objects.filter(workspace_id=workspace_id, id__in=ids).values_list(
        "id", "name", "sku", "family__name", "external_id", "custom"
    )
    for row_id, name, sku, family, number, custom in rows:
        yield Content(row_id, [name, sku, family or "", number, *_custom(custom)])


def _activities(workspace_id: int, ids: Collection[int]) -> Iterator[Content]:
    """Those that say something; whoever sees the deal sees them, and where there is no deal everyone."""
    own = Activity.objects.filter(workspace_id=workspace_id, id__in=ids)
    rows = own.filter(deleted_at__isnull=True, deal__deleted_at__isnull=True).values_list(
        "id", "title", "body", "outcome", "deal__owner_id"
    )
    for row_id, title, body, outcome, owner_id in rows:
        if title or body or outcome:
            yield Content(row_id, [title, body, outcome], owner_id or 0)


_MODELS: dict[str, Any] = {
    DEAL: Deal, ORGANIZATION: Organization, PERSON: Person, PRODUCT: Product, ACTIVITY: Activity,
}  # fmt: skip
_READERS: dict[str, Callable[[int, Collection[int]], Iterator[Content]]] = {
    DEAL: _deals, ORGANIZATION: _organizations, PERSON: _persons, PRODUCT: _products, ACTIVITY: _activities,
}  # fmt: skip


def _custom(custom: dict[str, Any]) -> list[str]:
    """The workspace's own fields: texts, choices and numbers. Ids of members and persons say nothing to a reader."""
    return [str(value) for value in custom.values() if isinstance(value, str)] if custom else []


def _contacts(ways: Rows, workspace_id: int, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for record_id, value, typed in ways(workspace_id=workspace_id, ids=ids):
        found[record_id] += [value, typed]
    return found


def _tags(links: Rows, workspace_id: int, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = links(workspace_id=workspace_id, ids=ids)
    if pairs:
        names = dict(
            Tag.objects.filter(workspace_id=workspace_id, id__in={tag for _, tag in pairs}).values_list("id", "name")
        )
        for record_id, tag_id in pairs:
            found[record_id].append(names.get(tag_id, ""))
    return found
