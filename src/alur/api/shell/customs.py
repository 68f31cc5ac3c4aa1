"""Custom values as a request sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alur.api.shell.requests import ApiRequest
from alur.fields.operations.filling import fill
from alur.kernel.refusal import Refusal, Refusals


def custom_of(request: ApiRequest, kind: str, current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a record holds after a change of only what was sent; null for what is taken away.

    Raises Refusals with fields like `custom.f17`.
    """
    try:
        values = fill(request.workspace.id, kind, current, given)
    except Refusals as refusals:
        faults = [Refusal(one.message, field=f"custom.{one.field}", **one.params) for one in refusals.items]
        raise Refusals(faults) from None
    return {**values, **{key: None for key in given if key not in values}}
