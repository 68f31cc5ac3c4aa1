"""What is stored of deals, read for many at once: the same number of questions for one as for four hundred."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from alur.people.models import ContactPoint
from alur.people.models.contact_point import ContactKind
from alur.pipeline.models import Criterion, Deal, DealPerson, DealSpell, LineItem, Stage, Status
from alur.rescue.models import Snooze, StageLimit
from alur.rescue.needs import CONTACT, REGION, Weights, completeness, needs_of
from alur.rescue.reckoning import Standing
from alur.tenancy.prepared import Prepared, Slot, Slots

REACHING = (ContactKind.PHONE.value, ContactKind.EMAIL.value)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a stage: the silence it allows in days, none for any, and what a deal there needs."""

    limits: Mapping[int, int | None]
    needs: Mapping[int, Weights]


def rules_of(workspace_id: int) -> Rules:
    """The rules of all stages, those of removed ones too: three questions."""
    stages = _STAGES(workspace_id=workspace_id)
    learned = dict(_LIMITS(workspace_id=workspace_id))
    criteria = _CRITERIA(workspace_id=workspace_id)
    by_pipeline: dict[int, list[Stage]] = {}
    for stage in stages:
        by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    needs: dict[int, Weights] = {}
    for own in by_pipeline.values():
        needs.update(needs_of(own, criteria))
    return Rules({stage.id: learned.get(stage.id) or stage.rot_days for stage in stages}, needs)


def standings(workspace_id: int, deal_ids: Collection[int]) -> list[Standing]:
    """Those of these deals that are open and not in the trash."""
    rows = _DEALS(workspace_id=workspace_id, ids=deal_ids)
    if not rows:
        return []
    rules = rules_of(workspace_id)
    ids = [row[0] for row in rows]
    people = _PEOPLE(workspace_id=workspace_id, ids=ids)
    companies = {row[_ORGANIZATION] for row in rows if row[_ORGANIZATION]}
    with_companies, with_people = _reachable(workspace_id, companies, {person for _, person in people})
    parts = _Parts(
        with_people={deal for deal, _ in people},
        with_lines=set(_LINES(workspace_id=workspace_id, ids=ids)),
        reached_by_people={deal for deal, person in people if person in with_people},
        reached_companies=with_companies,
    )
    back = [row[0] for row in rows if row[_POSTPONED_COUNT]]
    returned = dict(_RETURNS(workspace_id=workspace_id, ids=back)) if back else {}
    snoozed = dict(_SNOOZES(workspace_id=workspace_id, ids=ids))
    return [_standing(row, rules, parts, returned.get(row[0]), snoozed.get(row[0])) for row in rows]


@dataclass(frozen=True, slots=True)
class _Parts:
    with_people: Collection[int]
    with_lines: Collection[int]
    reached_by_people: Collection[int]
    reached_companies: Collection[int | None]


_COLUMNS = (
    "id", "owner_id", "pipeline_id", "stage_id", "stage_entered_at", "amount", "probability", "next_step_id",
    "next_step_due_at", "last_activity_at", "organization_id", "expected_close_on", "source_id", "postponed_count",
    "custom", "organization__region_code",
)  # fmt: skip
_ORGANIZATION, _POSTPONED_COUNT = _COLUMNS.index("organization_id"), _COLUMNS.index("postponed_count")
_OURS = {"workspace_id": Slot("workspace_id")}
_OF_DEALS: dict[str, Any] = {**_OURS, "deal_id__in": [Slots("ids")]}

_DEALS = Prepared(
    lambda: (
        Deal.objects.filter(**_OURS, id__in=[Slots("ids")], status=Status.OPEN).order_by("id").values_list(*_COLUMNS)
    )
)
_STAGES = Prepared(lambda: Stage.objects.filter(**_OURS).order_by("pipeline_id", "position", "id"))
_LIMITS = Prepared(lambda: StageLimit.objects.filter(**_OURS).values_list("stage_id", "days"))
_CRITERIA = Prepared(
    lambda: (
        Criterion.objects.filter(**_OURS, deleted_at__isnull=True, stage__deleted_at__isnull=True)
        .select_related("step")
        .order_by("id")
    )
)
_PEOPLE = Prepared(lambda: DealPerson.objects.filter(**_OF_DEALS).values_list("deal_id", "person_id"))
_LINES = Prepared(lambda: LineItem.objects.filter(**_OF_DEALS).values_list("deal_id", flat=True))
_SNOOZES = Prepared(lambda: Snooze.objects.filter(**_OF_DEALS).values_list("deal_id", "until_at"))
_RETURNS = Prepared(
    lambda: (
        DealSpell.objects.filter(**_OF_DEALS, status=Status.POSTPONED, until_at__isnull=False)
        .values("deal_id")
        .annotate(at=Max("until_at"))
        .values_list("deal_id", "at")
    )
)
_OF_COMPANIES = Prepared(
    lambda: ContactPoint.objects.filter(**_OURS, organization_id__in=[Slots("ids")], kind__in=REACHING).values_list(
        "organization_id", flat=True
    )
)
_OF_PEOPLE = Prepared(
    lambda: ContactPoint.objects.filter(**_OURS, person_id__in=[Slots("ids")], kind__in=REACHING).values_list(
        "person_id", flat=True
    )
)


def _reachable(
    workspace_id: int, companies: Collection[int], people: Collection[int]
) -> tuple[set[int | None], set[int | None]]:
    """The companies and the people that have a number or an address."""
    return (
        set(_OF_COMPANIES(workspace_id=workspace_id, ids=companies)),
        set(_OF_PEOPLE(workspace_id=workspace_id, ids=people)),
    )


def _standing(
    row: tuple[Any, ...], rules: Rules, parts: _Parts, returned_at: datetime | None, snoozed_until: datetime | None
) -> Standing:
    (
        deal_id, owner_id, pipeline_id, stage_id, entered_at, amount, probability, step_id, due_at, last_at, company_id,
        close_on, source_id, _count, custom, region,
    ) = row  # fmt: skip
    filled = {
        "organization": company_id,
        "owner": owner_id,
        "value": amount,
        "expected_close_on": close_on,
        "source": source_id,
        "people": deal_id in parts.with_people,
        "lines": deal_id in parts.with_lines,
        REGION: region,
        CONTACT: company_id in parts.reached_companies or deal_id in parts.reached_by_people,
        **{name: value not in (None, "", []) for name, value in custom.items()},
    }
    return Standing(
        deal_id, owner_id or 0, pipeline_id, stage_id, entered_at, amount, probability, step_id is not None, due_at,
        last_at, returned_at, snoozed_until, rules.limits.get(stage_id),
        completeness(rules.needs.get(stage_id, {}), {name for name, value in filled.items() if value}),
    )  # fmt: skip
