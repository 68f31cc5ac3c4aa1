"""Pairs that are likely the same, the surest first; what merging one would move; where a merged one has gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal
from alur.rescue.matching.features import DEAL
from alur.rescue.matching.kinds import MODELS
from alur.rescue.matching.moving import pointing_at
from alur.rescue.models import LikelyPair, Merge
from alur.tenancy.counting import CountOf
from alur.tenancy.models import Member
from alur.tenancy.prepared import Slot

PAGE = 40
Place = tuple[int, int]
"""The (score, id) of the last pair of a page."""
TOLD = {
    "pipeline.Deal": "deals", "pipeline.DealPerson": "deals", "conversations.Activity": "activities",
    "orders.Order": "orders", "orders.Quote": "quotes", "people.Person": "people", "people.PersonRole": "people",
    "people.ContactPoint": "contacts", "files.StoredFile": "files", "people.Organization": "parts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairRow:
    id: int
    kind: str
    one_id: int
    other_id: int
    score: int
    reasons: list[tuple[str, int]]
    one: str
    other: str


def open_pairs(member: Member, kind: str = "") -> QuerySet[LikelyPair]:
    """Those that wait; of deals, those of which the member sees both."""
    owners = owners_seen_by(member)
    seen = Q() if owners is None else _both_of(owners, member.workspace_id)
    rows = LikelyPair.objects.filter(seen, workspace_id=member.workspace_id, told_apart_at__isnull=True)
    return rows.filter(kind=kind) if kind else rows


def pairs_counted(most: int, owners: Collection[Any] | None = None) -> CountOf:
    """How many wait, up to `most`, as a value of a prepared question with the slot workspace_id; of deals those of
    these owners, or (None) all."""
    seen = Q() if owners is None else _both_of(owners, Slot("workspace_id"))
    rows = LikelyPair.objects.filter(seen, workspace_id=Slot("workspace_id"), told_apart_at__isnull=True)
    return CountOf(rows, most=most)


def _both_of(owners: Collection[Any], workspace_id: Any) -> Q:
    """Both deals are of these owners, or nobody's. Asked pair by pair, for there are few."""
    owned = Q(owner_id__in=owners) | Q(owner_id__isnull=True)
    one, other = (
        Exists(Deal.everything.filter(owned, workspace_id=workspace_id, id=OuterRef(column)))
        for column in ("one_id", "other_id")
    )
    return ~Q(kind=DEAL) | (Q(one) & Q(other))


def pair_counts(member: Member) -> dict[str, int]:
    """Kind to how many pairs wait."""
    return dict(Counter(open_pairs(member).values_list("kind", flat=True)))


def pairs_page(
    member: Member, kind: str = "", *, after: Place | None = None, limit: int = PAGE
) -> tuple[list[PairRow], Place | None]:
    """A page of pairs, and where the next one begins."""
    rows = open_pairs(member, kind).order_by("-score", "id")
    if after is not None:
        score, last_id = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, id__gt=last_id))
    found = list(rows[: limit + 1])
    shown = _named(member.workspace_id, found[:limit])
    return shown, (found[limit - 1].score, found[limit - 1].id) if len(found) > limit else None


def pair_of(member: Member, pair_id: int) -> PairRow | None:
    """A pair that waits, by its id."""
    rows = _named(member.workspace_id, list(open_pairs(member).filter(id=pair_id)))
    return rows[0] if rows else None


def moving_counts(workspace_id: int, kind: str, record_id: int) -> dict[str, int]:
    """What points at a record, by the names of TOLD, in their order."""
    counts: Counter[str] = Counter()
    for pointing in pointing_at(MODELS[kind]):
        name = TOLD.get(pointing.model._meta.label)
        if name is not None:
            counts[name] += pointing.rows(workspace_id, kind, record_id).count()
    return {name: counts[name] for name in dict.fromkeys(TOLD.values()) if counts[name]}


def merged_into(workspace_id: int, kind: str, record_id: int) -> int | None:
    """Where a record went that was merged, through as many merges as there were; none for one that was not."""
    seen = {record_id}
    while True:
        row = Merge.objects.filter(
            workspace_id=workspace_id, kind=kind, loser_id=record_id, undone_at__isnull=True
        ).first()
        if row is None or row.winner_id in seen:
            return record_id if len(seen) > 1 else None
        record_id = row.winner_id
        seen.add(record_id)


def merged_by(workspace_id: int, record_id: int) -> int | None:
    """The operation that merged a record into another; none where that was undone, or never was."""
    rows = Merge.objects.filter(workspace_id=workspace_id, loser_id=record_id, undone_at__isnull=True)
    return rows.values_list("operation_id", flat=True).first()


def latest_merges(member: Member, limit: int = 5) -> list[Merge]:
    owners = owners_seen_by(member)
    owned = Q(kind=DEAL, deal__owner_id__in=owners or ()) | Q(kind=DEAL, deal__owner_id__isnull=True)
    seen = Q() if owners is None else ~Q(kind=DEAL) | owned
    rows = Merge.objects.filter(seen, workspace_id=member.workspace_id, undone_at__isnull=True)
    return list(rows.order_by("-merged_at")[:limit])


def _named(workspace_id: int, rows: Sequence[LikelyPair]) -> list[PairRow]:
    names = {kind: _names(workspace_id, kind, rows) for kind in {row.kind for row in rows}}
    return [
        PairRow(
            row.id, row.kind, row.one_id, row.other_id, row.score, [(what, points) for what, points in row.reasons],
            names[row.kind][row.one_id], names[row.kind][row.other_id],
        )
        for row in rows
        if row.one_id in names[row.kind] and row.other_id in names[row.kind]
    ]  # fmt: skip


def _names(workspace_id: int, kind: str, rows: Iterable[LikelyPair]) -> dict[int, str]:
    ids = {one for row in rows if row.kind == kind for one in (row.one_id, row.other_id)}
    kept = MODELS[kind].objects.filter(workspace_id=workspace_id, id__in=ids)
    if kind == DEAL:
        named = kept.values_list("id", "title", "organization__name")
        return {deal_id: f"{title}, {company}" if company else title for deal_id, title, company in named}
    return dict(kept.values_list("id", "name"))
