"""What a deal is worth: typed or from its lines, in its own currency and in the workspace's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from alur.catalogue.models import Product
from alur.events.recording import operation
from alur.kernel.currency import DIGITS, digits_of
from alur.kernel.quantity import line_total
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.facts import LinesSet, RateSet
from alur.pipeline.models import Deal, ExchangeRate, LineItem, LineSpell
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.models import Member, Workspace

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A product, thousandths of its unit, a price in minor units of the deal's currency, a discount in 1/100 %."""

    product_id: int
    quantity: int
    unit_price: int
    discount: int = 0

    @property
    def amount(self) -> int:
        return line_total(self.quantity, self.unit_price, self.discount)


def in_workspace_currency(workspace: Workspace, amount: int, currency: str, *, at: datetime) -> dict[str, Any]:
    """The deal's money columns. Refusal where there is no rate for the currency on or before that day."""
    if currency not in DIGITS:
        raise Refusal(N_("“%(currency)s” is not a currency we know."), field="value", currency=currency)
    if amount < 0:
        raise Refusal(N_("A value cannot be below zero."), field="value")
    columns: dict[str, Any] = {"currency": currency, "currency_amount": amount}
    if currency == workspace.currency:
        return {**columns, "amount": amount, "rate_micro": None, "rate_on": None}
    day = at.astimezone(zone_of(workspace.id)).date()
    rate = (
        ExchangeRate.objects.filter(workspace_id=workspace.id, currency=currency, valid_on__lte=day)
        .order_by("-valid_on")
        .first()
    )
    if rate is None:
        raise Refusal(
            N_("There is no rate for %(currency)s yet. Ask an owner to add it."), field="value", currency=currency
        )
    turned = Decimal(amount).scaleb(-digits_of(currency)) * Decimal(rate.rate_micro).scaleb(-6)
    exact = turned.scaleb(digits_of(workspace.currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return {**columns, "amount": int(exact), "rate_micro": rate.rate_micro, "rate_on": day}


def set_rate(
    workspace_id: int, *, currency: str, valid_on: date, rate_micro: int, by: Member | None, at: datetime
) -> None:
    """Type what a currency is worth from a day on. Values of deals stay as they were set."""
    if currency not in DIGITS:
        raise Refusal(N_("“%(currency)s” is not a currency we know."), field="currency", currency=currency)
    if rate_micro <= 0:
        raise Refusal(N_("A rate is above zero."), field="rate")
    with operation(workspace_id, by=by, at=at) as act:
        ExchangeRate.objects.update_or_create(
            workspace_id=workspace_id, currency=currency, valid_on=valid_on, defaults={"rate_micro": rate_micro}
        )
        act.record(RateSet(currency, valid_on.isoformat(), rate_micro), about=[("workspace", workspace_id)])


def set_lines(deal: Deal, lines: Sequence[Line], *, by: Member | None, at: datetime) -> Deal:
    """Replace the products of a deal. Where the value was not typed, it becomes their sum."""
    if len(lines) > MOST_LINES:
        raise Refusal(N_("A deal has %(count)d products at most."), field="lines", count=MOST_LINES)
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        check_products(deal.workspace_id, lines)
        old = lines_of(deal)
        if old == list(lines):
            return deal
        before = deal.amount
        write_lines(deal, lines, at=at)
        changes: dict[str, Any] = {}
        if not deal.is_amount_typed:
            workspace = Workspace.objects.get(id=deal.workspace_id)
            changes = in_workspace_currency(workspace, sum(line.amount for line in lines), deal.currency, at=at)
        event_id = act.record(
            LinesSet(deal.id, as_rows(old), as_rows(lines), before, changes.get("amount", before)),
            about=[("deal", deal.id)],
        )
        restand(deal, changes, at=at, event_id=event_id)
    return deal


def check_products(workspace_id: int, lines: Sequence[Line]) -> None:
    known = set(
        Product.objects.filter(workspace_id=workspace_id, id__in={line.product_id for line in lines}).values_list(
            "id", flat=True
        )
    )
    for line in lines:
        if line.product_id not in known:
            raise Refusal(N_("This product is no longer there."), field="lines")
        if line.quantity <= 0 or line.unit_price < 0 or not 0 <= line.discount <= 10_000:
            raise Refusal(N_("Check quantity, price and discount of each product."), field="lines")


def write_lines(deal: Deal, lines: Sequence[Line], *, at: datetime) -> None:
    """Replace the rows, and turn the spells of what changed."""
    workspace_id = deal.workspace_id
    LineItem.objects.filter(workspace_id=workspace_id, deal_id=deal.id).delete()
    LineItem.objects.bulk_create(
        LineItem(
            workspace_id=workspace_id,
            deal_id=deal.id,
            product_id=line.product_id,
            position=position,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            amount=line.amount,
        )
        for position, line in enumerate(lines)
    )
    open_spells = LineSpell.objects.filter(workspace_id=workspace_id, deal_id=deal.id, until_at__isnull=True)
    open_spells.filter(from_at__gte=at).delete()
    open_spells.update(until_at=at)
    LineSpell.objects.bulk_create(
        LineSpell(
            workspace_id=workspace_id,
            deal_id=deal.id,
            product_id=line.product_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            amount=line.amount,
            from_at=at,
        )
        for line in lines
    )


def lines_of(deal: Deal) -> list[Line]:
    rows = LineItem.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).order_by("position")
    return [Line(row.product_id, row.quantity, row.unit_price, row.discount) for row in rows]


def as_rows(lines: Sequence[Line]) -> list[list[int]]:
    return [[line.product_id, line.quantity, line.unit_price, line.discount] for line in lines]


def from_rows(rows: Sequence[Sequence[int]]) -> list[Line]:
    return [Line(*row) for row in rows]
