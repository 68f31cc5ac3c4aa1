"""Quick add: a company or a title, and the next step."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alur.conversations.models import ActivityKind
from alur.conversations.operations.opening import NextStep, open_deal
from alur.events.recording import operation
from alur.fields.models import Place, RecordKind
from alur.files.operations.keeping import add_files
from alur.kernel.dates import at_local, parse_day, parse_time
from alur.kernel.free_days import working_day_from
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization
from alur.pipeline.models import Demand, Pipeline, Stage, Temperature
from alur.pipeline.operations.creating import Created, NewDeal
from alur.pipeline.queries.gates import GateRefused, criteria_of, stages_beside
from alur.pipeline.queries.needs import FIELD_LABELS
from alur.rescue.queries.likely_same import companies_like, company_meant, deals_like
from alur.tenancy.prepared import Prepared, Slot
from alur.web.deals.finding import must_be_able_to_change
from alur.web.settings.custom import custom_changes, custom_inputs
from alur.web.shell.answers import done, page, refused, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files

FIELDS = (
    "company",
    "organization",
    "title",
    "stage",
    "value",
    "temperature",
    "step",
    "step_kind",
    "due_on",
    "due_time",
    "files",
)
NINE = time(9, 0)
_NAMED = Prepared(
    lambda: Organization.objects.filter(
        workspace_id=Slot("workspace_id"), name_key=Slot("key"), name=Slot("name")
    ).order_by("id")[:1]
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@takes_files
@once_only
def new(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    if request.method != "POST":
        typed = {
            "stage": request.GET.get("stage", ""),
            "organization": request.GET.get("organization", ""),
            "company": request.GET.get("company", "")[:200],
            "title": request.GET.get("title", "")[:200],
            "temperature": "",
            "step_kind": "call",
            "due_on": working_day_from(request.f.today + timedelta(days=1)).isoformat(),
            "due_time": "09:00",
            "files": request.GET.get("files", ""),
        }
        return page(request, "deals/new.html", _context(request, typed))
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        created = _open(request, typed)
    except GateRefused as refusal:
        missing = ", ".join(_(one.label(request.f.language)) for one in refusal.unmet if one.is_required)
        said = Refusal(N_("To begin there, the deal still needs: %(missing)s."), field="stage", missing=missing)
        return refused(request, said, "deals/new.html", _context(request, typed))
    except Refusal as refusal:
        return refused(request, refusal, "deals/new.html", _context(request, typed))
    message = _("%(title)s is on the board.") % {"title": created.deal.title}
    if request.htmx and "/pipelines/" in request.headers.get("HX-Current-URL", ""):
        answer = HttpResponse(status=204)
        return with_toast(answer, message, operation_id=created.operation_id, made=created.deal.id)
    return done(request, f"/deals/{created.deal.id}/", message, operation_id=created.operation_id)


def _open(request: MemberRequest, typed: dict[str, str]) -> Created:
    """The deal, and what another app shared among its files, as one act."""
    staged = request.sent.taken()
    with operation(request.workspace.id, by=request.member, at=request.now):
        created = open_deal(
            request.workspace,
            _new_deal(request, typed),
            new_organization=typed["company"],
            next_step=_next_step(request, typed),
            by=request.member,
            at=request.now,
        )
        if staged:
            add_files(request.workspace.id, "deal", created.deal.id, staged, by=request.member, at=request.now)
    return created


@require_safe
@member_required
def companies(request: MemberRequest) -> HttpResponse:
    """Companies like what is being typed, to choose instead of making another: as buttons, or as a field's options."""
    typed = request.GET.get("company") or request.GET.get("role_company", "")
    matches = companies_like(request.workspace.id, typed)
    return page(request, "deals/companies.html", {"matches": matches, "are_options": "options" in request.GET})


@require_safe
@member_required
def doubles(request: MemberRequest) -> HttpResponse:
    """Open deals of the company that are like the one being typed: before it is made a second time."""
    typed = {name: request.GET.get(name, "")[:200] for name in ("company", "organization", "title")}
    company = _organization(request, typed) if typed["company"].strip() or typed["organization"] else None
    company_id = company.id if company else company_meant(request.workspace.id, typed["company"])
    found = deals_like(request.member, company_id, typed["title"]) if company_id else []
    return page(request, "deals/doubles.html", {"found": found})


def _new_deal(request: MemberRequest, typed: dict[str, str]) -> NewDeal:
    value = typed["value"].strip()
    stages = stages_beside(request.workspace.id, id_from(typed["stage"])) if typed["stage"] else []
    return NewDeal(
        title=typed["title"],
        organization=_organization(request, typed),
        owner=request.member,
        stage=next((one for one in stages if one.id == id_from(typed["stage"])), None),
        stages=stages,
        currency_amount=parse_money(value, request.workspace.currency, request.f.language, field="value")
        if value
        else None,
        temperature=typed["temperature"] if typed["temperature"] in Temperature.values else "",
        custom=custom_changes(request, RecordKind.DEAL),
    )


def _organization(request: MemberRequest, typed: dict[str, str]) -> Organization | None:
    """The company chosen from the list, as long as its name was not changed afterwards; else one of that very name."""
    companies = Organization.objects.filter(workspace_id=request.workspace.id)
    name = " ".join(typed["company"].split())
    if typed["organization"]:
        chosen = companies.filter(id=id_from(typed["organization"])).first()
        if chosen is not None and (not name or chosen.name == name):
            return chosen
    return _NAMED.first(workspace_id=request.workspace.id, key=name_key(name), name=name) if name else None


def _next_step(request: MemberRequest, typed: dict[str, str]) -> NextStep | None:
    if not typed["due_on"].strip():
        return None
    day = parse_day(typed["due_on"], field="due_on")
    clock = parse_time(typed["due_time"], field="due_time") if typed["due_time"].strip() else NINE
    kind = typed["step_kind"] if typed["step_kind"] in ActivityKind.values else ActivityKind.TASK
    return NextStep(kind=kind, title=typed["step"], due_at=at_local(day, clock, request.f.zone))


def _context(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    language = request.f.language
    pipelines = {
        pipeline.id: pipeline
        for pipeline in Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by(
            "position", "id"
        )
    }
    stages = Stage.objects.filter(
        workspace_id=request.workspace.id, pipeline_id__in=pipelines, deleted_at__isnull=True
    ).order_by("position")
    several = len(pipelines) > 1
    rows = list(stages)
    options = [
        (str(stage.id), f"{pipeline.name}: {stage.name_in(language)}" if several else stage.name_in(language))
        for pipeline in pipelines.values()
        for stage in rows
        if stage.pipeline_id == pipeline.id
    ]
    chosen = _organization(request, {**dict.fromkeys(FIELDS, ""), **typed}) if typed.get("organization") else None
    if chosen is not None and not typed.get("company"):
        typed = {**typed, "company": chosen.name}
    asked = _asked_fields(request, rows, id_from(typed.get("stage", "")))
    custom = custom_inputs(request, RecordKind.DEAL, {}, request.POST, place=Place.NEW, also=asked, families=())
    return {"typed": typed, "stages": options, "custom": custom, "errors": {}}


def _asked_fields(request: MemberRequest, stages: list[Stage], chosen_id: int) -> set[str]:
    """The workspace's own fields without which a deal could not be here, or not leave the stage it begins in."""
    chosen = next((stage for stage in stages if stage.id == chosen_id), None)
    first = {stage.pipeline_id: stage.id for stage in reversed(stages)}
    passed = [
        stage.id
        for stage in stages
        if chosen and stage.pipeline_id == chosen.pipeline_id and stage.position < chosen.position
    ]
    criteria = criteria_of(request.workspace.id, {*first.values(), *passed})
    return {one.field for one in criteria if one.demand == Demand.REQUIRED} - {"", *FIELD_LABELS}
