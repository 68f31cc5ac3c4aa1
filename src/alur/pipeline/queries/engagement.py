"""The deals with a company, or that a person takes part in, as far as the asker may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from alur.catalogue.models import ProductFamily
from alur.pipeline.models import Deal, DealPerson, LineItem, Stage, Status
from alur.tenancy.models import Member

MOST = 60
_FIELDS = (
    "id", "title", "status", "amount", "probability", "temperature", "created_at", "closed_at", "expected_close_on",
    "next_step_kind", "next_step_title", "next_step_due_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DealRow:
    """`number` of `total` is the stage's place in its pipeline; `family` that of the line worth most."""

    id: int
    title: str
    status: str
    amount: int
    probability: int
    temperature: str
    stage: Stage
    number: int
    total: int
    organization: str
    created_at: datetime
    closed_at: datetime | None
    expected_close_on: date | None
    next_step_kind: str
    next_step_title: str
    next_step_due_at: datetime | None
    family: ProductFamily | None
    role: str

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN


@dataclass(frozen=True, slots=True)
class Engagement:
    """Counts and sums of all such deals (minor units of the workspace's currency); `rows`: open ones, then newest."""

    counts: dict[str, int]
    amounts: dict[str, int]
    weighted: int
    rows: list[DealRow]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def engagement_of_organization(member: Member, organization_id: int) -> Engagement:
    return _engagement(Deal.objects.visible_to(member).filter(organization_id=organization_id), member, {})


def engagement_of_person(member: Member, person_id: int) -> Engagement:
    parts = DealPerson.objects.filter(workspace_id=member.workspace_id, person_id=person_id)
    roles = dict(parts.order_by("-id").values_list("deal_id", "role")[: MOST * 4])
    return _engagement(Deal.objects.visible_to(member).filter(id__in=list(roles)), member, roles)


def _engagement(deals: QuerySet[Deal], member: Member, roles: dict[int, str]) -> Engagement:
    sums = deals.values_list("status").annotate(
        count=Count("id"), sum=Sum("amount"), hundredfold=Sum(F("amount") * F("probability"))
    )
    by_status = {status: (count, amount or 0, hundredfold or 0) for status, count, amount, hundredfold in sums}
    is_open = Case(When(status=Status.OPEN, then=Value(0)), default=Value(1))
    found = list(
        deals.order_by(is_open, "-created_at", "-id").values_list("stage_id", "organization__name", *_FIELDS)[:MOST]
    )
    stages, places = _stages(member.workspace_id, {row[0] for row in found})
    families = _families(member.workspace_id, [row[2] for row in found])
    return Engagement(
        counts={status: row[0] for status, row in by_status.items()},
        amounts={status: row[1] for status, row in by_status.items()},
        weighted=(by_status.get(Status.OPEN, (0, 0, 0))[2] + 50) // 100,
        rows=[
            DealRow(
                **dict(zip(_FIELDS, row[2:], strict=True)),
                organization=row[1] or "",
                stage=stages[row[0]],
                number=places.get(row[0], (0, 0))[0],
                total=places.get(row[0], (0, 0))[1],
                family=families.get(row[2]),
                role=roles.get(row[2], ""),
            )
            for row in found
        ],
    )


def _stages(workspace_id: int, ids: set[int]) -> tuple[dict[int, Stage], dict[int, tuple[int, int]]]:
    """The stages by id, also removed ones, and the place of each that is there among those of its pipeline."""
    of = Stage.objects.filter(workspace_id=workspace_id)
    beside = of.filter(id__in=ids).values("pipeline_id")
    rows = list(of.filter(Q(id__in=ids) | Q(pipeline_id__in=beside, deleted_at__isnull=True)).order_by("position"))
    kept: dict[int, list[int]] = defaultdict(list)
    for stage in rows:
        if stage.deleted_at is None:
            kept[stage.pipeline_id].append(stage.id)
    places = {one: (number, len(group)) for group in kept.values() for number, one in enumerate(group, 1)}
    return {stage.id: stage for stage in rows}, places


def _families(workspace_id: int, deal_ids: Sequence[int]) -> dict[int, ProductFamily]:
    """Deal to the family of the line that is worth most."""
    lines = LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids, product__family_id__isnull=False)
    best = dict(lines.order_by("amount", "-position").values_list("deal_id", "product__family_id"))
    families = ProductFamily.objects.filter(workspace_id=workspace_id, id__in=set(best.values()))
    by_id = {one.id: one for one in families}
    return {deal_id: by_id[family_id] for deal_id, family_id in best.items() if family_id in by_id}
