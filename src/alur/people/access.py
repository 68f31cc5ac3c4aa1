"""Everyone in a workspace sees its companies and persons; viewers change nothing."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.files.access import holds_files
from alur.people.models import Organization, Person
from alur.tenancy.models import Member


def can_edit(member: Member) -> bool:
    return member.can_change


@guard("organization")
def organizations_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit(member) else frozenset()


@guard("person")
def persons_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit(member) else frozenset()


@holds_files("organization")
def organizations_seen(member: Member, ids: Collection[int]) -> Collection[int]:
    rows = Organization.objects.filter(workspace_id=member.workspace_id, id__in=ids)
    return frozenset(rows.values_list("id", flat=True)) if member.is_active else frozenset()


@holds_files("person")
def persons_seen(member: Member, ids: Collection[int]) -> Collection[int]:
    rows = Person.objects.filter(workspace_id=member.workspace_id, id__in=ids)
    return frozenset(rows.values_list("id", flat=True)) if member.is_active else frozenset()
