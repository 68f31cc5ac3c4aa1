"""Who is at a company."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from alur.people.models import Person, PersonRole

MOST = 50


def people_at(workspace_id: int, organization_id: int, *, today: date) -> tuple[list[Person], dict[int, PersonRole]]:
    """The persons whose company it is, or who have or had a role there, who left last; and person to that role."""
    links = PersonRole.objects.filter(workspace_id=workspace_id, organization_id=organization_id)
    roles = {one.person_id: one for one in links.order_by("id")[:MOST]}
    of_it = Q(organization_id=organization_id) | Q(id__in=list(roles))
    people = Person.objects.filter(of_it, workspace_id=workspace_id).order_by("name_key", "id")
    shown = list(people[:MOST])
    return sorted(shown, key=lambda one: one.id in roles and roles[one.id].is_over(today)), roles
