"""What becomes of one product: where it stands in open deals, what came in and was won by month, at which discounts.

Units are thousandths, money minor units of the workspace's currency. All of it as far as the asker may see the deals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, QuerySet, Sum

from alur.catalogue.models import Product
from alur.kernel.dates import day_bounds
from alur.pipeline.models import Deal, LineItem, LineSpell, Stage, Status
from alur.tenancy.models import Member

MONTHS = 12
MOST_DEALS = 20
MOST_TOGETHER = 5
LEAST_DEALS = 5
"""So many won deals at least, before it is said what is bought together."""


@dataclass(frozen=True, slots=True)
class StageShare:
    """What stands in a stage, the `number`th of `total` of its pipeline."""

    stage: Stage
    number: int
    total: int
    quantity: int
    amount: int


@dataclass(slots=True)
class Month:
    """What came in and what was won in a month, named by its first day. Entered: its first line in a deal."""

    first: date
    entered: int = 0
    entered_amount: int = 0
    won: int = 0
    won_amount: int = 0


@dataclass(frozen=True, slots=True)
class DealLine:
    """A line of an open deal, with what one wants to know of the deal."""

    deal: Deal
    quantity: int
    discount: int
    amount: int


@dataclass(frozen=True, slots=True)
class Together:
    """`share` percent of the won deals that have the product have this one too."""

    product: Product
    share: int


@dataclass(frozen=True, slots=True)
class ProductSales:
    """`expected` weighs what is open by its probability; `discounts` are units won by whole percent."""

    deals: int
    quantity: int
    amount: int
    expected: int
    stages: list[StageShare]
    lines: list[DealLine]
    months: list[Month]
    lost: int
    discounts: dict[int, int] = field(default_factory=dict)
    median_discount: int | None = None
    won_deals: int = 0
    together: list[Together] = field(default_factory=list)


def product_sales(member: Member, product_id: int, *, today: date, zone: ZoneInfo) -> ProductSales:
    lines = LineItem.objects.filter(workspace_id=member.workspace_id, product_id=product_id)
    seen: QuerySet[Deal] = Deal.objects.visible_to(member)
    is_open = seen.filter(status=Status.OPEN)
    sums = lines.filter(deal_id__in=is_open.values("id")).aggregate(
        deals=Count("deal_id", distinct=True),
        units=Sum("quantity"),
        hundredfold=Sum(F("quantity") * F("deal__probability")),
    )
    stages = _stages(member.workspace_id, lines.filter(deal_id__in=is_open.values("id")))
    first = _month(today, 1 - MONTHS)
    since, _until = day_bounds(first, zone)
    ended = seen.filter(closed_at__gte=since)
    won = _worth(lines.filter(deal_id__in=ended.filter(status=Status.WON).values("id")), "deal__closed_at", "discount")
    gone = lines.filter(deal_id__in=ended.filter(status__in=(Status.LOST, Status.NOT_A_FIT)).values("id"))
    discounts = Counter[int]()
    for _deal, _at, quantity, _amount, discount in won:
        discounts[(discount + 50) // 100] += quantity
    deal_ids = {row[0] for row in won}
    return ProductSales(
        deals=sums["deals"],
        quantity=sums["units"] or 0,
        amount=sum(one.amount for one in stages),
        expected=((sums["hundredfold"] or 0) + 50) // 100,
        stages=stages,
        lines=_open_lines(lines, is_open),
        months=_months(_entered(member, product_id, since), won, first, zone),
        lost=gone.aggregate(units=Sum("quantity"))["units"] or 0,
        discounts=dict(sorted(discounts.items())),
        median_discount=_median(discounts),
        won_deals=len(deal_ids),
        together=_together(member.workspace_id, product_id, deal_ids),
    )


def _stages(workspace_id: int, lines: QuerySet[LineItem]) -> list[StageShare]:
    """In the order of pipelines and stages; all stages of a pipeline in which the product stands, empty ones too."""
    held: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for stage_id, _at, quantity, amount in _worth(lines, "deal__created_at", key="deal__stage_id"):
        held[stage_id][0] += quantity
        held[stage_id][1] += amount
    pipelines = Stage.objects.filter(workspace_id=workspace_id, id__in=list(held)).values("pipeline_id")
    rows = Stage.objects.filter(workspace_id=workspace_id, pipeline_id__in=pipelines).select_related("pipeline")
    kept: dict[int, list[Stage]] = defaultdict(list)
    for stage in rows.order_by("pipeline__position", "pipeline_id", "position", "id"):
        if stage.deleted_at is None or stage.id in held:
            kept[stage.pipeline_id].append(stage)
    return [
        StageShare(stage, number, len(stages), *held.get(stage.id, (0, 0)))
        for stages in kept.values()
        for number, stage in enumerate(stages, 1)
    ]


def _open_lines(lines: QuerySet[LineItem], is_open: QuerySet[Deal]) -> list[DealLine]:
    """Those that are worth most."""
    rows = lines.filter(deal_id__in=is_open.values("id")).select_related(
        "deal", "deal__organization", "deal__stage", "deal__owner"
    )
    return [
        DealLine(
            row.deal, row.quantity, row.discount, _in_workspace(row.amount, row.deal.amount, row.deal.currency_amount)
        )
        for row in rows.order_by("-amount", "deal_id")[:MOST_DEALS]
    ]


def _entered(member: Member, product_id: int, since: datetime) -> list[tuple[datetime, int, int]]:
    """(when, units, worth) for each deal that the product came into since then for the first time."""
    spells = LineSpell.objects.filter(workspace_id=member.workspace_id, product_id=product_id)
    begun = spells.order_by().values_list("deal_id").annotate(first=Min("from_at")).filter(first__gte=since)
    firsts = dict(begun)
    deals = {
        row[0]: row[1:]
        for row in Deal.objects.visible_to(member)
        .filter(id__in=begun.values("deal_id"))
        .values_list("id", "amount", "currency_amount")
    }
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for deal_id, at, quantity, amount in spells.filter(from_at__gte=since).values_list(
        "deal_id", "from_at", "quantity", "amount"
    ):
        if deal_id in deals and firsts.get(deal_id) == at:
            found[deal_id][0] += quantity
            found[deal_id][1] += _in_workspace(amount, *deals[deal_id])
    return [(firsts[deal_id], quantity, amount) for deal_id, (quantity, amount) in found.items()]


def _months(
    entered: Iterable[tuple[datetime, int, int]], won: Iterable[Sequence[Any]], first: date, zone: ZoneInfo
) -> list[Month]:
    months = {one: Month(one) for one in (_month(first, number) for number in range(MONTHS))}
    for at, quantity, amount in entered:
        month = months.get(at.astimezone(zone).date().replace(day=1))
        if month is not None:
            month.entered += quantity
            month.entered_amount += amount
    for _deal, at, quantity, amount, _discount in won:
        month = months.get(at.astimezone(zone).date().replace(day=1))
        if month is not None:
            month.won += quantity
            month.won_amount += amount
    return list(months.values())


def _together(workspace_id: int, product_id: int, deal_ids: set[int]) -> list[Together]:
    if len(deal_ids) < LEAST_DEALS:
        return []
    others = LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids).exclude(product_id=product_id)
    counted = others.order_by().values_list("product_id").annotate(n=Count("deal_id", distinct=True))
    best = sorted(counted, key=lambda row: (-row[1], row[0]))[:MOST_TOGETHER]
    products = Product.objects.filter(workspace_id=workspace_id, id__in=[row[0] for row in best])
    known = {one.id: one for one in products.select_related("family")}
    return [Together(known[one], round(n * 100 / len(deal_ids))) for one, n in best if one in known]


def _worth(lines: QuerySet[LineItem], at: str, *more: str, key: str = "deal_id") -> list[tuple[Any, ...]]:
    """(key, at, quantity, amount in the workspace's currency, more) of each line."""
    rows = lines.order_by().values_list(key, at, "quantity", "amount", "deal__amount", "deal__currency_amount", *more)
    return [(row[0], row[1], row[2], _in_workspace(row[3], row[4], row[5]), *row[6:]) for row in rows]


def _in_workspace(amount: int, deal_amount: int, currency_amount: int) -> int:
    """An amount of a deal's currency in the workspace's, by the rate that the deal was valued at."""
    if deal_amount == currency_amount or not currency_amount:
        return amount
    return round(amount * deal_amount / currency_amount)


def _median(counted: Counter[int]) -> int | None:
    half, reached = sum(counted.values()) / 2, 0
    for value in sorted(counted):
        reached += counted[value]
        if reached >= half:
            return value
    return None


def _month(day: date, away: int) -> date:
    months = day.year * 12 + day.month - 1 + away
    return date(months // 12, months % 12 + 1, 1)
