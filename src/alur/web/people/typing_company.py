"""What is typed of a company: read from its form, and written as its form holds it."""

from __future__ import annotations

from functools import partial
from typing import Any

from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal, all_of
from alur.people.models import Organization
from alur.people.operations.contacts import contacts_of, normalized
from alur.people.operations.organizations import organization_columns, tags_of
from alur.people.queries.regions import find_regions
from alur.web.settings.custom import custom_changes
from alur.web.shell.requests import MemberRequest

FIELDS = (
    "name", "industry", "size", "website", "street", "region", "postal_code", "coordinates", "note", "tags", "company",
    "organization",
)  # fmt: skip
WAYS = ("phone", "email", "social")
LONGEST_SIZE = 9
MICRO = 1_000_000


def typed_of(request: MemberRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in (*FIELDS, *WAYS, "region_code")}


def as_typed(company: Organization) -> dict[str, Any]:
    where = ""
    if company.latitude is not None and company.longitude is not None:
        where = f"{company.latitude / MICRO:.6f}, {company.longitude / MICRO:.6f}"
    ways: dict[str, str] = {}
    for kind, typed, _label in contacts_of(company):
        ways[kind] = f"{ways[kind]}, {typed}" if kind in ways else typed
    return {
        "name": company.name,
        "industry": company.industry,
        "size": "" if company.size is None else str(company.size),
        "website": company.website,
        "street": company.street,
        "region": company.region_name,
        "region_code": company.region_code,
        "postal_code": company.postal_code,
        "coordinates": where,
        "note": company.note,
        "tags": ", ".join(tags_of(company)),
        "company": company.parent.name if company.parent else "",
        "organization": str(company.parent_id or ""),
        **ways,
    }


def changes_typed(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    """Fields from what was typed; several numbers or addresses are separated by commas.

    Raises Refusals that name all that is wrong at once, each at its field.
    """
    contacts = [(kind, one, "") for kind in WAYS for one in typed[kind].split(",") if one.strip()]
    _name, size, (latitude, longitude), region, parent, custom, *_ways = all_of(
        [
            lambda: organization_columns({"name": typed["name"]}),
            lambda: _size(typed["size"].strip()),
            lambda: _coordinates(typed["coordinates"]),
            lambda: _region(typed),
            lambda: _parent(request, typed),
            lambda: custom_changes(request, RecordKind.ORGANIZATION),
            *(partial(normalized, kind, one) for kind, one, _label in contacts),
        ]
    )
    return {
        **{name: typed[name].strip() for name in ("name", "industry", "website", "street", "postal_code", "note")},
        "size": size,
        "latitude": latitude,
        "longitude": longitude,
        "region_code": region,
        "parent_id": parent,
        "tags": typed["tags"].split(","),
        "contacts": contacts,
        "custom": custom,
    }


def _size(text: str) -> int | None:
    if text and (not text.isascii() or not text.isdigit() or len(text) > LONGEST_SIZE):
        raise Refusal(N_("Type the number of people as a plain number."), field="size")
    return int(text) if text else None


def _parent(request: MemberRequest, typed: dict[str, Any]) -> int | None:
    """The company that was chosen, or the only one of the name that was typed."""
    name = " ".join(typed["company"].split())
    if not name:
        return None
    if typed["organization"]:
        return id_from(typed["organization"])
    same = Organization.objects.filter(workspace_id=request.workspace.id, name_key=name_key(name))
    found = list(same.values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refusal(N_("Choose the company from the list."), field="company")
    return found[0]


def _region(typed: dict[str, Any]) -> str:
    if not typed["region"].strip():
        return ""
    if typed["region_code"]:
        return str(typed["region_code"])
    found = find_regions(typed["region"].strip(), limit=2)
    exact = [code for code, path in found if path.casefold().startswith(typed["region"].strip().casefold())]
    if len(exact) != 1:
        raise Refusal(N_("Choose a region from the list."), field="region")
    return exact[0]


def _coordinates(text: str) -> tuple[int | None, int | None]:
    if not text.strip():
        return None, None
    try:
        latitude, longitude = (round(float(one) * MICRO) for one in text.split(","))
    except (ValueError, OverflowError):
        raise Refusal(N_("Type coordinates like -6.914744, 107.609810."), field="coordinates") from None
    if abs(latitude) > 90 * MICRO or abs(longitude) > 180 * MICRO:
        raise Refusal(N_("Type coordinates like -6.914744, 107.609810."), field="coordinates")
    return latitude, longitude
