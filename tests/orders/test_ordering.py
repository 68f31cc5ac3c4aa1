"""Orders: from an accepted quote in one act with the win, or typed; delivered, paid, undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alur.events.recording import operation
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.orders.models import Order, OrderLine, Quote
from alur.orders.operations.answering import accept, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import delete_order, edit_order, make_order
from alur.orders.operations.quoting import make_quote
from alur.orders.operations.winning import win
from alur.orders.queries.unordered import won_without_order
from alur.pipeline.models import Criterion, Deal, Demand
from alur.pipeline.operations.closing import close
from alur.pipeline.queries.gates import GateRefused
from tests.world import NOW, World

LINES = [LineDraft("Mesin", 4_000, 78_500_000, 500), LineDraft("Pelatihan", 1_500, 999_999)]
TODAY = NOW.date()


@pytest.fixture
def deal(world: World) -> Deal:
    return world.make_deal("Cabang Dago", stage=4, organization=world.make_organization())


@pytest.fixture
def accepted(world: World, deal: Deal) -> Quote:
    quote = send(make_quote(deal, {}, LINES, by=world.sari, at=NOW), by=world.sari, at=NOW)
    return accept(quote, name="Ratna", by=None, at=NOW)


def money(row: Quote | Order) -> tuple[int, ...]:
    return row.list_amount, row.net, row.tax_base, row.tax, row.total


def test_an_accepted_quote_wins_its_deal_with_the_order_and_all_money_agrees(
    world: World, deal: Deal, accepted: Quote
) -> None:
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        order = win(accepted, by=world.sari, at=NOW)
    won = world.reload(deal)
    assert (won.status, won.amount) == ("won", accepted.net)
    assert money(world.reload(order)) == money(accepted)
    lines = OrderLine.objects.filter(workspace_id=world.workspace.id, order_id=order.id)
    assert sum(line.net for line in lines) == won.amount
    undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    assert (world.reload(deal).status, Order.objects.count()) == ("open", 0)
    win(accepted, by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="already"):
        win(accepted, by=world.sari, at=NOW)
    assert Order.objects.count() == 1


def test_what_was_not_accepted_becomes_no_order(world: World, deal: Deal) -> None:
    quote = send(make_quote(deal, {}, LINES, by=world.sari, at=NOW), by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="accepted"):
        win(quote, by=world.sari, at=NOW)
    assert (world.reload(deal).status, Order.everything.count()) == ("open", 0)


def test_a_gate_that_refuses_the_win_refuses_the_order_too(world: World, accepted: Quote, deal: Deal) -> None:
    Criterion.objects.create(
        workspace_id=world.workspace.id, stage_id=world.stages[4].id, field="people", demand=Demand.REQUIRED, position=9
    )
    with pytest.raises(GateRefused):
        win(accepted, by=world.sari, at=NOW)
    assert (world.reload(deal).status, Order.everything.count()) == ("open", 0)
    win(accepted, by=world.wati, at=NOW, override_reason="Sudah lewat telepon")
    assert world.reload(deal).status == "won"


def test_what_is_delivered_and_paid_makes_an_order_done(world: World, deal: Deal) -> None:
    order = make_order(world.workspace, {"reference": "PO 77"}, LINES, deal=deal, by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.sari, at=NOW) as half:
        order = edit_order(order, {"delivered_amount": order.total, "paid_amount": 5}, by=world.sari, at=NOW)
    assert (order.status, order.delivered_on, order.paid_on) == ("open", TODAY, TODAY)
    order = edit_order(order, {"paid_amount": order.total}, by=world.sari, at=NOW + timedelta(days=1))
    assert order.status == "done"
    order = edit_order(order, {"paid_amount": 5}, by=world.sari, at=NOW)
    undo(world.workspace.id, half.id, by=world.sari, at=NOW)
    order = world.reload(order)
    assert (order.delivered_amount, order.delivered_on, order.paid_on) == (0, None, None)
    assert edit_order(order, {"is_cancelled": True}, by=world.sari, at=NOW).status == "cancelled"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"paid_amount": -1}, "paid_amount"),
        ({"paid_amount": 10**12}, "paid_amount"),
        ({"delivered_amount": 5, "delivered_on": TODAY + timedelta(days=1)}, "delivered_on"),
    ],
)
def test_more_than_the_order_or_later_than_today_is_refused(
    world: World, deal: Deal, fields: dict[str, int | date], field: str
) -> None:
    order = make_order(world.workspace, {}, LINES, deal=deal, by=world.sari, at=NOW)
    with pytest.raises(Refusal) as refused:
        edit_order(order, fields, by=world.sari, at=NOW)
    assert refused.value.field == field
    assert world.reload(order).version == 1


def test_lines_of_a_typed_order_change_and_come_back_but_not_those_of_a_quote(
    world: World, deal: Deal, accepted: Quote
) -> None:
    order = make_order(world.workspace, {}, LINES, deal=deal, by=world.sari, at=NOW)
    before = money(order)
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        order = edit_order(order, {"tax_mode": "inclusive"}, LINES[:1], by=world.sari, at=NOW)
    rows = OrderLine.objects.filter(workspace_id=world.workspace.id, order_id=order.id)
    assert [sum(getattr(row, name) for row in rows) for name in ("net", "tax")] == [order.net, order.tax]
    assert order.total == 298_300_000
    undo(world.workspace.id, act.id, by=world.sari, at=NOW)
    assert money(world.reload(order)) == before
    assert sum(row.net for row in rows.all()) == before[1]
    taken = win(accepted, by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="accepted as a quote"):
        edit_order(taken, {}, LINES[:1], by=world.sari, at=NOW)


def test_an_order_is_of_a_deal_or_a_company_and_has_lines(world: World, deal: Deal) -> None:
    with pytest.raises(Refusal, match="which deal or company"):
        make_order(world.workspace, {}, LINES, by=world.sari, at=NOW)
    with pytest.raises(Refusal, match="needs a line"):
        make_order(world.workspace, {}, [], deal=deal, by=world.sari, at=NOW)
    company = world.make_organization("Kopi Senja")
    order = make_order(world.workspace, {"organization_id": company.id}, LINES, by=world.sari, at=NOW)
    tonos = make_order(world.workspace, {}, LINES, deal=world.make_deal(owner=world.tono), by=world.wati, at=NOW)
    assert list(Order.objects.visible_to(world.sari)) == [order]
    assert set(Order.objects.visible_to(world.wati)) == {order, tonos}


def test_a_won_deal_without_an_order_is_known_until_it_has_one(world: World, accepted: Quote, deal: Deal) -> None:
    old = world.make_deal("Lama")
    close(old, outcome="won", by=world.sari, at=NOW - timedelta(days=31))
    close(deal, outcome="won", by=world.sari, at=NOW)
    assert [one.id for one in won_without_order(world.workspace.id, world.sari.id, now=NOW)] == [deal.id]
    assert won_without_order(world.workspace.id, world.dewi.id, now=NOW) == []
    order = win(accepted, by=world.sari, at=NOW)
    assert won_without_order(world.workspace.id, world.sari.id, now=NOW) == []
    delete_order(order, by=world.sari, at=NOW)
    assert len(won_without_order(world.workspace.id, world.sari.id, now=NOW)) == 1
