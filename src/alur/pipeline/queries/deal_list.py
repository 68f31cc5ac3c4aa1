"""The plain list of deals, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

PAGE = 50


@dataclass(frozen=True, slots=True)
class DealListPage:
    deals: list[Deal]
    next_cursor: str


def deal_list(
    member: Member, *, text: str = "", status: str = "", pipeline_id: int | None = None, cursor: str = ""
) -> DealListPage:
    """Visible deals, the newest first; each with organization, stage and owner at hand."""
    deals = Deal.objects.visible_to(member).select_related("organization", "stage", "owner")
    if text:
        deals = deals.filter(Q(title__icontains=text) | Q(organization__name__icontains=text))
    if status:
        deals = deals.filter(status=status)
    if pipeline_id:
        deals = deals.filter(pipeline_id=pipeline_id)
    if cursor:
        at, last_id = _read(cursor)
        deals = deals.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last_id))
    found = list(deals.order_by("-created_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{shown[-1].created_at.isoformat()}~{shown[-1].id}" if len(found) > PAGE else ""
    return DealListPage(shown, more)


def _read(cursor: str) -> tuple[datetime, int]:
    at, _, last_id = cursor.rpartition("~")
    try:
        return datetime.fromisoformat(at), int(last_id)
    except ValueError:
        raise Refusal(N_("This page is no longer there. Load the list again."), field="cursor") from None
