"""Persons: a list, a page that is edited in place, a new one."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.events.recording import operation
from alur.exchange.operations.list_export import card_uid, file_stem
from alur.fields.models import Place, RecordKind
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.kernel.vcards import ContactCard, write_vcard
from alur.people.models import ContactKind, ContactPoint, Organization, Person, PersonRole
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person, delete_person, edit_person
from alur.pipeline.queries.complete import person_completeness
from alur.pipeline.queries.engagement import Engagement, engagement_of_person
from alur.rescue.queries.duplicates import merged_into
from alur.web.completeness.ring import Ring, names_told_of, ring_of
from alur.web.deals.finding import must_be_able_to_change, person_or_404
from alur.web.files.panel import panel_context
from alur.web.lists.showing import show_list
from alur.web.people.barring import address_of, barred
from alur.web.people.told import outcome_names, talk_of, tally_of, whatsapp
from alur.web.settings.custom import custom_changes, custom_inputs
from alur.web.shell.answers import done, page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("name", "job_title", "company", "note")
WAYS = ("phone", "email", "social")
MOST_ENDED = 5


@require_safe
@member_required
def listed(request: MemberRequest) -> HttpResponse:
    return show_list(request, "person")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    if request.method != "POST":
        at = Organization.objects.filter(
            workspace_id=request.workspace.id, id=id_from(request.GET.get("organization", ""))
        ).first()
        typed = {name: request.GET.get(name, "")[:500] for name in (*FIELDS, *WAYS)}
        if at is not None:
            typed["company"] = at.name
        return page(request, "people/person_new.html", _context_of_new(request, typed))
    typed = _typed(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            changes = {**_changes(request, typed), "custom": custom_changes(request, RecordKind.PERSON)}
            name = changes.pop("name")
            person = create_person(request.workspace.id, NewPerson(name, changes), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "people/person_new.html", _context_of_new(request, typed))
    return done(request, f"/persons/{person.id}/", _("Saved."), operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def show(request: MemberRequest, person_id: int) -> HttpResponse:
    try:
        person = person_or_404(request, person_id)
    except Http404:
        kept = merged_into(request.workspace.id, "person", person_id)
        if kept is None or request.method == "POST":
            raise
        return HttpResponseRedirect(f"/persons/{kept}/")
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


@require_safe
@member_required
def card(request: MemberRequest, person_id: int) -> HttpResponse:
    """The person as a contact for a telephone."""
    person = person_or_404(request, person_id)
    ways = ContactPoint.objects.filter(workspace_id=request.workspace.id, person_id=person.id).order_by(
        "position", "id"
    )
    found = list(ways.values_list("kind", "value"))
    phones, emails = (
        tuple(value for kind, value in found if kind == wanted) for wanted in (ContactKind.PHONE, ContactKind.EMAIL)
    )
    company = person.organization.name if person.organization else ""
    told = ContactCard(person.name, company, person.job_title, phones, emails, uid=card_uid(person.id))
    answer = HttpResponse(write_vcard(told), content_type="text/vcard; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_stem(person.name)}.vcf"'
    return answer


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


def refused_talk(request: MemberRequest, person: Person, refusal: Refusal) -> HttpResponse:
    """The page again, with what was typed of an activity."""
    context = _context(request, person, _as_typed(person), sentences(refusal))
    context.update(form="activity", activity_typed=request.POST)
    return page(request, "people/person.html", context, status=422)


def _context_of_new(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    custom = custom_inputs(request, RecordKind.PERSON, {}, request.POST, place=Place.NEW)
    return {"typed": typed, "custom": custom, "errors": {}}


def _context(request: MemberRequest, person: Person, typed: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    ways = ContactPoint.objects.filter(workspace_id=request.workspace.id, person_id=person.id).order_by("position")
    roles = PersonRole.objects.filter(workspace_id=request.workspace.id, person_id=person.id)
    found = engagement_of_person(request.member, person.id)
    left_alone = barred(person, is_own=True)
    return {
        **talk_of(request, "person", person.id),
        "person": person,
        "ring": _ring(request, person),
        "barred": left_alone,
        "bar_address": address_of(person),
        "card": f"/persons/{person.id}/card.vcf",
        "sums": found,
        **_deals(found),
        "tally": tally_of(found.counts),
        "outcomes": outcome_names(),
        "ways": list(ways),
        "phone": "" if left_alone else next((way.value for way in ways if way.kind == "phone"), ""),
        "whatsapp": whatsapp,
        "roles": list(roles.select_related("organization").order_by("id")),
        "typed": typed,
        "custom": custom_inputs(request, RecordKind.PERSON, person.custom, request.POST, place=Place.PAGE),
        **panel_context(request, "person", person.id),
        "errors": errors,
    }


def _ring(request: MemberRequest, person: Person) -> Ring | None:
    data = person_completeness(person)
    return ring_of(data, f"/persons/{person.id}/data/", names_told_of(request.workspace.id, request.f, data.lacks))


def _deals(found: Engagement) -> dict[str, Any]:
    """The open ones and the last that ended, so that what was said stands not far below; and how many are not told."""
    shown = [row for row in found.rows if row.is_open]
    shown += [row for row in found.rows if not row.is_open][:MOST_ENDED]
    return {"deals": shown, "left_out": found.total - len(shown), "has_roles": any(row.role for row in shown)}


def _typed(request: MemberRequest) -> dict[str, Any]:
    columns = [request.POST.getlist(name) for name in ("role_company", "role", "role_since", "role_until")]
    rows = zip_longest(*columns, fillvalue="")
    roles = [row for row in rows if any(text.strip() for text in row)]
    return {**{name: request.POST.get(name, "") for name in (*FIELDS, *WAYS)}, "roles": roles}


def _as_typed(person: Person) -> dict[str, Any]:
    ways: dict[str, str] = {}
    for kind, typed, _label in contacts_of(person):
        ways[kind] = f"{ways[kind]}, {typed}" if kind in ways else typed
    company = person.organization.name if person.organization else ""
    links = PersonRole.objects.filter(workspace_id=person.workspace_id, person_id=person.id).order_by("id")
    return {
        "name": person.name,
        "job_title": person.job_title,
        "company": company,
        "note": person.note,
        "roles": [
            (name, role, since.isoformat() if since else "", until.isoformat() if until else "")
            for name, role, since, until in links.values_list("organization__name", "role", "from_on", "until_on")
        ],
        **ways,
    }


def _changes(request: MemberRequest, typed: dict[str, Any]) -> dict[str, Any]:
    company = _company(request, typed["company"])
    roles = [(_company(request, name), role, _day(since), _day(until)) for name, role, since, until in typed["roles"]]
    if any(place is None for place, *_rest in roles):
        raise Refusal(N_("Type the company of this role."), field="roles")
    return {
        "name": typed["name"],
        "job_title": typed["job_title"].strip(),
        "note": typed["note"].strip(),
        "organization_id": company.id if company else None,
        "contacts": [(kind, one, "") for kind in WAYS for one in typed[kind].split(",") if one.strip()],
        "roles": [(place.id, *rest) for place, *rest in roles if place is not None],
    }


def _day(text: str) -> date | None:
    return parse_day(text, field="roles") if text.strip() else None


def _company(request: MemberRequest, name: str) -> Organization | None:
    """The company of that name, which is made where there is none; None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    found = Organization.objects.filter(workspace_id=request.workspace.id, name=name).first()
    return found or create_organization(request.workspace.id, NewOrganization(name), by=request.member, at=request.now)
