"""A deal as the API gives it, built from rows: no instances on lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Literal

from typing_extensions import TypedDict

from alur.api.completeness import CompletenessOut, deals_complete
from alur.api.shell.answering import DayOut, IdOut, InstantOut, MoneyOut, UnmetOut, day, ident, instant
from alur.kernel.quantity import quantity_to_decimal
from alur.pipeline.models import Deal, DealPerson, DealTag, LineItem

StatusName = Literal["open", "won", "lost", "not_a_fit", "postponed"]
TemperatureName = Literal["cold", "warm", "hot"]


class PartOut(TypedDict):
    """Someone who takes part in a deal, and as what."""

    person: IdOut
    role: str


class NextStepOut(TypedDict):
    """The earliest planned activity."""

    id: IdOut
    kind: str
    due_at: InstantOut


class LineOut(TypedDict):
    """`quantity` is a decimal, `unit_price` in the deal's currency, `discount` in basis points."""

    product: IdOut
    quantity: str
    unit_price: MoneyOut
    discount: int


class DealOut(TypedDict):
    """One sale from cold prospect to its end. References are ids, `probability` is percent;
    `postponed_until` is also the day to ask again of one that is not a fit. `completeness` is by what its stage needs;
    null where that is nothing, and of a closed deal.
    """

    id: IdOut
    external_source: str | None
    external_id: str | None
    title: str
    pipeline: IdOut
    stage: IdOut
    status: StatusName
    temperature: TemperatureName
    probability: int
    value: MoneyOut
    owner: IdOut | None
    organization: IdOut | None
    people: list[PartOut]
    source: IdOut | None
    campaign: IdOut | None
    tags: list[str]
    expected_close_on: DayOut | None
    postponed_until: DayOut | None
    next_step: NextStepOut | None
    last_activity_at: InstantOut | None
    created_at: InstantOut
    updated_at: InstantOut
    closed_at: InstantOut | None
    lines: list[LineOut]
    custom: dict[str, Any]
    price_list: IdOut | None
    completeness: CompletenessOut | None


class DealList(TypedDict):
    items: list[DealOut]
    next_cursor: str | None


class StoodDealOut(DealOut):
    """A deal after a move or a closure, with the criteria that were asked for and are not met."""

    unmet: list[UnmetOut]


COLUMNS = (
    "id",
    "external_source",
    "external_id",
    "title",
    "pipeline_id",
    "stage_id",
    "status",
    "temperature",
    "probability",
    "currency_amount",
    "currency",
    "owner_id",
    "organization_id",
    "source_id",
    "campaign_id",
    "price_list_id",
    "expected_close_on",
    "postponed_until",
    "next_step_id",
    "next_step_kind",
    "next_step_due_at",
    "last_activity_at",
    "created_at",
    "updated_at",
    "closed_at",
    "custom",
)


def deal_shown(deal: Deal) -> DealOut:
    row = tuple(getattr(deal, column) for column in COLUMNS)
    return deals_shown(deal.workspace_id, [row])[0]


def deals_shown(workspace_id: int, rows: Collection[tuple[Any, ...]]) -> list[DealOut]:
    """Rows of COLUMNS, with people, tags, lines and completeness in a few queries for all of them."""
    ids = [row[0] for row in rows]
    currencies = {row[0]: row[10] for row in rows}
    people, tags = _people(workspace_id, ids), _tags(workspace_id, ids)
    lines = lines_shown(workspace_id, currencies)
    complete = deals_complete(workspace_id, ids)
    return [_shown(row, people[row[0]], tags[row[0]], lines[row[0]], complete.get(row[0])) for row in rows]


def lines_shown(workspace_id: int, currencies: dict[int, str]) -> dict[int, list[LineOut]]:
    """The lines of deals by id, each deal given with its currency."""
    lines: dict[int, list[LineOut]] = defaultdict(list)
    if not currencies:
        return lines
    # Put in order here: asked to order, SQLite may read a whole table along its key.
    items = LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=list(currencies))
    for _position, deal_id, product_id, quantity, unit_price, discount in sorted(
        items.values_list("position", "deal_id", "product_id", "quantity", "unit_price", "discount")
    ):
        lines[deal_id].append(
            {
                "product": str(product_id),
                "quantity": quantity_to_decimal(quantity),
                "unit_price": {"amount": unit_price, "currency": currencies[deal_id]},
                "discount": discount,
            }
        )
    return lines


def _people(workspace_id: int, ids: list[int]) -> dict[int, list[PartOut]]:
    people: dict[int, list[PartOut]] = defaultdict(list)
    if ids:
        parts = DealPerson.objects.filter(workspace_id=workspace_id, deal_id__in=ids)
        for *_order, deal_id, person_id, role in sorted(
            parts.values_list("position", "id", "deal_id", "person_id", "role")
        ):
            people[deal_id].append({"person": str(person_id), "role": role})
    return people


def _tags(workspace_id: int, ids: list[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = defaultdict(list)
    if ids:
        links = DealTag.objects.filter(workspace_id=workspace_id, deal_id__in=ids)
        for _id, deal_id, name in sorted(links.values_list("id", "deal_id", "tag__name")):
            tags[deal_id].append(name)
    return tags


def _shown(
    row: tuple[Any, ...],
    people: list[PartOut],
    tags: list[str],
    lines: list[LineOut],
    complete: CompletenessOut | None,
) -> DealOut:
    value = dict(zip(COLUMNS, row, strict=False))
    step_id = value["next_step_id"]
    return {
        "id": str(value["id"]),
        "external_source": value["external_source"] or None,
        "external_id": value["external_id"] or None,
        "title": value["title"],
        "pipeline": str(value["pipeline_id"]),
        "stage": str(value["stage_id"]),
        "status": value["status"],
        "temperature": value["temperature"],
        "probability": value["probability"],
        "value": {"amount": value["currency_amount"], "currency": value["currency"]},
        "owner": ident(value["owner_id"]),
        "organization": ident(value["organization_id"]),
        "people": people,
        "source": ident(value["source_id"]),
        "campaign": ident(value["campaign_id"]),
        "tags": tags,
        "expected_close_on": day(value["expected_close_on"]),
        "postponed_until": day(value["postponed_until"]),
        "next_step": {
            "id": str(step_id),
            "kind": value["next_step_kind"],
            "due_at": instant(value["next_step_due_at"]),
        }
        if step_id
        else None,
        "last_activity_at": instant(value["last_activity_at"]),
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
        "closed_at": instant(value["closed_at"]),
        "lines": lines,
        "custom": value["custom"],
        "price_list": ident(value["price_list_id"]),
        "completeness": complete,
    }
