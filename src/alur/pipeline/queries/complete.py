"""How complete deals, companies and people are by what is needed of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.queries.holdings import (
    COMPANY_COLUMNS,
    held_row,
    names_of_company,
    names_of_deals,
    names_of_person,
    ways_of,
)
from alur.pipeline.queries.needs import CONTACT, Completeness, completeness
from alur.pipeline.queries.stage_needs import (
    needs_by_stage,
    needs_of_companies,
    needs_of_people,
    stages_with_pipelines,
)


def deal_completeness(deal: Deal) -> Completeness:
    """By what its stage needs."""
    needs = needs_by_stage(deal.workspace_id, stages_with_pipelines(deal.workspace_id)).get(deal.stage_id, {})
    return completeness(needs, names_of_deals(deal.workspace_id, [held_row(deal)], needs)[deal.id])


def company_completeness(company: Organization) -> Completeness:
    columns = {name: getattr(company, name) for name in COMPANY_COLUMNS}
    return companies_completeness(company.workspace_id, {company.id: columns})[company.id]


def companies_completeness(workspace_id: int, companies: Mapping[int, Mapping[str, Any]]) -> dict[int, Completeness]:
    """By what their open deals need of a company, each given by its COMPANY_COLUMNS; its people can be reached."""
    ids = list(companies)
    if not ids:
        return {}
    needs = needs_of_companies(workspace_id, ids)
    people: dict[int, list[int]] = {}
    rows = Person.objects.filter(workspace_id=workspace_id, organization_id__in=ids)
    for company_id, person_id in rows.values_list("organization_id", "id"):
        people.setdefault(company_id or 0, []).append(person_id)
    own_ways, person_ways = ways_of(workspace_id, ids, [one for ones in people.values() for one in ones])
    found: dict[int, Completeness] = {}
    for company_id, columns in companies.items():
        has = names_of_company(columns, own_ways.get(company_id, ()))
        for person_id in people.get(company_id, ()):
            has |= {"people"} | ({CONTACT} & names_of_person("", {}, person_ways.get(person_id, ())))
        found[company_id] = completeness(needs[company_id], has)
    return found


def person_completeness(person: Person) -> Completeness:
    row = (person.organization_id, person.job_title, person.custom)
    return people_completeness(person.workspace_id, {person.id: row})[person.id]


def people_completeness(
    workspace_id: int, people: Mapping[int, tuple[int | None, str, Mapping[str, Any]]]
) -> dict[int, Completeness]:
    """By what the open deals that they take part in need; each given as (company, job title, custom values)."""
    ids: Collection[int] = list(people)
    if not ids:
        return {}
    needs = needs_of_people(workspace_id, ids)
    _companies, ways = ways_of(workspace_id, (), ids)
    found: dict[int, Completeness] = {}
    for person_id, (company_id, job_title, custom) in people.items():
        has = names_of_person(job_title, custom, ways.get(person_id, ()))
        if company_id:
            has.add("organization")
        found[person_id] = completeness(needs[person_id], has)
    return found
