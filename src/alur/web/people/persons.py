"""Persons: a list, a page that is edited in place, a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.events.queries.timeline import timeline
from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.phones import whatsapp_link
from alur.kernel.refusal import Refusal
from alur.people.models import ContactPoint, Organization, Person
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person, delete_person, edit_person
from alur.people.queries.lists import person_list
from alur.pipeline.models import Deal, DealPerson
from alur.web.deals.finding import must_be_able_to_change, person_or_404
from alur.web.deals.sentences import names_for, tell
from alur.web.settings.custom import custom_changes, custom_inputs
from alur.web.shell.answers import done, page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("name", "job_title", "company", "note")
WAYS = ("phone", "email", "social")


@require_safe
@member_required
def listed(request: MemberRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    try:
        rows, cursor = person_list(request.workspace.id, text=text, cursor=request.GET.get("cursor", ""))
    except Refusal as refusal:
        return refused(request, refusal, "people/persons.html", {"rows": [], "text": text, "cursor": ""})
    context = {"rows": rows, "text": text, "cursor": cursor, "errors": {}}
    template = "people/person_rows.html" if request.htmx and request.GET.get("cursor") else None
    return page(request, template or "people/persons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "people/person_new.html", {"typed": {}, "errors": {}})
    typed = _typed(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = _changes(request, typed)
            name = changes.pop("name")
            person = create_person(request.workspace.id, NewPerson(name, changes), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "people/person_new.html", {"typed": typed})
    return done(request, f"/persons/{person.id}/", _("Saved."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def show(request: MemberRequest, person_id: int) -> HttpResponse:
    person = person_or_404(request, person_id)
    if request.method != "POST":
        return page(request, "people/person.html", _context(request, person, _as_typed(person), {}))
    must_be_able_to_change(request)
    typed = _typed(request)
    version = request.POST.get("version", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_person(
                person,
                {**_changes(request, typed), "custom": custom_changes(request, RecordKind.PERSON)},
                by=request.member,
                at=request.now,
                if_version=id_from(version) or None,
            )
    except Refusal as refusal:
        context = _context(request, person_or_404(request, person_id), typed, sentences(refusal))
        return page(request, "people/person.html", context, status=422)
    return done(request, f"/persons/{person.id}/", _("Saved."), operation_id=act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, person_id: int) -> HttpResponse:
    person = person_or_404(request, person_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        delete_person(person, by=request.member, at=request.now)
    message = _("%(title)s is in the trash.") % {"title": person.name}
    return done(request, "/persons/", message, operation_id=act.id)


def _context(request: MemberRequest, person: Person, typed: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    names = names_for(request.workspace.id, request.f)
    parts = DealPerson.objects.filter(workspace_id=request.workspace.id, person_id=person.id)
    deals = Deal.objects.visible_to(request.member).filter(id__in=parts.values("deal_id")).select_related("stage")
    told = [
        tell(one, names)
        for one in timeline(request.workspace.id, "person", person.id).happenings
        if one.name.startswith("person.")
    ]
    ways = ContactPoint.objects.filter(workspace_id=request.workspace.id, person_id=person.id).order_by("position")
    return {
        "person": person,
        "deals": list(deals[:50]),
        "told": told,
        "ways": list(ways),
        "whatsapp_link": whatsapp_link,
        "typed": typed,
        "custom": custom_inputs(request, RecordKind.PERSON, person.custom, request.POST),
        "errors": errors,
        "can_edit": request.member.can_change,
    }


def _typed(request: MemberRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in (*FIELDS, *WAYS)}


def _as_typed(person: Person) -> dict[str, Any]:
    ways: dict[str, str] = {}
    for kind, typed, _label in contacts_of(person):
        ways[kind] = f"{ways[kind]}, {typed}" if kind in ways else typed
    company = person.organization.name if person.organization else ""
    return {"name": person.name, "job_title": person.job_title, "company": company, "note": person.note, **ways}


def _changes(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    name = " ".join(typed["company"].split())
    company = Organization.objects.filter(workspace_id=request.workspace.id, name=name).first() if name else None
    if name and company is None:
        company = create_organization(request.workspace.id, NewOrganization(name), by=request.member, at=request.now)
    return {
        "name": typed["name"],
        "job_title": typed["job_title"].strip(),
        "note": typed["note"].strip(),
        "organization_id": company.id if company else None,
        "contacts": [(kind, one, "") for kind in WAYS for one in typed[kind].split(",") if one.strip()],
    }
