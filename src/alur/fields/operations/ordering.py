"""The order in which a workspace's own fields stand wherever several of them show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.fields.access import can_edit_fields
from alur.fields.facts import FieldsReordered
from alur.fields.models import FieldDefinition
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member


def reorder(workspace_id: int, record_kind: str, ids: Sequence[int], *, by: Member | None, at: datetime) -> None:
    """Put the fields in use into this order; those that are not named (someone just made them) follow as they were."""
    if by is not None and not can_edit_fields(by):
        raise Refusal(N_("Only owners and supervisors change fields."))
    with operation(workspace_id, by=by, at=at) as act:
        before = _in_use(workspace_id, record_kind)
        named = [one for one in dict.fromkeys(ids) if one in before]
        _stand(record_kind, before, [*named, *(one for one in before if one not in named)], act)


@inverse_of(FieldsReordered)
def take_back_order(fact: FieldsReordered, act: Operation) -> None:
    now = _in_use(act.workspace_id, fact.record_kind)
    if now != fact.after:
        raise Conflict(N_("The fields were put into another order since."))
    _stand(fact.record_kind, now, fact.before, act)


def _in_use(workspace_id: int, record_kind: str) -> list[int]:
    rows = FieldDefinition.objects.select_for_update().filter(
        workspace_id=workspace_id, record_kind=record_kind, archived_at__isnull=True
    )
    return list(rows.order_by("position", "id").values_list("id", flat=True))


def _stand(record_kind: str, before: list[int], after: list[int], act: Operation) -> None:
    if before == after:
        return
    for position, field_id in enumerate(after):
        FieldDefinition.objects.filter(workspace_id=act.workspace_id, id=field_id).update(position=position)
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    act.record(FieldsReordered(record_kind, before, after), about=[("field", one) for one in moved])
