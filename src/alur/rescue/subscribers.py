"""A deal's place in the queue follows what is recorded about it, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.models import Event
from alur.events.recording import Operation
from alur.events.subscribing import after_many, before_commit
from alur.fields.facts import FieldArchived, FieldRestored, FieldRetyped
from alur.orders import facts as orders
from alur.people import facts as people
from alur.pipeline import design_facts as designs
from alur.pipeline import facts as deals
from alur.pipeline.models import Deal, DealPerson, Stage, Status
from alur.rescue.merging_facts import OrganizationMerged, OrganizationUnmerged
from alur.rescue.operations.listening import companies_of, renew_customers, watched
from alur.rescue.operations.watching import renew, renew_all

COMPANY = (people.OrganizationEdited,)
PERSON = (people.PersonEdited,)
WHOSE = (people.OrganizationEdited, people.OrganizationDeleted)
RULES = (
    designs.PipelineEdited, designs.PipelineRestored, designs.PipelineNeedsSet,
    FieldRetyped, FieldArchived, FieldRestored,
)  # fmt: skip
ORDER = (orders.OrderMade, orders.OrderEdited, orders.OrderDeleted, orders.OrderRestored)


@before_commit
def follow(act: Operation) -> None:
    touched = {record for entry in act.recorded for kind, record in entry.about if kind == "deal"}
    companies = {entry.fact.record for entry in act.recorded if isinstance(entry.fact, COMPANY)}
    for entry in act.recorded:  # what a company's deals lack may stand in the other
        if isinstance(entry.fact, OrganizationMerged | OrganizationUnmerged):
            companies |= {entry.fact.record, entry.fact.loser}
    persons = {entry.fact.record for entry in act.recorded if isinstance(entry.fact, PERSON)}
    if companies or persons:
        touched |= _deals_of(act.workspace_id, companies, persons)
    if touched:
        created = {entry.fact.deal for entry in act.recorded if isinstance(entry.fact, deals.DealCreated)}
        renew(act.workspace_id, touched, act=act, created=created)
    ordering = _customers(act)
    if ordering:
        renew_customers(act.workspace_id, ordering)


@after_many("rescue", [*RULES])
def follow_rules(workspace_id: int, events: Sequence[Event], at: datetime) -> None:
    """Another limit or other criteria: all deals of the pipeline; soon after, for they may be many thousands."""
    named = {event.payload["pipeline"] for event in events if event.name.startswith("pipeline.")}
    stages = Stage.objects.filter(workspace_id=workspace_id)
    if all(event.name.startswith("pipeline.") for event in events):
        stages = stages.filter(pipeline_id__in=named)
    for _ in renew_all(workspace_id, stage_ids=list(stages.values_list("id", flat=True))):
        pass


def _customers(act: Operation) -> set[int]:
    """The companies whose rhythm, owner or next step with us may have changed."""
    made = [entry.fact for entry in act.recorded if isinstance(entry.fact, ORDER)]
    found = companies_of(act.workspace_id, [fact.record for fact in made]) if made else set()
    for fact in made:
        changes = getattr(fact, "changes", {})
        found |= {one for one in changes.get("organization_id", ()) if one}
    found |= {entry.fact.record for entry in act.recorded if isinstance(entry.fact, people.OrganizationRestored)}
    named = {entry.fact.record for entry in act.recorded if isinstance(entry.fact, WHOSE)}
    for entry in act.recorded:
        if isinstance(entry.fact, OrganizationMerged | OrganizationUnmerged):
            found |= {entry.fact.record, entry.fact.loser}
    for entry in act.recorded:
        if entry.fact.name.startswith("activity."):
            named |= {record for kind, record in entry.about if kind == "organization"}
    named -= {entry.fact.record for entry in act.recorded if isinstance(entry.fact, people.OrganizationCreated)}
    return found | (watched(act.workspace_id, named) if named else set())


def _deals_of(workspace_id: int, companies: set[int], persons: set[int]) -> set[int]:
    """The open deals that these companies or people are named in."""
    of_companies = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN, organization_id__in=companies)
    of_people = DealPerson.objects.filter(workspace_id=workspace_id, person_id__in=persons)
    return {*of_companies.values_list("id", flat=True), *of_people.values_list("deal_id", flat=True)}
