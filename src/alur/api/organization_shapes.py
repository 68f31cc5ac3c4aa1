"""An organization as the API gives it, built from rows: no instances on lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from typing_extensions import TypedDict

from alur.api.barring import BarOut, bar_shown
from alur.api.completeness import CompletenessOut, organizations_complete
from alur.api.contacts import ContactOut, contacts_shown
from alur.api.shell.answering import IdOut, InstantOut, ident, instant
from alur.api.shell.degrees import degrees_shown
from alur.people.models import OrganizationTag


class OrganizationOut(TypedDict):
    """`parent` is the company it is a part of, `region` a Kemendagri code; coordinates are decimal degrees as text;
    `size` counts people. `completeness` is by what its open deals need of it, without any by what a first stage does;
    null where that is nothing.
    """

    id: IdOut
    external_source: str | None
    external_id: str | None
    name: str
    industry: str
    size: int | None
    website: str
    street: str
    region: str | None
    region_name: str
    postal_code: str
    latitude: str | None
    longitude: str | None
    owner: IdOut | None
    parent: IdOut | None
    note: str
    do_not_contact: BarOut | None
    tags: list[str]
    contacts: list[ContactOut]
    created_at: InstantOut
    updated_at: InstantOut
    custom: dict[str, Any]
    completeness: CompletenessOut | None


COLUMNS = (
    "id",
    "external_source",
    "external_id",
    "name",
    "industry",
    "size",
    "website",
    "street",
    "region_code",
    "region_name",
    "postal_code",
    "latitude",
    "longitude",
    "owner_id",
    "parent_id",
    "note",
    "do_not_contact_since",
    "do_not_contact_why",
    "created_at",
    "updated_at",
    "custom",
)


def organizations_shown(workspace_id: int, rows: Collection[tuple[Any, ...]]) -> list[OrganizationOut]:
    """Rows of COLUMNS with tags, contacts and completeness, in a few queries for all of them."""
    ids = [row[0] for row in rows]
    contacts = contacts_shown(workspace_id, "organization_id", ids)
    tags: dict[int, list[str]] = defaultdict(list)
    if ids:
        links = OrganizationTag.objects.filter(workspace_id=workspace_id, organization_id__in=ids)
        for _id, organization_id, name in sorted(links.values_list("id", "organization_id", "tag__name")):
            tags[organization_id].append(name)
    complete = organizations_complete(workspace_id, COLUMNS, rows)
    shown: list[OrganizationOut] = []
    for row in rows:
        value = dict(zip(COLUMNS, row, strict=False))
        shown.append(
            {
                "id": str(value["id"]),
                "external_source": value["external_source"] or None,
                "external_id": value["external_id"] or None,
                "name": value["name"],
                "industry": value["industry"],
                "size": value["size"],
                "website": value["website"],
                "street": value["street"],
                "region": value["region_code"] or None,
                "region_name": value["region_name"],
                "postal_code": value["postal_code"],
                "latitude": degrees_shown(value["latitude"]),
                "longitude": degrees_shown(value["longitude"]),
                "owner": ident(value["owner_id"]),
                "parent": ident(value["parent_id"]),
                "note": value["note"],
                "do_not_contact": bar_shown(value["do_not_contact_since"], value["do_not_contact_why"]),
                "tags": tags[value["id"]],
                "contacts": contacts[value["id"]],
                "created_at": instant(value["created_at"]),
                "updated_at": instant(value["updated_at"]),
                "custom": value["custom"],
                "completeness": complete.get(value["id"]),
            }
        )
    return shown
