"""What a quote comes to: each line with its discount and its tax, and the sums of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alur.kernel.money import LARGEST
from alur.kernel.quantity import THOUSANDTHS, WHOLE_DISCOUNT, line_total
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.kernel.tax import Rate, Taxed, half_up, tax_on, tax_within
from alur.orders.models import TaxMode

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A product, or a text alone: thousandths of a unit, minor units for each, basis points off."""

    name: str
    quantity: int
    unit_price: int
    discount: int = 0
    product_id: int | None = None
    details: str = ""
    unit: str = ""

    @property
    def amount(self) -> int:
        return line_total(self.quantity, self.unit_price, self.discount)

    @property
    def list_amount(self) -> int:
        return half_up(self.quantity * self.unit_price, THOUSANDTHS)


@dataclass(frozen=True, slots=True)
class Sums:
    list_amount: int = 0
    net: int = 0
    tax_base: int = 0
    tax: int = 0
    total: int = 0


def taxed(amount: int, mode: str, rate: Rate) -> Taxed:
    """What an amount, priced in that mode, is made of."""
    if mode == TaxMode.NONE:
        return Taxed(amount, 0, 0)
    return tax_within(amount, rate) if mode == TaxMode.INCLUSIVE else tax_on(amount, rate)


def sums_of(lines: Sequence[LineDraft], mode: str, rate: Rate) -> Sums:
    shares = [taxed(line.amount, mode, rate) for line in lines]
    return Sums(
        sum(line.list_amount for line in lines),
        sum(one.net for one in shares),
        sum(one.base for one in shares),
        sum(one.tax for one in shares),
        sum(one.gross for one in shares),
    )


def check_lines(lines: Sequence[LineDraft]) -> None:
    """Refusals by `lines.<number>.<field>`."""
    if len(lines) > MOST_LINES:
        raise Refusal(N_("A quote has %(count)d lines at most."), field="lines", count=MOST_LINES)
    faults: list[Refusal] = []
    for number, line in enumerate(lines):
        at = f"lines.{number}"
        if not line.name:
            faults.append(Refusal(N_("Choose a product, or write what this is."), field=f"{at}.name"))
        if line.quantity <= 0:
            faults.append(Refusal(N_("Type a quantity above zero."), field=f"{at}.quantity"))
        if not 0 <= line.unit_price <= LARGEST:
            faults.append(Refusal(N_("A price cannot be below zero."), field=f"{at}.unit_price"))
        if not 0 <= line.discount < WHOLE_DISCOUNT:
            sentence = N_("A discount is below 100%. What is free has the price 0.")
            faults.append(Refusal(sentence, field=f"{at}.discount"))
    if not faults and sum(line.list_amount for line in lines) > LARGEST:
        faults.append(Refusal(N_("This amount is too large."), field="lines"))
    if faults:
        raise Refusals(faults)
