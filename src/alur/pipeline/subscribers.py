from __future__ import annotations

from alur.accounts.facts import WorkspaceCreated
from alur.accounts.operations.configuring import holds_currency
from alur.events.recording import Operation
from alur.events.subscribing import within
from alur.fields.models import RecordKind
from alur.fields.queries.records import holds_custom
from alur.pipeline.models import Deal
from alur.pipeline.operations.defaults import add_default_pipeline, add_default_reasons


@within(WorkspaceCreated)
def give_a_pipeline(fact: WorkspaceCreated, act: Operation) -> None:
    add_default_pipeline(fact.workspace, act)
    add_default_reasons(fact.workspace)


holds_custom(RecordKind.DEAL, lambda workspace_id: Deal.objects.filter(workspace_id=workspace_id))


@holds_currency
def has_deals(workspace_id: int) -> bool:
    """In the trash too: a restored deal keeps its money."""
    return Deal.everything.filter(workspace_id=workspace_id).exists()
