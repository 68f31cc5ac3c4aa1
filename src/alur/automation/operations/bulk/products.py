"""What can be done to many products: the verbs of `catalogue`, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from alur.automation.operations.bulk.others import JudgedRecord, Records, edit_each, words
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import delete_product, edit_product
from alur.events.recording import Operation
from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.money import LARGEST
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member

STEPS = (1, 100, 500, 1000, 5000, 10000)
"""What a new price is rounded to, in minor units."""
LOWEST, HIGHEST = Decimal(-90), Decimal(500)


@dataclass(frozen=True, slots=True)
class Reprice:
    """Every price by the same percentage, rounded half up to a multiple of `step` minor units."""

    percent: Decimal
    step: int

    def judge(self, rows: Sequence[Product], *, at: datetime) -> list[JudgedRecord]:
        return [self._judged(row) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        edit_each(judged, edit_product, act)

    def priced(self, price: int) -> int:
        exact = price * (100 + self.percent) / 100
        return int((exact / self.step).quantize(Decimal(1), ROUND_HALF_UP)) * self.step

    def _judged(self, row: Product) -> JudgedRecord:
        price = self.priced(row.unit_price)
        if row.unit_price and not price:
            return JudgedRecord(row, is_changed=False, refusal=Refusal(N_("Rounded like this, the price is nothing.")))
        if price > LARGEST:
            return JudgedRecord(row, is_changed=False, refusal=Refusal(N_("This price is too large.")))
        return JudgedRecord(row, price != row.unit_price, {"unit_price": price})


def reprice(plain: Mapping[str, Any], by: Member) -> Reprice:
    try:
        percent = Decimal(str(plain.get("percent", "")))
    except InvalidOperation:
        percent = Decimal(0)
    if not percent.is_finite() or not percent:
        raise Refusal(N_("Type by how many percent, such as 5 or -10."), field="percent")
    if not LOWEST <= percent <= HIGHEST:
        raise Refusal(N_("A price changes by -90 to 500 percent."), field="percent")
    if plain.get("step", 1) not in STEPS:
        raise Refusal(N_("Choose what to round to."), field="step")
    return Reprice(percent, int(plain.get("step", 1)))


def _family(value: Any, by: Member) -> Mapping[str, Any]:
    if value is None:
        return {"family_id": None}
    families = ProductFamily.objects.filter(workspace_id=by.workspace_id, deleted_at__isnull=True)
    if not families.filter(id=id_from(value)).exists():
        raise Refusal(N_("This family is no longer there."), field="value")
    return {"family_id": id_from(value)}


def _for_sale(value: Any, by: Member) -> Mapping[str, Any]:
    if not isinstance(value, bool):
        raise Refusal(N_("Choose yes or no."), field="value")
    return {"is_active": value}


PRODUCTS = Records(
    RecordKind.PRODUCT,
    edit_product,
    delete_product,
    {"family": _family, "unit": words("unit", 20), "is_active": _for_sale},
)
