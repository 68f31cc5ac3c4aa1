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


@dataclass(frozen=True)
class WeightsRefitted(Fact):
    """The month's fit told better on `tested` later deals than the weights in use, and waits for an owner's word.

    `auc` and `brier` are [in use, new]; `better` is how sure that is, in percent.
    """

    name: ClassVar[str] = "weights.refitted"
    pipeline: int
    title: str
    tested: int
    better: int
    auc: list[float]
    brier: list[float]


@dataclass(frozen=True)
class WeightsAdopted(Fact):
    """An owner took the waiting fit over. `old` and `new` hold `fit` and `uses_fit`."""

    name: ClassVar[str] = "weights.adopted"
    pipeline: int
    title: str
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True)
class FitLeft(Fact):
    """An owner kept the weights in use: `candidate`, the fit that waited, was put away; `weights`: their version."""

    name: ClassVar[str] = "weights.fit_left"
    pipeline: int
    title: str
    candidate: dict[str, Any]
    weights: int
