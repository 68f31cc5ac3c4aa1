"""The inputs for what a record lacks, in a dialog or a page of their own, and what was typed there written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.models.criterion import Demand
from alur.pipeline.queries.complete import company_completeness, deal_completeness, person_completeness
from alur.pipeline.queries.gates import Unmet
from alur.pipeline.queries.needs import CONTACT, Completeness
from alur.web.activities.finding import way_back
from alur.web.completeness.ring import names_told_of, ring_of
from alur.web.completeness.writing import write_company, write_person
from alur.web.deals.finding import (
    deal_or_404,
    must_be_able_to_change,
    organization_or_404,
    person_or_404,
    stands_in_place,
)
from alur.web.deals.missing import Need, fill_in, needs_of
from alur.web.shell.answers import done, page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "completeness/data.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def deal_data(request: MemberRequest, deal_id: int) -> HttpResponse:
    """GET shows what the deal lacks as inputs; POST writes it, and what is left empty stays missing."""
    deal = deal_or_404(request, deal_id)
    return _answer(
        request, f"/deals/{deal.id}/", deal.title, lambda: fill_in(request, deal),
        lambda: deal_completeness(deal_or_404(request, deal_id)), deal,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def organization_data(request: MemberRequest, organization_id: int) -> HttpResponse:
    company = organization_or_404(request, organization_id)
    return _answer(
        request, f"/organizations/{company.id}/", company.name, lambda: write_company(request, company),
        lambda: company_completeness(company), company,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def person_data(request: MemberRequest, person_id: int) -> HttpResponse:
    person = person_or_404(request, person_id)
    return _answer(
        request, f"/persons/{person.id}/", person.name, lambda: write_person(request, person),
        lambda: person_completeness(person), person,
    )  # fmt: skip


def inputs_for(request: MemberRequest, record: Deal | Organization | Person, lacks: Sequence[str]) -> list[Need]:
    """The inputs of what a record lacks, in its order; each is sent as its `name`, and drawn by its `kind`."""
    told = names_told_of(request.workspace.id, request.f, lacks)
    unmet = [Unmet(0, 0, Demand.ASKED, name, None, (told(name), told(name))) for name in lacks]
    return needs_of(request, record if isinstance(record, Deal) else None, unmet, request.POST)


def _answer(
    request: MemberRequest,
    home: str,
    title: str,
    write: Callable[[], object],
    measure: Callable[[], Completeness],
    record: Deal | Organization | Person,
) -> HttpResponse:
    must_be_able_to_change(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with operation(request.workspace.id, by=request.member, at=request.now) as act:
                write()
        except Refusal as refusal:
            errors = sentences(refusal)
        else:
            message = _("Saved.") if act.recorded else _("Nothing was typed.")
            operation_id = act.id if act.recorded else None
            if stands_in_place(request):
                return with_toast(HttpResponse(status=204), message, operation_id=operation_id)
            back = way_back(request)
            return done(request, home if back == "/" else back, message, operation_id=operation_id)
    data = measure()
    needs = inputs_for(request, record, data.lacks)
    context: dict[str, Any] = {
        "title": title,
        "home": home,
        "here": request.path,
        "ring": ring_of(data, request.path, names_told_of(request.workspace.id, request.f, data.lacks)),
        "needs": needs,
        "typed": request.POST,
        "back": request.POST.get("back") or request.GET.get("back") or home,
        "errors": {_place(name, needs, request.POST): sentence for name, sentence in errors.items()},
    }
    return page(request, TEMPLATE, context, status=422 if errors else 200)


def _place(name: str, needs: Sequence[Need], typed: Mapping[str, str]) -> str:
    """The input beside which a sentence about a number or an address stands; none: above them all."""
    fields = [one.unmet.field for one in needs]
    if name in fields:
        return name
    ways = [one for one in fields if typed.get(one) and (one == CONTACT or one.endswith(f".{name}"))]
    return next(iter(ways), "")
