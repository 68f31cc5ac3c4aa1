"""Whom nobody calls or writes to any more: a company with all its people, or one person; and how that is lifted."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization, Person
from alur.people.operations import organizations, persons
from alur.tenancy.models import Member

LONGEST = 200


def bar(row: Organization | Person, *, why: str, by: Member | None, at: datetime) -> None:
    """Say that they are not to be contacted, and why. Refusal without a reason; barred already, the reason changes."""
    why = " ".join(why.split())[:LONGEST]
    if not why:
        raise Refusal(N_("Say why they are not to be contacted."), field="why")
    _write(row, row.do_not_contact_since or at, why, by=by, at=at)


def lift(row: Organization | Person, *, by: Member | None, at: datetime) -> None:
    """Let them be contacted again. Conflict where they may be already."""
    if row.do_not_contact_since is None:
        raise Conflict(N_("They may be contacted already."))
    _write(row, None, "", by=by, at=at)


def _write(row: Organization | Person, since: datetime | None, why: str, *, by: Member | None, at: datetime) -> None:
    keeping = organizations.keeping if isinstance(row, Organization) else persons.keeping
    with operation(row.workspace_id, by=by, at=at) as act:
        held = type(row).objects.select_for_update().get(workspace_id=row.workspace_id, id=row.id)
        about = [("organization", held.organization_id)] if isinstance(held, Person) and held.organization_id else []
        keeping.edit(held, {"do_not_contact_since": since, "do_not_contact_why": why}, act, about=about)
