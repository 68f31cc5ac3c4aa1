"""What deals, companies and people have of what may be needed, by name (see `needs`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q

from alur.people.models import ContactPoint
from alur.people.models.contact_point import ContactKind
from alur.pipeline.models import Deal, DealPerson, LineItem
from alur.pipeline.queries.needs import COMPANY, CONTACT, PERSON, REGION
from alur.tenancy.prepared import Prepared, Slot, Slots

REACHING = frozenset({ContactKind.PHONE.value, ContactKind.EMAIL.value})
COMPANY_COLUMNS = ("region_code", "industry", "size", "website", "street", "postal_code", "custom")
HELD = (
    "id", "organization_id", "owner_id", "amount", "expected_close_on", "source_id", "custom",
    *(f"organization__{name}" for name in COMPANY_COLUMNS),
)  # fmt: skip
"""The columns of a deal that tell what it has."""
_OWN = 7
_NAMES = ("organization", "owner", "value", "expected_close_on", "source")

Row = Sequence[Any]
Person = tuple[int, str, Mapping[str, Any]]
"""(id, job title, custom values) of someone who takes part."""


def names_of_deals(workspace_id: int, rows: Collection[Row], wanted: Collection[str]) -> dict[int, set[str]]:
    """Deal id to what it has, for rows of HELD: four questions, however many there are."""
    ids = [row[0] for row in rows]
    asks_people = any(name.startswith(PERSON) for name in wanted)
    people: dict[int, list[Person]] = {}
    own: dict[str, Any] = {"workspace_id": workspace_id, "ids": ids}
    for deal_id, *person in _PEOPLE_IN_FULL(**own) if asks_people else _PEOPLE(**own):
        people.setdefault(deal_id, []).append((person[0], *person[1:]) if asks_people else (person[0], "", {}))
    lines = set(_LINES(**own))
    companies, persons = ways_of(
        workspace_id, {row[1] for row in rows if row[1]}, {one[0] for ones in people.values() for one in ones}
    )
    return {
        row[0]: names_of_deal(row, people.get(row[0], []), row[0] in lines, companies.get(row[1], frozenset()), persons)
        for row in rows
    }


def names_of_deal(
    row: Row,
    people: Sequence[Person],
    has_lines: bool,
    company_ways: Collection[str],
    person_ways: Mapping[int, Collection[str]],
) -> set[str]:
    """What one deal has, given as a row of HELD; ways are kinds of contact, of its company and by person."""
    found = {name for name, value in zip(_NAMES, row[1:6], strict=True) if value}
    found |= _filled(row[6], "")
    if row[1]:
        found |= names_of_company(dict(zip(COMPANY_COLUMNS, row[_OWN : len(HELD)], strict=True)), company_ways)
    for person_id, job_title, custom in people:
        found |= names_of_person(job_title, custom, person_ways.get(person_id, ()))
    if people:
        found.add("people")
    if has_lines:
        found.add("lines")
    return found


def names_of_company(columns: Mapping[str, Any], ways: Collection[str]) -> set[str]:
    found = {f"{COMPANY}{name}" for name in COMPANY_COLUMNS[1:-1] if columns[name]}
    found |= {f"{COMPANY}{kind}" for kind in ways} | _filled(columns["custom"] or {}, COMPANY)
    if columns["region_code"]:
        found.add(REGION)
    if not REACHING.isdisjoint(ways):
        found.add(CONTACT)
    return found


def names_of_person(job_title: str, custom: Mapping[str, Any], ways: Collection[str]) -> set[str]:
    found = {f"{PERSON}{kind}" for kind in ways} | _filled(custom, PERSON)
    if job_title:
        found.add(f"{PERSON}job_title")
    if not REACHING.isdisjoint(ways):
        found.add(CONTACT)
    return found


def held_row(deal: Deal) -> Row:
    """A deal at hand, its company too, as a row of HELD."""
    company = deal.organization
    own = (deal.id, deal.organization_id, deal.owner_id, deal.amount, deal.expected_close_on, deal.source_id)
    return (*own, deal.custom, *(getattr(company, name, None) for name in COMPANY_COLUMNS))


def ways_of(
    workspace_id: int, companies: Collection[int], people: Collection[int]
) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """By which kinds of contact these companies and these people can be reached. One question."""
    of_companies: dict[int, set[str]] = {}
    of_people: dict[int, set[str]] = {}
    if not companies and not people:
        return of_companies, of_people
    rows = _WAYS(workspace_id=workspace_id, companies=companies or [0], people=people or [0])
    for company_id, person_id, kind in rows:
        if person_id:
            of_people.setdefault(person_id, set()).add(kind)
        if company_id:
            of_companies.setdefault(company_id, set()).add(kind)
    return of_companies, of_people


def _filled(custom: Mapping[str, Any], prefix: str) -> set[str]:
    return {prefix + key for key, value in custom.items() if value not in (None, "", [])}


_OF_DEALS: dict[str, Any] = {"workspace_id": Slot("workspace_id"), "deal_id__in": [Slots("ids")]}
_PEOPLE = Prepared(lambda: DealPerson.objects.filter(**_OF_DEALS).values_list("deal_id", "person_id"))
_PEOPLE_IN_FULL = Prepared(
    lambda: DealPerson.objects.filter(**_OF_DEALS).values_list(
        "deal_id", "person_id", "person__job_title", "person__custom"
    )
)
_LINES = Prepared(lambda: LineItem.objects.filter(**_OF_DEALS).values_list("deal_id", flat=True))
_WAYS = Prepared(
    lambda: ContactPoint.objects.filter(
        Q(organization_id__in=[Slots("companies")]) | Q(person_id__in=[Slots("people")]),
        workspace_id=Slot("workspace_id"),
    ).values_list("organization_id", "person_id", "kind")
)
