"""The steps of a pipeline as they stand in their form, with whatever has been typed.

Stages are the pipeline's own. A step's key is the id of its criterion, or a letter and a number for a new one; their
order is that of the hidden fields in the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Demand, DueFrom, EvidenceKind, Performer
from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign, StepDesign, StepPlan
from alur.pipeline.usual_steps import USUAL

TEXTS = ("name_id", "name_en", "field", "demand", "by", "days", "since")


@dataclass(slots=True)
class StepDraft:
    """`evidence` are those of `note`, `file`, `photo`, `activity`, `activity:visit` and `field` (with its `field`) that
    do; `by` is `owner`, `lead` or the id of a member.
    """

    key: str
    name_id: str = ""
    name_en: str = ""
    evidence: tuple[str, ...] = (EvidenceKind.NOTE,)
    field: str = ""
    demand: str = Demand.ASKED
    by: str = Performer.OWNER
    days: str = ""
    since: str = DueFrom.STAGE
    early: bool = False

    @property
    def is_new(self) -> bool:
        return not self.key.isdigit()

    def design(self, faults: list[Refusal]) -> CriterionDesign:
        ways = [self._way(one) for one in self.evidence] or [("", "")]
        days = _figure(self.days)
        if days is None and self.days.strip():
            faults.append(Refusal(N_("Type a number of days, such as 7, or nothing."), field=f"t.{self.key}.days"))
        plan = StepPlan(
            performer=Performer.MEMBER if self.by.isdigit() else self.by,
            member_id=int(self.by) if self.by.isdigit() else None,
            due_days=days,
            due_from=self.since,
            may_start_early=self.early,
        )
        return CriterionDesign(
            step=StepDesign(self.name_id, self.name_en, *ways[0], plan, tuple(ways[1:])),
            demand=self.demand,
            id=None if self.is_new else int(self.key),
        )

    def _way(self, value: str) -> tuple[str, str]:
        kind, _, detail = value.partition(":")
        return kind, self.field if kind == EvidenceKind.FIELD else detail


@dataclass(slots=True)
class StepsDraft:
    """By stage id its steps; `shown` is the stage that is unfolded, `edited` the step whose fields are open, `example`
    the id of the deal that is looked at beside them.
    """

    steps: dict[int, list[StepDraft]] = field(default_factory=dict)
    shown: str = ""
    edited: str = ""
    seen: str = ""
    example: str = ""

    def all(self) -> Iterable[StepDraft]:
        return (step for steps in self.steps.values() for step in steps)

    def stage_of(self, key: str) -> int | None:
        return next((stage for stage, steps in self.steps.items() if any(one.key == key for one in steps)), None)

    def design(self, present: PipelineDesign) -> tuple[PipelineDesign, list[Refusal]]:
        """The pipeline with these steps; what else stages ask for keeps its place."""
        faults: list[Refusal] = []
        stages = []
        for stage in present.stages:
            steps = [one.design(faults) for one in self.steps.get(stage.id or 0, [])]
            stages.append(replace(stage, criteria=_woven(stage, steps)))
        return replace(present, stages=tuple(stages)), faults

    def place(self, name: str, design: PipelineDesign) -> str:
        """The form's name of what the operations name by its place; the step it is of is opened."""
        parts = name.split(".")
        if parts[0] != "stages" or len(parts) < 3:
            return name
        stage = design.stages[int(parts[1])]
        if len(parts) == 3:
            self.shown = str(stage.id)
            return f"s.{stage.id}"
        number = sum(1 for one in stage.criteria[: int(parts[3])] if one.step is not None)
        step = self.steps[stage.id or 0][number]
        self.shown, self.edited = str(stage.id), step.key
        names = {"due_days": "days", "performer": "by", "name": "name_id"}
        return f"t.{step.key}.{names.get(parts[4], parts[4])}" if len(parts) > 4 else f"t.{step.key}.name_id"


def draft_of(design: PipelineDesign, *, seen: str) -> StepsDraft:
    """The form of a pipeline as it is; the first stage is unfolded."""
    draft = StepsDraft(seen=seen)
    for stage in design.stages:
        steps = [(one.step, one) for one in stage.criteria if one.step is not None]
        draft.steps[stage.id or 0] = [_of(step, one.demand, str(one.id)) for step, one in steps]
    draft.shown = str(next(iter(draft.steps), ""))
    return draft


def typed_draft(post: QueryDict, present: PipelineDesign) -> StepsDraft:
    """What the form was sent with."""
    draft = StepsDraft(shown=post.get("shown", ""), edited=post.get("edited", ""), seen=post.get("seen", ""))
    draft.example = post.get("example", "")
    for stage in present.stages:
        keys = dict.fromkeys(post.getlist(f"s.{stage.id}.step"))
        draft.steps[stage.id or 0] = [_typed(post, key) for key in keys]
    return draft


def press(draft: StepsDraft, do: str, present: PipelineDesign) -> None:
    """Change the draft as a button says: `do` is a verb, and after a colon the key it is for."""
    verb, _, key = do.partition(":")
    stage_id = draft.stage_of(key)
    if verb == "show":
        draft.shown, draft.edited = ("" if draft.shown == key else key), ""
    elif verb == "usual":
        add_usual(draft, present)
    elif verb == "to":
        _send(draft, *key.partition(".")[::2])
    elif verb == "add" and key.isdigit() and int(key) in draft.steps:
        _add(draft, int(key), StepDraft(key=""))
    elif verb == "example":
        draft.example = key
    elif verb == "close":
        draft.edited = ""
    elif stage_id is not None:
        steps = draft.steps[stage_id]
        place = next(index for index, one in enumerate(steps) if one.key == key)
        draft.shown = str(stage_id)
        if verb == "edit":
            draft.edited = key
        elif verb == "remove":
            steps.pop(place)
            draft.edited = ""
        elif verb in ("up", "down"):
            other = place + (1 if verb == "down" else -1)
            if 0 <= other < len(steps):
                steps[place], steps[other] = steps[other], steps[place]


def add_usual(draft: StepsDraft, present: PipelineDesign) -> None:
    """The usual steps of each kind of stage that are not there yet, behind those that are; one of the same name that
    has no day gets its usual one.
    """
    for stage in present.stages:
        here = {one.name_id: one for one in draft.steps[stage.id or 0]}
        for design in USUAL.get(stage.kind, ()):
            usual, one = _of(design, Demand.ASKED, ""), here.get(design.name_id)
            if one is None:
                _add(draft, stage.id or 0, usual)
            elif not one.days.strip():
                one.days, one.since, one.early = usual.days, usual.since, usual.early or one.early
    draft.edited = ""


def _send(draft: StepsDraft, key: str, target: str) -> None:
    """A step to the end of another stage."""
    stage_id = draft.stage_of(key)
    if stage_id is None or not target.isdigit() or int(target) not in draft.steps:
        return
    step = next(one for one in draft.steps[stage_id] if one.key == key)
    draft.steps[stage_id].remove(step)
    draft.steps[int(target)].append(step)
    draft.shown, draft.edited = target, ""


def _add(draft: StepsDraft, stage_id: int, step: StepDraft) -> None:
    known, number = {one.key for one in draft.all()}, 1
    while f"n{number}" in known:
        number += 1
    step.key = f"n{number}"
    draft.steps[stage_id].append(step)
    draft.shown, draft.edited = str(stage_id), step.key


def _woven(stage: StageDesign, steps: list[CriterionDesign]) -> tuple[CriterionDesign, ...]:
    left = iter(steps)
    rows = [next(left, None) if one.step is not None else one for one in stage.criteria]
    return tuple(one for one in [*rows, *left] if one is not None)


def _of(step: StepDesign, demand: str, key: str) -> StepDraft:
    plan = step.plan or StepPlan()
    evidence = [
        f"{kind}:{detail}" if detail and kind != EvidenceKind.FIELD else str(kind) for kind, detail in step.ways
    ]
    return StepDraft(
        key=key,
        name_id=step.name_id,
        name_en=step.name_en,
        evidence=in_order(evidence),
        field=next(iter(step.fields), ""),
        demand=str(demand),
        by=str(plan.member_id) if plan.member_id else str(plan.performer),
        days="" if plan.due_days is None else str(plan.due_days),
        since=str(plan.due_from),
        early=plan.may_start_early,
    )


def in_order(evidence: Iterable[str]) -> tuple[str, ...]:
    """However they were ticked: kinds in the order they are shown in."""
    order = [str(one) for one in EvidenceKind]
    return tuple(
        sorted(
            dict.fromkeys(evidence),
            key=lambda one: (order.index(kind) if (kind := one.partition(":")[0]) in order else 99, one),
        )
    )


def _typed(post: QueryDict, key: str) -> StepDraft:
    evidence = in_order(post.getlist(f"t.{key}.evidence"))
    step = StepDraft(key=key, evidence=evidence, early=bool(post.get(f"t.{key}.early")))
    for name in TEXTS:
        setattr(step, name, post.get(f"t.{key}.{name}", getattr(step, name)))
    return step


def _figure(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None
