"""Who brings files in: owners anything; others who may write, their own leads, and companies, people and products."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from alur.exchange.mapping import RECORDS, TARGETS, FileMapping
from alur.exchange.models import DataImport
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

PEOPLES_WORK = frozenset({"owner", "team", "lead"})
"""What says whose work something is: an owner's to bring."""


def brings_own(member: Member | None) -> bool:
    """Is everything that this member brings in the member's own? The command line and owners bring all."""
    return member is not None and not member.is_owner


def check_may_import(by: Member | None, mapping: FileMapping | None = None) -> None:
    """Refusal for one who may not, or whose mapping brings other people's work."""
    if by is not None and not by.can_change:
        raise Refusal(N_("You can look at everything, but bring nothing in."))
    if not brings_own(by) or mapping is None:
        return
    if mapping.record not in records_of(by):
        raise Refusal(N_("Only an owner brings in the sales team."), field="record")
    for column in mapping.columns:
        if column.to in PEOPLES_WORK:
            raise Refusal(
                N_("What you bring in is yours. Leave out the column “%(header)s”, or ask an owner to import it."),
                field="columns",
                header=column.header,
            )


def records_of(member: Member | None) -> tuple[str, ...]:
    """What kinds of records the rows of this member's files may be."""
    return tuple(one for one in RECORDS if one != "member") if brings_own(member) else RECORDS


def targets_of(member: Member | None, record: str) -> tuple[str, ...]:
    """What this member's columns may become."""
    return tuple(one for one in TARGETS[record] if not (brings_own(member) and one in PEOPLES_WORK))


def imports_seen_by(member: Member) -> QuerySet[DataImport]:
    """An owner sees all, others their own; who may not write, none."""
    jobs = DataImport.objects.filter(workspace_id=member.workspace_id)
    if member.is_owner:
        return jobs
    return jobs.filter(by_id=member.id) if member.can_change else jobs.none()


def deals_reached_by(workspace_id: int, member: Member | None) -> QuerySet[Any]:
    """The deals that an import of this member may find and change."""
    deals: QuerySet[Any] = Deal.objects.filter(workspace_id=workspace_id)
    if member is not None and brings_own(member):
        deals = Deal.objects.visible_to(member)
    return deals
