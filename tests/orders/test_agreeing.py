"""Recorded money agrees at every step: of the lines, the quote, the order and the deal."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alur.events.recording import operation
from alur.events.undoing import undo
from alur.orders.models import Order, OrderLine, Quote, QuoteLine, TaxMode
from alur.orders.operations.answering import accept, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import edit_quote, make_quote, revise
from alur.orders.operations.winning import win
from alur.pipeline.models import Deal
from alur.pipeline.operations.verifying import differences
from tests.world import NOW, World

SUMS = ("list_amount", "net", "tax_base", "tax", "total")
drafts = st.builds(
    LineDraft,
    name=st.just("Mesin"),
    quantity=st.integers(1, 9_000_000),
    unit_price=st.integers(0, 99_999_999),
    discount=st.integers(0, 9_999),
)
offers = st.tuples(st.lists(drafts, min_size=1, max_size=4), st.sampled_from(TaxMode.values))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=offers, second=offers)
def test_lines_quote_order_and_deal_say_the_same_at_every_step(world: World, first: Any, second: Any) -> None:
    ws, at, by = world.workspace.id, NOW, world.sari
    deal = world.make_deal("Cabang Dago", stage=4)
    quote = make_quote(deal, {"tax_mode": first[1]}, first[0], by=by, at=at)
    agree(quote)
    quote = send(quote, by=by, at=at)
    agree(quote, world.reload(deal))
    again = edit_quote(revise(quote, by=by, at=at), {"tax_mode": second[1]}, second[0], by=by, at=at)
    agree(again)
    with operation(ws, by=by, at=at) as sending:
        again = send(again, by=by, at=at)
    agree(again, world.reload(deal))
    undo(ws, sending.id, by=by, at=at)
    agree(world.reload(quote), world.reload(deal))
    again = send(world.reload(again), by=by, at=at)
    again = accept(again, name="Ratna", by=None, at=at)
    agree(again, world.reload(deal))
    with operation(ws, by=by, at=at) as winning:
        order = win(again, by=by, at=at)
    agree(again, world.reload(deal), world.reload(order))
    undo(ws, winning.id, by=by, at=at)
    agree(world.reload(again), world.reload(deal))
    assert not Order.objects.filter(workspace_id=ws, deal_id=deal.id).exists()
    assert differences(ws) == []


def agree(quote: Quote, deal: Deal | None = None, order: Order | None = None) -> None:
    kept = Quote.objects.get(workspace_id=quote.workspace_id, id=quote.id)
    own = {"workspace_id": quote.workspace_id}
    for row, lines in (
        (kept, QuoteLine.objects.filter(**own, quote_id=quote.id)),
        (order, OrderLine.objects.filter(**own, order_id=order.id if order else 0)),
    ):
        if row is not None:
            whole = [sum(getattr(line, name) for line in lines) for name in SUMS[:4]]
            assert whole == [getattr(row, name) for name in SUMS[:4]]
            assert row.net + row.tax == row.total
    if order is not None:
        assert [getattr(order, name) for name in SUMS] == [getattr(kept, name) for name in SUMS]
    if deal is not None:
        assert (deal.amount, deal.currency) == (kept.net, kept.currency)
