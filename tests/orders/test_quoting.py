"""Quotes: made of a deal, numbered without gaps, sent, answered, followed by the deal's value, and taken back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_product
from alur.events.recording import operation
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal, Refusals
from alur.kernel.tax import PPN
from alur.orders.models import Quote, QuoteHead, QuoteLine, QuoteStatus, TaxMode
from alur.orders.operations.answering import accept, decline, send
from alur.orders.operations.calculating import LineDraft, sums_of, taxed
from alur.orders.operations.quoting import delete_quote, edit_quote, make_quote, restore_quote, revise
from alur.orders.operations.writing import drafts_of
from alur.pipeline.models import Deal
from alur.pipeline.operations.valuing import Line, lines_of, set_lines
from tests.world import NOW, World, make_deal, make_world

UNIT = 1_000
LATER = NOW + timedelta(days=60)


@pytest.fixture
def machine(world: World) -> Product:
    fields = {"name": "Mesin espresso Arus E2", "unit_price": 78_500_000, "unit": "unit"}
    return create_product(world.workspace.id, fields, by=world.wati, at=NOW)


@pytest.fixture
def deal(world: World, machine: Product) -> Deal:
    deal = world.make_deal("Cabang Dago")
    return set_lines(deal, [Line(machine.id, 4 * UNIT, 78_500_000, 500)], by=world.sari, at=NOW)


def offer(deal: Deal, world: World, *lines: LineDraft, **fields: Any) -> Quote:
    return make_quote(deal, fields, lines or None, by=world.sari, at=NOW)


def text(price: int = 1_000_000, **values: Any) -> LineDraft:
    return replace(LineDraft("Pelatihan barista", UNIT, price), **values)


def fresh(quote: Quote) -> Quote:
    found: Quote = Quote.everything.get(workspace_id=quote.workspace_id, id=quote.id)
    return found


def test_a_quote_begins_with_the_deals_products_and_its_tax_to_the_rupiah(world: World, deal: Deal) -> None:
    quote = offer(deal, world)
    assert [(line.name, line.quantity, line.discount) for line in drafts_of(quote)] == [
        ("Mesin espresso Arus E2", 4 * UNIT, 500)
    ]
    assert (quote.list_amount, quote.net) == (314_000_000, 298_300_000)
    assert (quote.tax_base, quote.tax, quote.total) == (273_441_667, 32_813_000, 331_113_000)
    assert (quote.status, quote.label, quote.valid_until) == ("draft", "", date(2026, 12, 7))


def test_numbers_are_given_in_the_order_of_sending_and_begin_anew_each_year(world: World, deal: Deal) -> None:
    first, second, third = (offer(deal, world, text()) for _ in range(3))
    assert send(second, by=world.sari, at=NOW).label == "PNW-2026-0001"
    assert send(first, by=world.sari, at=NOW).label == "PNW-2026-0002"
    edit_quote(third, {"valid_until": date(2027, 2, 1)}, by=world.sari, at=NOW)
    # New year in Jakarta is still the old one in Greenwich.
    assert send(third, by=world.sari, at=NOW.replace(year=2027, month=1, day=1, hour=1)).label == "PNW-2027-0001"


def test_a_sending_that_fails_leaves_no_gap(world: World, deal: Deal) -> None:
    with pytest.raises(RuntimeError), operation(world.workspace.id, by=world.sari, at=NOW):
        send(offer(deal, world), by=world.sari, at=NOW)
        raise RuntimeError
    assert send(offer(deal, world), by=world.sari, at=NOW).number == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_send_at_once_get_twenty_numbers_without_gap_or_double() -> None:
    world = make_world()
    quotes = [offer(make_deal(world, f"Cabang {one}"), world, text()) for one in range(20)]
    start, faults = threading.Barrier(20), []

    def work(quote: Quote) -> None:
        try:
            start.wait()
            send(quote, by=world.sari, at=NOW)
        except Exception as fault:  # what failed in a thread fails the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[quote]) for quote in quotes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sorted(Quote.objects.values_list("number", flat=True)) == list(range(1, 21))
    assert QuoteHead.objects.get().number == 20


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (text(quantity=-UNIT), "lines.0.quantity"),
        (text(discount=10_000), "lines.0.discount"),
        (text(price=-1), "lines.0.unit_price"),
        (text(name=" "), "lines.0.name"),
    ],
)
def test_a_line_that_cannot_be_is_refused_where_it_stands(
    world: World, deal: Deal, line: LineDraft, field: str
) -> None:
    with pytest.raises(Refusals) as refused:
        offer(deal, world, line)
    assert refused.value.field == field
    assert not Quote.everything.exists()


def test_a_quote_without_lines_or_past_its_days_is_not_sent(world: World) -> None:
    empty = offer(world.make_deal(), world)
    with pytest.raises(Refusal, match="needs a line"):
        send(empty, by=world.sari, at=NOW)
    edit_quote(empty, {}, [text()], by=world.sari, at=NOW)
    with pytest.raises(Refusal) as refused:
        send(empty, by=world.sari, at=LATER)
    with pytest.raises(Refusal, match="today or a later"):
        edit_quote(empty, {"valid_until": date(2026, 11, 22)}, by=world.sari, at=NOW)
    assert refused.value.field == "valid_until"
    assert (fresh(empty).status, QuoteHead.objects.exists()) == ("draft", False)


def test_another_workspaces_product_is_not_offered(world: World, deal: Deal) -> None:
    theirs = create_product(world.elsewhere.id, {"name": "Teh"}, by=world.citra, at=NOW)
    with pytest.raises(Refusal, match="no longer there"):
        offer(deal, world, LineDraft("", UNIT, 1, product_id=theirs.id))


def test_what_was_sent_does_not_change_and_a_new_version_takes_its_place(world: World, deal: Deal) -> None:
    first = send(offer(deal, world), by=world.sari, at=NOW)
    accept(first, name="Ratna", by=None, at=NOW)
    with pytest.raises(Conflict, match="does not change"):
        edit_quote(first, {}, [text()], by=world.sari, at=NOW)
    second = revise(first, by=world.sari, at=NOW)
    assert (second.label, second.revision, drafts_of(second)) == (first.label, 2, drafts_of(first))
    assert fresh(first).status == QuoteStatus.ACCEPTED
    with pytest.raises(Conflict, match="draft of the next"):
        revise(first, by=world.sari, at=NOW)
    send(second, by=world.sari, at=NOW)
    assert (fresh(first).status, fresh(second).status) == (QuoteStatus.SUPERSEDED, QuoteStatus.SENT)
    with pytest.raises(Conflict, match="newer version"):
        accept(first, name="Ratna", by=None, at=NOW)


def test_an_expired_quote_is_answered_no_more(world: World, deal: Deal) -> None:
    quote = send(offer(deal, world), by=world.sari, at=NOW)
    assert quote.status_on(date(2026, 12, 7)) == "sent"
    assert quote.status_on(date(2026, 12, 8)) == "expired"
    with pytest.raises(Conflict, match="expired"):
        accept(quote, name="Ratna", by=None, at=LATER)
    with pytest.raises(Refusal, match="Say why"):
        decline(quote, name="Ratna", reason=" ", by=None, at=NOW)
    assert decline(quote, name="Ratna", reason="Terlalu mahal", by=None, at=NOW).status == "declined"


def test_the_money_of_quote_and_deal_agree_at_every_step(world: World, deal: Deal, machine: Product) -> None:
    quote = offer(deal, world, LineDraft("", 2_500, 70_000_000, 250, machine.id))
    assert world.reload(deal).amount == 298_300_000
    send(quote, by=world.sari, at=NOW)
    assert world.reload(deal).amount == fresh(quote).net == 170_625_000
    assert lines_of(world.reload(deal)) == [Line(machine.id, 2_500, 70_000_000, 250)]
    other = revise(quote, by=world.sari, at=NOW)
    edit_quote(other, {"tax_mode": TaxMode.INCLUSIVE}, [text(11_100)], by=world.sari, at=NOW)
    send(other, by=world.sari, at=NOW)
    assert (fresh(other).net, fresh(other).tax, fresh(other).total) == (10_000, 1_100, 11_100)
    assert world.reload(deal).amount == 10_000
    aside = offer(deal, world, text(5), leads_value=False)
    send(aside, by=world.sari, at=NOW)
    accept(aside, name="Ratna", by=None, at=NOW)
    assert world.reload(deal).amount == 10_000


def test_every_step_is_taken_back_with_the_deals_value_and_no_number_is_lost(world: World, deal: Deal) -> None:
    quote = offer(deal, world)
    with operation(world.workspace.id, by=world.sari, at=NOW) as edited:
        edit_quote(quote, {"note": "Selamat siang"}, [text()], by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.sari, at=NOW) as sent:
        send(quote, by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.sari, at=NOW) as accepted:
        accept(quote, name="Ratna", by=world.sari, at=NOW)
    assert world.reload(deal).amount == 1_000_000
    for act, status, amount in ((accepted, "sent", 1_000_000), (sent, "draft", 298_300_000)):
        undo(world.workspace.id, act.id, by=world.sari, at=NOW)
        assert (fresh(quote).status, world.reload(deal).amount) == (status, amount)
    undo(world.workspace.id, edited.id, by=world.sari, at=NOW)
    assert (fresh(quote).note, fresh(quote).total) == ("", 331_113_000)
    with pytest.raises(Conflict, match="no number is missing"):
        delete_quote(quote, by=world.sari, at=NOW)
    assert send(quote, by=world.sari, at=NOW).label == "PNW-2026-0001"


def test_a_draft_goes_into_the_trash_and_comes_back(world: World, deal: Deal) -> None:
    quote = offer(deal, world)
    delete_quote(quote, by=world.sari, at=NOW)
    assert not Quote.objects.exists()
    restore_quote(quote, by=world.sari, at=NOW)
    assert drafts_of(Quote.objects.get())[0].quantity == 4 * UNIT


def test_sari_quotes_what_tono_does_not_see(world: World, deal: Deal) -> None:
    quote = offer(deal, world)
    seen = [one for one in ("sari", "budi", "wati", "vina", "tono", "citra") if quote.id in _seen(world, one)]
    assert seen == ["sari", "budi", "wati", "vina"]


def _seen(world: World, name: str) -> list[int]:
    return list(Quote.objects.visible_to(getattr(world, name)).values_list("id", flat=True))


amounts = st.integers(min_value=0, max_value=10**12)
drafts = st.builds(
    LineDraft,
    st.just("Kopi"),
    st.integers(min_value=1, max_value=10**7),
    amounts,
    st.integers(min_value=0, max_value=9_999),
)


@given(st.lists(drafts, max_size=8), st.sampled_from(TaxMode.values), st.sampled_from(PPN))
def test_a_quote_is_the_sum_of_its_lines_and_loses_no_rupiah(lines: list[LineDraft], mode: str, rate: Any) -> None:
    sums, shares = sums_of(lines, mode, rate), [taxed(line.amount, mode, rate) for line in lines]
    assert sums.total == sums.net + sums.tax == sum(one.gross for one in shares)
    assert sums.list_amount >= sum(line.amount for line in lines)
    if mode == TaxMode.INCLUSIVE:
        assert sums.total == sum(line.amount for line in lines)
    else:
        assert sums.net == sum(line.amount for line in lines)
    if mode == TaxMode.NONE:
        assert sums.tax == 0


def test_stored_lines_add_up_to_the_stored_sums(world: World, deal: Deal) -> None:
    quote = offer(deal, world, text(12_345), text(32), text(99_999, discount=1_234), tax_mode=TaxMode.INCLUSIVE)
    rows = list(QuoteLine.objects.filter(workspace_id=world.workspace.id, quote_id=quote.id))
    for name in ("list_amount", "net", "tax_base", "tax"):
        assert sum(getattr(row, name) for row in rows) == getattr(quote, name)
    assert sum(row.amount for row in rows) == quote.total
