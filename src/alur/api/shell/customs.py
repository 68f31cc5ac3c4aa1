"""Custom values as a request sends them, and as an answer gives them: numbers and ids are texts there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from alur.api.shell.reading import read_text
from alur.api.shell.requests import ApiRequest
from alur.fields.models import FieldDefinition, FieldType
from alur.fields.operations.filling import REFERENCES, as_json, from_json

T = TypeVar("T")

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")


def custom_of(request: ApiRequest, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, in the forms that records keep. The operation checks it; what cannot be read stays as it came."""
    known = _definitions(request.workspace.id, kind) if given else {}
    return {key: _kept(known.get(key), read_text(value)) for key, value in given.items()}


def with_customs(workspace_id: int, kind: str, shown: list[T]) -> list[T]:
    """Turn the kept custom values of answers into what an API gives; one query, and none where nobody has any."""
    items: list[Any] = shown
    if any(one["custom"] for one in items):
        known = _definitions(workspace_id, kind)
        for one in items:
            one["custom"] = {key: as_json(known[key], value) for key, value in one["custom"].items() if key in known}
    return shown


def _definitions(workspace_id: int, kind: str) -> dict[str, FieldDefinition]:
    rows = FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=kind)
    return {one.key: one for one in rows}


def _kept(definition: FieldDefinition | None, value: Any) -> Any:
    if definition is None or value is None:
        return value
    if definition.type == FieldType.NUMBER:
        is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
        return from_json(definition, value) if is_number else str(value)
    if definition.type in REFERENCES and not isinstance(value, str):
        return str(value)
    return from_json(definition, value)
