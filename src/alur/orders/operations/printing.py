"""A quote as a file: asked for, kept when the worker has made it, forgotten after a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from alur.events.recording import operation
from alur.orders.facts import QuotePdfAsked
from alur.orders.models import Quote, QuotePdf
from alur.tenancy.models import Member

KEPT_FOR = timedelta(days=7)


def ask_for_pdf(quote: Quote, *, by: Member | None, at: datetime) -> None:
    with operation(quote.workspace_id, by=by, at=at) as act:
        act.record(QuotePdfAsked(quote.id, quote.deal_id, quote.label), about=[("quote", quote.id)])


def keep_pdf(quote: Quote, content: bytes, *, fault: str = "", at: datetime) -> None:
    QuotePdf.objects.update_or_create(
        workspace_id=quote.workspace_id,
        quote_id=quote.id,
        defaults={"of_version": quote.version, "content": content, "fault": fault, "made_at": at},
    )


def pdf_of(quote: Quote) -> QuotePdf | None:
    """The file as the quote stands: what was sent does not change, a draft's is good until the next edit."""
    found = QuotePdf.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).first()
    if found is None:
        return None
    is_current = found.of_version == quote.version if quote.sent_at is None else found.made_at >= quote.sent_at
    return found if is_current else None


def forget_pdfs(workspace_id: int, *, at: datetime) -> None:
    QuotePdf.objects.filter(workspace_id=workspace_id, made_at__lt=at - KEPT_FOR).delete()
