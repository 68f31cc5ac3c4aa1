"""What people do to the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class DealSnoozed(Fact):
    """Left alone until an instant (ISO), or no longer (none); `before` is until when it was left alone already."""

    name: ClassVar[str] = "deal.snoozed"
    deal: int
    until: str | None
    before: str | None
