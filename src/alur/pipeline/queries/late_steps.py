"""In which stages of many deals a step's day is over: what the dots of a board's cards tell.

The same as `deal_page` finds for one deal, for a page of cards at once: one question for the pipeline's steps, one for
what was shown, and one for each sort of field outside the card that a step with a day asks for. Of the past, what
was shown and who stood where are those of the day; the steps and the fields that no spell keeps are today's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from alur.pipeline.models import Criterion, Deal, DealPerson, Evidence, LineItem, TrackState, fields_of
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.step_days import Before, due_day
from alur.tenancy.prepared import Prepared, Slot, Slots


class Shown(Protocol):
    """A deal as a card has it."""

    id: int
    title: str
    organization: str
    amount: int
    owner_id: int | None
    next_step_due_at: datetime | None
    created_at: datetime | None
    expected_close_on: date | None
    tracks: dict[int, str]


@dataclass(frozen=True, slots=True)
class Timed:
    """A step as far as its day goes; `fields` are those that do it by being filled in."""

    id: int
    stage_id: int
    fields: Sequence[str]
    due_days: int | None
    due_from: str
    may_start_early: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What deals have: by deal the steps shown and when first, and what is filled in beyond their cards."""

    evidence: Mapping[int, Mapping[int, datetime]]
    filled: Mapping[str, Collection[int]] = field(default_factory=dict)


_OF_DEALS = {"workspace_id": Slot("workspace_id"), "deal_id__in": [Slots("ids")]}
_STEPS = Prepared(
    lambda: (
        Criterion.objects.filter(
            workspace_id=Slot("workspace_id"),
            stage__pipeline_id=Slot("pipeline_id"),
            deleted_at__isnull=True,
            step__deleted_at__isnull=True,
            step_id__isnull=False,
        )
        .order_by("stage__position", "position", "id")
        .values_list(
            "step_id",
            "stage_id",
            "step__evidence",
            "step__detail",
            "step__also",
            "step__due_days",
            "step__due_from",
            "step__may_start_early",
        )
    )
)
_EVIDENCE = Prepared(
    lambda: Evidence.objects.filter(**_OF_DEALS).values_list("deal_id", "step_id", "given_at", "removed_at")
)
_PEOPLE = Prepared(lambda: DealPerson.objects.filter(**_OF_DEALS).values_list("deal_id", flat=True))
_LINES = Prepared(lambda: LineItem.objects.filter(**_OF_DEALS).values_list("deal_id", flat=True))
_KEPT = Prepared(
    lambda: Deal.objects.filter(workspace_id=Slot("workspace_id"), id__in=[Slots("ids")]).values_list(
        "id", "source_id", "custom"
    )
)
_ON_CARDS = ("title", "organization", "owner", "value", "expected_close_on", "next_step")


def late_stages(
    workspace_id: int,
    pipeline_id: int,
    cards: Sequence[Shown],
    began: Mapping[tuple[int, int], datetime | None],
    *,
    today: date,
    until: datetime | None = None,
) -> dict[int, frozenset[int]]:
    """By deal its stages with a step that is still to be done and whose day is before `today`; most deals have none.

    `began` is by deal and stage; with `until` it is that instant that counts, not now.
    """
    steps = [_timed(row) for row in _STEPS(workspace_id=workspace_id, pipeline_id=pipeline_id)]
    if not cards or all(one.due_days is None for one in steps):
        return {}
    given = _given(workspace_id, [card.id for card in cards], steps, until)
    zone = zone_of(workspace_id)
    found: dict[int, frozenset[int]] = {}
    for card in cards:
        late: set[int] = set()
        before: tuple[int, Before | None] = (0, None)
        shown = given.evidence.get(card.id, {})
        for step in steps:
            state = card.tracks.get(step.stage_id, "")
            if state not in (TrackState.ACTIVE, ""):
                continue
            is_done = step.id in shown or any(
                _has(card, name, given, is_past=until is not None) for name in step.fields
            )
            if not is_done and step.due_days is not None and (state or step.may_start_early):
                previous = before[1] if before[0] == step.stage_id else None
                since = began.get((card.id, step.stage_id))
                due_on = due_day(step, deal=card, began_at=since, before=previous, zone=zone)
                if due_on is not None and due_on < today:
                    late.add(step.stage_id)
            before = (step.stage_id, Before(is_done, shown.get(step.id)))
        if late:
            found[card.id] = frozenset(late)
    return found


def _timed(row: tuple[Any, ...]) -> Timed:
    step_id, stage_id, evidence, detail, also, *plan = row
    return Timed(step_id, stage_id, fields_of([(evidence, detail), *also]), *plan)


def _given(workspace_id: int, ids: list[int], steps: Iterable[Timed], until: datetime | None) -> Given:
    own: dict[str, Any] = {"workspace_id": workspace_id, "ids": ids}
    evidence: dict[int, dict[int, datetime]] = defaultdict(dict)
    for deal_id, step_id, given_at, removed_at in _EVIDENCE(**own):
        stands = removed_at is None or (until is not None and removed_at >= until)
        if stands and (until is None or given_at < until):
            first = evidence[deal_id].get(step_id, given_at)
            evidence[deal_id][step_id] = min(first, given_at)
    names = {name for one in steps for name in one.fields if name not in _ON_CARDS}
    filled: dict[str, Collection[int]] = {}
    if "people" in names:
        filled["people"] = frozenset(_PEOPLE(**own))
    if "lines" in names:
        filled["lines"] = frozenset(_LINES(**own))
    others = names - {"people", "lines"}
    if others:
        rows = _KEPT(**own)
        for name in others:
            filled[name] = frozenset(
                deal_id
                for deal_id, source_id, custom in rows
                if (source_id if name == "source" else custom.get(name) not in (None, "", []))
            )
    return Given(evidence, filled)


def _has(card: Shown, name: str, given: Given, *, is_past: bool) -> bool:
    if name in given.filled:
        return card.id in given.filled[name]
    if name == "next_step":
        return is_past or card.next_step_due_at is not None  # what was planned then, nobody has kept
    if name == "owner":
        return card.owner_id is not None
    return bool(getattr(card, "amount" if name == "value" else name))
