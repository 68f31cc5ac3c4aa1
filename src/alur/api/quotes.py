"""Quotes: what customers are offered in deals, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query

from alur.api.priced_lines import priced_lines
from alur.api.quote_shapes import (
    COLUMNS,
    SORTS,
    AnswerIn,
    ApprovalIn,
    QuoteChanges,
    QuoteFields,
    QuoteFilter,
    QuoteList,
    QuoteNew,
    QuoteOut,
    quotes_shown,
)
from alur.api.shell.answering import answer, must_match, nothing, version_tag, writing
from alur.api.shell.finding import deal_of, one_of, person_named
from alur.api.shell.paging import page
from alur.api.shell.reading import PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.orders.models import Quote, QuoteStatus
from alur.orders.operations.answering import accept, decline, send
from alur.orders.operations.approving import approve, ask_approval, send_back
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import delete_quote, edit_quote, make_quote, revise
from alur.pipeline.models import Deal

routes = Resource("quotes")


@routes.get("/quotes", QuoteList)
def list_quotes(request: ApiRequest, wanted: Query[QuoteFilter]) -> HttpResponse:
    rows = Quote.objects.visible_to(request.member)
    if wanted.deal is not None:
        rows = rows.filter(deal_id__in=wanted.deal)
    if wanted.status is not None:
        rows = rows.filter(_standing(wanted.status, _today(request)))
    found, following = page(rows, COLUMNS, wanted, SORTS, wanted.sort)
    items = quotes_shown(request.workspace.id, found, _today(request))
    return answer({"items": items, "next_cursor": following})


@routes.get("/quotes/{quote_id}", QuoteOut, etag=True)
def show_quote(request: ApiRequest, quote_id: PathId) -> HttpResponse:
    return _answer(request, quote_seen(request, quote_id))


@routes.post("/quotes", QuoteOut, etag=True)
def make_deal_quote(request: ApiRequest, new: QuoteNew) -> HttpResponse:
    """A draft. It gets its number when it is sent."""
    with writing(request):
        deal = deal_of(request, new.deal, field="deal")
        fields, lines = _wanted(request, deal, new)
        made = make_quote(deal, fields, lines, by=request.member, at=request.now)
    return _answer(request, made, status=201)


@routes.patch("/quotes/{quote_id}", QuoteOut)
def change_quote(request: ApiRequest, quote_id: PathId, changes: QuoteChanges) -> HttpResponse:
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        fields, lines = _wanted(request, quote.deal, changes)
        edited = edit_quote(quote, fields, lines, by=request.member, at=request.now)
    return _answer(request, edited)


@routes.delete("/quotes/{quote_id}")
def remove_quote(request: ApiRequest, quote_id: PathId) -> HttpResponse:
    """A draft goes to the trash; one that was sent stays, so that no number is missing."""
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        delete_quote(quote, by=request.member, at=request.now)
    return nothing()


@routes.post("/quotes/{quote_id}/sending", QuoteOut, status=200, etag=True)
def send_quote(request: ApiRequest, quote_id: PathId) -> HttpResponse:
    """A draft goes out: numbered, and taking the place of earlier versions. 409 beyond the limits, not approved."""
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        sent = send(quote, by=request.member, at=request.now)
    return _answer(request, sent)


@routes.post("/quotes/{quote_id}/approval", QuoteOut, status=200, etag=True)
def approve_quote(request: ApiRequest, quote_id: PathId, said: ApprovalIn) -> HttpResponse:
    """Of a draft beyond the workspace's limits: its seller asks, the lead or an owner approves or returns it."""
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        take = {"ask": ask_approval, "approve": approve, "return": send_back}[said.outcome]
        quote = take(quote, note=said.note, by=request.member, at=request.now)
    return _answer(request, quote)


@routes.post("/quotes/{quote_id}/answer", QuoteOut, status=200, etag=True)
def answer_quote(request: ApiRequest, quote_id: PathId, said: AnswerIn) -> HttpResponse:
    """What the customer said to a quote that was sent."""
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        if said.outcome == "accepted":
            quote = accept(quote, name=said.name, note=said.note, by=request.member, at=request.now)
        else:
            quote = decline(quote, name=said.name, reason=said.note, by=request.member, at=request.now)
    return _answer(request, quote)


@routes.post("/quotes/{quote_id}/revisions", QuoteOut, etag=True)
def revise_quote(request: ApiRequest, quote_id: PathId) -> HttpResponse:
    """The next version, as a draft."""
    with writing(request):
        quote = quote_seen(request, quote_id)
        must_match(request, version_tag(quote.version))
        made = revise(quote, by=request.member, at=request.now)
    return _answer(request, made, status=201)


def quote_seen(request: ApiRequest, quote_id: int) -> Quote:
    """The quote of a path, with its deal. Missing for what the caller does not see."""
    quotes: QuerySet[Quote] = Quote.objects.visible_to(request.member)
    return one_of(quotes.select_related("deal"), quote_id)


def _standing(statuses: Sequence[str], today: date) -> Q:
    """Sent ones have expired after their last day."""
    found = Q(status__in=[one for one in statuses if one not in (QuoteStatus.SENT, QuoteStatus.EXPIRED)])
    if QuoteStatus.SENT in statuses:
        found |= Q(status=QuoteStatus.SENT, valid_until__gte=today)
    if QuoteStatus.EXPIRED in statuses:
        found |= Q(status=QuoteStatus.SENT, valid_until__lt=today)
    return found


def _wanted(request: ApiRequest, deal: Deal, body: QuoteFields) -> tuple[dict[str, Any], list[LineDraft] | None]:
    """Columns and lines as the operation takes them."""
    given = body.given()
    lines = given.pop("lines", None)
    given.pop("deal", None)
    if "person" in given:
        given["person_id"] = given.pop("person")
        person_named(request, given["person_id"])
    return given, None if lines is None else priced_lines(request, lines, deal=deal, currency=deal.currency)


def _today(request: ApiRequest) -> date:
    return request.now.astimezone(request.workspace.zone).date()


def _answer(request: ApiRequest, quote: Quote, *, status: int = 200) -> HttpResponse:
    row = tuple(getattr(quote, column) for column in COLUMNS)
    shown = quotes_shown(quote.workspace_id, [row], _today(request))[0]
    location = f"/api/v1/quotes/{quote.id}" if status == 201 else ""
    return answer(shown, status=status, etag=version_tag(quote.version), location=location)
