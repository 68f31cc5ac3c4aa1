"""What records are found by: their texts, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, QuerySet, Value

from alur.catalogue.models import Product
from alur.conversations.models import Activity
from alur.fields.models import Tag
from alur.people.models import ContactPoint, Organization, OrganizationTag, Person, PersonTag
from alur.pipeline.models import Deal, DealTag
from alur.tenancy.prepared import Prepared, Slot, Slots

DEAL, ORGANIZATION, PERSON, PRODUCT, ACTIVITY = KINDS = ("deal", "organization", "person", "product", "activity")
OWNED = frozenset({DEAL, ACTIVITY})
"""Kinds that not everyone in the workspace sees."""


LINKED = frozenset({DEAL, ORGANIZATION, PERSON})
"""Kinds that have tags, and ways to reach them."""


Rows = Prepared[Any]
Links = Mapping[int, list[str]]
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
_ACTIVITIES: Rows = Prepared(
    lambda: Activity.objects.filter(
        workspace_id=_WS, id__in=_IDS, deleted_at__isnull=True, deal__deleted_at__isnull=True
    ).values_list("id", "title", "body", "outcome", "deal__owner_id")
)


def _tagged(model: Any, whose: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model.objects.filter(workspace_id=_WS, **{f"{whose}__in": _IDS})
    return rows.values_list(whose, "tag_id", Value(""), Value(""))


def _reached(whose: str) -> QuerySet[Any, Any]:
    rows = ContactPoint.objects.filter(workspace_id=_WS, **{f"{whose}__in": _IDS})
    return rows.values_list(whose, Value(0, output_field=BigIntegerField()), "value", "typed")


_LINKED: Rows = Prepared(
    lambda: _tagged(DealTag, "deal_id").union(
        _tagged(OrganizationTag, "organization_id"), _tagged(PersonTag, "person_id"), _reached("organization_id"),
        _reached("person_id"), all=True,
    )
)  # fmt: skip
"""(record, tag or 0, contact, as typed): ids are of one record in the whole workspace, so that one question will do."""


@dataclass(frozen=True, slots=True)
class Content:
    """A record's texts. `owner_id` is whose it is where that decides who sees it; 0 is nobody's."""

    record_id: int
    texts: list[str]
    owner_id: int = 0


def contents(workspace_id: int, records: Mapping[str, Collection[int]]) -> dict[str, list[Content]]:
    """Of these records (kind to ids), those that can be found, with their texts; others are in the trash or gone."""
    linked = {record_id for kind in LINKED & records.keys() for record_id in records[kind]}
    links = _links(workspace_id, linked)
    return {kind: list(_READERS[kind](workspace_id, ids, links)) for kind, ids in records.items()}


def record_ids(workspace_id: int, kind: str, after: int, limit: int) -> list[int]:
    """Ids of records that can be found, in order of id, from after one on."""
    rows = _MODELS[kind].objects.filter(workspace_id=workspace_id, id__gt=after, deleted_at__isnull=True)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _deals(workspace_id: int, ids: Collection[int], links: Links) -> Iterator[Content]:
    for deal_id, owner_id, title, company, number, custom in _DEALS(workspace_id=workspace_id, ids=ids):
        yield Content(deal_id, [title, company or "", number, *_custom(custom), *links.get(deal_id, ())], owner_id or 0)


def _organizations(workspace_id: int, ids: Collection[int], links: Links) -> Iterator[Content]:
    for row_id, *texts, custom in _ORGANIZATIONS(workspace_id=workspace_id, ids=ids):
        yield Content(row_id, [*texts[:-1], *_custom(custom), *links.get(row_id, ()), texts[-1]])


def _persons(workspace_id: int, ids: Collection[int], links: Links) -> Iterator[Content]:
    for row_id, *texts, custom in _PERSONS(workspace_id=workspace_id, ids=ids):
        known = [text or "" for text in texts]
        yield Content(row_id, [*known[:-1], *_custom(custom), *links.get(row_id, ()), known[-1]])


def _products(workspace_id: int, ids: Collection[int], links: Links) -> Iterator[Content]:
    rows = Product.objects.filter(workspace_id=workspace_id, id__in=ids).values_list(
        "id", "name", "sku", "family__name", "external_id", "custom"
    )
    for row_id, name, sku, family, number, custom in rows:
        yield Content(row_id, [name, sku, family or "", number, *_custom(custom)])


def _activities(workspace_id: int, ids: Collection[int], links: Links) -> Iterator[Content]:
    """Those that say something; whoever sees the deal sees them, and where there is no deal everyone."""
    for row_id, title, body, outcome, owner_id in _ACTIVITIES(workspace_id=workspace_id, ids=ids):
        if title or body or outcome:
            yield Content(row_id, [title, body, outcome], owner_id or 0)


_MODELS: dict[str, Any] = {
    DEAL: Deal, ORGANIZATION: Organization, PERSON: Person, PRODUCT: Product, ACTIVITY: Activity,
}  # fmt: skip
_READERS: dict[str, Callable[[int, Collection[int], Links], Iterator[Content]]] = {
    DEAL: _deals, ORGANIZATION: _organizations, PERSON: _persons, PRODUCT: _products, ACTIVITY: _activities,
}  # fmt: skip


def _custom(custom: dict[str, Any]) -> list[str]:
    """The workspace's own fields: texts, choices and numbers. Ids of members and persons say nothing to a reader."""
    return [str(value) for value in custom.values() if isinstance(value, str)] if custom else []


def _links(workspace_id: int, ids: Collection[int]) -> Links:
    """What records are reached by and tagged with."""
    found: dict[int, list[str]] = defaultdict(list)
    tagged = []
    for record_id, tag_id, value, typed in _LINKED(workspace_id=workspace_id, ids=ids):
        if tag_id:
            tagged.append((record_id, tag_id))
        else:
            found[record_id] += [value, typed]
    if tagged:
        tags = Tag.objects.filter(workspace_id=workspace_id, id__in={tag_id for _, tag_id in tagged})
        names = dict(tags.values_list("id", "name"))
        for record_id, tag_id in tagged:
            found[record_id].append(names.get(tag_id, ""))
    return found
