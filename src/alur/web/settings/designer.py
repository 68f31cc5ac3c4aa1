"""The pipeline editor: one form, told what it would do to open deals before it is saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.catalogue.models import ProductFamily
from alur.conversations.models import ActivityKind
from alur.events.recording import operation
from alur.fields.models import FieldDefinition, RecordKind
from alur.kernel.refusal import Refusal, Refusals
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import ANY_MESSAGE, COMPLETENESS, Demand, EvidenceKind, Pipeline, StageKind
from alur.pipeline.operations.designing import create_pipeline, delete_pipeline, edit_pipeline
from alur.pipeline.queries.design import design_of, planned_as
from alur.pipeline.queries.design_effect import Effect, effect_of
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.measured import measured_rates
from alur.pipeline.queries.needs import FIELD_LABELS
from alur.pipeline.queries.totals import open_by_pipeline
from alur.web.settings.access import leads_only
from alur.web.settings.draft import Draft, draft_of, typed_draft
from alur.web.settings.pressing import press
from alur.web.settings.reasons import reason_groups
from alur.web.settings.told_change import change_context, change_told
from alur.web.settings.wording import unsaved
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "settings/pipeline.html"
HUES = range(1, 7)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def pipeline(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Look at it, or press one of the form's buttons; saving asks once more where open deals are touched."""
    found = find_pipeline(request, pipeline_id)
    if request.method != "POST":
        draft = draft_of(design_of(found), seen=found.updated_at.isoformat())
        return page(request, TEMPLATE, _context(request, found, draft))
    if not can_edit_pipelines(request.member):
        raise Http404
    draft, do = typed_draft(request.POST), request.POST.get("do", "")
    verb, _colon, answer = do.partition(":")
    if verb not in ("save", "confirm"):
        rates = measured_rates(request.workspace.id, found.id, now=request.now)
        press(draft, do, request.POST, measured=rates)
        return page(request, TEMPLATE, _context(request, found, draft))
    design, faults = draft.design()
    context = _context(request, found, draft)
    effect: Effect | None = context["effect"]
    if not faults and effect is not None and effect.touches_deals and answer != fingerprint(effect):
        return page(request, TEMPLATE, {**context, "asks": True})
    try:
        if faults:
            raise Refusals(faults)
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_pipeline(found, design, by=request.member, at=request.now, if_updated_at=instant_typed(draft.seen))
    except Refusal as refusal:
        return page(request, TEMPLATE, {**context, "errors": _errors(draft, refusal)}, status=422)
    message = _("%(name)s was changed.") % {"name": design.name.strip()}
    target = reverse("settings_pipeline", args=[found.id])
    return done(request, target, message if act.recorded else "", operation_id=act.id if act.recorded else None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@leads_only
@once_only
def new_pipeline(request: MemberRequest) -> HttpResponse:
    """A pipeline to be made, which begins as a copy of the first one."""
    if request.method != "POST":
        return page(request, TEMPLATE, _context(request, None, _copy_of_the_first(request)))
    draft, do = typed_draft(request.POST), request.POST.get("do", "")
    if do != "save":
        press(draft, do, request.POST, measured={})
        return page(request, TEMPLATE, _context(request, None, draft))
    design, faults = draft.design()
    try:
        if faults:
            raise Refusals(faults)
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            design = planned_as(design, design_of(tabs_of(request)[0][0]))
            made = create_pipeline(request.workspace.id, design, by=request.member, at=request.now)
    except Refusal as refusal:
        context = {**_context(request, None, draft), "errors": _errors(draft, refusal)}
        return page(request, TEMPLATE, context, status=422)
    target = reverse("settings_pipeline", args=[made.id])
    return done(request, target, _("The pipeline %(name)s is there.") % {"name": made.name}, operation_id=act.id)


@require_POST
@member_required
@leads_only
def remove_pipeline(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    found = find_pipeline(request, pipeline_id)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            delete_pipeline(found, by=request.member, at=request.now)
    except Refusal as refusal:
        draft = draft_of(design_of(found), seen=found.updated_at.isoformat())
        context = {**_context(request, found, draft), "errors": {"remove": sentences(refusal)[""]}}
        return page(request, TEMPLATE, context, status=409)
    message = _("%(name)s was removed.") % {"name": found.name}
    return done(request, reverse("settings_pipelines"), message, operation_id=act.id)


def find_pipeline(request: MemberRequest, pipeline_id: int) -> Pipeline:
    found: Pipeline | None = Pipeline.objects.filter(
        workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=True
    ).first()
    if found is None:
        raise Http404
    return found


def fingerprint(effect: Effect) -> str:
    """What has been agreed to: another effect asks again."""
    numbers = [effect.stale.count, effect.missing.count, effect.unseen, effect.weighted_after]
    numbers += [move.deals.count for move in effect.moves] + [shift.followers for shift in effect.shifts]
    return "-".join(str(number) for number in numbers)


def tabs_of(request: MemberRequest) -> list[tuple[Pipeline, int]]:
    """The pipelines in order, with their open deals that the reader may see."""
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    counts = open_by_pipeline(request.member)
    return [(row, counts.get(row.id, 0)) for row in rows.order_by("position", "id")]


def field_choices(workspace_id: int, language: str) -> list[tuple[str, str]]:
    """What a criterion may ask of a deal: its own fields, then the workspace's."""
    own = FieldDefinition.objects.filter(
        workspace_id=workspace_id, record_kind=RecordKind.DEAL, archived_at__isnull=True
    ).order_by("position", "id")
    return [(name, _(label)) for name, label in FIELD_LABELS.items()] + [
        (one.key, one.name_in(language)) for one in own
    ]


def _copy_of_the_first(request: MemberRequest) -> Draft:
    first = tabs_of(request)[0][0]
    draft = draft_of(design_of(first))
    draft.name, draft.families = "", []
    draft.hue = str(len(tabs_of(request)) % len(HUES) + 1)
    for place, stage in enumerate(draft.stages):
        stage.key = f"n{place}"
        for index, criterion in enumerate(stage.criteria):
            criterion.key = f"k{place}_{index}"
    return draft


def _context(request: MemberRequest, found: Pipeline | None, draft: Draft) -> dict[str, Any]:
    workspace_id, language = request.workspace.id, get_language() or "en"
    if draft.stage(draft.shown) is None or draft.stage(draft.shown) not in draft.kept:
        draft.shown = draft.kept[0].key if draft.kept else ""
    design, faults = draft.design()
    effect = effect_of(found, design, member=request.member, now=request.now) if found and not faults else None
    fields = field_choices(workspace_id, language)
    return {
        **change_context(change_told(found, request) if found else None),
        "pipeline": found,
        "draft": draft,
        "stored": _stored(found),
        "tabs": tabs_of(request),
        "effect": effect,
        "agreed": fingerprint(effect) if effect else "",
        "asks": False,
        "unsaved": unsaved(found, design, language) if found else [],
        "measured": measured_rates(workspace_id, found.id, now=request.now) if found else {},
        "kinds": StageKind.choices,
        "demands": [(Demand.REQUIRED, _("required")), (Demand.ASKED, _("asked, may follow later"))],
        "evidence": _evidence_choices([one for one in fields if one[0] != COMPLETENESS]),
        "fields": fields,
        "field_names": {**dict(fields), **_archived(workspace_id, language)},
        "families": list(
            ProductFamily.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("position")
        ),
        "hues": HUES,
        "can_edit": can_edit_pipelines(request.member),
        "reason_groups": reason_groups(workspace_id),
        "errors": {},
        "reason_form": "",
        "typed": {},
    }


def _stored(found: Pipeline | None) -> dict[str, dict[str, str]]:
    """Stage key to what is stored of it, for the old value beside a changed one."""
    if found is None:
        return {}
    return {
        str(stage.id): {
            "name_id": stage.name_id,
            "name_en": stage.name_en,
            "probability": str(stage.probability),
            "rot_days": "" if stage.rot_days is None else str(stage.rot_days),
            "kind": stage.kind,
        }
        for stage in stages_of(found.workspace_id, found.id)
    }


def _archived(workspace_id: int, language: str) -> dict[str, str]:
    rows = FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=RecordKind.DEAL)
    return {one.key: one.name_in(language) for one in rows}


def _evidence_choices(fields: list[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    activities = [(f"{EvidenceKind.ACTIVITY}:{value}", label) for value, label in ActivityKind.choices]
    return [
        (
            _("Evidence"),
            [
                (str(EvidenceKind.NOTE), _("Note")),
                (str(EvidenceKind.PHOTO), _("Photo")),
                (str(EvidenceKind.FILE), _("File")),
                (f"{EvidenceKind.ACTIVITY}:{ANY_MESSAGE}", _("Message sent")),
                (str(EvidenceKind.ACTIVITY), _("Any activity")),
            ],
        ),
        (_("Activity"), [(key, str(label)) for key, label in activities if key != "activity:note"]),
        (_("Field filled in"), [(f"{EvidenceKind.FIELD}:{name}", label) for name, label in fields]),
    ]


def _errors(draft: Draft, refusal: Refusal) -> dict[str, str]:
    return {draft.place(name): sentence for name, sentence in sentences(refusal).items()}


def instant_typed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
