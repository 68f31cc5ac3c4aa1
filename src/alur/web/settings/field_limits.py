"""What lies outside the limits of a number field: it stays as it is, and is shown where the limits are set."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from alur.fields.models import FieldDefinition
from alur.kernel.money import NBSP, number_text
from alur.reporting.listing.asking import LISTINGS, asked_for
from alur.web.lists.asking import PATHS
from alur.web.shell.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class Outside:
    """How many values, one of them with its record, and the list that has them all."""

    count: int
    name: str
    value: str
    address: str


def outside_of(request: MemberRequest, definition: FieldDefinition) -> Outside | None:
    """Of the records that the member sees; None where nothing lies outside."""
    bounds = (("under", definition.lowest), ("over", definition.highest))
    asked = "|".join(f"{definition.key}:{operator}:{bound}" for operator, bound in bounds if bound)
    if not asked or definition.archived_at is not None:
        return None
    kind = definition.record_kind
    condition = asked_for(kind, request.member, now=request.now, filter=asked).condition
    rows = LISTINGS[kind].rows(request.member).filter(condition)
    count = rows.count()
    if not count:
        return None
    first = rows.order_by("id")[0]
    unit = f"{NBSP}{definition.unit}" if definition.unit else ""
    value = number_text(first.custom[definition.key], request.f.language) + unit
    return Outside(count, str(first), value, f"{PATHS[kind]}?{urlencode({'filter': asked})}")
