"""Custom values of a record: typed by the workspace's own definitions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from alur.fields.models import FieldDefinition, FieldType
from alur.kernel.money import LARGEST
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.tenancy.models import Member

LONGEST_TEXT = 5_000


def checked_values(
    workspace_id: int, record_kind: str, current: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """All custom values of a record after a change: text, number as decimal text, money as minor units, date as
    YYYY-MM-DD, one of the choices, true or false, the id of a member or person as text; null takes a value away.

    Raises Refusals with fields like `custom.f17`.
    """
    if not given:
        return dict(current)
    known = {
        one.key: one
        for one in FieldDefinition.objects.filter(
            workspace_id=workspace_id, record_kind=record_kind, archived_at__isnull=True
        )
    }
    values, refused = dict(current), []
    members = _members(workspace_id, known.values())
    for key, value in given.items():
        if key not in known:
            refused.append(Refusal(N_("There is no such field."), field=f"custom.{key}"))
        elif value is None:
            values.pop(key, None)
        elif not _fits(known[key], value, members):
            refused.append(Refusal(N_("This value does not fit the field."), field=f"custom.{key}"))
        else:
            values[key] = value
    if refused:
        raise Refusals(refused)
    return values


def _members(workspace_id: int, definitions: Collection[FieldDefinition]) -> frozenset[str]:
    if not any(one.type == FieldType.MEMBER for one in definitions):
        return frozenset()
    ids = Member.objects.filter(workspace_id=workspace_id).values_list("id", flat=True)
    return frozenset(str(one) for one in ids)


def _fits(definition: FieldDefinition, value: Any, members: Collection[str]) -> bool:
    kind = definition.type
    if kind == FieldType.YES_NO:
        return isinstance(value, bool)
    if kind == FieldType.MONEY:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return False
    if kind == FieldType.CHOICE:
        return value in definition.choices
    if kind == FieldType.DATE:
        return _reads(date.fromisoformat, value)
    if kind == FieldType.NUMBER:
        return _reads(Decimal, value) and Decimal(value).is_finite()
    if kind == FieldType.MEMBER:
        return value in members
    return value.isdigit() if kind == FieldType.PERSON else "\x00" not in value


def _reads(read: Any, value: str) -> bool:
    try:
        read(value)
    except (ValueError, InvalidOperation):
        return False
    return True
