"""Quotes as drafts: made of a deal, or as the next version of one, edited, put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.kernel.dates import iso
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.facts import QuoteDeleted, QuoteEdited, QuoteMade, QuoteRestored
from alur.orders.models import Approval, Quote, TaxMode
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.lines import as_rows
from alur.orders.operations.writing import about, drafts_of, held, named, write
from alur.people.models import Person
from alur.pipeline.models import Deal, DealPerson, LineItem
from alur.pipeline.operations.standing import locked
from alur.tenancy.models import Member, Workspace

VALID_FOR = timedelta(days=14)
LANGUAGES = ("id", "en")
EDITABLE = frozenset({"valid_until", "language", "tax_mode", "person_id", "note", "terms", "leads_value"})
COPIED = ("deal_id", "language", "currency", "tax_mode", "person_id", "addressee", "note", "terms", "leads_value")

purges("quote", Quote)


def make_quote(
    deal: Deal,
    fields: Mapping[str, Any] | None = None,
    lines: Sequence[LineDraft] | None = None,
    *,
    by: Member | None,
    at: datetime,
) -> Quote:
    """A draft of a quote: where no lines are given, the deal's; to the first person of the deal, good for 14 days."""
    workspace = Workspace.objects.get(id=deal.workspace_id)
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        day = at.astimezone(workspace.zone).date()
        quote = _begun(deal, workspace, day, by=by, at=at)
        return _keep(quote, fields or {}, lines_of_deal(deal) if lines is None else lines, day, act)


def revise(quote: Quote, *, by: Member | None, at: datetime) -> Quote:
    """The next version of a quote, as a draft. Sent, it takes the place of those before it.

    Conflict where the series has a draft already.
    """
    workspace = Workspace.objects.get(id=quote.workspace_id)
    with operation(quote.workspace_id, by=by, at=at) as act:
        deal = locked(quote.deal)
        series = Quote.objects.filter(workspace_id=quote.workspace_id, series_id=quote.series_id)
        newest = series.order_by("-revision")[0]
        if newest.is_draft:
            raise Conflict(N_("There is a draft of the next version already."))
        day = at.astimezone(workspace.zone).date()
        made = _begun(deal, workspace, day, by=by, at=at)
        for name in COPIED:
            setattr(made, name, getattr(quote, name))
        made.series_id, made.revision = quote.series_id, newest.revision + 1
        made.year, made.number = quote.year, quote.number
        made.valid_until = max(quote.valid_until, day + VALID_FOR)
        return _keep(made, {}, drafts_of(quote), day, act)


def edit_quote(
    quote: Quote,
    fields: Mapping[str, Any],
    lines: Sequence[LineDraft] | None = None,
    *,
    by: Member | None,
    at: datetime,
    if_version: int | None = None,
) -> Quote:
    """Change a draft; lines that are given replace all. Refusal by field; Conflict for one that was sent."""
    zone = Workspace.objects.get(id=quote.workspace_id).zone
    with operation(quote.workspace_id, by=by, at=at) as act:
        quote = held(quote)
        if not quote.is_draft:
            raise Conflict(N_("What was sent does not change. Make the next version instead."))
        if if_version is not None and quote.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        before = drafts_of(quote)
        wanted = before if lines is None else named(quote, lines)
        day = at.astimezone(zone).date()
        columns = _columns(quote, fields, day)
        changes = {name: value for name, value in columns.items() if getattr(quote, name) != value}
        recorded = {
            name: [primitive(getattr(quote, name)), primitive(value)]
            for name, value in changes.items()
            if name != "addressee"
        }
        old_total = quote.total
        for name, value in changes.items():
            setattr(quote, name, value)
        is_same = wanted == before
        if not recorded and is_same:
            return quote
        if not is_same or "tax_mode" in recorded:
            quote.approval, quote.approval_note, quote.approval_by_id = Approval.NONE, "", None
        write(quote, wanted, day, at=at)
        act.record(
            QuoteEdited(
                quote.id, quote.deal_id, quote.label, recorded,
                [] if is_same else as_rows(before), [] if is_same else as_rows(wanted), old_total, quote.total,
            ),
            about=about(quote),
        )  # fmt: skip
    return quote


def must_be_to_come(valid_until: date, day: date) -> None:
    """Refuses a last day that is over."""
    if valid_until < day:
        raise Refusal(N_("Choose today or a later day."), field="valid_until")


def delete_quote(quote: Quote, *, by: Member | None, at: datetime) -> None:
    """A draft into the trash. What has a number stays, so that there is no gap."""
    with operation(quote.workspace_id, by=by, at=at) as act:
        quote = held(quote)
        holds_number = quote.number is not None and quote.revision == 1
        if not quote.is_draft or holds_number:
            raise Conflict(N_("A quote that was sent stays, so that no number is missing."))
        quote.deleted_at = quote.updated_at = at
        quote.save(update_fields=["deleted_at", "updated_at"])
        act.record(QuoteDeleted(quote.id, quote.deal_id, quote.label), about=about(quote))


def restore_quote(quote: Quote, *, by: Member | None, at: datetime) -> None:
    """Back from the trash. Conflict where the next version was made anew since."""
    with operation(quote.workspace_id, by=by, at=at) as act:
        if not Deal.objects.filter(workspace_id=quote.workspace_id, id=quote.deal_id).exists():
            raise Conflict(N_("The deal is in the trash. Restore it first."))
        quote = Quote.everything.select_for_update().get(workspace_id=quote.workspace_id, id=quote.id)
        series = Quote.objects.filter(workspace_id=quote.workspace_id, series_id=quote.series_id)
        if series.filter(revision=quote.revision).exists():
            raise Conflict(N_("There is another version %(number)d now."), number=quote.revision)
        quote.deleted_at, quote.updated_at = None, at
        quote.save(update_fields=["deleted_at", "updated_at"])
        act.record(QuoteRestored(quote.id, quote.deal_id, quote.label), about=about(quote))


def lines_of_deal(deal: Deal) -> list[LineDraft]:
    """The deal's products as lines of a quote."""
    rows = LineItem.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).select_related("product")
    return [
        LineDraft(row.product.name, row.quantity, row.unit_price, row.discount, row.product_id, unit=row.product.unit)
        for row in rows.order_by("position")
    ]


def _begun(deal: Deal, workspace: Workspace, day: date, *, by: Member | None, at: datetime) -> Quote:
    quote_id = new_id()
    parts = DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, person__deleted_at__isnull=True)
    first = parts.order_by("position", "id").select_related("person").first()
    return Quote(
        workspace_id=deal.workspace_id,
        id=quote_id,
        series_id=quote_id,
        deal_id=deal.id,
        language=workspace.language if workspace.language in LANGUAGES else "id",
        currency=deal.currency,
        valid_until=day + VALID_FOR,
        person_id=first.person_id if first else None,
        addressee=first.person.name if first else "",
        made_by_id=by.id if by else None,
        created_at=at,
        updated_at=at,
    )


def _keep(quote: Quote, fields: Mapping[str, Any], lines: Sequence[LineDraft], day: date, act: Operation) -> Quote:
    for name, value in _columns(quote, fields, day).items():
        setattr(quote, name, value)
    write(quote, named(quote, lines), day, at=act.at)
    made = QuoteMade(quote.id, quote.deal_id, quote.label, quote.revision, quote.total)
    act.record(made, about=about(quote))
    return quote


def _columns(quote: Quote, fields: Mapping[str, Any], day: date) -> dict[str, Any]:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    columns = dict(fields)
    if "valid_until" in columns:
        must_be_to_come(columns["valid_until"], day)
    if columns.get("language", "id") not in LANGUAGES:
        raise Refusal(N_("Choose Indonesian or English."), field="language")
    if columns.get("tax_mode", TaxMode.NONE) not in TaxMode.values:
        raise Refusal(N_("Choose how the prices are taxed."), field="tax_mode")
    for name, most in (("note", 2000), ("terms", 4000)):
        if name in columns:
            columns[name] = str(columns[name]).replace("\r\n", "\n").strip()
            if len(columns[name]) > most:
                raise Refusal(N_("This is longer than %(max_length)s letters."), field=name, max_length=most)
    if "person_id" in columns and columns["person_id"] != quote.person_id:
        columns["addressee"] = _name_of(quote.workspace_id, columns["person_id"])
    return columns


def _name_of(workspace_id: int, person_id: int | None) -> str:
    if person_id is None:
        return ""
    person = Person.objects.filter(workspace_id=workspace_id, id=person_id).first()
    if person is None:
        raise Refusal(N_("This person is no longer there."), field="person")
    return person.name


def primitive(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else str(value) if isinstance(value, models.Choices) else value
