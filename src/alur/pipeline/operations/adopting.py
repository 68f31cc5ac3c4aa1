"""Nothing comes back to someone who has left: whoever brings a deal back has it then."""

from __future__ import annotations

from datetime import datetime

from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.tenancy.models import Member


def adopt(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Make `by` the owner of a deal that is open again and whose owner has left. Inside the operation that opens it."""
    if by is None or not by.can_change or deal.owner_id in (None, by.id) or not deal.is_open:
        return
    if not Member.objects.filter(workspace_id=deal.workspace_id, id=deal.owner_id, is_active=True).exists():
        edit(deal, {"owner_id": by.id}, by=by, at=at)
