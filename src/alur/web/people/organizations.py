"""Companies: a list, a page that is edited in place, a new one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.events.recording import operation
from alur.fields.models import Place, RecordKind
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.notices.queries.following import follows
from alur.people.models import Organization
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import (
    NewOrganization,
    create_organization,
    delete_organization,
    edit_organization,
    tags_of,
)
from alur.people.queries.company import people_at
from alur.people.queries.regions import find_regions
from alur.pipeline.queries.complete import company_completeness
from alur.pipeline.queries.engagement import engagement_of_organization
from alur.rescue.queries.duplicates import merged_into
from alur.web.completeness.ring import Ring, names_told_of, ring_of
from alur.web.deals.finding import must_be_able_to_change, organization_or_404
from alur.web.files.panel import panel_context
from alur.web.lists.showing import show_list
from alur.web.people.barring import address_of, barred
from alur.web.people.grouping import group_of
from alur.web.people.researched import known_of
from alur.web.people.swimming import swim
from alur.web.people.told import outcome_names, talk_of, tally_of, ways_of, whatsapp
from alur.web.people.typing_company import as_typed, changes_typed, typed_of
from alur.web.settings.custom import custom_inputs
from alur.web.shell.answers import done, page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_safe
@member_required
def listed(request: MemberRequest) -> HttpResponse:
    return show_list(request, "organization")


@require_safe
@member_required
def regions(request: MemberRequest) -> HttpResponse:
    """Regions like what is being typed."""
    text = request.GET.get("region", "").strip()
    return page(request, "people/regions.html", {"found": find_regions(text) if len(text) > 2 else []})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "people/organization_new.html", _context_of_new(request, _begun(request)))
    typed = typed_of(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = changes_typed(request, typed)
            name = changes.pop("name")
            company = create_organization(
                request.workspace.id, NewOrganization(name, changes), by=request.member, at=request.now
            )
    except Refusal as refusal:
        return refused(request, refusal, "people/organization_new.html", _context_of_new(request, typed))
    return done(request, f"/organizations/{company.id}/", _("Saved."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def show(request: MemberRequest, organization_id: int) -> HttpResponse:
    try:
        company = organization_or_404(request, organization_id)
    except Http404:
        kept = merged_into(request.workspace.id, "organization", organization_id)
        if kept is None or request.method == "POST":
            raise
        return HttpResponseRedirect(f"/organizations/{kept}/")
    if request.method != "POST":
        return page(request, "people/organization.html", _context(request, company, as_typed(company), {}))
    must_be_able_to_change(request)
    typed = typed_of(request)
    version = request.POST.get("version", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_organization(
                company,
                changes_typed(request, typed),
                by=request.member,
                at=request.now,
                if_version=id_from(version) or None,
            )
    except Refusal as refusal:
        company = organization_or_404(request, organization_id)
        context = _context(request, company, typed, sentences(refusal))
        return page(request, "people/organization.html", context, status=422)
    return done(request, f"/organizations/{company.id}/", _("Saved."), operation_id=act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, organization_id: int) -> HttpResponse:
    company = organization_or_404(request, organization_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_organization(company, by=request.member, at=request.now)
    message = _("%(title)s is in the trash.") % {"title": company.name}
    return done(request, "/organizations/", message, operation_id=act.id)


def _begun(request: MemberRequest) -> dict[str, Any]:
    """A new part of a company begins with that company named."""
    parent_id = id_from(request.GET.get("parent", ""))
    parent = Organization.objects.filter(workspace_id=request.workspace.id, id=parent_id).first()
    return {"company": parent.name, "organization": str(parent.id)} if parent else {}


def _context_of_new(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    custom = custom_inputs(request, RecordKind.ORGANIZATION, {}, request.POST, place=Place.NEW)
    return {"typed": typed, "custom": custom, "errors": {}}


def refused_talk(request: MemberRequest, company: Organization, refusal: Refusal) -> HttpResponse:
    """The page again, with what was typed of an activity."""
    context = _context(request, company, as_typed(company), sentences(refusal))
    context.update(form="activity", activity_typed=request.POST)
    return page(request, "people/organization.html", context, status=422)


def refused_research(
    request: MemberRequest, company: Organization, refusal: Refusal, form: str, typed: dict[str, str]
) -> HttpResponse:
    """The page again, the form of a note, a potential or a competitor open as it was typed."""
    context = _context(request, company, as_typed(company), sentences(refusal))
    context.update(form="research", research_form=form, research_typed=typed)
    return page(request, "people/organization.html", context, status=422)


def _context(
    request: MemberRequest, company: Organization, typed: dict[str, Any], errors: dict[str, str]
) -> dict[str, Any]:
    found = engagement_of_organization(request.member, company.id)
    people, roles = people_at(request.workspace.id, company.id, today=request.f.today)
    ways = ways_of(request, [one.id for one in people])
    phones = [typed for kind, typed, _label in contacts_of(company) if kind == "phone"]
    phone = phones[0] if phones else next((way["phone"] for way in ways.values() if "phone" in way), "")
    return {
        **talk_of(request, "organization", company.id),
        "company": company,
        "ring": _ring(request, company),
        **known_of(request, company),
        "barred": barred(company, is_own=True),
        "bar_address": address_of(company),
        "sums": found,
        "tally": tally_of(found.counts),
        "swim": swim(found.rows, request.f),
        "outcomes": outcome_names(),
        "group": group_of(request, company, found),
        "people": people,
        "roles": roles,
        "person_ways": ways,
        "phone": phone if company.may_be_contacted else "",
        "whatsapp": whatsapp,
        "tags": tags_of(company),
        "typed": typed,
        "custom": custom_inputs(request, RecordKind.ORGANIZATION, company.custom, request.POST, place=Place.PAGE),
        **panel_context(request, "organization", company.id),
        "is_followed": follows(request.member, company),
        "errors": errors,
    }


def _ring(request: MemberRequest, company: Organization) -> Ring | None:
    data = company_completeness(company)
    return ring_of(
        data, f"/organizations/{company.id}/data/", names_told_of(request.workspace.id, request.f, data.lacks)
    )
