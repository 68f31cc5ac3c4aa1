"""A pipeline with its stages and their criteria as one value: what the editor shows, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass, field

from alur.pipeline.models import Criterion, Demand, EvidenceKind, Pipeline, PipelineFamily, Stage
from alur.pipeline.queries.gates import criteria_of, stages_of


@dataclass(frozen=True, slots=True)
class StepDesign:
    """A piece of work. `evidence` is one of EvidenceKind; `detail` narrows it: a field, or a kind of activity."""

    name_id: str
    name_en: str = ""
    evidence: str = EvidenceKind.NOTE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CriterionDesign:
    """What leaving a stage takes: `field` or `step`, asked or required.

    Without an `id` it is the stage's present criterion of the same field, or of a step of the same names, if there is
    one: evidence that deals have given for it stays.
    """

    field: str = ""
    step: StepDesign | None = None
    demand: str = Demand.ASKED
    id: int | None = None


@dataclass(frozen=True, slots=True)
class StageDesign:
    """A stage; without an `id` a new one. `probability` in percent, `rot_days` None: never goes stale."""

    kind: str
    name_id: str
    name_en: str = ""
    probability: int = 0
    rot_days: int | None = None
    criteria: tuple[CriterionDesign, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class PipelineDesign:
    """All of a pipeline. A present stage that is not among `stages` is removed.

    `moves` says for a removed stage (id) which remaining one (id) its open deals go to. `hue` is 1 to 6.
    """

    name: str
    stages: tuple[StageDesign, ...]
    hue: int = 1
    family_ids: tuple[int, ...] = ()
    moves: dict[int, int] = field(default_factory=dict)


def design_of(pipeline: Pipeline) -> PipelineDesign:
    """The pipeline as it is now."""
    stages = stages_of(pipeline.workspace_id, pipeline.id)
    criteria: dict[int, list[Criterion]] = {}
    for criterion in criteria_of(pipeline.workspace_id, [stage.id for stage in stages]):
        criteria.setdefault(criterion.stage_id, []).append(criterion)
    return PipelineDesign(
        name=pipeline.name,
        hue=pipeline.hue,
        family_ids=family_ids_of(pipeline),
        stages=tuple(stage_design(stage, criteria.get(stage.id, [])) for stage in stages),
    )


def family_ids_of(pipeline: Pipeline) -> tuple[int, ...]:
    rows = PipelineFamily.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id)
    return tuple(sorted(rows.values_list("family_id", flat=True)))


def stage_design(stage: Stage, criteria: list[Criterion]) -> StageDesign:
    return StageDesign(
        kind=stage.kind,
        name_id=stage.name_id,
        name_en=stage.name_en,
        probability=stage.probability,
        rot_days=stage.rot_days,
        criteria=tuple(_criterion_design(criterion) for criterion in criteria),
        id=stage.id,
    )


def _criterion_design(criterion: Criterion) -> CriterionDesign:
    step = criterion.step
    return CriterionDesign(
        field=criterion.field,
        step=StepDesign(step.name_id, step.name_en, step.evidence, step.detail) if step else None,
        demand=criterion.demand,
        id=criterion.id,
    )
