"""The end of what lies in the trash: after thirty days it is removed for good, with all that is a part of it.

A domain names its kinds (`purges("deal", Deal)`); each relation to one of them says what becomes of its rows
(`belongs_to(..., when_purged=Purged.GOES_ALONG)`). What has no foreign key (search rows, files) listens to TrashPurged
within the transaction. Events stay: that something was, and went, remains known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.apps import apps

from alur.events.facts import Fact
from alur.events.models import EventPersonal, EventSubject
from alur.events.recording import operation
from alur.tenancy.scoped import Purged, ScopedForeignKey

KEPT_FOR = timedelta(days=30)
BATCH = 40

_kinds: dict[str, Any] = {}  # models of Scoped with `deleted_at`


@dataclass(frozen=True)
class TrashPurged(Fact):
    """Records of one kind that were removed for good."""

    name: ClassVar[str] = "trash.purged"
    kind: str
    records: list[int]


def purges(kind: str, model: Any) -> None:
    """Name a kind of record that leaves the trash for good. The model has `deleted_at`."""
    _kinds[kind] = model


def purged_kinds() -> dict[str, Any]:
    """Kind to model; what refers to others comes before them."""
    order = {config.label: rank for rank, config in enumerate(apps.get_app_configs())}
    return dict(sorted(_kinds.items(), key=lambda item: -order[item[1]._meta.app_label]))


def purge(workspace_id: int, *, at: datetime) -> Iterator[int]:
    """Remove what has lain in the trash for thirty days, a short transaction for each batch; yields their sizes."""
    for kind, model in purged_kinds().items():
        old = model._base_manager.filter(workspace_id=workspace_id, deleted_at__lt=at - KEPT_FOR)
        ids = list(old.order_by("id").values_list("id", flat=True))
        for start in range(0, len(ids), BATCH):
            yield _purge_batch(workspace_id, kind, ids[start : start + BATCH], at)


def _purge_batch(workspace_id: int, kind: str, ids: list[int], at: datetime) -> int:
    model = _kinds[kind]
    with operation(workspace_id, by=None, at=at) as act:
        lying = model._base_manager.select_for_update().filter(
            workspace_id=workspace_id, id__in=ids, deleted_at__lt=at - KEPT_FOR
        )
        found = set(lying.values_list("id", flat=True))
        going = sorted(found - _held(model, workspace_id, found))
        if not going:
            return 0
        about = [(kind, record_id) for record_id in going]
        act.record(TrashPurged(kind, going), about=about)
        events = EventSubject.objects.filter(workspace_id=workspace_id, kind=kind, record_id__in=going)
        EventPersonal.objects.filter(
            workspace_id=workspace_id, event_id__in=list(events.values_list("event_id", flat=True))
        ).delete()
        remove(model, workspace_id, going)
    return len(going)


def _held(model: Any, workspace_id: int, ids: set[int]) -> set[int]:
    """Those of these records that a row which stays refers to, itself or through a part of the record."""
    held: set[int] = set()
    for relation in relations_to(model):
        rows = _rows(relation, workspace_id, ids - held)
        if relation.when_purged in (None, Purged.HOLDS):
            held |= set(rows.values_list(relation.column_name, flat=True))
        elif relation.when_purged is Purged.GOES_ALONG and relations_to(relation.model):
            parents = dict(rows.values_list("id", relation.column_name))
            held |= {parents[part] for part in _held(relation.model, workspace_id, set(parents))}
    return held


def remove(model: Any, workspace_id: int, ids: Iterable[int]) -> None:
    """Remove rows with all their parts, inside an open operation."""
    for relation in relations_to(model):
        rows = _rows(relation, workspace_id, ids)
        if relation.when_purged is Purged.IS_CLEARED:
            rows.update(**{relation.column_name: None})
        elif relations_to(relation.model):
            remove(relation.model, workspace_id, list(rows.values_list("id", flat=True)))
        else:
            rows.delete()
    model._base_manager.filter(workspace_id=workspace_id, id__in=ids).delete()


def _rows(relation: ScopedForeignKey, workspace_id: int, ids: Iterable[int]) -> Any:
    return relation.model._base_manager.filter(workspace_id=workspace_id, **{f"{relation.column_name}__in": list(ids)})


def relations_to(model: Any) -> list[ScopedForeignKey]:
    """The relations that lead to a model, in the order of their tables."""
    fields = (field for other in apps.get_models() for field in other._meta.local_fields)
    return sorted(
        (field for field in fields if isinstance(field, ScopedForeignKey) and field.related_model is model),
        key=lambda field: (field.model._meta.db_table, field.column_name),
    )
