"""What was typed of a company and of people, where it was missing, written to them."""

from __future__ import annotations

from typing import Any

from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.people.models import ContactKind, Organization, Person
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import NewOrganization, create_organization, edit_organization
from alur.people.operations.persons import NewPerson, create_person, edit_person
from alur.people.queries.regions import find_regions
from alur.pipeline.models import Deal, DealPerson
from alur.pipeline.queries.needs import COMPANY, CONTACT, PERSON, REGION
from alur.rescue.operations.filling import add_contact, set_region
from alur.web.settings.custom import custom_changes
from alur.web.shell.requests import MemberRequest

TEXTS = ("industry", "website", "street", "postal_code")
WAYS = (ContactKind.PHONE.value, ContactKind.EMAIL.value)
LONGEST_SIZE = 9


def write_beside(request: MemberRequest, deal: Deal) -> None:
    """Write what was typed of the deal's company and its first person. Refusal where there is none to write it to."""
    by, at = request.member, request.now
    if contact := _typed(request, CONTACT):
        add_contact(deal, contact, by=by, at=at)
    if region := _typed(request, REGION):
        set_region(deal, region_typed(region), by=by, at=at)
    company = Organization.objects.filter(workspace_id=deal.workspace_id, id=deal.organization_id or 0).first()
    if changes := company_changes(request, company):
        if company is None:
            raise Refusal(N_("Name the company first."), field=_first(request, COMPANY))
        edit_organization(company, changes, by=by, at=at)
    link = DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).select_related("person")
    first = link.order_by("position", "id").first()
    if changes := person_changes(request, first.person if first else None):
        if first is None:
            raise Refusal(N_("Name a contact person first."), field=_first(request, PERSON))
        edit_person(first.person, changes, by=by, at=at)


def write_company(request: MemberRequest, company: Organization) -> None:
    """The same on a company's own page: `contact` is its own, `person` someone who works there."""
    by, at = request.member, request.now
    changes = company_changes(request, company)
    if contact := _typed(request, CONTACT):
        changes["contacts"] = [*changes.get("contacts", contacts_of(company)), _contact(contact)]
    if region := _typed(request, REGION):
        changes["region_code"] = region_typed(region)
    with operation(company.workspace_id, by=by, at=at):
        if changes:
            edit_organization(company, changes, by=by, at=at)
        if name := _typed(request, "person"):
            create_person(company.workspace_id, NewPerson(name, {"organization_id": company.id}), by=by, at=at)


def write_person(request: MemberRequest, person: Person) -> None:
    by, at = request.member, request.now
    changes = person_changes(request, person)
    if contact := _typed(request, CONTACT):
        changes["contacts"] = [*changes.get("contacts", contacts_of(person)), _contact(contact)]
    with operation(person.workspace_id, by=by, at=at):
        if name := _typed(request, "company"):
            changes["organization_id"] = _company(request, name).id
        if changes:
            edit_person(person, changes, by=by, at=at)


def company_changes(request: MemberRequest, company: Organization | None) -> dict[str, Any]:
    changes: dict[str, Any] = {name: text for name in TEXTS if (text := _typed(request, COMPANY + name))}
    if size := _typed(request, f"{COMPANY}size"):
        if not size.isascii() or not size.isdigit() or len(size) > LONGEST_SIZE:
            raise Refusal(N_("Type the number of people as a plain number."), field=f"{COMPANY}size")
        changes["size"] = int(size)
    return _with_further(request, changes, COMPANY, RecordKind.ORGANIZATION, company)


def person_changes(request: MemberRequest, person: Person | None) -> dict[str, Any]:
    title = _typed(request, f"{PERSON}job_title")
    changes = {"job_title": title} if title else {}
    return _with_further(request, changes, PERSON, RecordKind.PERSON, person)


def region_typed(text: str) -> str:
    """The code of the one region that begins with these words."""
    wanted = " ".join(text.split()).casefold()
    exact = [code for code, path in find_regions(wanted, limit=3) if path.casefold().startswith(wanted)]
    if len(exact) != 1:
        raise Refusal(
            N_("More than one place, or none, is called that. Type it in full, like Kota Bandung."), field=REGION
        )
    return exact[0]


def _with_further(
    request: MemberRequest, changes: dict[str, Any], prefix: str, kind: str, record: Organization | Person | None
) -> dict[str, Any]:
    """With new ways to reach them beside those that are there, and the workspace's own fields that were filled in."""
    ways = [[way, text, ""] for way in WAYS if (text := _typed(request, prefix + way))]
    if ways:
        changes["contacts"] = [*(contacts_of(record) if record is not None else ()), *ways]
    own = {key: value for key, value in custom_changes(request, kind).items() if value is not None}
    return changes | ({"custom": own} if own else {})


def _contact(text: str) -> list[str]:
    return [ContactKind.EMAIL.value if "@" in text else ContactKind.PHONE.value, text, ""]


def _company(request: MemberRequest, name: str) -> Organization:
    """The only company of that name, which is made where there is none."""
    found = list(Organization.objects.filter(workspace_id=request.workspace.id, name_key=name_key(name))[:2])
    if len(found) > 1:
        raise Refusal(N_("More than one company is called that. Choose it on the person's own page."), field="company")
    return (
        found[0]
        if found
        else create_organization(request.workspace.id, NewOrganization(name), by=request.member, at=request.now)
    )


def _typed(request: MemberRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "").split())


def _first(request: MemberRequest, prefix: str) -> str:
    """The field beside which it is said that nobody is there to write it to."""
    return next((name for name in request.POST if name.startswith(prefix) and _typed(request, name)), prefix)
