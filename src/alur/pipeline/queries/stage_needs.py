"""What the stages of a workspace's pipelines need, as it stands now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from alur.fields.models import FieldDefinition, RecordKind
from alur.pipeline.models import Criterion, Deal, DealPerson, Pipeline, Stage, Status
from alur.pipeline.queries.needs import (
    COMPANY,
    COMPANY_LABELS,
    FIELD_LABELS,
    NOT_DATA,
    PERSON,
    PERSON_LABELS,
    Weights,
    needs_of,
    of_company,
    of_person,
    own_key,
)
from alur.tenancy.prepared import Prepared, Slot, Slots

OwnNames = Mapping[str, tuple[str, str]]
PREFIXES: Mapping[str, str] = {RecordKind.DEAL: "", RecordKind.ORGANIZATION: COMPANY, RecordKind.PERSON: PERSON}


def stages_with_pipelines(workspace_id: int) -> list[Stage]:
    """All stages, removed ones too, each with its pipeline at hand."""
    return _STAGES(workspace_id=workspace_id)


def needs_by_stage(workspace_id: int, stages: Collection[Stage]) -> dict[int, Weights]:
    """Stage id to what a deal there needs, for these of `stages_with_pipelines`: one question, or two."""
    criteria = _CRITERIA(workspace_id=workspace_id)
    by_pipeline: dict[int, list[Stage]] = {}
    for stage in stages:
        by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    live = live_fields(workspace_id, [stages[0].pipeline for stages in by_pipeline.values()], criteria)
    found: dict[int, Weights] = {}
    for own in by_pipeline.values():
        found.update(needs_of(own[0].pipeline.needs, own, criteria, live))
    return found


def live_fields(workspace_id: int, pipelines: Iterable[Pipeline], criteria: Iterable[Criterion]) -> OwnNames:
    """The workspace's own fields in use by key, with both names, where one is needed at all: one question, or none."""
    named = {one[0] for pipeline in pipelines for one in pipeline.needs or ()}
    named |= {one.field or (one.step.detail if one.step else "") for one in criteria}
    if not any(own_key(name) for name in named):
        return {}
    return own_names(workspace_id)


def own_names(workspace_id: int) -> OwnNames:
    """The workspace's own fields in use by key, with both names. One question."""
    return {f"f{field_id}": (name_id, name_en) for field_id, name_id, name_en in _LIVE(workspace_id=workspace_id)}


def names_needed(workspace_id: int) -> dict[str, tuple[str, str]]:
    """What can be needed of deals, companies and people, in order: name to what it is called in both languages; a
    field of every workspace has one name, to be translated.
    """
    own = FieldDefinition.objects.filter(workspace_id=workspace_id, archived_at__isnull=True, record_kind__in=PREFIXES)
    by_kind: dict[str, list[FieldDefinition]] = {}
    for one in own.order_by("position", "id"):
        by_kind.setdefault(one.record_kind, []).append(one)
    found: dict[str, tuple[str, str]] = {}
    labels = {name: label for name, label in FIELD_LABELS.items() if name not in NOT_DATA}
    for kind, usual in (
        (RecordKind.DEAL, labels), (RecordKind.ORGANIZATION, COMPANY_LABELS), (RecordKind.PERSON, PERSON_LABELS),
    ):  # fmt: skip
        found.update({name: (label, label) for name, label in usual.items()})
        found.update({PREFIXES[kind] + one.key: (one.name_id, one.name_en) for one in by_kind.get(kind, ())})
    return found


def needs_of_companies(workspace_id: int, ids: Collection[int]) -> dict[int, Weights]:
    """What these companies by themselves need, by their open deals; without any, what the first stage of all needs."""
    rows = _DEALS_OF_COMPANIES(workspace_id=workspace_id, ids=ids)
    return {one: of_company(weights) for one, weights in _together(workspace_id, ids, rows).items()}


def needs_of_people(workspace_id: int, ids: Collection[int]) -> dict[int, Weights]:
    """The same of people, by the open deals that they take part in."""
    rows = _DEALS_OF_PEOPLE(workspace_id=workspace_id, ids=ids)
    return {one: of_person(weights) for one, weights in _together(workspace_id, ids, rows).items()}


def _together(workspace_id: int, ids: Collection[int], rows: Sequence[tuple[Any, ...]]) -> dict[int, dict[str, int]]:
    """Of several deals, each need at its greatest weight."""
    stages = stages_with_pipelines(workspace_id)
    needs = needs_by_stage(workspace_id, stages)
    standing: dict[int, set[int]] = {}
    for record_id, stage_id in rows:
        standing.setdefault(record_id, set()).add(stage_id)
    used = [one for one in stages if one.deleted_at is None and one.pipeline.deleted_at is None]
    first = min(used, key=lambda one: (one.pipeline.position, one.pipeline_id, one.position, one.id), default=None)
    begin = {first.id} if first is not None else set()
    found: dict[int, dict[str, int]] = {}
    for one in ids:
        weights = found.setdefault(one, {})
        for stage_id in standing.get(one, begin):
            for name, weight in needs.get(stage_id, {}).items():
                weights[name] = max(weights.get(name, 0), weight)
    return found


_OURS = {"workspace_id": Slot("workspace_id")}
_STAGES = Prepared(
    lambda: Stage.objects.filter(**_OURS).select_related("pipeline").order_by("pipeline_id", "position", "id")
)
_CRITERIA = Prepared(
    lambda: (
        Criterion.objects.filter(**_OURS, deleted_at__isnull=True, stage__deleted_at__isnull=True)
        .select_related("step")
        .order_by("id")
    )
)
_LIVE = Prepared(
    lambda: FieldDefinition.objects.filter(**_OURS, archived_at__isnull=True).values_list("id", "name_id", "name_en")
)
_DEALS_OF_COMPANIES = Prepared(
    lambda: Deal.objects.filter(**_OURS, organization_id__in=[Slots("ids")], status=Status.OPEN).values_list(
        "organization_id", "stage_id"
    )
)
_DEALS_OF_PEOPLE = Prepared(
    lambda: DealPerson.objects.filter(
        **_OURS, person_id__in=[Slots("ids")], deal__status=Status.OPEN, deal__deleted_at__isnull=True
    ).values_list("person_id", "deal__stage_id")
)
