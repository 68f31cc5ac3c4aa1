"""What deals are compared by. Two are candidates when one company or person is in both and at least one still runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from alur.kernel.likeness import companies_alike, company_words
from alur.pipeline.models import Deal, DealPerson, LineItem, Status
from alur.rescue.matching.features import Features

RECENT = timedelta(days=60)
"""What ended and is older than this is nobody's double: it is an earlier sale."""
ALIVE = (Status.OPEN, Status.POSTPONED)
SOON, LATER, LONG_AGO = 14, 45, 180
NEAR, FAR = 0.9, 0.4
"""Of two values, the smaller one in parts of the larger one."""


def deals_of(workspace_id: int, ids: list[int], *, at: datetime) -> dict[int, Features]:
    """Those that still run, or were made lately."""
    rows = Deal.objects.filter(
        Q(status__in=ALIVE) | Q(created_at__gte=at - RECENT), workspace_id=workspace_id, id__in=ids
    ).values_list(
        "id", "title", "organization_id", "external_source", "external_id", "amount", "created_at",
        "expected_close_on", "pipeline_id", "status",
    )  # fmt: skip
    kept = list(rows)
    found_ids = [row[0] for row in kept]
    products, people = defaultdict(set), defaultdict(set)
    lines = LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=found_ids)
    for deal_id, product_id in lines.values_list("deal_id", "product_id"):
        products[deal_id].add(product_id)
    parts = DealPerson.objects.filter(workspace_id=workspace_id, deal_id__in=found_ids)
    for deal_id, person_id in parts.values_list("deal_id", "person_id"):
        people[deal_id].add(person_id)
    return {
        row_id: Features(
            row_id, title, tuple(company_words(title)), source=(source, number), company=company,
            products=frozenset(products[row_id]), people=frozenset(people[row_id]), value=amount,
            made_on=created_at.toordinal(), close_on=close_on.toordinal() if close_on else None,
            pipeline=pipeline_id, status=str(status),
        )
        for row_id, title, company, source, number, amount, created_at, close_on, pipeline_id, status in kept
    }  # fmt: skip


def deal_keys(one: Features) -> Iterator[str]:
    if one.company is not None:
        yield f"c{one.company}"
    yield from (f"p{person}" for person in one.people)


def points_of_deals(one: Features, other: Features) -> list[tuple[str, int]]:
    """Nothing where both have ended, or nobody is in both."""
    is_same_company = one.company is not None and one.company == other.company
    people = one.people & other.people
    if not ({one.status, other.status} & set(ALIVE)) or not (is_same_company or people):
        return []
    alike = companies_alike(one.words, other.words)
    title = "title_same" if alike.score >= 97 else "title_alike"
    points = [("same_company", 30) if is_same_company else ("same_person", 25), (title, alike.score * 35 // 100)]
    if is_same_company and people:
        points.append(("same_person", 8))
    if one.products and other.products:
        points.append(("products", 20) if one.products & other.products else ("products_differ", -20))
    if one.value and other.value:
        part = min(one.value, other.value) / max(one.value, other.value)
        points.append(("value", 12) if part >= NEAR else ("value_differs", -10) if part < FAR else ("", 0))
    apart = abs(one.made_on - other.made_on)
    points.append(
        ("made", 10 if apart <= SOON else 5) if apart <= LATER else ("made_apart", -10 if apart > LONG_AGO else 0)
    )
    if one.close_on is not None and other.close_on is not None and abs(one.close_on - other.close_on) <= SOON:
        points.append(("close", 5))
    if one.pipeline != other.pipeline:
        points.append(("pipeline", -15))
    if Status.WON in (one.status, other.status):
        points.append(("won", -15))  # whoever bought may want another
    elif one.status not in ALIVE or other.status not in ALIVE:
        points.append(("ended", -10))
    return points
