"""What someone is at companies beside the main one: an owner here, a treasurer there."""

from __future__ import annotations

from collections.abc import Sequence

from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person, PersonRole

Role = tuple[int, str]
"""(the company's id, what the person is there)"""


def roles_of(person: Person) -> list[list[int | str]]:
    rows = PersonRole.objects.filter(workspace_id=person.workspace_id, person_id=person.id).order_by("id")
    return [list(row) for row in rows.values_list("organization_id", "role")]


def write_roles(person: Person, roles: Sequence[Sequence[int | str]]) -> None:
    """Replace the rows, in this order; one for each company. Refusal for a company that is not there."""
    wanted = {int(organization_id): " ".join(str(role).split())[:120] for organization_id, role in roles}
    kept = PersonRole.objects.filter(workspace_id=person.workspace_id, person_id=person.id)
    before = dict(kept.values_list("organization_id", "role"))
    known = Organization.objects.filter(workspace_id=person.workspace_id, id__in=wanted.keys() - before.keys())
    if known.count() != len(wanted.keys() - before.keys()):
        raise Refusal(N_("This company is no longer there."), field="roles")
    kept.delete()
    PersonRole.objects.bulk_create(
        PersonRole(workspace_id=person.workspace_id, person_id=person.id, organization_id=organization_id, role=role)
        for organization_id, role in wanted.items()
    )
