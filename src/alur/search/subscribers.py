"""The index follows what is recorded: records in the transaction that changes them, what rests on them after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from alur.catalogue.facts import ProductFamilyEdited
from alur.catalogue.models import Product
from alur.conversations.models import Activity
from alur.events.facts import Fact
from alur.events.models import Event
from alur.events.recording import Operation
from alur.events.subscribing import after, before_commit
from alur.people.facts import OrganizationEdited
from alur.people.models import Person
from alur.pipeline import facts
from alur.pipeline.models import Deal
from alur.rescue.merging_facts import OrganizationMerged, OrganizationUnmerged
from alur.search.operations.indexing import AT_ONCE, index_records
from alur.search.queries.contents import ACTIVITY, DEAL, KINDS, PERSON, PRODUCT

SAYS_NOTHING = (
    facts.DealMoved, facts.DealFollowedPipeline, facts.TrackChanged, facts.DealClosed, facts.DealReopened,
    facts.LinesSet, facts.PeopleSet, facts.EvidenceAdded, facts.EvidenceRemoved,
)  # fmt: skip
"""What happens to a deal without changing what it is found by. Any other fact of a record has it written again."""
WORDED = frozenset({"title", "owner_id", "organization_id", "external_id", "custom", "tags"})


@before_commit
def follow(act: Operation) -> None:
    """Once for an act, however much it did: an import's batch reads and writes its records together.

    What was said about a deal goes into the trash with it, and comes back with it.
    """
    touched: dict[str, set[int]] = defaultdict(set)
    thrown: set[int] = set()
    for entry in act.recorded:
        if not _is_worded(entry.fact):
            continue
        kind = entry.fact.name.partition(".")[0]
        if kind in KINDS:
            touched[kind].update(record_id for of, record_id in entry.about if of == kind)
        if isinstance(entry.fact, facts.DealDeleted | facts.DealRestored):
            thrown.add(entry.fact.deal)
    if thrown:
        touched[ACTIVITY].update(
            Activity.objects.filter(workspace_id=act.workspace_id, deal_id__in=thrown).values_list("id", flat=True)
        )
    if touched:
        index_records(act.workspace_id, touched)


def _is_worded(fact: Fact) -> bool:
    if isinstance(fact, facts.DealEdited):
        return not WORDED.isdisjoint(fact.changes)
    return not isinstance(fact, SAYS_NOTHING)


@after("search", [OrganizationEdited, OrganizationMerged, OrganizationUnmerged, ProductFamilyEdited, facts.DealEdited])
def follow_others(event: Event) -> None:
    """A company's name stands in its deals and persons, a family's in its products; notes are seen by who sees their
    deal. There may be thousands of them, so they come after the change, by the relay."""
    changes, record_id = event.payload.get("changes", {}), event.payload.get("record", 0)
    is_renamed = event.name == OrganizationEdited.name and "name" in changes
    if is_renamed or event.name in (OrganizationMerged.name, OrganizationUnmerged.name):
        named = [record_id, event.payload.get("loser", record_id)]
        deals = Deal.objects.filter(workspace_id=event.workspace_id, organization_id__in=named)
        people = Person.objects.filter(workspace_id=event.workspace_id, organization_id__in=named)
        _index_all(event.workspace_id, DEAL, deals.values_list("id", flat=True).iterator(AT_ONCE))
        _index_all(event.workspace_id, PERSON, people.values_list("id", flat=True).iterator(AT_ONCE))
    elif event.name == ProductFamilyEdited.name and "name" in changes:
        products = Product.objects.filter(workspace_id=event.workspace_id, family_id=record_id)
        _index_all(event.workspace_id, PRODUCT, products.values_list("id", flat=True).iterator(AT_ONCE))
    elif event.name == facts.DealEdited.name and "owner_id" in changes:
        talks = Activity.objects.filter(workspace_id=event.workspace_id, deal_id=event.payload["deal"])
        _index_all(event.workspace_id, ACTIVITY, talks.values_list("id", flat=True).iterator(AT_ONCE))


def _index_all(workspace_id: int, kind: str, ids: Iterator[int]) -> None:
    index_records(workspace_id, {kind: list(ids)})
