"""What was typed into the editor of a quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alur.catalogue.models import Product
from alur.catalogue.queries.pricing import PriceBook, price_book
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.names import name_key
from alur.kernel.quantity import parse_discount, parse_quantity
from alur.kernel.refusal import Refusal, Refusals
from alur.orders.operations.calculating import LineDraft
from alur.pipeline.models import Deal
from alur.pipeline.operations.pricing import prices_for
from alur.web.shell.formats import Formats
from alur.web.shell.requests import MemberRequest

CELLS = ("product", "name", "details", "unit", "quantity", "price", "discount")
FIELDS = ("valid_until", "tax_mode", "language", "person", "note", "terms")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as its cells hold it."""

    product: str = ""
    name: str = ""
    details: str = ""
    unit: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.product, self.name.strip(), self.details.strip(), self.price.strip()))


def rows_typed(request: MemberRequest) -> list[Row]:
    """The lines of the form, without empty ones and without the one whose button took it out."""
    post = request.POST
    cells = zip(*(post.getlist(f"line-{cell}") for cell in CELLS), strict=False)
    dropped = post.get("drop", "")
    rows = [Row(*row) for number, row in enumerate(cells) if str(number) != dropped]
    return [row for row in rows if not row.is_empty]


def rows_of(lines: Sequence[LineDraft], currency: str, f: Formats) -> list[Row]:
    """The lines that are kept, as cells show them."""
    return [
        Row(
            str(line.product_id or ""),
            line.name,
            line.details,
            line.unit,
            f.quantity(line.quantity),
            f.plain_money(line.unit_price, currency),
            f.discount(line.discount) if line.discount else "",
        )
        for line in lines
    ]


def lines_typed(request: MemberRequest, rows: list[Row], currency: str, deal: Deal | None) -> list[LineDraft]:
    """Refusals by `lines.<number>.<cell>`. A name that is a product's makes it that one; its list says the price."""
    keys = {name_key(row.name) for row in rows if row.name.strip()}
    products = Product.objects.filter(workspace_id=request.workspace.id, name_key__in=keys).order_by("id")
    named = {one.name: one for one in products}
    ids = [id_from(row.product) for row in rows]
    chosen = [
        named[row.name.strip()].id if row.name.strip() in named else one for row, one in zip(rows, ids, strict=True)
    ]
    is_asked = currency == request.workspace.currency and any(not row.price.strip() for row in rows)
    book = _book(request, deal, {one for one in chosen if one}) if is_asked else None
    faults: list[Refusal] = []
    lines: list[LineDraft] = []
    for number, (row, product_id) in enumerate(zip(rows, chosen, strict=True)):
        try:
            quantity = parse_quantity(row.quantity or "1", request.f.language, field=f"lines.{number}.quantity")
            price = (
                parse_money(row.price, currency, request.f.language, field=f"lines.{number}.unit_price")
                if (row.price.strip())
                else book.price(product_id, quantity)
                if book
                else 0
            )
            discount = parse_discount(row.discount, request.f.language, field=f"lines.{number}.discount")
        except Refusal as fault:
            faults.append(fault)
            continue
        unit = row.unit or (named[row.name.strip()].unit if row.name.strip() in named else "")
        lines.append(LineDraft(row.name, quantity, price, discount, product_id or None, row.details, unit))
    if faults:
        raise Refusals(faults)
    return lines


def _book(request: MemberRequest, deal: Deal | None, product_ids: set[int]) -> PriceBook:
    """By the deal's price list, else by the default one."""
    if deal is not None:
        return prices_for(deal, product_ids, at=request.now)
    return price_book(request.workspace.id, product_ids, chosen=None, on=request.f.today)


def fields_typed(request: MemberRequest) -> dict[str, Any]:
    """The columns that the form holds."""
    post = request.POST
    return {
        "valid_until": parse_day(post.get("valid_until", ""), field="valid_until"),
        "tax_mode": post.get("tax_mode", ""),
        "language": post.get("language", ""),
        "person_id": id_from(post["person"]) if post.get("person") else None,
        "note": post.get("note", ""),
        "terms": post.get("terms", ""),
        "leads_value": "leads_value" in post,
    }
