"""What a deal needs to have by a stage, how much each of it weighs, and how complete a record is by that.

A need is named like what it asks for: `value` and `f12` of the deal itself, `organization.size` of its company,
`person.job_title` of the people who take part, `contact` and `region` of whom one has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alur.kernel.refusal import N_
from alur.pipeline.models import COMPLETENESS, Criterion, Demand, EvidenceKind, Stage

CONTACT, REGION = "contact", "region"
COMPANY, PERSON = "organization.", "person."
EVERYWHERE: Mapping[str, int] = {CONTACT: 3, REGION: 1}
"""What every deal needs from its first day: a telephone number or an address of its company or people; a place."""
REQUIRED, ASKED = 4, 2
"""What a pipeline's own criteria ask for, on the way to a deal's stage and there, where nothing else is set."""
HEAVIEST = 5
ENOUGH = 80
"""Percent of the weight from which on nothing that matters is missing."""
FIELD_LABELS: dict[str, str] = {
    "organization": N_("Company"),
    "people": N_("Contact person"),
    "owner": N_("Owner"),
    "value": N_("Value"),
    "lines": N_("Products"),
    "expected_close_on": N_("Expected close"),
    "source": N_("Source"),
    "next_step": N_("Next step"),
    "title": N_("Title"),
    COMPLETENESS: N_("Data complete"),
}
"""What a criterion may ask of a deal, beside its custom fields (`f<id>`)."""
NOT_DATA = frozenset({"next_step", "title", COMPLETENESS})
COMPANY_LABELS: dict[str, str] = {
    CONTACT: N_("Telephone or e-mail"),
    REGION: N_("Region"),
    f"{COMPANY}phone": N_("Company's telephone"),
    f"{COMPANY}email": N_("Company's e-mail"),
    f"{COMPANY}industry": N_("Industry"),
    f"{COMPANY}size": N_("Number of people"),
    f"{COMPANY}website": N_("Website"),
    f"{COMPANY}street": N_("Street"),
    f"{COMPANY}postal_code": N_("Postal code"),
}
PERSON_LABELS: dict[str, str] = {
    f"{PERSON}phone": N_("Person's telephone"),
    f"{PERSON}email": N_("Person's e-mail"),
    f"{PERSON}job_title": N_("Job title"),
}
LABELS: dict[str, str] = {**FIELD_LABELS, **COMPANY_LABELS, **PERSON_LABELS}
OF_COMPANY = frozenset({CONTACT, REGION, "people"})
OF_PERSON = frozenset({CONTACT, "organization"})
"""What else a company and a person themselves can have of what their deals need."""

Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Completeness:
    """`lacks` the names of what is missing, the heaviest first; `percent` of the weight that is there; where nothing is
    asked for, all of it.
    """

    percent: int
    lacks: tuple[str, ...]
    is_asked: bool = True

    @property
    def is_enough(self) -> bool:
        return self.percent >= ENOUGH


@dataclass(frozen=True, slots=True)
class Need:
    """`from_stage` is the stage (id) from which on it is needed; none: from the first."""

    name: str
    weight: int
    from_stage: int | None = None


def needs_of(
    kept: Sequence[Sequence[Any]] | None,
    stages: Sequence[Stage],
    criteria: Collection[Criterion],
    live: Collection[str] = (),
) -> dict[int, Weights]:
    """Stage id to name to weight, for the stages of one pipeline in order, removed ones among them.

    `kept` is what its owners have set; else its criteria count, and what every deal needs. Of the workspace's own
    fields those count whose keys are `live`: nobody can fill in one that was put away.
    """
    wanted = usual_needs(stages, criteria) if kept is None else needs_kept(kept)
    place = {stage.id: number for number, stage in enumerate(one for one in stages if one.deleted_at is None)}
    found: dict[int, Weights] = {}
    for stage in stages:
        weights: dict[str, int] = {}
        for need in wanted:
            key = own_key(need.name)
            if (key and key not in live) or not need.weight:
                continue
            if place.get(need.from_stage or 0, 0) <= place.get(stage.id, 0):
                weights[need.name] = max(weights.get(need.name, 0), need.weight)
        found[stage.id] = weights
    return found


def needs_kept(kept: Sequence[Sequence[Any]]) -> list[Need]:
    return [Need(*one) for one in kept]


def usual_needs(stages: Iterable[Stage], criteria: Collection[Criterion]) -> list[Need]:
    """Where nothing is set: what a stage asks for, its later ones need. A step counts where a field is its evidence.

    A next step is another matter, and a title every deal has.
    """
    found = [Need(name, weight) for name, weight in EVERYWHERE.items()]
    for stage in stages:
        for one in criteria:
            name = _field_of(one) if one.stage_id == stage.id else ""
            if name and name not in NOT_DATA:
                found.append(Need(name, REQUIRED if one.demand == Demand.REQUIRED else ASKED, stage.id))
    return found


def completeness(weights: Weights, has: Collection[str]) -> Completeness:
    """How much of this there is, where the names in `has` are filled."""
    whole = sum(weights.values())
    lacks = sorted((name for name in weights if name not in has), key=lambda name: (-weights[name], name))
    there = whole - sum(weights[name] for name in lacks)
    return Completeness(100 * there // whole if whole else 100, tuple(lacks), bool(whole))


def within(label: str) -> str:
    """What something is called inside a sentence: small, unless it is all capitals, as NPWP."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def own_key(name: str) -> str:
    """The key of the workspace's own field that a need is of; empty where it is of another."""
    key = name.rpartition(".")[2]
    return key if key[:1] == "f" and key[1:].isdecimal() else ""


def of_company(weights: Weights) -> Weights:
    """What of this a company by itself can have."""
    return {name: weight for name, weight in weights.items() if name in OF_COMPANY or name.startswith(COMPANY)}


def of_person(weights: Weights) -> Weights:
    return {name: weight for name, weight in weights.items() if name in OF_PERSON or name.startswith(PERSON)}


def _field_of(criterion: Criterion) -> str:
    if criterion.field:
        return criterion.field
    step = criterion.step
    if step is None or step.deleted_at is not None or step.evidence != EvidenceKind.FIELD or step.also:
        return ""
    return step.detail
