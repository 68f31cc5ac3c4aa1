"""The number one would call: the person's own, else that of the first person of the deal, else the company's; none
where nobody is to be contacted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import Field, dataclass, replace
from typing import Any, ClassVar, Protocol, TypeVar

from django.db.models import Q

from alur.people.models import ContactPoint, Organization, Person
from alur.people.models.contact_point import ContactKind
from alur.pipeline.models import DealPerson
from alur.tenancy.prepared import Prepared, Slot, Slots

About = tuple[int | None, int | None, int | None]
"""The ids of the person, the deal and the organization that something is about."""


class Line(Protocol):
    """What has a number to call: a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def about(self) -> About: ...


L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Telephone numbers in E.164 by whose they are; `first_people` is deal to person."""

    people: dict[int, str]
    organizations: dict[int, str]
    first_people: dict[int, int]
    barred_people: Collection[int] = frozenset()
    barred_organizations: Collection[int] = frozenset()

    def is_barred(self, about: About) -> bool:
        """Is it about someone who is not to be contacted?"""
        person, deal, organization = (one or 0 for one in about)
        whom = person or self.first_people.get(deal, 0)
        return organization in self.barred_organizations or whom in self.barred_people

    def of(self, about: About) -> str:
        """Empty where there is none."""
        if self.is_barred(about):
            return ""
        person, deal, organization = (one or 0 for one in about)
        return (
            self.people.get(person, "")
            or self.people.get(self.first_people.get(deal, 0), "")
            or self.organizations.get(organization, "")
        )

    def onto(self, line: L) -> L:
        """The line with its number, or the word that they are left alone."""
        return replace(line, phone=self.of(line.about), is_barred=self.is_barred(line.about))


def numbers_of(workspace_id: int, things: Iterable[About]) -> Numbers:
    """Five queries for all of them."""
    parts = list(things)
    first_people: dict[int, int] = {}
    for deal_id, person_id in _LINKS(workspace_id=workspace_id, ids={deal for _, deal, _ in parts if deal}):
        first_people.setdefault(deal_id, person_id)
    people = {*(person for person, _, _ in parts if person), *first_people.values()}
    companies = {company for _, _, company in parts if company}
    return Numbers(
        _first(_OF_PEOPLE(workspace_id=workspace_id, ids=people)),
        _first(_OF_COMPANIES(workspace_id=workspace_id, ids=companies)),
        first_people,
        barred_people(workspace_id, people),
        barred_organizations(workspace_id, companies),
    )


def barred_people(workspace_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of these persons who are not to be contacted, themselves or with their company."""
    return frozenset(_BARRED_PEOPLE(workspace_id=workspace_id, ids=ids))


def barred_organizations(workspace_id: int, ids: Collection[int]) -> frozenset[int]:
    return frozenset(_BARRED_COMPANIES(workspace_id=workspace_id, ids=ids))


def _first(points: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for owner_id, value in points:
        found.setdefault(owner_id, value)
    return found


def _points_of(column: str) -> Prepared[tuple[int, str]]:
    return Prepared(
        lambda: (
            ContactPoint.objects.filter(**_OURS, kind=ContactKind.PHONE, **{f"{column}__in": _IDS})
            .order_by("position")
            .values_list(column, "value")
        )
    )


_OURS = {"workspace_id": Slot("workspace_id")}
_IDS: list[Any] = [Slots("ids")]
_LINKS = Prepared(
    lambda: (
        DealPerson.objects.filter(**_OURS, deal_id__in=_IDS)
        .order_by("position", "id")
        .values_list("deal_id", "person_id")
    )
)
_OF_PEOPLE = _points_of("person_id")
_OF_COMPANIES = _points_of("organization_id")
_BARRED_PEOPLE = Prepared(
    lambda: Person.objects.filter(
        Q(do_not_contact_since__isnull=False) | Q(organization__do_not_contact_since__isnull=False),
        **_OURS,
        id__in=_IDS,
    ).values_list("id", flat=True)
)
_BARRED_COMPANIES = Prepared(
    lambda: Organization.objects.filter(**_OURS, id__in=_IDS, do_not_contact_since__isnull=False).values_list(
        "id", flat=True
    )
)
