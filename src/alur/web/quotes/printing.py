"""The worker draws quotes on A4: from the same sheet as the preview, with a style of its own."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from alur.events.models import Event
from alur.events.subscribing import after
from alur.orders.facts import QuotePdfAsked, QuoteSent
from alur.orders.models import Quote
from alur.orders.operations.printing import keep_pdf, pdf_of
from alur.tenancy.models import Workspace
from alur.web.quotes.paper import paper
from alur.web.shell.formats import Formats

STYLE = Path(__file__).parent / "paper.css"
LOGO = "data:image/png;base64,"
OF_OLD = timedelta(hours=1)
"""What came with its past (the sample's quotes) is made a file of when somebody asks for it."""
LACKING = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@after("quotes.pdf", [QuoteSent, QuotePdfAsked])
def draw(event: Event) -> None:
    """Make the file of a quote, unless it is there. Delivered again, it makes nothing anew."""
    if event.recorded_at - event.occurred_at > OF_OLD:
        return
    quotes = Quote.objects.filter(workspace_id=event.workspace_id, id=event.payload["quote"])
    quote = quotes.select_related("deal", "deal__organization", "deal__owner").first()
    if quote is None or pdf_of(quote) is not None:
        return
    workspace = Workspace.objects.get(id=event.workspace_id)
    try:
        content, fault = pdf_bytes(quote, workspace), ""
    except OSError:  # what draws letters is a library of the system
        content, fault = b"", LACKING
    keep_pdf(quote, content, fault=fault, at=timezone.now())


def pdf_bytes(quote: Quote, workspace: Workspace) -> bytes:
    """A PDF of A4 pages, in the quote's language. OSError where the system lacks Pango."""
    # Half a second and 60 MB, which only the worker has to have.
    from weasyprint import CSS, HTML

    f = Formats(quote.language, quote.currency, workspace.zone, timezone.now())
    sheet = paper(quote, workspace, f=f)
    html = render_to_string("quotes/sheet.html", {"paper": sheet, "language": quote.language})
    style = CSS(string=_style())
    drawn: Any = HTML(string=html, url_fetcher=_own_fetcher()).write_pdf(stylesheets=[style])
    return bytes(drawn)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _own_fetcher() -> Any:
    """A paper fetches nothing, whatever is written on it: its logo stands in it."""
    from weasyprint.urls import URLFetcher

    class Own(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(LOGO):
                raise ValueError(url)
            return super().fetch(url, headers)

    return Own()
