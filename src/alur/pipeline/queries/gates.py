"""The one gate: what a deal still lacks to leave a stage, the same for drag, form, bulk, import and API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from alur.fields.models import FieldDefinition
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Criterion, Deal, DealPerson, Demand, Evidence, LineItem, Stage, Status
from alur.pipeline.queries.needs import FIELD_LABELS
from alur.pipeline.queries.shares import Shares, share_names, shares_of
from alur.tenancy.prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class Unmet:
    """A criterion that a deal does not meet. `label` is a field's name (to translate) or a step's two names.

    Of one that asks for a share, `lacks` names what is missing, the heaviest first; there is `percent` of it.
    """

    stage_id: int
    criterion_id: int
    demand: str
    field: str
    step_id: int | None
    names: tuple[str, str]
    evidence: str = ""
    detail: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    at_least: int | None = None
    percent: int = 0
    lacks: tuple[str, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.demand == Demand.REQUIRED

    def label(self, language: str) -> str:
        return self.names[0] if language.startswith("id") else self.names[1]


class GateRefused(Conflict):
    """A required criterion is unmet: nothing has changed. `unmet` has the asked ones too."""

    def __init__(self, unmet: list[Unmet], stage: Stage | None) -> None:
        super().__init__(
            N_("Not yet possible: %(count)d thing(s) are missing."), count=sum(1 for one in unmet if one.is_required)
        )
        self.unmet = unmet
        self.stage = stage


@dataclass(slots=True)
class DealContents:
    """What gates look at, read once for a deal; `shares` where a stage asks for one (see `shares`)."""

    deal: Deal
    has_people: bool = False
    has_lines: bool = False
    steps_with_evidence: frozenset[int] = field(default_factory=frozenset)
    shares: Shares = field(default_factory=dict)

    def has(self, name: str) -> bool:
        deal = self.deal
        simple: dict[str, Any] = {
            "title": deal.title,
            "organization": deal.organization_id,
            "owner": deal.owner_id,
            "value": deal.amount,
            "expected_close_on": deal.expected_close_on,
            "source": deal.source_id,
            "next_step": deal.next_step_id,
            "people": self.has_people,
            "lines": self.has_lines,
        }
        if name in simple:
            return bool(simple[name])
        return deal.custom.get(name) not in (None, "", [])

    def meets(self, criterion: Criterion) -> bool:
        if criterion.at_least is not None:
            return self.shares[criterion.stage_id].percent >= criterion.at_least
        if criterion.field:
            return self.has(criterion.field)
        step = criterion.step
        if step is None or step.deleted_at is not None:
            return True
        if step.id in self.steps_with_evidence:
            return True
        return any(self.has(name) for name in step.fields)

    def unmet(self, criteria: Iterable[Criterion]) -> list[Unmet]:
        """Those of them that it does not meet."""
        return [_described(one, self.shares) for one in criteria if not self.meets(one)]


def contents_of(deal: Deal, asked: Collection[Criterion]) -> DealContents:
    """What these criteria look at; what none of them asks for is not read."""
    own = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
    asks_step = any(one.step_id for one in asked)
    names = {name for one in asked for name in (one.step.fields if one.step else (one.field,))}
    return DealContents(
        deal,
        has_people="people" in names and bool(_PERSON(**own)),
        has_lines="lines" in names and bool(_LINE(**own)),
        steps_with_evidence=frozenset(_EVIDENCE(**own) if asks_step else ()),
        shares=shares_of(deal.workspace_id, [deal.id], asked).get(deal.id, {}),
    )


_OF_DEAL = {"workspace_id": Slot("workspace_id"), "deal_id": Slot("deal_id")}
_PERSON = Prepared(lambda: DealPerson.objects.filter(**_OF_DEAL).values_list("id", flat=True)[:1])
_LINE = Prepared(lambda: LineItem.objects.filter(**_OF_DEAL).values_list("id", flat=True)[:1])
_EVIDENCE = Prepared(
    lambda: Evidence.objects.filter(**_OF_DEAL, removed_at__isnull=True).values_list("step_id", flat=True)
)


def criteria_within(workspace_id: int, pipeline_id: int) -> list[Criterion]:
    """The criteria of all stages of a pipeline in order, each with its step."""
    return _CRITERIA(workspace_id=workspace_id, pipeline_id=pipeline_id)


_CRITERIA = Prepared(
    lambda: (
        Criterion.objects.filter(
            workspace_id=Slot("workspace_id"), stage__pipeline_id=Slot("pipeline_id"), deleted_at__isnull=True
        )
        .select_related("step")
        .order_by("stage__position", "position", "id")
    )
)


def criteria_of(workspace_id: int, stage_ids: Collection[int]) -> list[Criterion]:
    """The criteria of these stages in order, each with its step."""
    if not stage_ids:
        return []
    return list(
        Criterion.objects.filter(workspace_id=workspace_id, stage_id__in=stage_ids, deleted_at__isnull=True)
        .select_related("step")
        .order_by("stage__position", "position", "id")
    )


def unmet_criteria(deal: Deal, stages: Iterable[Stage]) -> list[Unmet]:
    """What the deal lacks to leave these stages."""
    criteria = criteria_of(deal.workspace_id, [stage.id for stage in stages])
    return contents_of(deal, criteria).unmet(criteria)


def _described(criterion: Criterion, shares: Shares) -> Unmet:
    step = criterion.step
    share = shares[criterion.stage_id] if criterion.at_least is not None else None
    if share is not None and criterion.at_least is not None:
        names = share_names(criterion.workspace_id, criterion.at_least, share.lacks)
    else:
        names = (step.name_id, step.name_en) if step else field_names(criterion.workspace_id, criterion.field)
    return Unmet(
        stage_id=criterion.stage_id,
        criterion_id=criterion.id,
        demand=criterion.demand,
        field=criterion.field,
        step_id=criterion.step_id,
        names=names,
        evidence=step.evidence if step else "",
        detail=step.detail if step else "",
        ways=step.ways if step else (),
        at_least=criterion.at_least,
        percent=share.percent if share is not None else 0,
        lacks=share.lacks if share is not None else (),
    )


def field_names(workspace_id: int, field: str) -> tuple[str, str]:
    """What a field is called in Indonesian and English; a field of every deal has one name, to be translated."""
    if field in FIELD_LABELS:
        return FIELD_LABELS[field], FIELD_LABELS[field]
    number = field.removeprefix("f")
    own = FieldDefinition.objects.filter(workspace_id=workspace_id, id=int(number) if number.isdecimal() else 0).first()
    return (own.name_id, own.name_en) if own is not None else (field, field)


def field_is_gone(workspace_id: int, field: str) -> bool:
    """Was a field of the workspace's own put away, so that nobody can fill it in any more?"""
    if field in FIELD_LABELS:
        return False
    number = field.removeprefix("f")
    own = FieldDefinition.objects.filter(workspace_id=workspace_id, id=int(number) if number.isdecimal() else 0)
    return not own.filter(archived_at__isnull=True).exists()


def stages_of(workspace_id: int, pipeline_id: int) -> list[Stage]:
    """The stages of a pipeline in order, without removed ones."""
    return _STAGES(workspace_id=workspace_id, pipeline_id=pipeline_id)


_STAGES = Prepared(
    lambda: Stage.objects.filter(
        workspace_id=Slot("workspace_id"), pipeline_id=Slot("pipeline_id"), deleted_at__isnull=True
    ).order_by("position", "id")
)


def stage_found(workspace_id: int, stage_id: int) -> Stage | None:
    """A stage that is in use."""
    return _STAGE.first(workspace_id=workspace_id, id=stage_id)


_STAGE = Prepared(
    lambda: Stage.objects.filter(workspace_id=Slot("workspace_id"), id=Slot("id"), deleted_at__isnull=True)
)


def stages_beside(workspace_id: int, stage_id: int) -> list[Stage]:
    """The stages of the pipeline of one that is in use, in order; none where it is not."""
    found = _BESIDE(workspace_id=workspace_id, id=stage_id)
    return found if any(one.id == stage_id for one in found) else []


_BESIDE = Prepared(
    lambda: Stage.objects.filter(
        workspace_id=Slot("workspace_id"),
        deleted_at__isnull=True,
        pipeline_id__in=Stage.objects.filter(workspace_id=Slot("workspace_id"), id=Slot("id")).values("pipeline_id"),
    ).order_by("position", "id")
)


def stages_to_leave(deal: Deal, to: Stage, stages: Sequence[Stage] | None = None) -> Sequence[Stage]:
    """The stages whose criteria a move to `to` meets: those it leaves and passes; none on the way back.

    `stages` are those of its pipeline, where they are at hand.
    """
    stages = stages_of(deal.workspace_id, to.pipeline_id) if stages is None else stages
    target = next((index for index, stage in enumerate(stages) if stage.id == to.id), 0)
    if deal.pipeline_id != to.pipeline_id or deal.status != Status.OPEN:
        return stages[:target]
    start = next((index for index, stage in enumerate(stages) if stage.id == deal.stage_id), 0)
    return stages[start:target]


def stages_to_win(deal: Deal) -> list[Stage]:
    """Winning meets the criteria of all stages of the deal's pipeline."""
    return stages_of(deal.workspace_id, deal.pipeline_id)
