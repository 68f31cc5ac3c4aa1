"""Custom values as a request sends them, and as an answer gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from alur.api.shell.requests import ApiRequest
from alur.fields.models import FieldDefinition
from alur.fields.operations.filling import as_json, fill, from_json
from alur.fields.queries.records import definitions_of
from alur.kernel.refusal import N_, Refusal, Refusals

T = TypeVar("T")


def custom_of(request: ApiRequest, kind: str, current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, in the forms that records keep, checked. Refusals by `custom.f17`."""
    if not given:
        return {}
    known = {one.key: one for one in definitions_of(request.workspace.id, kind)}
    values: dict[str, Any] = {}
    refused: list[Refusal] = []
    for key, value in given.items():
        try:
            if key not in known:
                raise Refusal(N_("There is no such field."), field=key)
            values[key] = from_json(known[key], value)
            fill(request.workspace.id, kind, current, {key: values[key]})
        except Refusal as refusal:
            items = refusal.items if isinstance(refusal, Refusals) else (refusal,)
            refused.extend(Refusal(one.message, field=f"custom.{key}", **one.params) for one in items)
    if refused:
        raise Refusals(refused)
    return values


def with_customs(workspace_id: int, kind: str, shown: list[T]) -> list[T]:
    """Turn the kept custom values of answers into what an API gives; one query, and none where nobody has any."""
    items: list[Any] = shown
    if any(one["custom"] for one in items):
        known = {one.key: one for one in FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=kind)}
        for one in items:
            one["custom"] = {key: as_json(known[key], value) for key, value in one["custom"].items() if key in known}
    return shown
