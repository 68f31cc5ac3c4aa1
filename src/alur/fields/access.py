"""Who may change the fields of a workspace: owners and supervisors, as with pipelines."""

from __future__ import annotations

from collections.abc import Collection

from alur.events.undoing import guard
from alur.tenancy.models import Member


def can_edit_fields(member: Member) -> bool:
    return member.leads


@guard("field")
def fields_open_to(member: Member, ids: Collection[int]) -> Collection[int]:
    return frozenset(ids) if can_edit_fields(member) else frozenset()
