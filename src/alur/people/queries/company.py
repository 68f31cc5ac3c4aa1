"""Who is at a company."""

from __future__ import annotations

from django.db.models import Q

from alur.people.models import Person, PersonRole

MOST = 50


def people_at(workspace_id: int, organization_id: int) -> tuple[list[Person], dict[int, str]]:
    """The persons whose company it is, or who have a role there; and person to that role."""
    links = PersonRole.objects.filter(workspace_id=workspace_id, organization_id=organization_id)
    roles = dict(links.order_by("id").values_list("person_id", "role")[:MOST])
    of_it = Q(organization_id=organization_id) | Q(id__in=list(roles))
    people = Person.objects.filter(of_it, workspace_id=workspace_id).order_by("name_key", "id")
    return list(people[:MOST]), roles
