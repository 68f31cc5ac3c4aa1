"""What a deal needs to have by a stage, how much each of it weighs, and how complete a deal is by that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from alur.kernel.refusal import N_
from alur.pipeline.models import Criterion, Demand, EvidenceKind, Stage
from alur.pipeline.queries.gates import FIELD_LABELS

CONTACT, REGION = "contact", "region"
EVERYWHERE: Mapping[str, int] = {CONTACT: 3, REGION: 1}
"""What every deal needs from its first day: a telephone number or an address of its company or people; a place."""
REQUIRED, ASKED = 4, 2
"""What a pipeline's own criteria ask for, on the way to a deal's stage and there."""
ENOUGH = 80
"""Percent of the weight from which on nothing that matters is missing."""
NOT_DATA = frozenset({"next_step", "title"})
LABELS: Mapping[str, str] = {**FIELD_LABELS, CONTACT: N_("Telephone or e-mail"), REGION: N_("Region")}

Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Completeness:
    """`lacks` the names of what is missing, the heaviest first; `percent` of the weight that is there."""

    percent: int
    lacks: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        return self.percent >= ENOUGH


def needs_of(stages: Iterable[Stage], criteria: Collection[Criterion]) -> dict[int, Weights]:
    """Stage id to field to weight, for the stages of one pipeline in order: what a stage asks for, its later ones need.

    A step counts where a field is its evidence. A next step is another matter, and a title every deal has.
    """
    found: dict[int, Weights] = {}
    sofar: dict[str, int] = dict(EVERYWHERE)
    for stage in stages:
        for one in criteria:
            name = _field_of(one) if one.stage_id == stage.id else ""
            if name and name not in NOT_DATA:
                weight = REQUIRED if one.demand == Demand.REQUIRED else ASKED
                sofar[name] = max(sofar.get(name, 0), weight)
        found[stage.id] = dict(sofar)
    return found


def completeness(weights: Weights, has: Collection[str]) -> Completeness:
    """How much of this a deal has, which has the fields named in `has`."""
    whole = sum(weights.values())
    lacks = sorted((name for name in weights if name not in has), key=lambda name: (-weights[name], name))
    there = whole - sum(weights[name] for name in lacks)
    return Completeness(100 * there // whole if whole else 100, tuple(lacks))


def _field_of(criterion: Criterion) -> str:
    if criterion.field:
        return criterion.field
    step = criterion.step
    if step is None or step.deleted_at is not None or step.evidence != EvidenceKind.FIELD or step.also:
        return ""
    return step.detail
