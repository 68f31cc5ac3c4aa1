"""What happened with a company or a person is written down on its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.files.operations.keeping import add_files
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.web.deals.finding import must_be_able_to_change, organization_or_404, person_or_404
from alur.web.people import organizations, persons
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files


@require_POST
@member_required
@takes_files
@once_only
def with_organization(request: MemberRequest, organization_id: int) -> HttpResponse:
    company = organization_or_404(request, organization_id)
    must_be_able_to_change(request)
    try:
        operation_id = _write(request, organization=company)
    except Refusal as refusal:
        return organizations.refused_talk(request, company, refusal)
    return done(request, f"/organizations/{company.id}/", _("Written down."), operation_id=operation_id)


@require_POST
@member_required
@takes_files
@once_only
def with_person(request: MemberRequest, person_id: int) -> HttpResponse:
    person = person_or_404(request, person_id)
    must_be_able_to_change(request)
    try:
        operation_id = _write(request, person=person, organization=person.organization)
    except Refusal as refusal:
        return persons.refused_talk(request, person, refusal)
    return done(request, f"/persons/{person.id}/", _("Written down."), operation_id=operation_id)


def _write(request: MemberRequest, *, organization: Organization | None, person: Person | None = None) -> int:
    kind, words = request.POST.get("kind", "note"), request.POST.get("body", "").strip()
    staged = request.sent.taken()
    if staged and not words:
        words = staged[0].name
    if not words:
        raise Refusal(N_("Write what happened."), field="body")
    new = NewActivity(
        kind=kind,
        title="" if kind == "note" else words[:120],
        body=words,
        organization=organization,
        person=person,
        owner=request.member,
    )
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        activity = add(request.workspace.id, new, by=request.member, at=request.now)
        if staged:
            add_files(request.workspace.id, "activity", activity.id, staged, by=request.member, at=request.now)
    return act.id
