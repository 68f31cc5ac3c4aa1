"""The link of a quote as its page shows it: the address, and a message to send it with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as quoted

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from alur.kernel.phones import whatsapp_link
from alur.orders.models import Quote, QuoteLink
from alur.orders.operations.sharing import link_of, token_of
from alur.people.models import ContactPoint, Person
from alur.web.people.barring import barred
from alur.web.shell.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class ShownLink:
    """`whatsapp` leads to a chat with the message written; to nobody in particular where no number is known."""

    link: QuoteLink
    address: str
    whatsapp: str


def shown_link(request: MemberRequest, quote: Quote) -> ShownLink | None:
    """The link that works now, if there is one."""
    link = link_of(quote, request.now)
    if link is None:
        return None
    base = (settings.BASE_URL or request.build_absolute_uri("/")).rstrip("/")
    address = base + reverse("quote_public", args=[token_of(link)])
    with translation.override(quote.language):
        text = _("Here is our quote %(number)s: %(address)s") % {"number": quote.label, "address": address}
    phone = _phone(quote)
    chat = whatsapp_link(phone) if phone else "https://wa.me/"
    return ShownLink(link, address, f"{chat}?text={quoted(text)}")


def _phone(quote: Quote) -> str | None:
    """The first number of the quote's person; none of who is not to be contacted."""
    person = Person.objects.filter(workspace_id=quote.workspace_id, id=quote.person_id or 0).first()
    if person is None or barred(person):
        return None
    points = ContactPoint.objects.filter(workspace_id=quote.workspace_id, person_id=person.id, kind="phone")
    return points.order_by("position").values_list("value", flat=True).first()
