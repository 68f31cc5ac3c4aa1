"""The number one would call: the person's own, else that of the first person of the deal, else the company's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from alur.people.models import ContactPoint
from alur.people.models.contact_point import ContactKind
from alur.pipeline.models import DealPerson

About = tuple[int | None, int | None, int | None]
"""The ids of the person, the deal and the organization that something is about."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Telephone numbers in E.164 by whose they are; `first_people` is deal to person."""

    people: dict[int, str]
    organizations: dict[int, str]
    first_people: dict[int, int]

    def of(self, about: About) -> str:
        """Empty where there is none."""
        person, deal, organization = (one or 0 for one in about)
        return (
            self.people.get(person, "")
            or self.people.get(self.first_people.get(deal, 0), "")
            or self.organizations.get(organization, "")
        )


def numbers_of(workspace_id: int, things: Iterable[About]) -> Numbers:
    """Three queries for all of them."""
    parts = list(things)
    links = DealPerson.objects.filter(workspace_id=workspace_id, deal_id__in={deal for _, deal, _ in parts if deal})
    first_people: dict[int, int] = {}
    for deal_id, person_id in links.order_by("position", "id").values_list("deal_id", "person_id"):
        first_people.setdefault(deal_id, person_id)
    return Numbers(
        _first(workspace_id, "person_id", {*(person for person, _, _ in parts if person), *first_people.values()}),
        _first(workspace_id, "organization_id", {company for _, _, company in parts if company}),
        first_people,
    )


def _first(workspace_id: int, column: str, ids: Collection[int]) -> dict[int, str]:
    points = ContactPoint.objects.filter(workspace_id=workspace_id, kind=ContactKind.PHONE, **{f"{column}__in": ids})
    found: dict[int, str] = {}
    for owner_id, value in points.order_by("position").values_list(column, "value"):
        found.setdefault(owner_id, value)
    return found
