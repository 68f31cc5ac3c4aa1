"""The page of a quote: the editor of a draft, or what was sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from alur.catalogue.models import Product
from alur.kernel.refusal import Refusal
from alur.orders.models import Approval, Quote, QuoteLine, QuoteStatus
from alur.orders.operations.approving import beyond
from alur.orders.operations.printing import pdf_of
from alur.orders.operations.writing import drafts_of
from alur.orders.queries.comparing import Comparison, compare
from alur.orders.queries.measuring import measured
from alur.orders.queries.of_deal import order_of, versions_of
from alur.orders.queries.rules import Beyond, approvers_of, may_approve
from alur.people.models import Person
from alur.pipeline.models import DealPerson
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot
from alur.web.quotes.links import shown_link
from alur.web.quotes.paper import paper
from alur.web.quotes.typing import FIELDS, Row, rows_of, rows_typed
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest

MOST_PRODUCTS = 500
MOST_PEOPLE = 50
BLANK = 3

_LINES = Prepared(
    lambda: (
        QuoteLine.objects.filter(workspace_id=Slot("workspace_id"), quote_id=Slot("quote_id"))
        .select_related("product__family")
        .order_by("position")
    )
)
_PRODUCTS = Prepared(
    lambda: (
        Product.objects.filter(workspace_id=Slot("workspace_id"), is_active=True)
        .order_by("name_key")
        .values_list("name", "sku")[:MOST_PRODUCTS]
    )
)


def quote_answer(
    request: MemberRequest, quote: Quote, refusal: Refusal | None = None, *, form: str = ""
) -> HttpResponse:
    """With a refusal, the form that was refused holds its sentences and what was typed."""
    today = request.f.today
    is_edited = quote.is_draft and request.member.can_change
    drafts = drafts_of(quote) if quote.is_draft else []
    is_typed = refusal is not None and form == "lines"
    kept = rows_of(drafts, quote.currency, request.f) if is_edited else []
    rows = rows_typed(request) if is_typed else kept
    lines = _LINES(workspace_id=quote.workspace_id, quote_id=quote.id)
    versions = versions_of(quote)
    over = beyond(quote, request.now) if quote.is_draft else Beyond()
    may = bool(over or quote.approval) and may_approve(request.member, quote.deal)
    context: dict[str, Any] = {
        "beyond": over,
        "may_approve": may,
        "must_ask": bool(over) and not may and quote.approval != Approval.APPROVED,
        "approvers": _names(quote, approvers_of(quote.deal)) if over else [],
        "approval_by": "".join(_names(quote, [quote.approval_by_id or 0])) if quote.approval else "",
        "answered_approval": request.POST.get("approval_note", "") if form == "approval" else "",
        "asked_note": request.POST.get("approval_note", "") if form == "lines" else "",
        "quote": quote,
        "priced": quote,
        "deal": quote.deal,
        "status": quote.status_on(today),
        "lines": lines,
        "rows": [*rows, *[Row()] * (1 if rows else BLANK)] if is_edited else [],
        "typed": {name: request.POST.get(name, "") for name in FIELDS} if is_typed else _kept(quote, request),
        "leads_value": "leads_value" in request.POST if is_typed else quote.leads_value,
        "answered": {name: request.POST.get(name, "") for name in ("name", "note")} if form == "answer" else {},
        "form": form,
        "errors": sentences(refusal) if refusal else {},
        "is_edited": is_edited,
        "versions": [(one, one.status_on(today)) for one in versions],
        "measured": measured(quote, drafts, at=request.now) if quote.is_draft else None,
        "comparison": _comparison(request, quote, versions),
        "is_newest": versions[0].id == quote.id,
        "products": products_named(quote.workspace_id) if is_edited else [],
        "people": _people(request, quote) if is_edited else [],
        "languages": [("id", _("Indonesian")), ("en", _("English"))],
        "discount": _discount(quote, lines),
        "can_edit": request.member.can_change,
        "order": order_of(quote) if quote.status == QuoteStatus.ACCEPTED else None,
        "pdf": pdf_of(quote),
        "is_making": False,
        "shared": shown_link(request, quote) if quote.status == QuoteStatus.SENT else None,
        "paper": paper(quote, request.workspace, f=request.f),
    }
    return page(request, "quotes/quote.html", context, status=422 if refusal else 200)


def _comparison(request: MemberRequest, quote: Quote, versions: list[Quote]) -> Comparison | None:
    """With the version that `?since=` names, else with the one before it."""
    others = {str(one.revision): one for one in versions if one.id != quote.id}
    before = next((one for one in versions if one.revision < quote.revision), None)
    other = others.get(request.GET.get("since", ""), before)
    return compare(other, quote) if other is not None else None


def _names(quote: Quote, member_ids: list[int]) -> list[str]:
    rows = Member.objects.filter(workspace_id=quote.workspace_id, id__in=member_ids)
    return list(rows.order_by("name").values_list("name", flat=True))


def products_named(workspace_id: int) -> list[tuple[str, str]]:
    """(name, code) of what may be typed into a line."""
    return _PRODUCTS(workspace_id=workspace_id)


def _kept(quote: Quote, request: MemberRequest) -> dict[str, str]:
    return {
        "valid_until": request.f.field_day(quote.valid_until),
        "tax_mode": quote.tax_mode,
        "language": quote.language,
        "person": str(quote.person_id or ""),
        "note": quote.note,
        "terms": quote.terms,
    }


def _people(request: MemberRequest, quote: Quote) -> list[tuple[str, str]]:
    """Who it may be addressed to: the people of the deal, then those of its company."""
    parts = DealPerson.objects.filter(workspace_id=quote.workspace_id, deal_id=quote.deal_id).order_by("position", "id")
    found = dict(parts.filter(person__deleted_at__isnull=True).values_list("person_id", "person__name"))
    if quote.deal.organization_id:
        others = Person.objects.filter(workspace_id=quote.workspace_id, organization_id=quote.deal.organization_id)
        for person_id, name in others.order_by("name_key").values_list("id", "name")[:MOST_PEOPLE]:
            found.setdefault(person_id, name)
    if quote.person_id:
        found.setdefault(quote.person_id, quote.addressee)
    return [("", _("nobody by name")), *((str(person_id), name) for person_id, name in found.items())]


def _discount(quote: Quote, lines: list[QuoteLine]) -> int:
    """Basis points of what was taken off, over all lines."""
    off = quote.list_amount - sum(line.amount for line in lines)
    return (off * 20_000 + quote.list_amount) // (2 * quote.list_amount) if quote.list_amount else 0
