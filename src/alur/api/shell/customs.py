"""Custom values as a request sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alur.api.shell.requests import ApiRequest
from alur.fields.queries.values import checked_values


def custom_of(request: ApiRequest, kind: str, current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a record holds after a change of only what was sent."""
    return checked_values(request.workspace.id, kind, current, given)
