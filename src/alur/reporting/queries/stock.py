"""What stood open at the end of a day, by owner, stage or product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Q, Sum

from alur.kernel.money import weighted
from alur.pipeline.models import Deal, DealSpell, Grain, LineSpell, PastTotal, Pipeline, Status, in_the_past
from alur.pipeline.queries.board_filter import BoardFilter, deal_condition, owner_condition, owners_in_sight
from alur.pipeline.queries.totals import last_instant
from alur.reporting.queries.asking import Asked
from alur.tenancy.models import Member

WEIGHTED = ExpressionWrapper((F("amount") * F("probability") + 50) / 100, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Value:
    """Open deals: how many, minor units of the workspace's currency, and thousandths of units where these are told."""

    count: int = 0
    amount: int = 0
    weighted: int = 0
    units: int = 0

    def __add__(self, other: Value) -> Value:
        return Value(
            self.count + other.count,
            self.amount + other.amount,
            self.weighted + other.weighted,
            self.units + other.units,
        )

    def __sub__(self, other: Value) -> Value:
        return Value(
            self.count - other.count,
            self.amount - other.amount,
            self.weighted - other.weighted,
            self.units - other.units,
        )


def open_on(member: Member, asked: Asked, day: date) -> Value:
    """All that stood open at the end of a day."""
    return total(open_by_owner(member, asked, day).values())


def total(values: Iterable[Value]) -> Value:
    return sum(values, Value())


def open_by_owner(member: Member, asked: Asked, day: date) -> dict[int, Value]:
    """By owner, 0 for nobody; who has none is absent."""
    return _open_by(member, asked, day, "owner_id")


def open_by_stage(member: Member, asked: Asked, day: date) -> dict[int, Value]:
    """By stage; one in which nothing stood is absent."""
    return _open_by(member, asked, day, "stage_id")


def open_by_product(member: Member, asked: Asked, day: date) -> dict[int, Value]:
    """By product that the deals hold; money and units are those of the product alone."""
    owners = owners_in_sight(member, asked.wanted.owners)
    return _of_lines(member.workspace_id, asked, day, owners, by="product_id")


def _open_by(member: Member, asked: Asked, day: date, by: str) -> dict[int, Value]:
    owners = owners_in_sight(member, asked.wanted.owners)
    if asked.by_lines:
        return _of_lines(member.workspace_id, asked, day, owners, by=f"deal__spells__{by}")
    if asked.wanted.is_counted:
        return _kept(member.workspace_id, asked, day, owners, by=by)
    return _of_spells(member.workspace_id, asked, day, owners, by=by)


def _kept(workspace_id: int, asked: Asked, day: date, owners: frozenset[int] | None, *, by: str) -> dict[int, Value]:
    month = day.replace(day=1)
    rows = PastTotal.objects.filter(
        Q(grain=Grain.MONTH, starts_on__lt=month) | Q(grain=Grain.DAY, starts_on__gte=month, starts_on__lte=day),
        workspace_id=workspace_id,
        pipeline_id__in=_asked(workspace_id, asked),  # named one by one: the index of these days begins with them
    )
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    grouped = rows.values_list(by).annotate(n=Sum("count"), a=Sum("amount"), w=Sum("weighted"))
    return {key: Value(int(n), int(a), int(w)) for key, n, a, w in grouped if n}


def _of_spells(
    workspace_id: int, asked: Asked, day: date, owners: frozenset[int] | None, *, by: str
) -> dict[int, Value]:
    trash = Deal.everything.filter(~in_the_past(), workspace_id=workspace_id).values("id")
    spells = DealSpell.objects.filter(
        ~Q(deal_id__in=trash),  # a join to every deal would cost more than all the rest
        _alive(workspace_id, day),
        owner_condition(owners),
        _due(asked.wanted),
        deal_condition(workspace_id, asked.wanted, "deal__"),
        workspace_id=workspace_id,
        pipeline_id__in=_asked(workspace_id, asked),  # named one by one: the index begins with them
        status=Status.OPEN,
    )
    grouped = spells.values_list(by).annotate(n=Count("id"), a=Sum("amount"), w=Sum(WEIGHTED))
    return {key or 0: Value(n, int(a), int(w)) for key, n, a, w in grouped}


def _of_lines(
    workspace_id: int, asked: Asked, day: date, owners: frozenset[int] | None, *, by: str
) -> dict[int, Value]:
    wanted = asked.wanted
    whole = BoardFilter(source_id=wanted.source_id, province_code=wanted.province_code, text=wanted.text)
    named: dict[str, Any] = {"product_id": wanted.product_id} if wanted.product_id else {}
    if wanted.family_id:
        named["product_id__in"] = _products(workspace_id, wanted.family_id)
    if asked.pipeline_id is not None:
        named["deal__spells__pipeline_id"] = asked.pipeline_id
    rows = LineSpell.objects.filter(
        _alive(workspace_id, day),
        _alive(workspace_id, day, "deal__spells__"),
        owner_condition(owners, "deal__spells__"),
        _due(wanted, "deal__spells__"),
        deal_condition(workspace_id, whole, "deal__"),
        in_the_past("deal__"),
        workspace_id=workspace_id,
        deal__spells__status=Status.OPEN,
        **named,
    )
    grouped = rows.order_by().values_list(by, "deal_id", "deal__spells__probability")
    found: dict[int, Value] = defaultdict(Value)
    for place, _, probability, amount, units in grouped.annotate(a=Sum("amount"), u=Sum("quantity")):
        found[place or 0] += Value(1, int(amount), weighted(int(amount), probability), int(units))
    return dict(found)


def _asked(workspace_id: int, asked: Asked) -> list[int]:
    """The pipelines that are asked about: one, or all of them, put away or not."""
    if asked.pipeline_id:
        return [asked.pipeline_id]
    return list(Pipeline.objects.filter(workspace_id=workspace_id).order_by("id").values_list("id", flat=True))


def _products(workspace_id: int, family_id: int) -> Any:
    from alur.catalogue.models import Product

    return Product.objects.filter(workspace_id=workspace_id, family_id=family_id).values("id")


def _alive(workspace_id: int, day: date, prefix: str = "") -> Q:
    until = last_instant(workspace_id, day)
    ended = Q(**{f"{prefix}until_at__isnull": True}) | Q(**{f"{prefix}until_at__gte": until})
    return ended & Q(**{f"{prefix}from_at__lt": until})


def _due(wanted: BoardFilter, prefix: str = "") -> Q:
    condition = Q()
    if wanted.close_from:
        condition &= Q(**{f"{prefix}expected_close_on__gte": wanted.close_from})
    if wanted.close_until:
        condition &= Q(**{f"{prefix}expected_close_on__lt": wanted.close_until})
    return condition
