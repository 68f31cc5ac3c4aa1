"""What must hold in the database after a crash, read from the database itself."""

from __future__ import annotations

from benchmarks.serving import Place
from drills.base import Base, json_of, opened


def faults_of(place: Place) -> list[str]:
    """Sentences for what does not hold; none is well."""
    with opened(place) as base:
        found = [*_positions(base), *_moves(base), *_spells(base), *_creations(base)]
    if "agree" not in place.alur("counters", "verify"):
        found.append("a kept total is not its sum")
    return found


def stage_of(place: Place, deal: str) -> str:
    with opened(place) as base:
        return str(base.one("SELECT stage_id FROM pipeline_deal WHERE id = ?", int(deal))[0])


def _positions(base: Base) -> list[str]:
    count, top = base.one("SELECT count(*), coalesce(max(position), 0) FROM events_event")
    head = base.one("SELECT position FROM events_eventhead")[0]
    return [] if count == top == head else [f"{count} events, the last at {top}, the head at {head}"]


def _moves(base: Base) -> list[str]:
    """No event without its change, no change without its event: replayed, the moves lead to where each deal stands."""
    stages = dict(base.rows("SELECT id, stage_id FROM pipeline_deal"))
    replayed: dict[int, int] = {}
    found = []
    rows = base.rows("SELECT payload FROM events_event WHERE name = 'deal.moved' ORDER BY position")
    for (payload,) in rows:
        move = json_of(payload)
        deal = move["deal"]
        if deal in replayed and replayed[deal] != move["from_stage"]:
            found.append(f"deal {deal} moved from {move['from_stage']}, where it did not stand")
        replayed[deal] = move["to_stage"]
    found += [
        f"deal {deal} stands elsewhere than its events say" for deal, at in replayed.items() if stages[deal] != at
    ]
    return found


def _spells(base: Base) -> list[str]:
    wrong = base.one(
        "SELECT count(*) FROM pipeline_deal d WHERE d.deleted_at IS NULL AND (SELECT count(*) FROM pipeline_dealspell s"
        " WHERE s.deal_id = d.id AND s.until_at IS NULL AND s.stage_id = d.stage_id AND s.amount = d.amount) <> 1"
    )[0]
    return [f"{wrong} deals have no open spell of their own standing"] if wrong else []


def _creations(base: Base) -> list[str]:
    made, told = base.one(
        "SELECT (SELECT count(*) FROM pipeline_deal), (SELECT count(*) FROM events_event WHERE name = 'deal.created')"
    )
    return [] if made == told else [f"{made} deals, {told} events that tell of their beginning"]
