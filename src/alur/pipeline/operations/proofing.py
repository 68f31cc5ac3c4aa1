"""What a pipeline's design must be before it is built: each fault a sentence beside its field.

Fields are named by their place: `name`, `stages.2.probability`, `stages.2.criteria.0.name`, `moves.<removed stage>`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from alur.catalogue.models import ProductFamily
from alur.fields.models import FieldDefinition, RecordKind
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.models import COMPLETENESS, Demand, DueFrom, EvidenceKind, Performer, Pipeline, StageKind
from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign, StepDesign, StepPlan
from alur.pipeline.queries.needs import FIELD_LABELS
from alur.tenancy.models import Member

HUES = 6
MOST_STAGES = 12
MOST_CRITERIA = 10
LONGEST_ROT = 3650
LONGEST_DUE = 730


@dataclass(frozen=True, slots=True)
class Known:
    """What a criterion may name: fields of deals, those put away among them, and members who work here."""

    fields: Collection[str]
    members: Collection[int]

    @classmethod
    def of(cls, workspace_id: int, design: PipelineDesign) -> Known:
        own = FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=RecordKind.DEAL)
        plans = [one.step.plan for stage in design.stages for one in stage.criteria if one.step is not None]
        named = {plan.member_id for plan in plans if plan is not None and plan.member_id is not None}
        members = Member.objects.filter(workspace_id=workspace_id, id__in=named).values_list("id", flat=True)
        fields = {*FIELD_LABELS, *(f"f{field_id}" for field_id in own.values_list("id", flat=True))}
        return cls(fields, set(members) if named else set())


def proof(workspace_id: int, design: PipelineDesign, *, pipeline_id: int | None) -> PipelineDesign:
    """The design with its texts trimmed. Raises Refusals that name every fault."""
    faults: list[Refusal] = []
    name = _trim(design.name, 80)
    if not name:
        faults.append(Refusal(N_("Give the pipeline a name."), field="name"))
    others = Pipeline.objects.filter(workspace_id=workspace_id, name=name, deleted_at__isnull=True)
    if others.exclude(id=pipeline_id or 0).exists():
        faults.append(Refusal(N_("There is a pipeline “%(name)s” already."), field="name", name=name))
    if not 1 <= design.hue <= HUES:
        faults.append(Refusal(N_("Choose one of the colours."), field="hue"))
    family_ids = tuple(sorted(set(design.family_ids)))
    families = ProductFamily.objects.filter(workspace_id=workspace_id, id__in=family_ids, deleted_at__isnull=True)
    if families.count() != len(family_ids):
        faults.append(Refusal(N_("This family is no longer there."), field="families"))
    if not design.stages:
        faults.append(Refusal(N_("A pipeline needs one stage at least."), field="stages"))
    if len(design.stages) > MOST_STAGES:
        faults.append(Refusal(N_("A pipeline has %(count)d stages at most."), field="stages", count=MOST_STAGES))
    known = Known.of(workspace_id, design)
    stages = tuple(_stage(stage, f"stages.{place}", known, faults) for place, stage in enumerate(design.stages))
    if faults:
        raise Refusals(faults)
    return replace(design, name=name, family_ids=family_ids, stages=stages)


def _stage(stage: StageDesign, place: str, known: Known, faults: list[Refusal]) -> StageDesign:
    name_id, name_en = _trim(stage.name_id, 60), _trim(stage.name_en, 60)
    if not (name_id or name_en):
        faults.append(Refusal(N_("Give the stage a name."), field=f"{place}.name_id"))
    if stage.kind not in StageKind.values:
        faults.append(Refusal(N_("Choose what kind of work the stage is."), field=f"{place}.kind"))
    if not 0 <= stage.probability <= 100:
        faults.append(Refusal(N_("A probability is from 0 to 100 percent."), field=f"{place}.probability"))
    if stage.rot_days is not None and not 1 <= stage.rot_days <= LONGEST_ROT:
        faults.append(Refusal(N_("Days of silence are 1 or more, or empty for never."), field=f"{place}.rot_days"))
    if len(stage.criteria) > MOST_CRITERIA:
        faults.append(
            Refusal(N_("A stage has %(count)d criteria at most."), field=f"{place}.criteria", count=MOST_CRITERIA)
        )
    criteria = tuple(
        _criterion(criterion, f"{place}.criteria.{index}", known, faults)
        for index, criterion in enumerate(stage.criteria)
    )
    fields = [criterion.field for criterion in criteria if criterion.field]
    if len(set(fields)) != len(fields):
        faults.append(Refusal(N_("The same field is asked for twice."), field=f"{place}.criteria"))
    return replace(stage, name_id=name_id or name_en, name_en=name_en or name_id, criteria=criteria)


def _criterion(criterion: CriterionDesign, place: str, known: Known, faults: list[Refusal]) -> CriterionDesign:
    if criterion.demand not in Demand.values:
        faults.append(Refusal(N_("Choose asked or required."), field=f"{place}.demand"))
    if bool(criterion.field) == (criterion.step is not None):
        faults.append(Refusal(N_("A criterion is a field, or a step with its evidence."), field=place))
        return criterion
    if criterion.step is None:
        if criterion.field not in known.fields:
            faults.append(Refusal(N_("There is no such field."), field=f"{place}.field"))
        if criterion.field == COMPLETENESS and not 1 <= (criterion.at_least or 0) <= 100:
            faults.append(
                Refusal(N_("Say how many percent of the data must be there, from 1 to 100."), field=f"{place}.at_least")
            )
        if criterion.field != COMPLETENESS and criterion.at_least is not None:
            faults.append(Refusal(N_("Only the completeness of data has a percentage."), field=f"{place}.at_least"))
        return criterion
    return replace(criterion, step=_step(criterion.step, place, known, faults), at_least=None)


def _step(step: StepDesign, place: str, known: Known, faults: list[Refusal]) -> StepDesign:
    name_id, name_en = _trim(step.name_id, 120), _trim(step.name_en, 120)
    if not (name_id or name_en):
        faults.append(Refusal(N_("Say in a few words what has to be done."), field=f"{place}.name"))
    if any(kind not in EvidenceKind.values for kind, _detail in step.ways):
        faults.append(Refusal(N_("Choose what shows that it was done."), field=f"{place}.evidence"))
    shows = {detail for kind, detail in step.ways if kind == EvidenceKind.FIELD}
    if not shows <= {*known.fields} - {COMPLETENESS}:
        faults.append(Refusal(N_("Choose the field that shows it."), field=f"{place}.evidence"))
    also = step.also and tuple((kind, detail[:40]) for kind, detail in step.also)
    plan = _plan(step.plan, place, known, faults) if step.plan is not None else None
    return replace(
        step, name_id=name_id or name_en, name_en=name_en or name_id, detail=step.detail[:40], plan=plan, also=also
    )


def _plan(plan: StepPlan, place: str, known: Known, faults: list[Refusal]) -> StepPlan:
    if plan.performer not in Performer.values:
        faults.append(Refusal(N_("Choose who does it."), field=f"{place}.performer"))
    if plan.due_from not in DueFrom.values:
        faults.append(Refusal(N_("Choose from when the days are counted."), field=f"{place}.due_days"))
    if plan.due_days is not None and not 0 <= plan.due_days <= LONGEST_DUE:
        faults.append(
            Refusal(N_("Days are from 0 to %(count)d, or none."), field=f"{place}.due_days", count=LONGEST_DUE)
        )
    if plan.performer != Performer.MEMBER:
        return replace(plan, member_id=None)
    if plan.member_id not in known.members:
        faults.append(Refusal(N_("Choose the member who does it."), field=f"{place}.performer"))
    return plan


def _trim(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
