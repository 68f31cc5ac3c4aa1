"""What every deal needs and no column of it holds: a way to reach someone, and a place."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.people.models.contact_point import ContactKind
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Deal, DealPerson
from alur.tenancy.models import Member


def add_contact(deal: Deal, typed: str, *, by: Member, at: datetime) -> None:
    """Add a telephone number or an address to the deal's first person, else to its company. Refusal for neither."""
    kind = ContactKind.EMAIL if "@" in typed else ContactKind.PHONE
    link = (
        DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
        .select_related("person")
        .order_by("position", "id")
        .first()
    )
    whose: Person | Organization | None = link.person if link is not None else _company(deal)
    if whose is None:
        raise Refusal(N_("Name the company or a contact person first."), field="contact")
    contacts = [*contacts_of(whose), [kind.value, typed, ""]]
    try:
        with operation(deal.workspace_id, by=by, at=at):
            if isinstance(whose, Person):
                edit_person(whose, {"contacts": contacts}, by=by, at=at)
            else:
                edit_organization(whose, {"contacts": contacts}, by=by, at=at)
    except Refusal as refusal:
        raise Refusal(refusal.message, field="contact", **refusal.params) from None


def set_region(deal: Deal, code: str, *, by: Member, at: datetime) -> None:
    """Say where the deal's company is, by the code of its region."""
    company = _company(deal)
    if company is None:
        raise Refusal(N_("Name the company first: the region is the company's."), field="region")
    edit_organization(company, {"region_code": code}, by=by, at=at)


def _company(deal: Deal) -> Organization | None:
    return Organization.objects.filter(workspace_id=deal.workspace_id, id=deal.organization_id or 0).first()
