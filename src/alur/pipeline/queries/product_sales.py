"""What becomes of one product: where it stands in open deals, what came in and was won by month, at which discounts.

Units are thousandths, money minor units of the workspace's currency. All of it as far as the asker may see the deals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

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


@dataclass(frozen=True, slots=True)
class _Held:
    """A line of a deal that is open, or that ended in these months; `worth` is in the workspace's currency."""

    line_id: int
    deal_id: int
    quantity: int
    amount: int
    worth: int
    discount: int
    status: str
    stage_id: int
    probability: int
    closed_at: datetime | None


def product_sales(member: Member, product_id: int, *, today: date, zone: ZoneInfo) -> ProductSales:
    first = _month(today, 1 - MONTHS)
    since, _until = day_bounds(first, zone)
    held = _held(member, product_id, since)
    standing = [one for one in held if one.status == Status.OPEN]
    won = [one for one in held if one.status == Status.WON]
    discounts = Counter[int]()
    for one in won:
        discounts[(one.discount + 50) // 100] += one.quantity
    deal_ids = {one.deal_id for one in won}
    stages = _stages(member.workspace_id, standing)
    return ProductSales(
        deals=len({one.deal_id for one in standing}),
        quantity=sum(one.quantity for one in standing),
        amount=sum(one.amount for one in stages),
        expected=(sum(one.quantity * one.probability for one in standing) + 50) // 100,
        stages=stages,
        lines=_open_lines(member.workspace_id, standing),
        months=_months(_entered(member, product_id, since), won, first, zone),
        lost=sum(one.quantity for one in held if one.status in (Status.LOST, Status.NOT_A_FIT)),
        discounts=dict(sorted(discounts.items())),
        median_discount=_median(discounts),
        won_deals=len(deal_ids),
        together=_together(member, product_id, since, len(deal_ids)),
    )


def _held(member: Member, product_id: int, since: datetime) -> list[_Held]:
    """Its lines in the open deals that the asker sees and in those that ended since, read once for all figures.

    The deals are looked up by the lines' own: joined, SQLite began with every deal of the workspace.
    """
    lines = LineItem.objects.filter(workspace_id=member.workspace_id, product_id=product_id).order_by()
    deals = Deal.objects.visible_to(member).filter(
        Q(status=Status.OPEN) | Q(closed_at__gte=since), id__in=lines.values("deal_id")
    )
    columns = ("id", "amount", "currency_amount", "status", "stage_id", "probability", "closed_at")
    known = {row[0]: row[1:] for row in deals.order_by().values_list(*columns)}
    found = []
    for line_id, deal_id, quantity, amount, discount in lines.values_list(
        "id", "deal_id", "quantity", "amount", "discount"
    ):
        if deal_id in known:
            deal_amount, currency_amount, *stands = known[deal_id]
            worth = _in_workspace(amount, deal_amount, currency_amount)
            found.append(_Held(line_id, deal_id, quantity, amount, worth, discount, *stands))
    return found


def _stages(workspace_id: int, standing: Iterable[_Held]) -> list[StageShare]:
    """In the order of pipelines and stages; all stages of a pipeline in which the product stands, empty ones too."""
    held: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in standing:
        held[one.stage_id][0] += one.quantity
        held[one.stage_id][1] += one.worth
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


def _open_lines(workspace_id: int, standing: Sequence[_Held]) -> list[DealLine]:
    """Those that are worth most."""
    best = sorted(standing, key=lambda one: (-one.amount, one.deal_id, one.line_id))[:MOST_DEALS]
    deals = Deal.objects.filter(workspace_id=workspace_id, id__in={one.deal_id for one in best})
    known = {deal.id: deal for deal in deals.select_related("organization", "stage", "owner")}
    return [DealLine(known[one.deal_id], one.quantity, one.discount, one.worth) for one in best]


def _entered(member: Member, product_id: int, since: datetime) -> list[tuple[datetime, int, int]]:
    """(when, units, worth) for each deal that the product came into since then for the first time."""
    spells = LineSpell.objects.filter(workspace_id=member.workspace_id, product_id=product_id).order_by()
    earlier = spells.filter(from_at__lt=since).values("deal_id")
    begun = spells.filter(from_at__gte=since).exclude(deal_id__in=earlier)
    deals = Deal.objects.visible_to(member).filter(id__in=begun.values("deal_id")).order_by()
    known = {row[0]: row[1:] for row in deals.values_list("id", "amount", "currency_amount")}
    found: dict[int, tuple[datetime, int, int]] = {}
    for deal_id, at, quantity, amount in begun.values_list("deal_id", "from_at", "quantity", "amount"):
        if deal_id not in known:
            continue
        first = found.get(deal_id)
        if first is None or at < first[0]:
            first = (at, 0, 0)
        if at == first[0]:
            found[deal_id] = (at, first[1] + quantity, first[2] + _in_workspace(amount, *known[deal_id]))
    return list(found.values())


def _months(
    entered: Iterable[tuple[datetime, int, int]], won: Iterable[_Held], first: date, zone: ZoneInfo
) -> list[Month]:
    months = {one: Month(one) for one in (_month(first, number) for number in range(MONTHS))}
    for at, quantity, amount in entered:
        month = months.get(at.astimezone(zone).date().replace(day=1))
        if month is not None:
            month.entered += quantity
            month.entered_amount += amount
    for one in won:
        assert one.closed_at is not None
        month = months.get(one.closed_at.astimezone(zone).date().replace(day=1))
        if month is not None:
            month.won += one.quantity
            month.won_amount += one.worth
    return list(months.values())


def _together(member: Member, product_id: int, since: datetime, count: int) -> list[Together]:
    """What else the `count` deals hold that were won with it since."""
    if count < LEAST_DEALS:
        return []
    workspace_id = member.workspace_id
    own = LineItem.objects.filter(workspace_id=workspace_id, product_id=product_id).values("deal_id")
    won = Deal.objects.visible_to(member).filter(status=Status.WON, closed_at__gte=since, id__in=own)
    others = LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=won.values("id")).exclude(
        product_id=product_id
    )
    counted = others.order_by().values_list("product_id").annotate(n=Count("deal_id", distinct=True))
    best = sorted(counted, key=lambda row: (-row[1], row[0]))[:MOST_TOGETHER]
    products = Product.objects.filter(workspace_id=workspace_id, id__in=[row[0] for row in best])
    known = {one.id: one for one in products.select_related("family")}
    return [Together(known[one], round(n * 100 / count)) for one, n in best if one in known]


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
