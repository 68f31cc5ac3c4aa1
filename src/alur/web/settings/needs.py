"""What the deals of a pipeline need to have: what counts, how much, and from which stage on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Pipeline, Stage
from alur.pipeline.operations.needing import set_needs
from alur.pipeline.queries.gates import criteria_within, stages_of
from alur.pipeline.queries.needs import (
    COMPANY,
    COMPANY_LABELS,
    HEAVIEST,
    PERSON,
    Need,
    needs_kept,
    usual_needs,
)
from alur.pipeline.queries.needs_effect import needs_effect
from alur.pipeline.queries.stage_needs import names_needed
from alur.web.settings.designer import find_pipeline, tabs_of
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required

TEMPLATE = "settings/needs.html"
GLYPHS = {"deal": "board", "company": "org", "person": "user"}


@dataclass(frozen=True, slots=True)
class Line:
    """A field that can be needed, with what is typed of it, and whether that differs from what is kept."""

    name: str
    label: str
    weight: int
    from_stage: int | None
    is_changed: bool


@require_safe
@member_required
def needs_of_the_first(request: MemberRequest) -> HttpResponse:
    """What the deals of the first pipeline need; the others are a tab away."""
    first = tabs_of(request)[0][0]
    return redirect("settings_needs", pipeline_id=first.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def needs(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Look at them; try others (`do=check`), save them (`do=save`), or go back to the usual ones (`do=usual`)."""
    found = find_pipeline(request, pipeline_id)
    stages = stages_of(found.workspace_id, found.id)
    kept = _shown(found, stages)
    if request.method != "POST":
        return page(request, TEMPLATE, _context(request, found, stages, kept, kept))
    if not can_edit_pipelines(request.member):
        raise Http404
    typed, do = _typed(request), request.POST.get("do", "")
    if do not in ("save", "usual"):
        return page(request, TEMPLATE, _context(request, found, stages, kept, typed))
    wanted = None if do == "usual" or (found.needs is None and typed == kept) else list(typed.values())
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            set_needs(found, wanted, by=request.member, at=request.now)
    except Refusal as refusal:
        context = {**_context(request, found, stages, kept, typed), "errors": sentences(refusal)}
        return page(request, TEMPLATE, context, status=422)
    message = _("What %(name)s needs was set. The deals follow in a moment.") % {"name": found.name}
    target = reverse("settings_needs", args=[found.id])
    return done(request, target, message if act.recorded else "", operation_id=act.id if act.recorded else None)


def _shown(pipeline: Pipeline, stages: Sequence[Stage]) -> dict[str, Need]:
    """What counts now, by name; of what several stages ask for, from the first of them and at its greatest weight."""
    if pipeline.needs is not None:
        return {need.name: need for need in needs_kept(pipeline.needs)}
    found: dict[str, Need] = {}
    for need in usual_needs(stages, criteria_within(pipeline.workspace_id, pipeline.id)):
        before = found.get(need.name)
        found[need.name] = Need(need.name, max(need.weight, before.weight), before.from_stage) if before else need
    return found


def _typed(request: MemberRequest) -> dict[str, Need]:
    """By name, without what weighs nothing."""
    found: dict[str, Need] = {}
    for field, text in request.POST.items():
        kind, _dot, name = field.partition(".")
        weight = int(text) if kind == "w" and isinstance(text, str) and text.isdecimal() and len(text) < 3 else 0
        if weight:
            found[name] = Need(name, weight, id_from(request.POST.get(f"s.{name}", "")) or None)
    return found


def _context(
    request: MemberRequest, found: Pipeline, stages: Sequence[Stage], kept: dict[str, Need], typed: dict[str, Need]
) -> dict[str, Any]:
    language, can_edit = request.f.language, can_edit_pipelines(request.member)
    is_indonesian = language.startswith("id")
    labels = {
        name: _(names[0]) if names[0] == names[1] else names[0 if is_indonesian else 1]
        for name, names in names_needed(found.workspace_id).items()
    }
    groups: dict[str, list[Line]] = {"deal": [], "company": [], "person": []}
    for name, label in labels.items():
        is_company = name in COMPANY_LABELS or name.startswith(COMPANY)
        group = "company" if is_company else "person" if name.startswith(PERSON) else "deal"
        need = typed.get(name, Need(name, 0))
        is_changed = typed.get(name) != kept.get(name)
        groups[group].append(Line(name, label, need.weight, need.from_stage, is_changed))
    changed = sum(line.is_changed for lines in groups.values() for line in lines)
    wanted = None if found.needs is None and not changed else list(typed.values())
    return {
        "pipeline": found,
        "tabs": tabs_of(request),
        "stages": stages,
        "groups": groups,
        "glyphs": GLYPHS,
        "titles": {"deal": _("The deal"), "company": _("Its company"), "person": _("Its people")},
        "labels": labels,
        "weights": [(number, str(number)) for number in range(1, HEAVIEST + 1)],
        "is_usual": found.needs is None,
        "changed": changed,
        "effect": needs_effect(found, stages, wanted, member=request.member) if can_edit else None,
        "can_edit": can_edit,
        "errors": {},
    }
