"""Whom nobody calls or writes to: said on the page of a company or a person, and lifted there or on a deal's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.people.models import Organization, Person
from alur.people.operations.barring import bar, lift
from alur.web.activities.finding import way_back
from alur.web.deals.finding import must_be_able_to_change, organization_or_404, person_or_404
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@dataclass(frozen=True, slots=True)
class Barred:
    """Who is not to be contacted and why; `name` is told where the page is another's, `address` lifts it."""

    since: datetime
    why: str
    address: str
    name: str = ""


def barred(row: Organization | Person | None, *, is_own: bool = False) -> Barred | None:
    """What the page of a company, a person or a deal says; a person is left alone with the company."""
    if row is None:
        return None
    if row.do_not_contact_since is None:
        return barred(row.organization) if isinstance(row, Person) else None
    name = "" if is_own else row.name
    return Barred(row.do_not_contact_since, row.do_not_contact_why, address_of(row), name)


def address_of(row: Organization | Person) -> str:
    return f"/{'organizations' if isinstance(row, Organization) else 'persons'}/{row.id}/do-not-contact/"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def of_organization(request: MemberRequest, organization_id: int) -> HttpResponse:
    return _answer(request, organization_or_404(request, organization_id))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def of_person(request: MemberRequest, person_id: int) -> HttpResponse:
    return _answer(request, person_or_404(request, person_id))


def _answer(request: MemberRequest, row: Organization | Person) -> HttpResponse:
    """GET asks why; POST bars, or with `lift` lets them be contacted again, and goes `back`."""
    must_be_able_to_change(request)
    typed = {"why": request.POST.get("why", row.do_not_contact_why)}
    context: dict[str, Any] = {"address": address_of(row), "name": row.name, "typed": typed, "errors": {}}
    if request.method != "POST":
        return page(request, "people/barring.html", context)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "lift" in request.POST:
                lift(row, by=request.member, at=request.now)
            else:
                bar(row, why=typed["why"], by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "people/barring.html", context)
    message = _("%(name)s may be contacted again.") if "lift" in request.POST else _("%(name)s is left alone.")
    back = way_back(request) if request.POST.get("back") else address_of(row).removesuffix("do-not-contact/")
    return done(request, back, message % {"name": row.name}, operation_id=act.id if act.recorded else None)
