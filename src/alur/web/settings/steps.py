"""The steps of a pipeline's stages: one form, told what it would do to open deals before it is saved."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from alur.conversations.models import ActivityKind
from alur.events.recording import operation
from alur.kernel.refusal import Refusal, Refusals
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import ANY_MESSAGE, COMPLETENESS, Demand, DueFrom, EvidenceKind, Performer, Pipeline
from alur.pipeline.operations.designing import edit_pipeline
from alur.pipeline.operations.reshaping import difference
from alur.pipeline.queries.design import PipelineDesign, design_of
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.steps_effect import StepsEffect, steps_effect
from alur.tenancy.models import Member
from alur.web.settings.designer import field_choices, find_pipeline, instant_typed, tabs_of
from alur.web.settings.steps_draft import StepDraft, StepsDraft, draft_of, press, typed_draft
from alur.web.settings.steps_example import example_of
from alur.web.settings.told_change import change_context, change_told
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required

TEMPLATE = "settings/steps.html"
MESSAGE, VISIT = f"{EvidenceKind.ACTIVITY}:{ANY_MESSAGE}", f"{EvidenceKind.ACTIVITY}:{ActivityKind.VISIT}"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def steps(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Look at them, or press one of the form's buttons; saving asks once more where open deals are touched."""
    found = find_pipeline(request, pipeline_id)
    present = design_of(found)
    if request.method != "POST":
        draft = draft_of(present, seen=found.updated_at.isoformat())
        return page(request, TEMPLATE, _context(request, found, present, draft))
    if not can_edit_pipelines(request.member):
        raise Http404
    draft, do = typed_draft(request.POST, present), request.POST.get("do", "")
    verb, _colon, answer = do.partition(":")
    if verb not in ("save", "confirm"):
        press(draft, do, present)
        return page(request, TEMPLATE, _context(request, found, present, draft))
    design, faults = draft.design(present)
    context = _context(request, found, present, draft)
    effect: StepsEffect | None = context["effect"]
    if not faults and effect is not None and effect.touches_deals and answer != fingerprint(effect):
        return page(request, TEMPLATE, {**context, "asks": True})
    try:
        if faults:
            raise Refusals(faults)
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_pipeline(found, design, by=request.member, at=request.now, if_updated_at=instant_typed(draft.seen))
    except Refusal as refusal:
        errors = _errors(draft, design, refusal)
        return page(request, TEMPLATE, {**context, "errors": errors}, status=422)
    message = _("The steps of %(name)s were changed.") % {"name": found.name} if act.recorded else ""
    target = reverse("settings_steps", args=[found.id])
    return done(request, target, message, operation_id=act.id if act.recorded else None)


def fingerprint(effect: StepsEffect) -> str:
    """What has been agreed to: another effect asks again."""
    touched = (effect.gains, effect.loses, effect.held, effect.at_win, effect.late)
    return "-".join(str(number) for number in [*(one.count for one in touched), effect.unseen])


def _context(request: MemberRequest, found: Pipeline, present: PipelineDesign, draft: StepsDraft) -> dict[str, Any]:
    language = request.f.language
    design, faults = draft.design(present)
    stages = stages_of(found.workspace_id, found.id)
    named_stages = {one.id: one for one in stages}
    effect = steps_effect(found, design, member=request.member, now=request.now) if not faults else None
    can_edit = can_edit_pipelines(request.member)
    who, today = request.member, request.f.today
    example = example_of(draft, design, stages, member=who, today=today) if can_edit and not faults else None
    fields = [one for one in field_choices(request.workspace.id, language) if one[0] != COMPLETENESS]
    members = Member.objects.filter(workspace_id=request.workspace.id).order_by("name")
    named = {str(one.id): one for one in members}
    unchanged = draft_of(present, seen="")
    stored = {one.key: one for one in unchanged.all()}
    return {
        **change_context(change_told(found, request)),
        "pipeline": found,
        "tabs": tabs_of(request),
        "stages": stages,
        "draft": draft,
        "stored": stored,
        "example": example,
        "stage_before": lambda key: named_stages.get(unchanged.stage_of(key) or 0),
        "effect": effect,
        "agreed": fingerprint(effect) if effect else "",
        "asks": False,
        "unsaved": _unsaved(found, design),
        "demands": [(Demand.REQUIRED, _("Required")), (Demand.ASKED, _("Asked"))],
        "kinds_for": _kinds_for,
        "fields": fields,
        "field_names": dict(fields),
        "performers": lambda step: _performers(named, step),
        "since": [(value, label) for value, label in DueFrom.choices],
        "evidence_of": lambda step: _evidence_told(step, dict(fields)),
        "by_of": lambda step: named[step.by].name if step.by in named else _performer_told(step.by),
        "is_gone": lambda step: step.evidence == (EvidenceKind.FIELD,) and step.field not in dict(fields),
        "can_edit": can_edit,
        "errors": {},
    }


def _unsaved(found: Pipeline, design: PipelineDesign) -> list[str]:
    """What is not saved yet, in words."""
    changes = difference(found, design).criteria
    counts = (
        (sum(old is None for _id, _stage, old, _new in changes), _new_steps),
        (sum(old is not None and new is not None for _id, _stage, old, new in changes), _changed_steps),
        (sum(new is None for _id, _stage, _old, new in changes), _removed_steps),
    )
    return [say(count) for count, say in counts if count]


def _new_steps(count: int) -> str:
    return ngettext("%(num)d new step", "%(num)d new steps", count) % {"num": count}


def _changed_steps(count: int) -> str:
    return ngettext("%(num)d changed step", "%(num)d changed steps", count) % {"num": count}


def _removed_steps(count: int) -> str:
    return ngettext("%(num)d removed step", "%(num)d removed steps", count) % {"num": count}


def _kinds_for(step: StepDraft) -> list[tuple[str, str, str]]:
    """Value, symbol and label of what may show that a step was done; kinds that it has from elsewhere stay."""
    kinds = [
        (str(EvidenceKind.NOTE), "note", _("Note")),
        (str(EvidenceKind.FILE), "file", _("File")),
        (str(EvidenceKind.PHOTO), "camera", _("Photo")),
        (MESSAGE, "wa", _("Message sent")),
        (VISIT, "pin", _("Visit")),
        (str(EvidenceKind.ACTIVITY), "today", _("Any activity")),
        (str(EvidenceKind.FIELD), "edit", _("Field filled in")),
    ]
    known = [value for value, _glyph, _label in kinds]
    for one in step.evidence:
        if one not in known:
            detail = one.partition(":")[2]
            kinds.append((one, "phone", str(dict(ActivityKind.choices).get(detail, detail))))
    return kinds


def _evidence_told(step: StepDraft, fields: dict[str, str]) -> tuple[str, str]:
    """Symbol and words in a step's line."""
    found = [
        (glyph, fields.get(step.field, label) if value == EvidenceKind.FIELD else label)
        for value, glyph, label in _kinds_for(step)
        if value in step.evidence
    ]
    if not found:
        return "warn", _("None yet")
    return found[0][0], f" {_('or')} ".join(label for _glyph, label in found)


def _performer_told(by: str) -> str:
    return str(dict(Performer.choices).get(by, ""))


def _performers(named: dict[str, Member], step: StepDraft) -> list[tuple[str, str]]:
    roles = [(str(one), _performer_told(str(one))) for one in (Performer.OWNER, Performer.LEAD)]
    return roles + [(key, one.name) for key, one in named.items() if one.is_active or key == step.by]


def _errors(draft: StepsDraft, design: PipelineDesign, refusal: Refusal) -> dict[str, str]:
    """By the form's names; the step that is at fault is opened, for its sentence stands in it."""
    found = {draft.place(name, design): sentence for name, sentence in sentences(refusal).items()}
    for name in found:
        if name.startswith("t."):
            draft.edited = name.split(".")[1]
            draft.shown = str(draft.stage_of(draft.edited) or "")
            break
    return found
