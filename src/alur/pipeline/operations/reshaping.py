"""What differs between a pipeline and its design, written to its rows; turned round, it is the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.design_facts import PipelineEdited
from alur.pipeline.facts import Changes
from alur.pipeline.models import Criterion, Pipeline, PipelineFamily, Stage, Step
from alur.pipeline.queries.design import (
    CriterionDesign,
    PipelineDesign,
    StageDesign,
    StepDesign,
    StepPlan,
    family_ids_of,
)
from alur.pipeline.queries.gates import criteria_of, stages_of

STAGE_COLUMNS = ("position", "kind", "name_id", "name_en", "probability", "rot_days")
STEP_COLUMNS = ("name_id", "name_en", "evidence", "detail", "also")
PLAN_COLUMNS = ("performer", "member_id", "due_days", "due_from", "may_start_early")


@dataclass(slots=True)
class Reshaping:
    """The differences, in the words of PipelineEdited."""

    columns: Changes = field(default_factory=dict)
    stages: list[tuple[int, Changes]] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    criteria: list[tuple[int, int, dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.columns or self.stages or self.added or self.removed or self.criteria)

    @property
    def shifted(self) -> dict[int, int]:
        """Stages that stay and whose probability changes, to the one they had."""
        return {
            stage_id: changes["probability"][0]
            for stage_id, changes in self.stages
            if stage_id not in self.added and "probability" in changes
        }

    def fact(self, pipeline: Pipeline) -> PipelineEdited:
        return PipelineEdited(
            pipeline=pipeline.id,
            title=pipeline.name,
            changes=self.columns,
            stages=[[stage_id, changes] for stage_id, changes in self.stages],
            added=self.added,
            removed=self.removed,
            criteria=[list(change) for change in self.criteria],
        )

    @classmethod
    def back(cls, fact: PipelineEdited) -> Reshaping:
        """The way back from an edit."""
        return cls(
            columns={name: [new, old] for name, (old, new) in fact.changes.items()},
            stages=[
                (stage_id, {n: [new, old] for n, (old, new) in changes.items()}) for stage_id, changes in fact.stages
            ],
            added=list(fact.removed),
            removed=list(fact.added),
            criteria=[(criterion_id, stage_id, new, old) for criterion_id, stage_id, old, new in fact.criteria],
        )


def held(pipeline: Pipeline) -> Pipeline:
    """The pipeline as it is now, held until the commit; Conflict when it has gone."""
    found: Pipeline | None = (
        Pipeline.objects.select_for_update()
        .filter(workspace_id=pipeline.workspace_id, id=pipeline.id, deleted_at__isnull=True)
        .first()
    )
    if found is None:
        raise Conflict(N_("This pipeline is no longer there."))
    return found


def difference(pipeline: Pipeline, design: PipelineDesign) -> Reshaping:
    """What has to change for the pipeline to be as designed. New stages and criteria get their ids here."""
    workspace_id = pipeline.workspace_id
    present = {stage.id: stage for stage in stages_of(workspace_id, pipeline.id)}
    criteria: dict[int, list[Criterion]] = {}
    for criterion in criteria_of(workspace_id, list(present)):
        criteria.setdefault(criterion.stage_id, []).append(criterion)
    moved = _moved(design, criteria)
    found = Reshaping(columns=_pipeline_changes(pipeline, design))
    kept = set()
    for position, stage in enumerate(design.stages):
        row = present.get(stage.id or 0)
        stage_id = row.id if row is not None else new_id()
        kept.add(stage_id)
        changes = _stage_changes(row, stage, position)
        if changes:
            found.stages.append((stage_id, changes))
        if row is None:
            found.added.append(stage_id)
        here = [one for one in criteria.get(stage_id, []) if one.id not in moved]
        here += [moved[one.id] for one in stage.criteria if one.id in moved]
        found.criteria.extend(_criteria_changes(stage_id, here, stage.criteria))
    found.removed = [stage_id for stage_id in present if stage_id not in kept]
    return found


def _moved(design: PipelineDesign, criteria: dict[int, list[Criterion]]) -> dict[int, Criterion]:
    """The steps that stand in another stage of the design than now, by the id of their criterion."""
    wanted = {(stage.id, one.id) for stage in design.stages for one in stage.criteria if one.id is not None}
    anywhere = {criterion_id for _stage, criterion_id in wanted}
    return {
        row.id: row
        for rows in criteria.values()
        for row in rows
        if row.step is not None and row.id in anywhere and (row.stage_id, row.id) not in wanted
    }


def write(pipeline: Pipeline, change: Reshaping, *, at: datetime) -> None:
    """Write the rows. Nothing is deleted: what is removed stays for the history that names it."""
    workspace_id = pipeline.workspace_id
    for name, (_, new) in change.columns.items():
        if name == "families":
            _write_families(pipeline, new)
        else:
            setattr(pipeline, name, new)
    pipeline.updated_at = at
    pipeline.save(update_fields=["name", "hue", "updated_at"])
    present = set(Stage.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline.id).values_list("id", flat=True))
    for stage_id, changes in change.stages:
        values = {name: new for name, (_, new) in changes.items()}
        if stage_id not in present:
            Stage.objects.create(workspace_id=workspace_id, id=stage_id, pipeline_id=pipeline.id, **values)
        elif stage_id not in change.removed:
            Stage.objects.filter(workspace_id=workspace_id, id=stage_id).update(**values)
    Stage.objects.filter(workspace_id=workspace_id, id__in=change.added).update(deleted_at=None)
    Stage.objects.filter(workspace_id=workspace_id, id__in=change.removed).update(deleted_at=at)
    for criterion_id, stage_id, _, new in change.criteria:
        _write_criterion(workspace_id, criterion_id, stage_id, new, at)


def stands(pipeline: Pipeline, change: Reshaping) -> bool:
    """Is the pipeline still as this change begins from?"""
    workspace_id = pipeline.workspace_id
    for name, (old, _) in change.columns.items():
        if (list(family_ids_of(pipeline)) if name == "families" else getattr(pipeline, name)) != old:
            return False
    rows = {stage.id: stage for stage in Stage.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline.id)}
    for stage_id, changes in change.stages:
        for name, (old, _) in changes.items():
            if old is not None and stage_id not in change.added and getattr(rows[stage_id], name) != old:
                return False
    if any(rows[stage_id].deleted_at is None for stage_id in change.added):
        return False
    if any(rows[stage_id].deleted_at is not None for stage_id in change.removed):
        return False
    ids = [criterion_id for criterion_id, _, _, _ in change.criteria]
    present = Criterion.objects.filter(workspace_id=workspace_id, id__in=ids, deleted_at__isnull=True)
    values = {criterion.id: _value(criterion) for criterion in present.select_related("step")}
    return all(_is_as(values.get(criterion_id), old) for criterion_id, _, old, _ in change.criteria)


def _is_as(value: dict[str, Any] | None, old: dict[str, Any] | None) -> bool:
    """Events of before steps had a performer and a day, or could move to another stage, say nothing of it."""
    if value is None or old is None:
        return value is old
    return all(value.get(name) == one for name, one in old.items())


def _pipeline_changes(pipeline: Pipeline, design: PipelineDesign) -> Changes:
    changes: Changes = {
        name: [getattr(pipeline, name), getattr(design, name)]
        for name in ("name", "hue")
        if getattr(pipeline, name) != getattr(design, name)
    }
    families = family_ids_of(pipeline)
    if families != design.family_ids:
        changes["families"] = [list(families), list(design.family_ids)]
    return changes


def _stage_changes(row: Stage | None, stage: StageDesign, position: int) -> Changes:
    changes: Changes = {}
    for name in STAGE_COLUMNS:
        new = position if name == "position" else getattr(stage, name)
        old = getattr(row, name) if row is not None else None
        if row is None or old != new:
            changes[name] = [old, str(new) if name == "kind" else new]
    return changes


def _criteria_changes(
    stage_id: int, present: list[Criterion], designs: tuple[CriterionDesign, ...]
) -> Iterator[tuple[int, int, dict[str, Any] | None, dict[str, Any] | None]]:
    left = list(present)
    matched: list[Criterion | None] = []
    for design in designs:
        row = next((one for one in left if _is_the_same(one, design)), None)
        if row is not None:
            left.remove(row)
        matched.append(row)
    for position, (design, row) in enumerate(zip(designs, matched, strict=True)):
        old = _value(row) if row is not None else None
        step_id = None
        if design.step is not None:
            step_id = row.step_id if row is not None else new_id()
        new = {"stage": stage_id, "position": position, "field": design.field, "demand": str(design.demand)}
        new |= {"step": step_id, "at_least": design.at_least}
        if design.step is not None:
            new.update({name: str(getattr(design.step, name)) for name in ("name_id", "name_en")})
            new.update(_ways(design.step, row.step if row is not None else None))
            new.update(_plan(design.step.plan, row.step if row is not None else None))
        if old != new:
            yield (row.id if row is not None else new_id()), stage_id, old, new
    for row in left:
        yield row.id, stage_id, _value(row), None


def _is_the_same(row: Criterion, design: CriterionDesign) -> bool:
    if design.step is None:
        return row.field == design.field
    if row.step is None:
        return False
    if design.id is not None:
        return row.id == design.id
    return (row.step.name_id, row.step.name_en) == (design.step.name_id, design.step.name_en)


def _value(row: Criterion) -> dict[str, Any]:
    value: dict[str, Any] = {"stage": row.stage_id, "position": row.position, "field": row.field, "demand": row.demand}
    value |= {"step": row.step_id, "at_least": row.at_least}
    if row.step is not None:
        value.update({name: getattr(row.step, name) for name in (*STEP_COLUMNS, *PLAN_COLUMNS)})
    return value


def step_columns(design: StepDesign) -> dict[str, Any]:
    """The columns of a new step."""
    names = {name: str(getattr(design, name)) for name in ("name_id", "name_en")}
    return names | _ways(design, None) | _plan(design.plan, None)


def _ways(design: StepDesign, present: Step | None) -> dict[str, Any]:
    """What shows it, as the event keeps it; the same kinds in another order are no change."""
    also = (present.ways[1:] if present is not None else ()) if design.also is None else design.also
    (kind, detail), *others = dict.fromkeys(((design.evidence, design.detail), *also))
    if present is not None and {(kind, detail), *others} == set(present.ways):
        (kind, detail), *others = present.ways
    return {"evidence": str(kind), "detail": detail, "also": [[str(one), narrowed] for one, narrowed in others]}


def _plan(plan: StepPlan | None, present: Step | None) -> dict[str, Any]:
    """As the event keeps it: plain words, for it is compared with what the rows hold."""
    kept = plan or present or StepPlan()
    return {name: str(one) if isinstance(one := getattr(kept, name), str) else one for name in PLAN_COLUMNS}


def _write_families(pipeline: Pipeline, family_ids: list[int]) -> None:
    rows = PipelineFamily.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id)
    rows.exclude(family_id__in=family_ids).delete()
    bound = set(rows.values_list("family_id", flat=True))
    PipelineFamily.objects.bulk_create(
        PipelineFamily(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, family_id=family_id)
        for family_id in family_ids
        if family_id not in bound
    )


def _write_criterion(
    workspace_id: int, criterion_id: int, stage_id: int, value: dict[str, Any] | None, at: datetime
) -> None:
    rows = Criterion.objects.filter(workspace_id=workspace_id, id=criterion_id)
    steps = Step.objects.filter(workspace_id=workspace_id, id__in=list(rows.values_list("step_id", flat=True)))
    if value is None:
        steps.update(deleted_at=at)
        rows.update(deleted_at=at)
        return
    step_id, stage_id = value["step"], value.get("stage", stage_id)
    if step_id is not None:
        known = {name: value[name] for name in (*STEP_COLUMNS, *PLAN_COLUMNS) if name in value}
        step = {**known, "stage_id": stage_id, "position": value["position"], "deleted_at": None}
        if not Step.objects.filter(workspace_id=workspace_id, id=step_id).update(**step):
            Step.objects.create(workspace_id=workspace_id, id=step_id, **step)
    place = {"stage_id": stage_id, "position": value["position"]}
    columns = {**place, "demand": value["demand"], "at_least": value.get("at_least"), "deleted_at": None}
    if not rows.update(**columns):
        told = {"field": value["field"], "step_id": step_id}
        Criterion.objects.create(workspace_id=workspace_id, id=criterion_id, **told, **columns)
