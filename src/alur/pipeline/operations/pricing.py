"""The prices of a deal's lines by its price list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from alur.catalogue.queries.pricing import PriceBook, price_book
from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.valuing import lines_of, set_lines
from alur.tenancy.models import Member, Workspace


def prices_for(deal: Deal, product_ids: Collection[int], *, at: datetime) -> PriceBook:
    """What these products cost in a deal on its day. Refusal in a currency that lists are not kept in."""
    workspace = Workspace.objects.get(id=deal.workspace_id)
    if deal.currency != workspace.currency:
        sentence = N_("Price lists are in %(currency)s. Type the price.")
        raise Refusal(sentence, field="lines", currency=workspace.currency)
    day = at.astimezone(workspace.zone).date()
    return price_book(deal.workspace_id, product_ids, chosen=deal.price_list_id, on=day)


def choose_price_list(deal: Deal, price_list_id: int | None, *, by: Member | None, at: datetime) -> Deal:
    """Sell by another price list. Lines that cost what the old one says cost what the new one says; a price that was
    agreed on stays."""
    if price_list_id == deal.price_list_id:
        return deal
    with operation(deal.workspace_id, by=by, at=at):
        lines = lines_of(deal)
        products = {line.product_id for line in lines}
        before = prices_for(deal, products, at=at)
        deal = edit(deal, {"price_list_id": price_list_id}, by=by, at=at)
        after = prices_for(deal, products, at=at)
        turned = [
            replace(line, unit_price=after.price(line.product_id, line.quantity))
            if line.unit_price == before.price(line.product_id, line.quantity)
            else line
            for line in lines
        ]
        return set_lines(deal, turned, by=by, at=at)
