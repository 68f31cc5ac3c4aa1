"""The trash: what was put away, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from alur.catalogue.access import can_set_prices
from alur.catalogue.models import PriceList, Product, ProductFamily
from alur.catalogue.operations.price_lists import restore_price_list
from alur.catalogue.operations.products import restore_family, restore_product
from alur.events.purging import KEPT_FOR
from alur.events.recording import operation
from alur.events.undoing import undo
from alur.files.access import seen_files
from alur.files.models import StoredFile
from alur.files.operations.keeping import restore_file
from alur.kernel.refusal import Refusal
from alur.orders.models import Order, Quote
from alur.orders.operations.ordering import restore_order
from alur.orders.operations.quoting import restore_quote
from alur.people.models import Organization, Person
from alur.people.operations.organizations import restore_organization
from alur.people.operations.persons import restore_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.deleting import restore
from alur.rescue.queries.duplicates import merged_by
from alur.tenancy.models import Member
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required

MOST = 100


@dataclass(frozen=True, slots=True)
class Kind:
    title: Any
    rows: Callable[[Member], QuerySet[Any]]
    restore: Callable[..., None]
    place: str
    seen: Callable[[Member, list[Any]], list[Any]] = lambda _who, rows: rows


KINDS = {
    "deals": Kind(gettext_lazy("Deals"), lambda who: Deal.everything.visible_to(who), restore, "/deals/{id}/"),
    "organizations": Kind(
        gettext_lazy("Companies"),
        lambda who: Organization.everything.filter(workspace_id=who.workspace_id),
        restore_organization,
        "/organizations/{id}/",
    ),
    "persons": Kind(
        gettext_lazy("People"),
        lambda who: Person.everything.filter(workspace_id=who.workspace_id),
        restore_person,
        "/persons/{id}/",
    ),
    "products": Kind(
        gettext_lazy("Products"),
        lambda who: Product.everything.filter(workspace_id=who.workspace_id),
        restore_product,
        "/products/{id}/",
    ),
    "families": Kind(
        gettext_lazy("Product families"),
        lambda who: ProductFamily.objects.filter(workspace_id=who.workspace_id),
        restore_family,
        "/products/",
    ),
    "price-lists": Kind(
        gettext_lazy("Price lists"),
        lambda who: PriceList.everything.filter(workspace_id=who.workspace_id if can_set_prices(who) else 0),
        restore_price_list,
        "/price-lists/{id}/",
    ),
    "quotes": Kind(
        gettext_lazy("Quotes"),
        lambda who: Quote.everything.visible_to(who).select_related("deal"),
        restore_quote,
        "/quotes/{id}/",
    ),
    "orders": Kind(
        gettext_lazy("Orders"), lambda who: Order.everything.visible_to(who), restore_order, "/orders/{id}/"
    ),
    "files": Kind(
        gettext_lazy("Files"),
        lambda who: StoredFile.everything.filter(workspace_id=who.workspace_id),
        restore_file,
        "/trash/",
        seen_files,
    ),
}


@require_safe
@member_required
def shown(request: MemberRequest) -> HttpResponse:
    """Newest first, by kind; deals as far as the member may see them."""
    groups = []
    for name, kind in KINDS.items():
        rows = list(kind.rows(request.member).filter(deleted_at__isnull=False).order_by("-deleted_at")[:MOST])
        rows = kind.seen(request.member, rows)
        if rows:
            groups.append((name, kind.title, [(row, _days_left(request, row)) for row in rows]))
    return page(request, "trash/trash.html", {"groups": groups, "days": KEPT_FOR.days})


def _days_left(request: MemberRequest, row: Any) -> int:
    """Until it goes for good; 0: something that stays still names it."""
    return max(0, request.f.days_until(row.deleted_at + KEPT_FOR) + 1)


@require_POST
@member_required
def restoration(request: MemberRequest, kind: str, record_id: int) -> HttpResponse:
    """Bring one record back. What stands in the way is said on the trash's page."""
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].rows(request.member).filter(id=record_id, deleted_at__isnull=False).first()
    if found is None or not KINDS[kind].seen(request.member, [found]):
        raise Http404
    must_be_able_to_change(request)
    merging = merged_by(request.workspace.id, record_id)
    try:
        if merging is not None:  # what was merged comes back with all that was its own
            act = undo(request.workspace.id, merging, by=request.member, at=request.now)
        else:
            with operation(request.workspace.id, by=request.member, at=request.now) as act:
                KINDS[kind].restore(found, by=request.member, at=request.now)
    except Refusal as refusal:
        return done(request, "/trash/", next(iter(sentences(refusal).values())))
    return done(request, KINDS[kind].place.format(id=record_id), _("Restored."), operation_id=act.id)
