"""A new deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alur.campaigns.models import Source
from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.fields.operations.filling import fill, keep_links
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization
from alur.pipeline.access import may_give
from alur.pipeline.facts import DealCreated
from alur.pipeline.models import Deal, Pipeline, Stage, Status, Temperature, TrackState
from alur.pipeline.operations.many.tracking import turned
from alur.pipeline.operations.moving import check_gate
from alur.pipeline.operations.parts import write_people, write_tags
from alur.pipeline.operations.standing import begin_standing
from alur.pipeline.operations.tracking import write_tracks
from alur.pipeline.operations.valuing import in_workspace_currency
from alur.pipeline.queries.gates import DealContents, Unmet, criteria_of, stages_of
from alur.pipeline.queries.shares import shares_of_new
from alur.tenancy.inserting import together
from alur.tenancy.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class NewDeal:
    """What a deal can begin with. `currency_amount` is minor units of `currency` (default: the workspace's).

    `temperature` is somebody's own word on it; left empty, it follows from the evidence.
    """

    title: str = ""
    organization: Organization | None = None
    owner: Member | None = None
    stage: Stage | None = None
    stages: Sequence[Stage] = ()
    """Those of the stage's pipeline in order, where they are at hand."""
    pipeline: Pipeline | None = None
    currency_amount: int | None = None
    currency: str = ""
    probability: int | None = None
    expected_close_on: date | None = None
    temperature: str = ""
    source: Source | None = None
    campaign_id: int | None = None
    price_list_id: int | None = None
    people: list[tuple[int, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)
    external_source: str = ""
    external_id: str = ""
    copied_from: int | None = None
    next_step: tuple[int, str, str, datetime] | None = None
    """Activity id, kind, title, due: written by the caller in the same operation."""


@dataclass(frozen=True, slots=True)
class Created:
    deal: Deal
    operation_id: int
    unmet: list[Unmet]


def create(
    workspace: Workspace, new: NewDeal, *, by: Member | None, at: datetime, override_reason: str = ""
) -> Created:
    """Make a deal. Needs a title or a company; stands in the first stage of the first pipeline unless told.

    Raises Refusal by field, GateRefused where a later stage's way there has an unmet required criterion.
    """
    title = " ".join(new.title.split())[:200]
    if not title and new.organization is None:
        raise Refusal(N_("Type what is sold, or to which company."), field="title")
    if new.owner is not None and not new.owner.is_active:
        raise Refusal(N_("%(name)s is no longer active. Choose another owner."), field="owner", name=new.owner.name)
    if by is not None and new.owner is not None and not may_give(by, new.owner.id):
        raise Refusal(N_("You can give deals to yourself, your team and who leads it."), field="owner")
    stage, stages = _stage_for(workspace.id, new)
    step_id, step_kind, step_title, step_due_at = new.next_step or (None, "", "", None)
    with operation(workspace.id, by=by, at=at) as act:
        money = in_workspace_currency(workspace, new.currency_amount or 0, new.currency or workspace.currency, at=at)
        deal = Deal(
            workspace_id=workspace.id,
            id=new_id(),
            title=title or (new.organization.name if new.organization else ""),
            pipeline_id=stage.pipeline_id,
            stage_id=stage.id,
            stage_entered_at=at,
            status=Status.OPEN,
            temperature=new.temperature or Temperature.COLD,
            probability=stage.probability if new.probability is None else new.probability,
            owner_id=new.owner.id if new.owner else None,
            organization_id=new.organization.id if new.organization else None,
            is_amount_typed=new.currency_amount is not None,
            expected_close_on=new.expected_close_on,
            source_id=new.source.id if new.source else None,
            campaign_id=new.campaign_id,
            price_list_id=new.price_list_id,
            external_source=new.external_source,
            external_id=new.external_id,
            custom=dict(new.custom) if new.copied_from else fill(workspace.id, RecordKind.DEAL, {}, new.custom),
            next_step_id=step_id,
            next_step_kind=step_kind,
            next_step_title=step_title,
            next_step_due_at=step_due_at,
            created_at=at,
            updated_at=at,
            **money,
        )
        unmet = _unmet_on_the_way(deal, new, [one for one in stages if one.position < stage.position])
        check_gate(unmet, stage, by=by, override_reason=override_reason)
        about = [("deal", deal.id)]
        if deal.organization_id:
            about.append(("organization", deal.organization_id))
        event_id = act.record(
            DealCreated(
                deal=deal.id,
                title=deal.title,
                pipeline=deal.pipeline_id,
                stage=deal.stage_id,
                amount=deal.amount,
                owner=deal.owner_id,
                organization=deal.organization_id,
                copied_from=new.copied_from,
                temperature=new.temperature,
            ),
            about=about,
        )
        passed = [one.id for one in stages if one.position < stage.position]
        begun = [(stage_id, TrackState.SKIPPED) for stage_id in passed] + [(stage.id, TrackState.ACTIVE)]
        with together():
            begin_standing(deal, at=at, event_id=event_id)
            write_tracks(deal, [(stage_id, None, turned(None, state, at)) for stage_id, state in begun], at=at)
        if new.people:
            write_people(deal, new.people)
        if new.tags:
            write_tags(deal, new.tags)
        if deal.custom:
            keep_links(workspace.id, RecordKind.DEAL, deal.id, deal.custom)
    return Created(deal, act.id, unmet)


def _stage_for(workspace_id: int, new: NewDeal) -> tuple[Stage, Sequence[Stage]]:
    pipeline_id = new.stage.pipeline_id if new.stage else (new.pipeline.id if new.pipeline else None)
    if pipeline_id is None:
        pipelines = Pipeline.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True)
        pipeline_id = pipelines.order_by("position", "id").values_list("id", flat=True).first()
    stages = new.stages or (stages_of(workspace_id, pipeline_id) if pipeline_id else [])
    if not stages:
        raise Refusal(N_("This pipeline has no stages yet."), field="pipeline")
    if new.stage is None:
        return stages[0], stages
    if new.stage.id not in {stage.id for stage in stages}:
        raise Refusal(N_("This stage is no longer there."), field="stage")
    return new.stage, stages


def _unmet_on_the_way(deal: Deal, new: NewDeal, passed: list[Stage]) -> list[Unmet]:
    criteria = criteria_of(deal.workspace_id, [stage.id for stage in passed])
    shares = shares_of_new(deal, [person_id for person_id, _role in new.people], criteria)
    contents = DealContents(deal, has_people=bool(new.people), shares=shares)
    return contents.unmet(one for one in criteria if not (one.field == "next_step" and new.next_step))
