"""What a customer opens from the link: the quote, and their answer to it. Nobody signs in here."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alur.events.recording import via
from alur.kernel.rate import Windows
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.models import Quote, QuoteLine, QuoteLink, QuoteStatus
from alur.orders.operations.answering import accept, decline
from alur.orders.operations.printing import ask_for_pdf, pdf_of
from alur.orders.operations.sharing import DOOR, note_opening, read_link
from alur.orders.queries.rules import logo_of
from alur.tenancy.models import Workspace
from alur.web.accounts.coming_in import network_of
from alur.web.quotes.files import asking_again, file_answer
from alur.web.quotes.finding import seller_of
from alur.web.shell.answers import page, sentences
from alur.web.shell.formats import Formats
from alur.web.shell.requests import AnyRequest
from alur.web.shell.views.errors import telling

MOST_A_MINUTE = 120
MACHINES = ("bot", "whatsapp", "facebookexternalhit", "preview", "crawl", "spider", "telegram", "skype", "curl")
"""Programs that look at a link when it is sent: nobody has read it then."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: AnyRequest, token: str) -> HttpResponse:
    """The quote of a link. 404 for one that never was, 410 for one that ended, 429 for too many tries."""
    response = _answer(request, token)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@require_safe
def public_file(request: AnyRequest, token: str) -> HttpResponse:
    """The quote as a PDF; while the worker makes it, a page that asks again by itself."""
    response = _answer(request, token, wants_file=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request: Any, token: str, *, wants_file: bool = False) -> HttpResponse:
    allowance = _windows().take(_address_key(request), seconds=request.now.timestamp())
    if not allowance.is_allowed:
        response = telling(request, 429, _("Too many tries"), _("Wait a minute, then open the link again."))
        response.headers["Retry-After"] = str(allowance.reset)
        return response
    link = read_link(token)
    workspace = Workspace.objects.filter(id=link.workspace_id).first() if link else None
    if link is None or workspace is None:
        return telling(request, 404, _("There is no quote here"), _("Check the link, or ask who sent it to you."))
    request.LANGUAGE_CODE = link.quote.language
    with translation.override(link.quote.language):
        f = Formats(link.quote.language, link.quote.currency, workspace.zone, request.now)
        ended = _why_ended(link, f)
        if ended:
            seller = seller_of(link.quote)
            who = seller.name if seller else workspace.name
            ask = _("Ask %(name)s of %(company)s for a new one.") % {"name": who, "company": workspace.name}
            return telling(request, 410, ended, ask)
        if wants_file:
            return file_answer(link.quote) or _making(request, link.quote, f)
        if request.method == "POST":
            return _take(request, link, workspace, f)
        if request.method == "GET" and _is_a_person_outside(request, link):
            note_opening(link, at=request.now)
        return _page(request, link.quote, workspace, f)


def _making(request: Any, quote: Quote, f: Formats) -> HttpResponse:
    """A page that asks again by itself, at its first showing also the worker."""
    found = pdf_of(quote)
    if found is None and "wait" not in request.GET:
        with via(DOOR):
            ask_for_pdf(quote, by=None, at=request.now)
    context = {"f": f, "language": quote.language, "quote": quote, "pdf": found}
    return asking_again(page(request, "quotes/making.html", context), is_there=found is not None)


def _why_ended(link: QuoteLink, f: Formats) -> str:
    quote = link.quote
    if quote.status == QuoteStatus.SUPERSEDED:
        return _("There is a newer version of this quote")
    if link.revoked_at is not None or quote.status == QuoteStatus.DRAFT:
        return _("This link was taken back")
    if not link.is_good_at(f.now):
        return _("This quote was valid until %(day)s") % {"day": f.day(quote.valid_until)}
    return ""


def _take(request: Any, link: QuoteLink, workspace: Workspace, f: Formats) -> HttpResponse:
    """The customer's answer. The same one sent twice is taken once."""
    post, quote = request.POST, link.quote
    wanted = QuoteStatus.DECLINED if post.get("outcome") == "declined" else QuoteStatus.ACCEPTED
    name = post.get("name", "")
    try:
        with via(DOOR):
            if wanted == QuoteStatus.DECLINED:
                decline(quote, name=name, reason=post.get("reason", ""), by=None, at=request.now)
            elif "authorised" not in post:
                raise Refusal(N_("Tick this, or let someone answer who may."), field="authorised")
            else:
                accept(quote, name=name, note=post.get("note", ""), by=None, at=request.now)
    except Conflict as refusal:
        kept = Quote.objects.get(workspace_id=quote.workspace_id, id=quote.id)
        kept.deal = quote.deal
        return _page(request, kept, workspace, f, None if kept.status == wanted else refusal)
    except Refusal as refusal:
        return _page(request, quote, workspace, f, refusal)
    return HttpResponseRedirect(request.path)


def _page(request: Any, quote: Quote, workspace: Workspace, f: Formats, refusal: Refusal | None = None) -> HttpResponse:
    lines = QuoteLine.objects.filter(workspace_id=workspace.id, quote_id=quote.id).order_by("position")
    typed = {name: request.POST.get(name, "") for name in ("name", "note", "reason", "outcome")}
    context = {
        "f": f,
        "language": quote.language,
        "quote": quote,
        "priced": quote,
        "deal": quote.deal,
        "company": workspace,
        "logo": logo_of(workspace.id),
        "seller": seller_of(quote),
        "lines": list(lines),
        "terms": [line.strip("-• \t") for line in quote.terms.splitlines() if line.strip("-• \t")],
        "typed": typed,
        "errors": sentences(refusal) if refusal else {},
    }
    return page(request, "quotes/public.html", context, status=422 if refusal else 200)


def _is_a_person_outside(request: Any, link: QuoteLink) -> bool:
    """Neither who sells, looking at the own quote, nor a program that shows what a link leads to."""
    agent = request.headers.get("User-Agent", "").lower()
    is_seller = request.member is not None and request.member.workspace_id == link.workspace_id
    return not is_seller and not any(name in agent for name in MACHINES)


@cache
def _windows() -> Windows:
    return Windows(settings.DATA_DIR / "rate-links.bin", limit=MOST_A_MINUTE)


def _address_key(request: Any) -> int:
    return int.from_bytes(hashlib.sha256(network_of(request).encode()).digest()[:8], "big")
