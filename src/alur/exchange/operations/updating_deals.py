"""A known deal takes over what a row says of it: only what the file has a column for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alur.pipeline.models import Deal, Stage, Status
from alur.pipeline.operations.bringing_in import DealHistory
from alur.pipeline.operations.closing import close, reopen
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import tags_of
from alur.pipeline.operations.valuing import set_lines
from alur.tenancy.models import Member

COLUMNS = {
    "organization": "organization_id",
    "owner": "owner_id",
    "source": "source_id",
    "expected_close_on": "expected_close_on",
    "temperature": "temperature",
}
WHY = "Import"


def update_deal(
    deal: Deal,
    history: DealHistory,
    values: Mapping[str, Any],
    *,
    has_lines: bool,
    by: Member | None,
    at: datetime,
) -> None:
    """Edit, move and close a deal through the same operations as a person would. Raises Refusal."""
    wanted: dict[str, Any] = {column: getattr(history, column) for name, column in COLUMNS.items() if name in values}
    if "title" in values:
        wanted["title"] = history.title
    changes = {name: value for name, value in wanted.items() if getattr(deal, name) != value}
    if "tags" in values:
        changes["tags"] = [*tags_of(deal), *[tag.strip() for tag in values["tags"].split(",")]]
    is_over = history.outcome != Status.OPEN
    value = history.closed_amount if is_over and history.closed_amount is not None else values.get("value")
    if value is not None and value != deal.currency_amount:
        changes["value"] = (value, deal.currency)
    when = _moment(deal, history, at)
    if "product" in values and history.lines and not has_lines:
        set_lines(deal, list(history.lines), by=by, at=when)
    if changes:
        edit(deal, changes, by=by, at=when)
    if "state" in values and (history.outcome, history.stage.id) != (deal.status, deal.stage_id):
        _stand(deal, history.stage, history, by=by, at=when)


def _stand(deal: Deal, stage: Stage, history: DealHistory, *, by: Member | None, at: datetime) -> None:
    deal = Deal.objects.select_related("stage").get(workspace_id=deal.workspace_id, id=deal.id)
    if deal.status != Status.OPEN and history.outcome == Status.OPEN:
        reopen(deal, by=by, at=at)
        deal.refresh_from_db()
    if deal.status == Status.OPEN and stage.id != deal.stage_id:
        move(deal, to=stage, by=by, at=at, override_reason=WHY)
        deal.refresh_from_db()
    if history.outcome not in (Status.OPEN, deal.status):
        if deal.status not in (Status.OPEN, Status.POSTPONED):
            reopen(deal, by=by, at=at)
            deal.refresh_from_db()
        close(deal, outcome=history.outcome, reason=history.reason_text or str(history.reason_id or "") or WHY,
              by=by, at=at, override_reason=WHY)  # fmt: skip


def _moment(deal: Deal, history: DealHistory, at: datetime) -> datetime:
    """The end that the row tells, where nothing has happened to the deal since; else now."""
    if history.closed_at is not None and deal.updated_at <= history.closed_at:
        return history.closed_at
    return at
