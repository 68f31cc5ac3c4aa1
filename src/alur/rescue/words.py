"""The reasons for which a deal is forgotten, and what to do about them."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

SILENT, UNPLANNED, LACKING, RETURNED = "silent", "unplanned", "lacking", "returned"
REASONS = (SILENT, UNPLANNED, LACKING, RETURNED)
"""Each is the column `<name>_from` of a Watch, and a word of the address and the API (`?reason=`)."""


class Advice(Enum):
    """What to do next."""

    FIND_CONTACT = "find_contact"
    CALL = "call"
    PLAN = "plan"
    FILL = "fill"


def advice_for(reasons: Collection[str], lacks: Collection[str]) -> Advice:
    """Whoever cannot be reached is found first; who was left waiting is called; then a step, then the data."""
    if "contact" in lacks:
        return Advice.FIND_CONTACT
    if SILENT in reasons or RETURNED in reasons:
        return Advice.CALL
    return Advice.PLAN if UNPLANNED in reasons else Advice.FILL
