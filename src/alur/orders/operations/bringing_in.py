"""Many orders at once: the rows and events that one after the other would have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from alur.events.recording import operation
from alur.kernel.ids import new_ids
from alur.kernel.tax import PPN, Rate, rate_on
from alur.orders.models import Order, OrderLine
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.lines import line_rows, price_at, tidied
from alur.orders.operations.ordering import about, checked, keeping, settle
from alur.orders.queries.rules import own_rates
from alur.pipeline.models import Deal
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class NewOrder:
    """`columns` are those of an order that can be edited, its company and its number outside left out."""

    columns: Mapping[str, Any]
    lines: Sequence[LineDraft]
    deal: Deal | None = None
    organization_id: int | None = None
    external_source: str = ""
    external_id: str = ""


@dataclass(slots=True)
class Rates:
    """The rates of PPN of a workspace, read once."""

    workspace_id: int
    _rates: list[Rate] = field(default_factory=list)

    def on(self, day: date) -> Rate:
        if not self._rates:
            own = [Rate(one.valid_on, one.percent, one.base_of, one.base_whole) for one in own_rates(self.workspace_id)]
            self._rates = [*PPN, *own]
        return rate_on(day, self._rates)


def drawn_up(workspace: Workspace, new: NewOrder, rates: Rates, *, row_id: int, at: datetime) -> Order:
    """An order as it would stand, not kept. Refusal by field, `lines.<number>.<field>` for its lines."""
    today = at.astimezone(workspace.zone).date()
    order = Order(
        workspace_id=workspace.id, id=row_id, deal_id=new.deal.id if new.deal else None, ordered_on=today,
        organization_id=new.deal.organization_id if new.deal else new.organization_id,
        currency=new.deal.currency if new.deal else workspace.currency, created_at=at, updated_at=at,
        external_source=new.external_source, external_id=new.external_id,
    )  # fmt: skip
    for name, value in checked(order, new.columns).items():
        setattr(order, name, value)
    price_at(order, new.lines, rates.on(order.ordered_on))
    settle(order, today)
    return order


def bring_in_orders(
    workspace: Workspace, news: Sequence[NewOrder], *, by: Member | None, at: datetime, rates: Rates | None = None
) -> list[Order]:
    """Make orders, in order; what they say was checked by `drawn_up`."""
    rates = rates or Rates(workspace.id)
    with operation(workspace.id, by=by, at=at) as act:
        flat = tidied(workspace.id, [line for new in news for line in new.lines])
        rows, lines, done = [], [], 0
        for row_id, new in zip(new_ids(len(news)), news, strict=True):
            own, done = flat[done : done + len(new.lines)], done + len(new.lines)
            order = drawn_up(workspace, replace(new, lines=own), rates, row_id=row_id, at=at)
            rows.append(order)
            lines += line_rows(OrderLine, order, "order_id", own, rates.on(order.ordered_on))
        insert_rows(rows)
        insert_rows(lines)
        for order in rows:
            act.record(keeping.made(order.id, str(order)), about=[("order", order.id), *about(order)])
    return rows
