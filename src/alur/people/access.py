"""Everyone in a workspace sees its companies and persons; viewers change nothing."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.tenancy.models import Member


def can_edit(member: Member) -> bool:
    return member.can_change


@guard("organization")
def organizations_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit(member) else frozenset()


@guard("person")
def persons_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit(member) else frozenset()
