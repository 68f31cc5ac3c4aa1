"""What the rows of one order say together: whose it is, its lines, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alur.exchange.access import deals_reached_by
from alur.exchange.mapping import FileMapping
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import check_not_to_come, header_of
from alur.kernel.names import name_key
from alur.kernel.quantity import THOUSANDTHS, quantity_to_decimal
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.kernel.tax import PPN
from alur.orders.models import Order
from alur.orders.operations.bringing_in import NewOrder, Rates, drawn_up
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import MOST_NOTE
from alur.pipeline.models import Deal

OF_THE_WHOLE = (
    "organization", "deal", "ordered_on", "status", "delivered_amount", "delivered_on", "paid_amount", "paid_on",
    "reference",
)  # fmt: skip
"""What belongs to an order and not to a line: each of its rows says the same, or nothing."""
LONGEST_NUMBER = 120
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as its rows have it; `lines` with the name of the product of each, or an empty one."""

    new: NewOrder
    organization: str
    lines: Sequence[tuple[LineDraft, str]]
    total: int

    @property
    def columns(self) -> Mapping[str, Any]:
        return self.new.columns

    @property
    def deal(self) -> Deal | None:
        return self.new.deal

    @property
    def organization_key(self) -> str:
        return name_key(self.organization)


class OrderReader:
    def __init__(self, mapping: FileMapping, known: Known, rates: Rates) -> None:
        self.mapping, self.known, self.rates = mapping, known, rates
        self.today = known.at.astimezone(known.workspace.zone).date()
        self._sources: list[str] | None = None
        self._deals: dict[str, list[Deal]] = {}

    def prepare(self, batch: Sequence[Values]) -> None:
        """Look up the deals that these rows name, by their number in any system or by their title."""
        named = {row["deal"] for row in batch if "deal" in row}
        self._deals = {}
        if not named:
            return
        ws = self.known.workspace.id
        reached = deals_reached_by(ws, self.known.by).select_related("organization")
        if self._sources is None:
            sources = Deal.objects.filter(workspace_id=ws).exclude(external_id="").values_list("external_source")
            self._sources = [source for (source,) in sources.distinct()]
        for deal in reached.filter(external_source__in=self._sources, external_id__in=named).exclude(external_id=""):
            self._deals.setdefault(deal.external_id, []).append(deal)
        keys = {name_key(row["organization"]) for row in batch if "organization" in row}
        companies = {self.known.organizations.get(key) for key in keys} - {None}
        titled = reached.filter(title__in=named - self._deals.keys())
        for deal in titled.filter(organization_id__in=companies) if companies else titled:
            self._deals.setdefault(deal.title, []).append(deal)

    def read(self, rows: Sequence[Values], faults: dict[int, Refusal]) -> Ordered | None:
        """Faults of single rows go to `faults`, by the id of the row; then there is no order. Refusal for a fault of
        the whole."""
        whole = self._whole(rows)
        lines = []
        for row in rows:
            try:
                lines.append(self._line(row))
            except Refusal as refusal:
                faults[id(row)] = refusal
        deal = self._deal(whole)
        company = deal.organization.name if deal is not None and deal.organization else whole.get("organization", "")
        if faults:
            return None
        new = NewOrder(
            self._columns(rows, whole), [line for line, _ in lines], deal,
            external_source=self.mapping.external_source if rows[0].get("external_id") else "",
            external_id=rows[0].get("external_id", ""),
        )  # fmt: skip
        order = self._drawn_up(rows, new, whole, faults)
        return None if order is None else Ordered(self._settled(new, order, whole), company, lines, order.total)

    def _whole(self, rows: Sequence[Values]) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        if len(rows[0].get("external_id", "")) > LONGEST_NUMBER:
            sentence = N_("This is longer than %(max_length)s letters.")
            raise Refusal(sentence, field=self._at("external_id"), max_length=LONGEST_NUMBER)
        for row in rows:
            for name in OF_THE_WHOLE:
                if name in row and whole.setdefault(name, row[name]) != row[name]:
                    raise Refusal(N_("The rows of one order say different things here."), field=self._at(name))
        if "ordered_on" not in whole:
            raise Refusal(N_("This order has no day."), field=self._at("ordered_on"))
        check_not_to_come(whole, ("ordered_on", "delivered_on", "paid_on"), self.today, self.mapping)
        day: date = whole["ordered_on"]
        if day < PPN[0].valid_on:
            raise Refusal(N_("This day is too long ago."), field=self._at("ordered_on"))
        if whole.get("delivered_on", day) < day:
            raise Refusal(N_("It was delivered before it was ordered."), field=self._at("delivered_on"))
        return whole

    def _deal(self, whole: Values) -> Deal | None:
        named = whole.get("deal", "")
        if not named:
            if not name_key(whole.get("organization", "")):
                raise Refusal(N_("Say of which deal or company this order is."), field=self._at("organization"))
            return None
        found = self._deals.get(named, [])
        if len(found) != 1:
            sentence = (
                N_("Several deals are called “%(name)s”: name this one by its number.")
                if found
                else N_("No deal here has the number or title “%(name)s”.")
            )
            raise Refusal(sentence, field=self._at("deal"), name=named)
        deal, company = found[0], whole.get("organization", "")
        is_others = company and deal.organization and name_key(company) != deal.organization.name_key
        if is_others:
            raise Refusal(N_("The deal “%(name)s” is of another company."), field=self._at("deal"), name=named)
        if deal.currency != self.known.workspace.currency:
            sentence = N_("The deal “%(name)s” is in %(currency)s: write its order down by hand.")
            raise Refusal(sentence, field=self._at("deal"), name=named, currency=deal.currency)
        return deal

    def _line(self, row: Values) -> tuple[LineDraft, str]:
        product = row.get("product", "")
        name = row.get("text") or product or row.get("reference") or row.get("external_id") or ""
        quantity, unit, discount = row.get("quantity", THOUSANDTHS), row.get("unit", ""), row.get("discount", 0)
        amount, price = row.get("line_amount"), row.get("unit_price")
        if price is None and amount is None:
            known = self.known.products.get(name_key(product)) if product else None
            price = known[1] if known else 0
            if not price:
                raise Refusal(N_("This row has no price."), field=self._at("unit_price"))
        if price is None:
            assert amount is not None
            exact = amount * THOUSANDTHS
            if discount or exact % quantity:  # no whole price makes this amount: it stands as one, and says of how many
                details = f"{quantity_to_decimal(quantity)} {unit}".strip()
                return LineDraft(name[:200], THOUSANDTHS, amount, 0, None, details), product
            price = exact // quantity
        line = LineDraft(name[:200], quantity, price, discount, None, "", unit[:20])
        if amount is not None and abs(line.amount - amount) > 1:
            raise Refusal(
                N_("Quantity times price comes to something else than this amount. Leave one of the columns out."),
                field=self._at("line_amount"),
            )
        return line, product

    def _columns(self, rows: Sequence[Values], whole: Values) -> dict[str, Any]:
        columns = {name: whole[name] for name in ("ordered_on", "delivered_on", "paid_on") if name in whole}
        columns |= {name: whole[name] for name in ("delivered_amount", "paid_amount") if name in whole}
        columns["tax_mode"] = self.mapping.tax_mode
        reference = whole.get("reference") or rows[0].get("external_id")
        if reference:
            columns["reference"] = " ".join(str(reference).split())[:60]
        note = "\n".join(dict.fromkeys(row["note"] for row in rows if "note" in row))
        if note:
            columns["note"] = note[:MOST_NOTE]
        progress = self._progress(whole)
        if progress is not None:
            columns["is_cancelled"] = progress == "cancelled"
        return columns

    def _progress(self, whole: Values) -> str | None:
        """How far it is; None where its rows do not say."""
        word = whole.get("status")
        if word is None:
            return None
        state = self.mapping.states.get(word.casefold())
        if state is None:
            raise Refusal(N_("What “%(word)s” means is not said."), field=self._at("status"), word=word)
        return state.outcome

    def _settled(self, new: NewOrder, order: Order, whole: Values) -> NewOrder:
        """A word or a day that says that all of it was delivered or paid, in figures."""
        columns, progress = dict(new.columns), self._progress(whole)
        for name in ("delivered", "paid"):
            is_all = progress in (name, "done") or f"{name}_on" in whole
            if is_all and f"{name}_amount" not in whole:
                columns[f"{name}_amount"] = order.total
                columns.setdefault(f"{name}_on", whole["ordered_on"])
        return NewOrder(columns, new.lines, new.deal, None, new.external_source, new.external_id)

    def _drawn_up(
        self, rows: Sequence[Values], new: NewOrder, whole: Values, faults: dict[int, Refusal]
    ) -> Order | None:
        try:
            return drawn_up(self.known.workspace, new, self.rates, row_id=0, at=self.known.at)
        except Refusal as refusal:
            for one in refusal.items if isinstance(refusal, Refusals) else (refusal,):
                parts = (one.field or "").split(".")
                is_of_line = len(parts) == 3 and parts[0] == "lines"
                at = parts[2] if is_of_line else one.field or ""
                row = rows[int(parts[1])] if is_of_line else rows[0]
                faults[id(row)] = Refusal(one.message, field=self._at(at), **one.params)
            return None

    def _at(self, to: str) -> str:
        return header_of(self.mapping, to)
