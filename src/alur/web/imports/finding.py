"""The import of a path, for those who may see it, and the words of its screens."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from alur.exchange.access import imports_seen_by
from alur.exchange.models import DataImport
from alur.web.shell.requests import MemberRequest

RECORDS = (
    ("deal", _("Deals")),
    ("organization", _("Companies")),
    ("person", _("People")),
    ("product", _("Products")),
    ("order", _("Orders")),
    ("member", _("Sales team")),
    ("activity", _("Activities")),
)
TARGET_NAMES = {
    "external_id": _("Number in the old system"),
    "title": _("Title"),
    "name": _("Name"),
    "organization": _("Company"),
    "person": _("Contact person"),
    "product": _("Product"),
    "owner": _("Owner"),
    "state": _("Stage and outcome"),
    "created_on": _("Day it began"),
    "stage_entered_on": _("Day it came to its stage"),
    "closed_on": _("Day it closed"),
    "expected_close_on": _("Expected close"),
    "value": _("Value"),
    "closed_value": _("Value when closed"),
    "source": _("Source"),
    "temperature": _("Temperature"),
    "tags": _("Tags"),
    "reason": _("Reason it ended"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "note": _("Note"),
    "industry": _("Industry"),
    "size": _("Number of people"),
    "website": _("Website"),
    "street": _("Street"),
    "postal_code": _("Postal code"),
    "region": _("City or regency"),
    "country": _("Country"),
    "job_title": _("Job title"),
    "family": _("Product family"),
    "unit": _("Unit"),
    "unit_price": _("Price"),
    "sku": _("Product number"),
    "team": _("Team"),
    "activity_kind": _("Kind"),
    "starts": _("Begins"),
    "minutes": _("Minutes"),
    "recurrence": _("Repeats"),
    "called_off": _("Called off"),
    "lead": _("Team lead"),
    "deal": _("Deal, by its number or title"),
    "ordered_on": _("Day of the order"),
    "text": _("What was ordered, as text"),
    "quantity": _("Quantity"),
    "discount": _("Discount"),
    "line_amount": _("Amount of the line"),
    "status": _("How far it is"),
    "delivered_amount": _("Delivered, amount"),
    "delivered_on": _("Delivered on"),
    "paid_amount": _("Paid, amount"),
    "paid_on": _("Paid on"),
    "reference": _("Reference"),
}
ORDER_TARGET_NAMES = {"external_id": _("Order number")}
"""What is called otherwise where the rows are orders."""
PROGRESS = (
    ("", _("still running")),
    ("delivered", _("all delivered")),
    ("paid", _("all paid")),
    ("done", _("delivered and paid")),
    ("cancelled", _("cancelled")),
)
DATE_ORDERS = (("dmy", _("day/month")), ("mdy", _("month/day")), ("ymd", _("year-month-day")))
OUTCOMES = (("", _("still open")), ("won", _("won")), ("lost", _("lost")), ("not_a_fit", _("not a fit")))


def target_name(record: str, to: str) -> str:
    return str(ORDER_TARGET_NAMES[to] if record == "order" and to in ORDER_TARGET_NAMES else TARGET_NAMES[to])


def import_or_404(request: MemberRequest, import_id: int) -> DataImport:
    """An owner's are all, others' their own."""
    job = imports_seen_by(request.member).filter(id=import_id).select_related("by").first()
    if job is None:
        raise Http404
    return job
