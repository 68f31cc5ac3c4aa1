"""How each fact of a deal is taken back; each refuses where a later change stands in its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from alur.events.recording import Operation
from alur.events.undoing import follows, inverse_of
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict
from alur.pipeline import facts
from alur.pipeline.models import Deal, Evidence, Stage
from alur.pipeline.operations import closing, deleting, editing, parts, qualifying, tracking, valuing
from alur.pipeline.operations.adopting import adopt
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.queries.qualification import answers_of

follows(facts.TemperatureChanged)


def _deal(act: Operation, deal_id: int) -> Deal:
    deal = Deal.objects.filter(workspace_id=act.workspace_id, id=deal_id).first()
    if deal is None:
        if not Deal.everything.filter(workspace_id=act.workspace_id, id=deal_id).exists():
            raise Conflict(N_("The deal was removed for good; it cannot come back."))
        raise Conflict(N_("The deal is in the trash. Restore it first."))
    return locked(deal)


@inverse_of(facts.DealCreated)
def take_back_creation(fact: facts.DealCreated, act: Operation) -> None:
    deleting.delete(_deal(act, fact.deal), by=act.by, at=act.at)


@inverse_of(facts.DealDeleted)
def take_back_deletion(fact: facts.DealDeleted, act: Operation) -> None:
    deal = Deal.everything.filter(workspace_id=act.workspace_id, id=fact.deal).first()
    if deal is None:
        raise Conflict(N_("The deal was removed for good; it cannot come back."))
    deleting.restore(deal, by=act.by, at=act.at)


@inverse_of(facts.DealRestored)
def take_back_restoration(fact: facts.DealRestored, act: Operation) -> None:
    deleting.delete(_deal(act, fact.deal), by=act.by, at=act.at)


@inverse_of(facts.DealMoved)
def take_back_move(fact: facts.DealMoved, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    if deal.stage_id != fact.to_stage or not deal.is_open:
        raise Conflict(N_("“%(title)s” has moved on since; this cannot be undone."), title=deal.title)
    stage = Stage.objects.get(workspace_id=act.workspace_id, id=fact.from_stage)
    if stage.deleted_at is not None:
        raise Conflict(N_("The stage it came from is no longer there."))
    probability = fact.from_probability if deal.probability == fact.to_probability else deal.probability
    tracking.put_tracks_back(deal, fact.tracks, at=act.at)
    event_id = act.record(
        facts.DealMoved(
            deal=deal.id,
            from_pipeline=fact.to_pipeline,
            from_stage=fact.to_stage,
            to_pipeline=fact.from_pipeline,
            to_stage=fact.from_stage,
            from_entered_at=iso(deal.stage_entered_at),
            from_probability=deal.probability,
            to_probability=probability,
            tracks=[[stage_id, new, old] for stage_id, old, new in fact.tracks],
        ),
        about=[("deal", deal.id)],
    )
    restand(
        deal,
        {
            "pipeline_id": fact.from_pipeline,
            "stage_id": fact.from_stage,
            "stage_entered_at": datetime.fromisoformat(fact.from_entered_at),
            "probability": probability,
        },
        at=act.at,
        event_id=event_id,
    )


@inverse_of(facts.TrackChanged)
def take_back_track(fact: facts.TrackChanged, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    tracking.put_tracks_back(deal, [[fact.stage, fact.old, fact.new]], at=act.at)
    act.record(facts.TrackChanged(deal.id, fact.stage, fact.new, fact.old), about=[("deal", deal.id)])


@inverse_of(facts.DealClosed)
def take_back_closure(fact: facts.DealClosed, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    if closing.closure_of(deal) != {**closing.closure_of(deal), **fact.after}:
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=deal.title)
    tracking.put_tracks_back(deal, fact.tracks, at=act.at)
    _restand_closure(deal, fact.outcome, fact.after, fact.before, act)


@inverse_of(facts.DealReopened)
def take_back_reopening(fact: facts.DealReopened, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    if not deal.is_open or deal.stage_id != fact.after.get("stage_id", deal.stage_id):
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=deal.title)
    tracking.put_tracks_back(deal, fact.tracks, at=act.at)
    _restand_closure(deal, fact.outcome, fact.after, fact.before, act)


def _restand_closure(deal: Deal, outcome: str, before: dict[str, Any], after: dict[str, Any], act: Operation) -> None:
    """Record the way back as what it is: a reopening, or a closure, whose own inverse leads forward again."""
    fact: facts.DealReopened | facts.DealClosed
    if after["status"] == "open":
        fact = facts.DealReopened(deal.id, outcome, before, after)
    else:
        until = after.get("postponed_until")
        reason = after.get("reason_text") or ""
        fact = facts.DealClosed(deal.id, after["status"], reason, until, deal.amount, before, after)
    event_id = act.record(fact, about=[("deal", deal.id)])
    restand(deal, closing.closure_from(after), at=act.at, event_id=event_id)
    adopt(deal, by=act.by, at=act.at)


@inverse_of(facts.DealEdited)
def take_back_edit(fact: facts.DealEdited, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    changes = dict(fact.changes)
    tags = changes.pop("tags", None)
    for name, (_, new) in changes.items():
        if editing.primitive(getattr(deal, name)) != new:
            raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=deal.title)
    if tags is not None:
        parts.write_tags(deal, tags[0])
    reversed_changes = {name: [new, old] for name, (old, new) in fact.changes.items()}
    event_id = act.record(facts.DealEdited(deal.id, reversed_changes), about=[("deal", deal.id)])
    columns = {name: _column(name, old) for name, (old, _) in changes.items()}
    if "temperature" in columns:
        columns["cooled_at"] = None  # what is taken back has not cooled down
    restand(deal, columns, at=act.at, event_id=event_id)


@inverse_of(facts.LinesSet)
def take_back_lines(fact: facts.LinesSet, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    if valuing.as_rows(valuing.lines_of(deal)) != fact.new:
        raise Conflict(N_("The products were changed since; this cannot be undone."))
    valuing.set_lines(deal, valuing.from_rows(fact.old), by=act.by, at=act.at)


@inverse_of(facts.PeopleSet)
def take_back_people(fact: facts.PeopleSet, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    if [list(part) for part in parts.people_of(deal)] != fact.new:
        raise Conflict(N_("The people were changed since; this cannot be undone."))
    parts.set_people(deal, [(person_id, role) for person_id, role in fact.old], by=act.by, at=act.at)


@inverse_of(facts.DealAnswered)
def take_back_answers(fact: facts.DealAnswered, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    now = answers_of(deal)
    if any(now.get(question_id, "") != new for question_id, _, new in fact.answers):
        raise Conflict(N_("The answers were changed since; this cannot be undone."))
    qualifying.put_back(deal, {question_id: old for question_id, old, _ in fact.answers}, by=act.by, at=act.at)


@inverse_of(facts.EvidenceAdded)
def take_back_evidence(fact: facts.EvidenceAdded, act: Operation) -> None:
    _deal(act, fact.deal)
    evidence = Evidence.objects.get(workspace_id=act.workspace_id, id=fact.evidence)
    parts.remove_evidence(evidence, by=act.by, at=act.at)


@inverse_of(facts.EvidenceRemoved)
def bring_back_evidence(fact: facts.EvidenceRemoved, act: Operation) -> None:
    deal = _deal(act, fact.deal)
    Evidence.objects.filter(workspace_id=act.workspace_id, id=fact.evidence).update(removed_at=None)
    act.record(facts.EvidenceAdded(deal.id, fact.step, fact.evidence, fact.kind, fact.label), about=[("deal", deal.id)])


def _column(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in ("expected_close_on", "rate_on") and value else value
