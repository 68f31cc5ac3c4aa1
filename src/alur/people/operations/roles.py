"""What someone is, or was, at companies beside the main one: an owner here, a treasurer there until last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person, PersonRole

Role = Sequence[Any]
"""(the company's id, what the person is there, from, until): days, or ISO texts of them, or nothing; the last two may
be left out. Half-open: on `until` the person is no longer there."""


def roles_of(person: Person) -> list[list[Any]]:
    """As a fact carries them: the company's id, the role, and the days as texts or null."""
    rows = PersonRole.objects.filter(workspace_id=person.workspace_id, person_id=person.id).order_by("id")
    return [
        [company_id, role, from_on.isoformat() if from_on else None, until_on.isoformat() if until_on else None]
        for company_id, role, from_on, until_on in rows.values_list("organization_id", "role", "from_on", "until_on")
    ]


def write_roles(person: Person, roles: Sequence[Role]) -> None:
    """Replace the rows, in this order; one for each company. Refusal for a company that is not there."""
    wanted = {int(one[0]): _row(person, one) for one in roles}
    kept = PersonRole.objects.filter(workspace_id=person.workspace_id, person_id=person.id)
    new = wanted.keys() - set(kept.values_list("organization_id", flat=True))
    if Organization.objects.filter(workspace_id=person.workspace_id, id__in=new).count() != len(new):
        raise Refusal(N_("This company is no longer there."), field="roles")
    kept.delete()
    PersonRole.objects.bulk_create(wanted.values())


def _row(person: Person, role: Role) -> PersonRole:
    company_id, words, from_on, until_on = (*role, None, None)[:4]
    row = PersonRole(
        workspace_id=person.workspace_id,
        person_id=person.id,
        organization_id=int(company_id),
        role=" ".join(str(words).split())[:120],
        from_on=_day(from_on),
        until_on=_day(until_on),
    )
    if row.from_on is not None and row.until_on is not None and row.until_on < row.from_on:
        raise Refusal(N_("A role ends after it begins."), field="roles")
    return row


def _day(value: date | str | None) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if value else None
