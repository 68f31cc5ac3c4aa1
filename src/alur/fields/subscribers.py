from __future__ import annotations

from django.db.models import Q

from alur.events.purging import TrashPurged
from alur.events.recording import Operation
from alur.events.subscribing import within
from alur.fields.models import CustomLink


@within(TrashPurged)
def drop_links(fact: TrashPurged, act: Operation) -> None:
    """Of records that are gone for good; the value of a field that named one of them shows as empty."""
    of_them = Q(record_kind=fact.kind, record_id__in=fact.records) | Q(
        target_kind=fact.kind, target_id__in=fact.records
    )
    CustomLink.objects.filter(of_them, workspace_id=act.workspace_id).delete()
