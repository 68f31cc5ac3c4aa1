"""What other steps would do to the open deals of a pipeline, told before they are saved.

Steps are not copied to deals: what the pipeline asks is asked of every open deal whose stage is running, at once. Those
that are past a stage are not asked for its new steps any more, but winning needs what is required of all stages.
Names and counts are of the deals that the asker may see; `unseen` counts the others that would be touched as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from alur.pipeline.models import (
    Criterion,
    Deal,
    DealPerson,
    Demand,
    DueFrom,
    Evidence,
    LineItem,
    Pipeline,
    Status,
    Track,
    TrackState,
)
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.design import PipelineDesign, StepDesign, StepPlan, step_design
from alur.pipeline.queries.design_effect import NOTHING, Touched, named
from alur.pipeline.queries.gates import criteria_of, stages_of
from alur.tenancy.models import Member

COLUMNS = {
    "organization": Q(organization_id__isnull=False),
    "owner": Q(owner_id__isnull=False),
    "value": ~Q(amount=0),
    "expected_close_on": Q(expected_close_on__isnull=False),
    "source": Q(source_id__isnull=False),
    "next_step": Q(next_step_id__isnull=False),
    "title": ~Q(title=""),
}


@dataclass(frozen=True, slots=True)
class StepsEffect:
    """`gains` deals are asked for a new step (`filled` of them have all that it takes), `loses` for one less (whose
    `kept` pieces of evidence stay), `held` cannot go on, `at_win` are past the stage and cannot be won without, `late`
    have a step whose day is over, `passed` are past a stage with a new step and are not asked for it. A step that moves
    to another stage is new to those in that one alone, and one less to those in its old one; `moved` pieces of evidence
    go along.
    """

    gains: Touched
    filled: int
    loses: Touched
    kept: int
    held: Touched
    at_win: Touched
    late: Touched
    passed: int
    unseen: int
    moved: int = 0

    @property
    def touches_deals(self) -> bool:
        return bool(
            self.unseen or any(one.count for one in (self.gains, self.loses, self.held, self.at_win, self.late))
        )


@dataclass(frozen=True, slots=True)
class Work:
    """A step as it is or would be: `step_id` is None for a new one, `before` is the one before in its stage."""

    stage_id: int
    design: StepDesign
    demand: str
    step_id: int | None
    before: Work | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        return self.design.fields


def steps_effect(pipeline: Pipeline, design: PipelineDesign, *, member: Member, now: datetime) -> StepsEffect:
    """The effect of saving this design, whose stages are the present ones."""
    asking = _Asking(pipeline, now)
    old = asking.present()
    new = asking.wanted(design)
    has = {one.step_id: one for one in old if one.step_id is not None}
    kept = {one.step_id for one in new}
    added = [one for one in new if one.step_id is None]
    removed = [one for one in old if one.step_id not in kept]
    strict = [one for one in new if one.demand == Demand.REQUIRED and asking.is_stricter(one, has)]
    moved = [(has[one.step_id], one) for one in new if one.step_id in has and has[one.step_id].stage_id != one.stage_id]
    gains, loses = asking.running(one.stage_id for one in added), asking.running(one.stage_id for one in removed)
    for was, one in moved:
        gains |= asking.running([one.stage_id]) & ~asking.running([was.stage_id])
        loses |= asking.running([was.stage_id]) & ~asking.running([one.stage_id])
    held = _any(asking.running([one.stage_id]) & ~asking.is_done(one) & ~_was_held(asking, one, has) for one in strict)
    needed = [one for one in strict if asking.is_stricter(one, has, anywhere=True)]
    at_win = _any(asking.past([one.stage_id]) & ~asking.is_done(one) for one in needed)
    added += [one for _was, one in moved]
    late = _any(
        asking.is_late(one) & ~_was_late(asking, has.get(one.step_id or 0)) for one in new if asking.moves(one, has)
    )
    everyone = Deal.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, status=Status.OPEN)
    seen = Deal.objects.visible_to(member).filter(pipeline_id=pipeline.id, status=Status.OPEN)
    filled = gains
    for one in added:
        filled &= ~asking.running([one.stage_id]) | asking.is_done(one)
    every = gains | loses | held | at_win | late
    return StepsEffect(
        gains=named(seen.filter(gains)),
        filled=seen.filter(filled).count() if added else 0,
        loses=named(seen.filter(loses)),
        kept=asking.shown(removed),
        held=named(seen.filter(held)),
        at_win=named(seen.filter(at_win)),
        late=named(seen.filter(late)),
        passed=seen.filter(asking.past(one.stage_id for one in added)).count() if added else 0,
        unseen=everyone.filter(every).count() - seen.filter(every).count() if old != new else 0,
        moved=asking.shown(one for _was, one in moved),
    )


class _Asking:
    """Conditions on the open deals of a pipeline."""

    def __init__(self, pipeline: Pipeline, now: datetime) -> None:
        self.workspace_id, self.pipeline = pipeline.workspace_id, pipeline
        self.order = [stage.id for stage in stages_of(pipeline.workspace_id, pipeline.id)]
        self.criteria = criteria_of(pipeline.workspace_id, self.order)
        self.zone = zone_of(pipeline.workspace_id)
        self.today = now.astimezone(self.zone).date()

    def present(self) -> list[Work]:
        return _chained(
            Work(one.stage_id, step_design(one.step), one.demand, one.step_id)
            for one in self.criteria
            if one.step is not None
        )

    def wanted(self, design: PipelineDesign) -> list[Work]:
        rows: dict[int, Criterion] = {one.id: one for one in self.criteria}
        works = []
        for stage in design.stages:
            for one in stage.criteria:
                if one.step is not None and stage.id is not None:
                    row = rows.get(one.id or 0)
                    works.append(Work(stage.id, one.step, one.demand, row.step_id if row is not None else None))
        return _chained(works)

    def is_stricter(self, one: Work, has: dict[int, Work], *, anywhere: bool = False) -> bool:
        """Is it required now, and was it not, or met by something else, or (but for `anywhere`) in another stage?"""
        was = has.get(one.step_id or 0)
        if was is None or was.demand != Demand.REQUIRED or bool(set(was.fields) - set(one.fields)):
            return True
        return was.stage_id != one.stage_id and not anywhere

    def shown(self, works: Iterable[Work]) -> int:
        """How many pieces of evidence there are for these steps."""
        ids = [one.step_id for one in works if one.step_id is not None]
        rows = Evidence.objects.filter(workspace_id=self.workspace_id, step_id__in=ids, removed_at__isnull=True)
        return rows.count() if ids else 0

    def moves(self, one: Work, has: dict[int, Work]) -> bool:
        """May its day be another than it was?"""
        was = has.get(one.step_id or 0)
        if was is None:
            return True
        previous = (was.before.step_id if was.before else None) != (one.before.step_id if one.before else None)
        if was.stage_id != one.stage_id:
            return True
        return was.design.plan != one.design.plan or (previous and _plan(one).due_from == DueFrom.STEP)

    def running(self, stage_ids: Iterable[int]) -> Q:
        wanted = set(stage_ids)
        return Q(id__in=self._tracks(wanted).values("deal_id")) if wanted else NOTHING

    def past(self, stage_ids: Iterable[int]) -> Q:
        """The deal stands in a later stage, and this one runs no more."""
        found = NOTHING
        for stage_id in set(stage_ids):
            later = self.order[self.order.index(stage_id) + 1 :]
            found |= Q(stage_id__in=later) & ~self.running([stage_id])
        return found

    def is_done(self, one: Work) -> Q:
        evidence = Evidence.objects.filter(
            workspace_id=self.workspace_id, deal_id=OuterRef("id"), step_id=one.step_id or 0, removed_at__isnull=True
        )
        given = Q(Exists(evidence)) if one.step_id else NOTHING
        return given | self._filled(one.fields)

    def is_late(self, one: Work) -> Q:
        """Is the stage running, the step not done, and its day over?"""
        plan = _plan(one)
        if plan.due_days is None or not 0 <= plan.due_days <= 10_000:
            return NOTHING
        running = self.running([one.stage_id]) & ~self.is_done(one)
        days = timedelta(days=plan.due_days)
        if plan.due_from == DueFrom.CLOSE:
            return running & Q(expected_close_on__lt=self.today + days)
        before = datetime.combine(self.today - days, time.min, self.zone)
        if plan.due_from == DueFrom.DEAL:
            return running & Q(created_at__lt=before)
        since = Q(id__in=self._tracks({one.stage_id}).filter(began_at__lt=before).values("deal_id"))
        if plan.due_from == DueFrom.STEP and one.before is not None:
            since = self._done_before(one.before, before, since)
        return running & since

    def _done_before(self, one: Work, before: datetime, since: Q) -> Q:
        given = Evidence.objects.filter(
            workspace_id=self.workspace_id, deal_id=OuterRef("id"), step_id=one.step_id or 0, removed_at__isnull=True
        )
        found = Q(Exists(given.filter(given_at__lt=before)))
        return found | (~Q(Exists(given)) & self._filled(one.fields) & since) if one.fields else found

    def _filled(self, names: Iterable[str]) -> Q:
        return _any(self._has(name) for name in names)

    def _has(self, name: str) -> Q:
        if name == "people":
            return Q(id__in=DealPerson.objects.filter(workspace_id=self.workspace_id).values("deal_id"))
        if name == "lines":
            return Q(id__in=LineItem.objects.filter(workspace_id=self.workspace_id).values("deal_id"))
        return COLUMNS[name] if name in COLUMNS else Q(**{f"custom__{name}__isnull": False})

    def _tracks(self, stage_ids: Collection[int]) -> QuerySet[Track]:
        return Track.objects.filter(workspace_id=self.workspace_id, stage_id__in=stage_ids, state=TrackState.ACTIVE)


def _was_late(asking: _Asking, was: Work | None) -> Q:
    return asking.is_late(was) if was is not None else NOTHING


def _was_held(asking: _Asking, one: Work, has: dict[int, Work]) -> Q:
    """A required step held those of its old stage as well."""
    was = has.get(one.step_id or 0)
    if was is None or was.demand != Demand.REQUIRED or was.stage_id == one.stage_id:
        return NOTHING
    return asking.running([was.stage_id]) & ~asking.is_done(was)


def _plan(one: Work) -> StepPlan:
    return one.design.plan or StepPlan()


def _chained(works: Iterable[Work]) -> list[Work]:
    """Each with the one before it in its stage."""
    found: list[Work] = []
    for one in works:
        before = found[-1] if found and found[-1].stage_id == one.stage_id else None
        found.append(replace(one, before=before))
    return found


def _any(conditions: Iterable[Q]) -> Q:
    found = NOTHING
    for one in conditions:
        found |= one
    return found
