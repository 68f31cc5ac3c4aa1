"""What may be sent of a deal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from alur.api.deal_shapes import TemperatureName
from alur.api.shell.problems import Missing
from alur.api.shell.reading import (
    BasisPoints,
    Body,
    Custom,
    Day,
    Id,
    Instant,
    Line,
    MoneyIn,
    Outside,
    Percent,
    Short,
    Tag,
    Title,
    absent,
)
from alur.api.shell.requests import ApiRequest
from alur.catalogue.models import Product
from alur.conversations.operations.opening import NextStep
from alur.kernel.quantity import quantity_from_decimal
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Person
from alur.pipeline.models import Deal
from alur.pipeline.operations import valuing
from alur.pipeline.operations.pricing import prices_for

MOST = 200
QUANTITY_PATTERN = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$"


def read_quantity(value: object) -> int:
    """Thousandths from a decimal text above zero."""
    if not isinstance(value, str) or not re.fullmatch(QUANTITY_PATTERN, value):
        raise PydanticCustomError("number", "a number is a text")
    try:
        return quantity_from_decimal(value)
    except Refusal as refusal:
        raise PydanticCustomError("quantity", "a quantity is above zero") from refusal


Quantity = Annotated[
    int, BeforeValidator(read_quantity), WithJsonSchema({"type": "string", "pattern": QUANTITY_PATTERN})
]
Kind = Literal["call", "email", "whatsapp", "meeting", "visit", "task", "note"]


class PartIn(Body):
    person: Id
    role: Short = ""


class LineIn(Body):
    """Without a price, what the deal's price list says for so many, else the default one, else the product's own;
    `discount` in basis points."""

    product: Id
    quantity: Quantity = Field(default=1000, json_schema_extra={"default": "1"})
    unit_price: MoneyIn | None = None
    discount: BasisPoints = 0


class NextStepIn(Body):
    kind: Kind
    due_at: Instant
    title: Line = ""


class DealFields(Body):
    """What a deal may be made with and changed to. `value` null: the sum of its lines."""

    external_source: Short | None = None
    external_id: Outside | None = None
    owner: Id | None = None
    organization: Id | None = None
    source: Id | None = None
    campaign: Id | None = None
    price_list: Id | None = None
    expected_close_on: Day | None = None
    value: MoneyIn | None = None
    probability: Percent = absent()
    temperature: TemperatureName = absent()
    people: Annotated[list[PartIn], Field(max_length=MOST)] = absent()
    tags: Annotated[list[Tag], Field(max_length=MOST)] = absent()
    lines: Annotated[list[LineIn], Field(max_length=MOST)] = absent()
    custom: Custom = absent()


class DealNew(DealFields):
    """Needs a title or an organization. Without a stage: the first of the first pipeline; without an owner: you."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"required": ["title"], "properties": {"title": {"type": "string"}}},
                {"required": ["organization"], "properties": {"organization": {"type": "string"}}},
            ]
        },
    )

    title: Title | None = None
    pipeline: Id | None = None
    stage: Id | None = None
    next_step: NextStepIn | None = None
    override_reason: Line = ""


class DealChanges(DealFields):
    """Only what is sent changes."""

    title: Title = absent()


def lines_wanted(request: ApiRequest, deal: Deal, lines: Sequence[LineIn]) -> list[valuing.Line]:
    """Lines as the operation takes them, in the deal's currency."""
    ids = {line.product for line in lines}
    known = set(Product.objects.filter(workspace_id=request.workspace.id, id__in=ids).values_list("id", flat=True))
    is_asked = deal.currency == request.workspace.currency and any(line.unit_price is None for line in lines)
    book = prices_for(deal, ids, at=request.now) if is_asked else None
    wanted = []
    for number, line in enumerate(lines):
        field = f"lines.{number}"
        if line.product not in known:
            raise Missing(f"{field}.product")
        price = line.unit_price
        if price is not None and price.currency != deal.currency:
            sentence = N_("This deal is in %(currency)s.")
            raise Refusal(sentence, field=f"{field}.unit_price.currency", currency=deal.currency)
        if price is not None:
            amount = price.amount
        elif book is not None:
            amount = book.price(line.product, line.quantity)
        else:
            raise Refusal(N_("Give a price in %(currency)s."), field=f"{field}.unit_price", currency=deal.currency)
        wanted.append(valuing.Line(line.product, line.quantity, amount, line.discount))
    return wanted


def next_step_wanted(step: NextStepIn | None) -> NextStep | None:
    return NextStep(kind=step.kind, due_at=step.due_at, title=step.title) if step else None


def people_must_be_there(request: ApiRequest, people: Sequence[PartIn]) -> list[tuple[int, str]]:
    """(person, role) for each; Missing names the first who is not there."""
    known = set(
        Person.objects.filter(workspace_id=request.workspace.id, id__in={part.person for part in people}).values_list(
            "id", flat=True
        )
    )
    for number, part in enumerate(people):
        if part.person not in known:
            raise Missing(f"people.{number}.person")
    return [(part.person, part.role) for part in people]
