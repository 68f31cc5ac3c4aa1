"""The flow through a pipeline as its events tell it, in plain Python: another way to the same figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from alur.events.models import Event, EventSubject
from alur.pipeline.models import Deal
from tests.world import JAKARTA, World


@dataclass
class Told:
    """How many deals entered and left each stage, by way, and how many ended how."""

    entered: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    left: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ended: Counter[str] = field(default_factory=Counter)


def told_by_events(world: World, stage_ids: Collection[int], since: date, until: date) -> Told:
    """What happened after the end of `since` up to the end of `until`, of deals that are not in the trash."""
    ws, told = world.workspace.id, Told()
    order = list(stage_ids)
    for deal_id in Deal.objects.filter(workspace_id=ws).values_list("id", flat=True):
        subjects = EventSubject.objects.filter(workspace_id=ws, kind="deal", record_id=deal_id).values("event_id")
        stage = 0
        for event in Event.objects.filter(workspace_id=ws, id__in=subjects).order_by("occurred_at", "position"):
            data, counts = event.payload, since < event.occurred_at.astimezone(JAKARTA).date() <= until
            if event.name == "deal.created":
                stage = data["stage"]
                told.entered[stage]["made"] += counts
            elif event.name == "deal.moved":
                old, stage = data["from_stage"], data["to_stage"]
                if old in order and stage in order:
                    is_later = order.index(stage) > order.index(old)
                    told.left[old]["on" if is_later else "back"] += counts
                    told.entered[stage]["forward" if is_later else "back"] += counts
                else:
                    told.left[old]["to_pipeline"] += counts
                    told.entered[stage]["from_pipeline"] += counts
            elif event.name == "deal.closed":
                if data["before"]["status"] == "open":
                    told.left[stage][data["outcome"]] += counts
                if data["outcome"] != "postponed" and data["before"]["status"] in ("open", "postponed"):
                    told.ended[data["outcome"]] += counts * (stage in order)
            elif event.name == "deal.reopened":
                told.entered[stage]["reopened"] += counts
    return told
