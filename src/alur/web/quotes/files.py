"""A quote as a PDF: asked for, waited for, taken."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from alur.orders.models import Quote
from alur.orders.operations.printing import ask_for_pdf, pdf_of
from alur.web.deals.finding import must_be_able_to_change
from alur.web.quotes.finding import quote_or_404
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def pdf(request: MemberRequest, quote_id: int) -> HttpResponse:
    """POST asks the worker for the file; GET is the part of the page that says whether it is there."""
    quote = quote_or_404(request, quote_id)
    if request.method == "POST":
        must_be_able_to_change(request)
        ask_for_pdf(quote, by=request.member, at=request.now)
        if not request.htmx:
            return HttpResponseRedirect(f"/quotes/{quote.id}/pdf/")
    found = pdf_of(quote)
    context = {"quote": quote, "pdf": found, "is_making": found is None, "can_edit": request.member.can_change}
    if request.htmx:
        return page(request, "quotes/pdf.html", context)
    return asking_again(page(request, "quotes/making.html", context), is_there=found is not None)


@require_safe
@member_required
def file(request: MemberRequest, quote_id: int) -> HttpResponse:
    quote = quote_or_404(request, quote_id)
    return file_answer(quote) or HttpResponseRedirect(f"/quotes/{quote.id}/pdf/")


def file_answer(quote: Quote) -> HttpResponse | None:
    """The file; None where it is not there."""
    found = pdf_of(quote)
    if found is None or found.fault:
        return None
    name = "-".join((quote.label or "penawaran", *([f"v{quote.revision}"] if quote.revision > 1 else [])))
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def asking_again(response: HttpResponse, *, is_there: bool) -> HttpResponse:
    """A page that waits for the file loads itself again, without script."""
    if not is_there:
        response.headers["Refresh"] = "2; url=?wait=1"
    return response
