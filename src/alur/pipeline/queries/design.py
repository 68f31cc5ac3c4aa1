"""A pipeline with its stages and their criteria as one value: what the editor shows, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from alur.pipeline.models import (
    Criterion,
    Demand,
    DueFrom,
    EvidenceKind,
    Performer,
    Pipeline,
    PipelineFamily,
    Stage,
    Step,
    fields_of,
)
from alur.pipeline.queries.gates import criteria_of, stages_of


@dataclass(frozen=True, slots=True)
class StepPlan:
    """Who does a step and by when, in the words of Step's columns."""

    performer: str = Performer.OWNER
    member_id: int | None = None
    due_days: int | None = None
    due_from: str = DueFrom.STAGE
    may_start_early: bool = False


@dataclass(frozen=True, slots=True)
class StepDesign:
    """A piece of work. `evidence` is one of EvidenceKind; `detail` narrows it: a field, or a kind of activity. `also`
    are further (kind, detail): any one of them does.

    Without a `plan` a present step keeps its own, and a new one is the owner's, without a day; without `also` it keeps
    its further kinds, and a new one has none.
    """

    name_id: str
    name_en: str = ""
    evidence: str = EvidenceKind.NOTE
    detail: str = ""
    plan: StepPlan | None = None
    also: tuple[tuple[str, str], ...] | None = None

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        return (self.evidence, self.detail), *(self.also or ())

    @property
    def fields(self) -> tuple[str, ...]:
        return fields_of(self.ways)


@dataclass(frozen=True, slots=True)
class CriterionDesign:
    """What leaving a stage takes: `field` or `step`, asked or required.

    Without an `id` it is the stage's present criterion of the same field, or of a step of the same names, if there is
    one: evidence that deals have given for it stays. The field `completeness` asks for `at_least` so many percent.
    """

    field: str = ""
    step: StepDesign | None = None
    demand: str = Demand.ASKED
    id: int | None = None
    at_least: int | None = None


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
        step=step_design(step) if step else None,
        demand=criterion.demand,
        id=criterion.id,
        at_least=criterion.at_least,
    )


def step_design(step: Step) -> StepDesign:
    plan = StepPlan(step.performer, step.member_id, step.due_days, step.due_from, step.may_start_early)
    return StepDesign(step.name_id, step.name_en, step.evidence, step.detail, plan, step.ways[1:])


def planned_as(design: PipelineDesign, like: PipelineDesign) -> PipelineDesign:
    """The design whose steps without a plan, or further kinds of evidence, take those of a step of the same name."""
    named = {one.step.name_id: one.step for stage in like.stages for one in stage.criteria if one.step is not None}
    return replace(design, stages=tuple(replace(one, criteria=_planned(one.criteria, named)) for one in design.stages))


def _planned(criteria: tuple[CriterionDesign, ...], named: Mapping[str, StepDesign]) -> tuple[CriterionDesign, ...]:
    found = []
    for one in criteria:
        like = named.get(one.step.name_id) if one.step is not None else None
        if one.step is not None and like is not None:
            also = like.also if one.step.also is None else one.step.also
            one = replace(one, step=replace(one.step, plan=one.step.plan or like.plan, also=also))
        found.append(one)
    return tuple(found)
