"""Why records of a bulk change stay as they are, the same reasons together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alur.kernel.refusal import N_, Refusal
from alur.pipeline.queries.gates import GateRefused

MOST_GROUPS = 20
MOST_IDS = 50
MISSING = N_("Still missing: %(what)s.")

Groups = list[list[Any]]
"""[message, values, how many, some ids] each. What a gate misses stands in values as `names`, [Indonesian, English]."""


def group(groups: Groups, refusals: Iterable[tuple[int, Refusal]]) -> Groups:
    """The groups with these refusals in them."""
    by_reason = {_key(one[0], one[1]): one for one in groups}
    for record_id, refusal in refusals:
        message, values = _reason(refusal)
        key = _key(message, values)
        found = by_reason.get(key)
        if found is None and len(by_reason) >= MOST_GROUPS:
            message, values = N_("For another reason."), {}
            key = _key(message, values)
            found = by_reason.get(key)
        if found is None:
            found = by_reason[key] = [message, values, 0, []]
        found[2] += 1
        if len(found[3]) < MOST_IDS:
            found[3].append(str(record_id))
    return list(by_reason.values())


def _reason(refusal: Refusal) -> tuple[str, dict[str, Any]]:
    if isinstance(refusal, GateRefused):
        names = sorted(list(one.names) for one in refusal.unmet if one.is_required)
        return MISSING, {"names": names}
    return refusal.message, {name: str(value) for name, value in refusal.params.items() if name != "title"}


def _key(message: str, values: dict[str, Any]) -> str:
    return f"{message}|{sorted(values.items())}"
