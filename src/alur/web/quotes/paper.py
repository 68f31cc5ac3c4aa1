"""A quote on paper, in its own language: the preview, and what the PDF is made from."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from alur.kernel.spelling import in_words
from alur.orders.models import Quote, QuoteLine, TaxMode
from alur.orders.queries.rules import logo_of
from alur.tenancy.models import Workspace
from alur.web.quotes.finding import seller_of
from alur.web.shell.formats import Formats


def paper(quote: Quote, workspace: Workspace, *, f: Formats) -> Markup:
    """The sheet as HTML. `f` gives zone and moment; the words are in the language of the quote."""
    own = Formats(quote.language, quote.currency, f.zone, f.now)
    lines = QuoteLine.objects.filter(workspace_id=workspace.id, quote_id=quote.id).order_by("position")
    context: dict[str, Any] = {
        "quote": quote,
        "deal": quote.deal,
        "workspace": workspace,
        "lines": list(lines),
        "logo": logo_of(workspace.id),
        "seller": seller_of(quote),
        "day": quote.sent_at or f.now,
        "terms": [line.strip("-• \t") for line in quote.terms.splitlines() if line.strip("-• \t")],
        "words": in_words(quote.total, quote.language) if quote.currency == "IDR" else "",
        "f": own,
        "is_taxed": quote.tax_mode != TaxMode.NONE,
    }
    with translation.override(quote.language):
        return Markup(render_to_string("quotes/paper.html", context))  # noqa: S704  (a template of ours, escaped)
