"""Telephones, e-mail addresses and social names of a person or a company."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alur.kernel.phones import to_e164
from alur.kernel.refusal import N_, Refusal
from alur.people.models import ContactKind, ContactPoint, Organization, Person

Contact = tuple[str, str, str]
"""(kind, as typed, label)"""


@lru_cache(maxsize=4_096)  # an import asks twice: before it writes anything, and when it does
def normalized(kind: str, typed: str) -> str:
    """What machines use. Refusal for what is no number or address."""
    typed = typed.strip()
    if kind == ContactKind.PHONE:
        return to_e164(typed, field="phone")
    if kind == ContactKind.EMAIL:
        try:
            validate_email(typed)
        except ValidationError:
            raise Refusal(N_("“%(email)s” is not an e-mail address."), field="email", email=typed) from None
        return typed.lower()
    if kind != ContactKind.SOCIAL:
        raise Refusal(N_("Choose telephone, e-mail or social media."), field="kind")
    return typed[:254]


def contacts_of(record: Person | Organization) -> list[list[str]]:
    rows = ContactPoint.objects.filter(workspace_id=record.workspace_id, **_whose(record)).order_by("position", "id")
    return [list(row) for row in rows.values_list("kind", "typed", "label")]


def write_contacts(record: Person | Organization, contacts: Sequence[Sequence[str]]) -> None:
    """Replace the rows, in this order."""
    rows = []
    for position, (kind, typed, label) in enumerate(contacts):
        if typed.strip():
            rows.append(
                ContactPoint(
                    workspace_id=record.workspace_id,
                    kind=kind,
                    value=normalized(kind, typed),
                    typed=typed.strip()[:254],
                    label=label.strip()[:40],
                    position=position,
                    **_whose(record),
                )
            )
    ContactPoint.objects.filter(workspace_id=record.workspace_id, **_whose(record)).delete()
    ContactPoint.objects.bulk_create(rows)


def _whose(record: Person | Organization) -> dict[str, Any]:
    return {"person_id" if isinstance(record, Person) else "organization_id": record.id}
