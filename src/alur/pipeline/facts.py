"""What happens to deals; what happens to their pipelines stands in design_facts.py.

Ids and primitives only; changes carry old and new values, so they can go back. Instants are ISO 8601 strings, days
`YYYY-MM-DD`, money minor units of the workspace's currency unless it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.facts import Fact

Changes = dict[str, list[Any]]
"""Field name to [old, new]."""


@dataclass(frozen=True)
class DealFollowedPipeline(Fact):
    """A consequence of an edited pipeline: the deal's stage was removed, or its probability is its stage's.

    `tracks` is as in DealMoved.
    """

    name: ClassVar[str] = "deal.followed_pipeline"
    deal: int
    pipeline: int
    from_stage: int
    to_stage: int
    from_entered_at: str
    to_entered_at: str
    from_probability: int
    to_probability: int
    tracks: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DealCreated(Fact):
    """`temperature` is given where a person said it; else it follows from the evidence."""

    name: ClassVar[str] = "deal.created"
    deal: int
    title: str
    pipeline: int
    stage: int
    amount: int = 0
    owner: int | None = None
    organization: int | None = None
    copied_from: int | None = None
    temperature: str = ""


@dataclass(frozen=True)
class DealEdited(Fact):
    name: ClassVar[str] = "deal.edited"
    deal: int
    changes: Changes


@dataclass(frozen=True)
class TemperatureChanged(Fact):
    """The evidence has grown or faded; `score` is the sum of the receipt then, from 0 to 100."""

    name: ClassVar[str] = "deal.temperature_changed"
    deal: int
    old: str
    new: str
    score: int


@dataclass(frozen=True)
class DealMoved(Fact):
    """`tracks` holds [stage, old, new] for each track the move touched; a track is [state, began_at, ended_at] or null.

    `unmet` are the asked criteria that stayed open, in words of the mover's language.
    """

    name: ClassVar[str] = "deal.moved"
    deal: int
    from_pipeline: int
    from_stage: int
    to_pipeline: int
    to_stage: int
    from_entered_at: str
    from_probability: int
    to_probability: int
    tracks: list[list[Any]] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    override_reason: str = ""


@dataclass(frozen=True)
class TrackChanged(Fact):
    name: ClassVar[str] = "deal.track_changed"
    deal: int
    stage: int
    old: list[Any] | None
    new: list[Any] | None


@dataclass(frozen=True)
class DealClosed(Fact):
    """`before` and `after` hold the columns that say how a deal ended: status, reason, instants, counts."""

    name: ClassVar[str] = "deal.closed"
    deal: int
    outcome: str
    reason: str
    until: str | None
    amount: int
    before: dict[str, Any]
    after: dict[str, Any]
    tracks: list[list[Any]] = field(default_factory=list)
    override_reason: str = ""


@dataclass(frozen=True)
class DealReopened(Fact):
    """Where its stage was removed meanwhile, `before` and `after` carry the stage too, and `tracks` what began."""

    name: ClassVar[str] = "deal.reopened"
    deal: int
    outcome: str
    before: dict[str, Any]
    after: dict[str, Any]
    tracks: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DealDeleted(Fact):
    name: ClassVar[str] = "deal.deleted"
    deal: int
    title: str


@dataclass(frozen=True)
class DealRestored(Fact):
    name: ClassVar[str] = "deal.restored"
    deal: int
    title: str


@dataclass(frozen=True)
class LinesSet(Fact):
    """A line is [product, quantity in thousandths, unit price, discount in basis points]."""

    name: ClassVar[str] = "deal.lines_set"
    deal: int
    old: list[list[int]]
    new: list[list[int]]
    old_amount: int
    new_amount: int


@dataclass(frozen=True)
class PeopleSet(Fact):
    """A part is [person, role]."""

    name: ClassVar[str] = "deal.people_set"
    deal: int
    old: list[list[Any]]
    new: list[list[Any]]


@dataclass(frozen=True)
class EvidenceAdded(Fact):
    name: ClassVar[str] = "deal.evidence_added"
    deal: int
    step: int
    evidence: int
    kind: str
    label: str


@dataclass(frozen=True)
class EvidenceRemoved(Fact):
    name: ClassVar[str] = "deal.evidence_removed"
    deal: int
    step: int
    evidence: int
    kind: str
    label: str


@dataclass(frozen=True)
class RateSet(Fact):
    """`rate_micro` is millionths of the workspace's currency for one unit of `currency`."""

    name: ClassVar[str] = "rate.set"
    currency: str
    valid_on: str
    rate_micro: int


@dataclass(frozen=True)
class DealAnswered(Fact):
    """`answers` is [question, old, new] for each that changed; "" is no answer."""

    name: ClassVar[str] = "deal.answered"
    deal: int
    answers: list[list[Any]]
