"""What was found out about a company, on its page: notes with their sources and files, potential, competitors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.files.operations.keeping import add_files
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.quantity import parse_quantity
from alur.kernel.refusal import Refusal
from alur.people.models import Organization
from alur.research.models import Competitor, Potential, ResearchNote
from alur.research.operations import remove, write
from alur.web.deals.finding import must_be_able_to_change, organization_or_404
from alur.web.people import organizations
from alur.web.people.researched import UNITS
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files

MODELS: dict[str, Any] = {"notes": ResearchNote, "potentials": Potential, "competitors": Competitor}
FIELDS = ("noted_on", "text", "source", "family", "measure", "figure", "note", "name", "strengths", "price_note")


@require_POST
@member_required
@takes_files
@once_only
def added(request: MemberRequest, organization_id: int, what: str) -> HttpResponse:
    return _write(request, organization_id, what, None)


@require_POST
@member_required
@takes_files
@once_only
def changed(request: MemberRequest, organization_id: int, what: str, row_id: int) -> HttpResponse:
    """Change one, or with `remove` take it off the page."""
    return _write(request, organization_id, what, row_id)


def _write(request: MemberRequest, organization_id: int, what: str, row_id: int | None) -> HttpResponse:
    company = organization_or_404(request, organization_id)
    model = MODELS.get(what)
    row = _row(request, company, model, row_id) if model and row_id is not None else None
    if model is None or (row_id is not None and row is None):
        raise Http404
    must_be_able_to_change(request)
    by_whom: dict[str, Any] = {"by": request.member, "at": request.now}
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        with operation(request.workspace.id, **by_whom) as act:
            if row is not None and "remove" in request.POST:
                remove(row, **by_whom)
            else:
                values = _READ[what](request, typed)
                kept = write(model, company, values, row=row, today=request.f.today, **by_whom)
                staged = request.sent.taken() if what == "notes" else []
                if staged:
                    add_files(request.workspace.id, "research_note", kept.id, staged, **by_whom)
    except Refusal as refusal:
        return organizations.refused_research(request, company, refusal, f"{what}{row_id or ''}", typed)
    message = _("Removed.") if "remove" in request.POST else _("Saved.")
    place = f"/organizations/{company.id}/#{what}"
    return done(request, place, message if act.recorded else "", operation_id=act.id if act.recorded else None)


def _row(request: MemberRequest, company: Organization, model: Any, row_id: int) -> Any:
    of = {"workspace_id": request.workspace.id, "organization_id": company.id, "deleted_at__isnull": True}
    return model.objects.filter(**of, id=row_id).first()


def _note(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    day = typed["noted_on"].strip()
    return {
        "noted_on": parse_day(day, field="noted_on") if day else request.f.today,
        "text": typed["text"],
        "source": typed["source"],
    }


def _potential(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    figure, language = typed["figure"].strip(), request.f.language
    in_units = typed["measure"] == UNITS
    amount = parse_money(figure, _currency(request), language, field="figure") if figure and not in_units else None
    quantity = parse_quantity(figure, language, field="figure") if figure and in_units else None
    return {"family_id": id_from(typed["family"]), "amount": amount, "quantity": quantity, "note": typed["note"]}


def _competitor(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    family = id_from(typed["family"]) if typed["family"] else None
    return {
        "family_id": family, "name": typed["name"], "strengths": typed["strengths"], "price_note": typed["price_note"]
    }  # fmt: skip


_READ: dict[str, Callable[[MemberRequest, dict[str, str]], dict[str, Any]]] = {
    "notes": _note,
    "potentials": _potential,
    "competitors": _competitor,
}


def _currency(request: MemberRequest) -> str:
    return str(request.workspace.currency)
