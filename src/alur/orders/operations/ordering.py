"""Orders: taken over from a quote, or typed; what was delivered and paid of them; put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, Subject, operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders import facts
from alur.orders.models import Order, OrderLine, OrderStatus, Quote, QuoteLine, QuoteStatus, TaxMode
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.lines import RATE, SUMS, as_rows, drafts_in, from_rows, price, put, tidied
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member, Workspace
from alur.tenancy.scoped import Scoped

EDITABLE = frozenset(
    {
        "reference", "ordered_on", "note", "delivered_amount", "delivered_on", "paid_amount", "paid_on", "tax_mode",
        "is_cancelled", "external_source", "external_id", "organization_id",
    }
)  # fmt: skip
LINE = (
    "product_id", "position", "name", "details", "unit", "quantity", "unit_price", "discount", "list_amount", "amount",
    "net", "tax_base", "tax",
)  # fmt: skip
MOST_NOTE = 2_000


class _Keeping(Keeping):
    def write_further(self, row: Scoped, name: str, value: Any, act: Operation) -> None:
        assert isinstance(row, Order)
        mode, rows = value
        _write_lines(row, from_rows(rows), row.ordered_on, mode)


keeping = _Keeping(
    "order",
    Order,
    made=facts.OrderMade,
    edited=facts.OrderEdited,
    deleted=facts.OrderDeleted,
    restored=facts.OrderRestored,
)
purges("order", Order)


def make_order(
    workspace: Workspace,
    fields: Mapping[str, Any],
    lines: Sequence[LineDraft],
    *,
    deal: Deal | None = None,
    by: Member | None,
    at: datetime,
) -> Order:
    """An order as it was typed, of a deal or of a company. Refusal by field."""
    with operation(workspace.id, by=by, at=at) as act:
        today = at.astimezone(workspace.zone).date()
        order = Order(
            workspace_id=workspace.id, id=new_id(), deal_id=deal.id if deal else None, ordered_on=today,
            organization_id=deal.organization_id if deal else None, created_at=at, updated_at=at,
            currency=deal.currency if deal else workspace.currency,
        )  # fmt: skip
        for name, value in checked(order, fields).items():
            setattr(order, name, value)
        if order.deal_id is None and order.organization_id is None:
            raise Refusal(N_("Say of which deal or company this order is."), field="organization")
        tidy = tidied(workspace.id, lines)
        if not tidy:
            raise Refusal(N_("An order needs a line. Add a product or a text with its price."), field="lines")
        price(order, tidy, order.ordered_on)
        settle(order, today)
        keeping.make(order, act, about=about(order))
        put(OrderLine, order, "order_id", tidy, order.ordered_on)
    return order


def order_from_quote(quote: Quote, *, by: Member | None, at: datetime) -> Order:
    """What was accepted, to the rupiah. Conflict where it was not, or has an order already."""
    with operation(quote.workspace_id, by=by, at=at) as act:
        if quote.status != QuoteStatus.ACCEPTED:
            raise Conflict(N_("Only an accepted quote becomes an order."))
        if Order.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).exists():
            raise Conflict(N_("There is an order of this quote already."))
        order = Order(
            workspace_id=quote.workspace_id, id=new_id(), deal_id=quote.deal_id, quote_id=quote.id,
            organization_id=quote.deal.organization_id, reference=quote.label, currency=quote.currency,
            tax_mode=quote.tax_mode, ordered_on=at.astimezone(_zone(quote.workspace_id)).date(),
            created_at=at, updated_at=at,
        )  # fmt: skip
        for name in (*RATE, *SUMS):
            setattr(order, name, getattr(quote, name))
        keeping.make(order, act, about=about(order))
        rows = QuoteLine.objects.filter(workspace_id=quote.workspace_id, quote_id=quote.id).values_list(*LINE)
        insert_rows(
            [
                OrderLine(workspace_id=quote.workspace_id, order_id=order.id, **dict(zip(LINE, row, strict=True)))
                for row in rows
            ]
        )
    return order


def edit_order(
    order: Order,
    fields: Mapping[str, Any],
    lines: Sequence[LineDraft] | None = None,
    *,
    by: Member | None,
    at: datetime,
    if_version: int | None = None,
) -> Order:
    """Change an order; lines that are given replace all, but of one that was accepted as a quote. Refusal by field."""
    zone = _zone(order.workspace_id)
    with operation(order.workspace_id, by=by, at=at) as act:
        order = Order.objects.select_for_update().get(workspace_id=order.workspace_id, id=order.id)
        if if_version is not None and order.version != if_version:
            raise Conflict(N_("Someone changed this meanwhile. Look at the change, then save again."))
        was = {one.attname: getattr(order, one.attname) for one in Order._meta.concrete_fields if one.column}
        for name, value in checked(order, fields).items():
            setattr(order, name, value)
        before = drafts_in(OrderLine, workspace_id=order.workspace_id, order_id=order.id)
        known = {line.product_id for line in before if line.product_id is not None}
        wanted = before if lines is None else tidied(order.workspace_id, lines, known)
        is_other = wanted != before
        if order.quote_id is not None and (is_other or order.tax_mode != was["tax_mode"]):
            raise Conflict(N_("This was accepted as a quote. Its lines change with the quote's next version alone."))
        if not wanted:
            raise Refusal(N_("An order needs a line. Add a product or a text with its price."), field="lines")
        if is_other or order.tax_mode != was["tax_mode"]:
            price(order, wanted, order.ordered_on)
        settle(order, at.astimezone(zone).date())
        changes = {name: getattr(order, name) for name, old in was.items() if getattr(order, name) != old}
        for name in changes:
            setattr(order, name, was[name])
        further = None
        if is_other or "tax_mode" in changes:
            mode = changes.get("tax_mode", order.tax_mode)
            _write_lines(order, wanted, changes.get("ordered_on", order.ordered_on), mode)
            further = {"lines": [[order.tax_mode, as_rows(before)], [mode, as_rows(wanted)]]}
        keeping.edit(order, changes, act, further=further, about=about(order))
    return order


def delete_order(order: Order, *, by: Member | None, at: datetime) -> None:
    with operation(order.workspace_id, by=by, at=at) as act:
        keeping.delete(order, act)


def restore_order(order: Order, *, by: Member | None, at: datetime) -> None:
    """Back from the trash. Conflict where another order of its quote was made since."""
    with operation(order.workspace_id, by=by, at=at) as act:
        keeping.restore(order, act)


def about(order: Order) -> list[Subject]:
    named = (("deal", order.deal_id), ("organization", order.organization_id))
    return [(kind, record_id) for kind, record_id in named if record_id is not None]


def _write_lines(order: Order, lines: Sequence[LineDraft], day: date, tax_mode: str) -> None:
    OrderLine.objects.filter(workspace_id=order.workspace_id, order_id=order.id).delete()
    kept, order.tax_mode = order.tax_mode, tax_mode
    put(OrderLine, order, "order_id", lines, day)
    order.tax_mode = kept


def checked(order: Order, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the columns that they become. Refusal by field."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    columns = dict(fields)
    if "is_cancelled" in columns:
        columns["status"] = OrderStatus.CANCELLED if columns.pop("is_cancelled") else OrderStatus.OPEN
    if "reference" in columns:
        columns["reference"] = " ".join(str(columns["reference"]).split())[:60]
    if len(str(columns.get("note", ""))) > MOST_NOTE:
        raise Refusal(N_("This is longer than %(max_length)s letters."), field="note", max_length=MOST_NOTE)
    if columns.get("tax_mode", TaxMode.NONE) not in TaxMode.values:
        raise Refusal(N_("Choose how the prices are taxed."), field="tax_mode")
    for name in ("delivered_amount", "paid_amount"):
        if columns.get(name, 0) < 0:
            raise Refusal(N_("A value cannot be below zero."), field=name)
    organization_id = columns.get("organization_id")
    companies = Organization.objects.filter(workspace_id=order.workspace_id)
    if organization_id not in (None, order.organization_id) and not companies.filter(id=organization_id).exists():
        raise Refusal(N_("This company is no longer there."), field="organization")
    if columns.get("external_id"):
        same = Order.objects.filter(
            workspace_id=order.workspace_id,
            external_source=columns.get("external_source", order.external_source),
            external_id=columns["external_id"],
        ).exclude(workspace_id=order.workspace_id, id=order.id)
        if same.exists():
            raise Conflict(N_("There is an order with this outside number already."), field="external_id")
    return columns


def settle(order: Order, today: date) -> None:
    """Days and status follow the amounts."""
    for name in ("delivered", "paid"):
        amount, day = getattr(order, f"{name}_amount"), getattr(order, f"{name}_on")
        if amount > order.total:
            raise Refusal(N_("This is more than the whole order."), field=f"{name}_amount")
        if day is not None and day > today:
            raise Refusal(N_("Choose today or an earlier day."), field=f"{name}_on")
        setattr(order, f"{name}_on", None if not amount else day or today)
    if order.status != OrderStatus.CANCELLED:
        is_done = order.delivered_amount == order.paid_amount == order.total and order.total > 0
        order.status = OrderStatus.DONE if is_done else OrderStatus.OPEN


def _zone(workspace_id: int) -> Any:
    return Workspace.objects.get(id=workspace_id).zone
