"""A deal's own page."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.catalogue.models import PriceList, Product
from alur.catalogue.queries.pricing import price_lists
from alur.conversations.models import Activity
from alur.events.queries.timeline import timeline
from alur.events.undoing import can_undo
from alur.fields.models import Place, RecordKind
from alur.kernel.phones import whatsapp_link
from alur.kernel.refusal import Refusal
from alur.notices.queries.following import follows
from alur.orders.queries.of_deal import orders_of, quotes_of
from alur.people.models import Person
from alur.pipeline.access import given_by
from alur.pipeline.models import Deal
from alur.pipeline.queries.deal_page import DealPage, deal_page, other_deals
from alur.pipeline.queries.gates import field_is_gone, field_names
from alur.pipeline.queries.qualification import qualification_of
from alur.rescue.queries.duplicates import merged_into
from alur.tenancy.prepared import Prepared, Slot
from alur.web.activities.kinds import days_ahead, usual_outcomes
from alur.web.completeness.ring import names_told, ring_of
from alur.web.deals.delays import delays_of
from alur.web.deals.finding import deal_or_404
from alur.web.deals.lanes import lanes_shown
from alur.web.deals.missing import way_named
from alur.web.deals.names import Names
from alur.web.deals.sentences import tell
from alur.web.deals.temperature import receipt_shown
from alur.web.deals.written import with_what_was_written
from alur.web.files.panel import files_sent_along, panel_context, without_files_sent_along
from alur.web.people.barring import Barred, barred
from alur.web.settings.custom import custom_inputs
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

MOST_PRODUCTS = 500
MOST_PEOPLE = 50
MOST_PLANNED = 20

_SOURCES = Prepared(
    lambda: Source.objects.filter(workspace_id=Slot("workspace_id"), deleted_at__isnull=True).order_by("position")
)
_PRODUCTS = Prepared(
    lambda: (
        Product.objects.filter(workspace_id=Slot("workspace_id"), is_active=True)
        .order_by("name_key")
        .values_list("id", "name")[:MOST_PRODUCTS]
    )
)
_PEOPLE = Prepared(
    lambda: (
        Person.objects.filter(workspace_id=Slot("workspace_id"), organization_id=Slot("organization_id"))
        .order_by("name_key")
        .values_list("id", "name")[:MOST_PEOPLE]
    )
)
_PLANNED = Prepared(
    lambda: Activity.objects.filter(
        workspace_id=Slot("workspace_id"),
        deal_id=Slot("deal_id"),
        deleted_at__isnull=True,
        done_at__isnull=True,
        due_at__isnull=False,
    ).order_by("due_at", "id")[:MOST_PLANNED]
)


@require_safe
@member_required
def show(request: MemberRequest, deal_id: int) -> HttpResponse:
    try:
        deal = deal_or_404(request, deal_id)
    except Http404:
        kept = merged_into(request.workspace.id, "deal", deal_id)
        if kept is None:
            raise
        deal_or_404(request, kept)
        return HttpResponseRedirect(f"/deals/{kept}/")
    return deal_answer(request, deal)


def deal_answer(
    request: MemberRequest,
    deal: Deal,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    form: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; with a refusal, the form that was refused holds its sentences and what was typed."""
    shown = deal_page(deal, today=request.f.today)
    names = Names(request.workspace.id, request.f)
    events = timeline(request.workspace.id, "deal", deal.id, before=_before(request))
    told = [tell(one, names) for one in without_files_sent_along(events.happenings)]
    told = with_what_was_written(request.workspace.id, told)
    days = [(day, list(ones)) for day, ones in groupby(told, lambda one: _day(request, one.happening.occurred_at))]
    context = {
        "deal": deal,
        "shown": shown,
        "days": days,
        "older": events.older,
        "can_undo": can_undo,
        "activities": (planned := _activities(request, deal)),
        "outcomes": usual_outcomes(planned[0].kind) if planned else [],
        "soon_days": days_ahead(request.f),
        "quotes": quotes_of(deal, request.f.today),
        "orders": orders_of(deal),
        "contacts": _contacts(shown),
        "ring": ring_of(shown.data, f"/deals/{deal.id}/data/", names_told(request.f, shown.own_names)),
        "barred": barred(deal.organization) or _nobody_left(deal, shown),
        "others": other_deals(deal, request.member),
        "names": names,
        **receipt_shown(request, deal),
        "is_followed": follows(request.member, deal),
        "delays": delays_of(deal),
        "qualification": qualification_of(deal),
        "typed": typed or {},
        "form": form,
        "owners": _owners(request, deal, names),
        "sources": _SOURCES(workspace_id=request.workspace.id),
        "price_lists": _price_lists(request, deal),
        "products": _PRODUCTS(workspace_id=request.workspace.id),
        "people": _PEOPLE(workspace_id=request.workspace.id, organization_id=deal.organization_id)
        if deal.organization_id
        else [],
        **panel_context(request, "deal", deal.id),
        "activity_files": files_sent_along(request, told),
        "errors": sentences(refusal) if refusal else {},
        **lanes_shown(request, deal, shown.lanes),
        "custom": custom_inputs(
            request,
            RecordKind.DEAL,
            deal.custom,
            typed if form == "fields" else None,
            place=Place.PAGE,
            families={line.product.family_id for line in shown.lines if line.product.family_id},
        ),
        "whatsapp_link": whatsapp_link,
        "is_gone": lambda step: all(field_is_gone(request.workspace.id, name) for name in step.fields),
        "way_named": way_named,
        "gate_label": lambda name: field_names(request.workspace.id, name)[0 if names.f.language == "id" else 1],
    }
    return page(request, "deals/deal.html", context, status=422 if refusal and status == 200 else status)


def _nobody_left(deal: Deal, shown: DealPage) -> Barred | None:
    """Of a deal without a company: its first person who is not to be contacted, where nobody else is there to call."""
    people = [] if deal.organization_id else [one.person for one in shown.people]
    return barred(people[0]) if people and not any(one.may_be_contacted for one in people) else None


def _activities(request: MemberRequest, deal: Deal) -> list[Activity]:
    """What is planned on the deal, the next first."""
    return _PLANNED(workspace_id=request.workspace.id, deal_id=deal.id)


def _price_lists(request: MemberRequest, deal: Deal) -> list[PriceList]:
    """Those that are good today, and the one that the deal has."""
    lists = price_lists(request.workspace.id)
    return [one for one in lists if one.is_good_on(request.f.today) or one.id == deal.price_list_id]


def _contacts(shown: DealPage) -> dict[int, dict[str, str]]:
    """Person id to the first telephone and e-mail, of those who may be contacted."""
    asked = {one.person_id for one in shown.people if one.person.may_be_contacted}
    found: dict[int, dict[str, str]] = {}
    for _company, person_id, kind, value in shown.contacts:
        if person_id in asked and person_id is not None:
            found.setdefault(person_id, {}).setdefault(kind, value)
    return found


def _owners(request: MemberRequest, deal: Deal, names: Names) -> list[tuple[str, str]]:
    seen = given_by(request.member)
    members = [one for one in names.everyone if seen is None or one.id in seen or one.id == deal.owner_id]
    return [("", _("Nobody")), *((str(one.id), one.name) for one in members if one.is_active)]


def _before(request: MemberRequest) -> tuple[datetime, int] | None:
    at, _sign, event_id = request.GET.get("before", "").rpartition("~")
    try:
        return datetime.fromisoformat(at), int(event_id)
    except ValueError:
        return None


def _day(request: MemberRequest, at: datetime) -> date:
    return at.astimezone(request.f.zone).date()
