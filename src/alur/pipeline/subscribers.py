from __future__ import annotations

from django.db.models import Q

from alur.accounts.facts import WorkspaceCreated
from alur.accounts.operations.configuring import holds_currency
from alur.events.recording import Operation
from alur.events.subscribing import within
from alur.fields.facts import FieldArchived, FieldRetyped
from alur.fields.models import RecordKind
from alur.fields.queries.records import holds_custom
from alur.files.facts import FileDeleted
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Criterion, Deal, Demand, Evidence, EvidenceKind, Pipeline, Step
from alur.pipeline.operations.defaults import add_default_pipeline, add_default_reasons
from alur.pipeline.operations.parts import remove_evidence


@within(WorkspaceCreated)
def give_a_pipeline(fact: WorkspaceCreated, act: Operation) -> None:
    add_default_pipeline(fact.workspace, act)
    add_default_reasons(fact.workspace)


@within(FileDeleted)
def withdraw_what_rests_on_it(fact: FileDeleted, act: Operation) -> None:
    """A step is not done by a file that is gone. Undoing the deletion brings both back."""
    given = Evidence.objects.filter(workspace_id=act.workspace_id, rests_on_kind="file", rests_on_id=fact.file)
    for evidence in given.filter(removed_at__isnull=True, deal__deleted_at__isnull=True).select_related("deal"):
        remove_evidence(evidence, by=act.by, at=act.at)


@within(FieldArchived)
def keep_what_a_stage_requires(fact: FieldArchived, act: Operation) -> None:
    """A deal could never leave a stage that requires what nobody can fill in any more."""
    key = f"f{fact.record}"
    required = Criterion.objects.filter(
        Q(field=key) | Q(step_id__isnull=False),
        workspace_id=act.workspace_id,
        demand=Demand.REQUIRED,
        deleted_at__isnull=True,
        stage__workspace_id=act.workspace_id,
        stage__deleted_at__isnull=True,
    )
    rows = required.select_related("stage", "stage__pipeline", "step")
    only = {(EvidenceKind.FIELD, key)}
    found = next((one for one in rows if one.step is None or set(one.step.ways) == only), None)
    if found is not None:
        raise Conflict(
            N_("“%(stage)s” of %(pipeline)s requires this field. Choose other evidence there first, or only ask."),
            stage=found.stage.name_id,
            pipeline=found.stage.pipeline.name,
        )


@within(FieldRetyped)
def ask_for_the_field_of_the_new_type(fact: FieldRetyped, act: Operation) -> None:
    """Criteria and steps that asked for the field ask for the one that took its place."""
    old, new = f"f{fact.record}", f"f{fact.made}"
    Criterion.objects.filter(workspace_id=act.workspace_id, field=old).update(field=new)
    steps = Step.objects.filter(workspace_id=act.workspace_id)
    steps.filter(evidence=EvidenceKind.FIELD, detail=old).update(detail=new)
    for step in steps:
        if [EvidenceKind.FIELD, old] in step.also:
            also = [
                [kind, new if (kind, detail) == (EvidenceKind.FIELD, old) else detail] for kind, detail in step.also
            ]
            steps.filter(id=step.id).update(also=also)
    for pipeline in Pipeline.objects.filter(workspace_id=act.workspace_id, needs__isnull=False):
        needs = [[_renamed(name, old, new), *others] for name, *others in pipeline.needs or ()]
        if needs != pipeline.needs:
            Pipeline.objects.filter(workspace_id=act.workspace_id, id=pipeline.id).update(needs=needs)


def _renamed(name: str, old: str, new: str) -> str:
    prefix, dot, key = name.rpartition(".")
    return f"{prefix}{dot}{new}" if key == old else name


holds_custom(RecordKind.DEAL, lambda workspace_id: Deal.objects.filter(workspace_id=workspace_id))


@holds_currency
def has_deals(workspace_id: int) -> bool:
    """In the trash too: a restored deal keeps its money."""
    return Deal.everything.filter(workspace_id=workspace_id).exists()
