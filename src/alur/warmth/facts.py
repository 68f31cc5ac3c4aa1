"""What people and time do to a deal's temperature, beside its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class TemperatureOverridden(Fact):
    """`earlier` is the override that this one replaced; `until` an ISO instant."""

    name: ClassVar[str] = "deal.temperature_overridden"
    deal: int
    override: int
    old: str
    new: str
    until: str
    reason: str = ""
    earlier: int | None = None


@dataclass(frozen=True)
class OverrideEnded(Fact):
    """Taken off by someone, or run out (`is_expired`); the evidence says `new`."""

    name: ClassVar[str] = "deal.override_ended"
    deal: int
    override: int
    old: str
    new: str
    is_expired: bool = False


@dataclass(frozen=True)
class WeightsSet(Fact):
    """`old` and `new` are all that can be set of a pipeline's weights; `kinds`: key to [points, half-life or null]."""

    name: ClassVar[str] = "weights.set"
    pipeline: int
    title: str
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True)
class WeightsFitted(Fact):
    """Weights were fitted to so many closed deals and judged by others; nothing uses them yet."""

    name: ClassVar[str] = "weights.fitted"
    pipeline: int
    title: str
    trained: int
    tested: int
