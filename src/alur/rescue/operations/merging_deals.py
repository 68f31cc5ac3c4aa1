"""Two deals become one. The loser ends as a part of the winner: gone from the present, and in the past as it stood.

What was said, planned, offered and ordered goes over. Of products, people, tags, tracks and answers the winner is
given what it lacks, while the loser keeps its own in the trash: so undoing has nothing to put together again there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alur.conversations.operations.planning import refresh_agenda
from alur.events.changing import primitive
from alur.events.recording import Operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.facts import DealDeleted, DealEdited
from alur.pipeline.models import Answer, Deal, DealPerson, DealTag, LineItem, Status, Track, TrackState
from alur.pipeline.operations.standing import go_into_another, restand
from alur.pipeline.operations.tracking import own_tracks, write_tracks
from alur.pipeline.operations.valuing import MOST_LINES, Line, in_workspace_currency, lines_of, write_lines
from alur.rescue.matching.choices import BOTH, LINES, LOSER, WINNER, choices_of, columns_chosen
from alur.rescue.matching.features import DEAL
from alur.rescue.matching.moving import move_all, whole_rows
from alur.rescue.merging_facts import DealMerged
from alur.rescue.models import Merge
from alur.rescue.operations.comparing import between, state_of
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Workspace

PARTS = (LineItem, DealPerson, DealTag, Track, Answer)
"""Tables of which the winner is given rows: kept whole, before and after, in Merge.parts as `table/given`."""


def merge_deals(winner: Deal, loser: Deal, chosen: Mapping[str, str], act: Operation) -> Merge:
    """Both are locked and kept. Conflict where the loser is won: a sale stays a record of its own."""
    if loser.status == Status.WON:
        raise Conflict(N_("“%(title)s” is won already. Keep that one."), title=loser.title)
    columns = columns_chosen(DEAL, winner, loser, chosen)
    lines = _lines(winner, loser, chosen, str(columns.get("currency", winner.currency)))
    was = state_of(winner), state_of(loser)
    before = {model: whole_rows(model, act.workspace_id, _ids(model, winner)) for model in PARTS}
    moved = move_all(act.workspace_id, DEAL, Deal, loser=loser.id, winner=winner.id)
    counts = {label: len(ids) for label, ids in moved.ids.items()}
    event_id = act.record(
        DealMerged(winner.id, winner.title, loser.id, loser.title, counts),
        about=[(DEAL, winner.id), (DEAL, loser.id)],
    )
    # The loser goes first: what both may not have at once (an outside number) is free then.
    go_into_another(loser, at=act.at, event_id=event_id)
    act.record(DealDeleted(loser.id, loser.title), about=[(DEAL, loser.id)])
    _give(winner, loser, act.at)
    columns |= _put_lines(winner, lines, columns, act.at)
    changes = {name: value for name, value in columns.items() if getattr(winner, name) != value}
    told = {name: [primitive(getattr(winner, name)), primitive(value)] for name, value in changes.items()}
    if told:
        event_id = act.record(DealEdited(winner.id, told), about=[(DEAL, winner.id)])
    restand(winner, changes, at=act.at, event_id=event_id)
    refresh_agenda(act.workspace_id, winner.id, at=act.at)
    winner = Deal.objects.get(workspace_id=act.workspace_id, id=winner.id)
    _keep_last_activity(winner, was)
    for model in PARTS:
        after = whole_rows(model, act.workspace_id, _ids(model, winner))
        if after != before[model]:
            moved.parts[given(model)] = [before[model], after]
    row = Merge(
        workspace_id=act.workspace_id, kind=DEAL, winner_id=winner.id, loser_id=loser.id, deal_id=loser.id,
        title=loser.title, fields=[between(was[0], winner), between(was[1], loser)], moved=moved.ids,
        parts=moved.parts, operation_id=act.id, by=act.by, merged_at=act.at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def given(model: Any) -> str:
    return f"{model._meta.label}/given"


def _ids(model: Any, deal: Deal) -> list[int]:
    rows = model.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    return list(rows.order_by("id").values_list("id", flat=True))


def _lines(winner: Deal, loser: Deal, chosen: Mapping[str, str], currency: str) -> Sequence[Line] | None:
    """What the winner's products become; None: they stay. Refusal where prices would stand in another currency."""
    offered = next((one for one in choices_of(DEAL, winner, loser) if one.name == LINES), None)
    way = chosen.get(LINES, offered.stays) if offered else WINNER
    if way == WINNER or offered is None:
        return None
    if currency != loser.currency or (way == BOTH and winner.currency != loser.currency):
        raise Refusal(N_("The two are in different currencies: take products and value of the same one."), field=LINES)
    theirs = lines_of(loser)
    found = theirs if way == LOSER else [*lines_of(winner), *theirs]
    if len(found) > MOST_LINES:
        raise Refusal(N_("A deal has %(count)d products at most."), field=LINES, count=MOST_LINES)
    return found


def _put_lines(winner: Deal, lines: Sequence[Line] | None, columns: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Write the products. Returns the value that follows from them where nobody typed one."""
    if lines is None:
        return {}
    write_lines(winner, lines, at=at)
    if columns.get("is_amount_typed", winner.is_amount_typed):
        return {}
    currency = str(columns.get("currency", winner.currency))
    amount = sum(line.amount for line in lines)
    return in_workspace_currency(Workspace.objects.get(id=winner.workspace_id), amount, currency, at=at)


def _give(winner: Deal, loser: Deal, at: datetime) -> None:
    """People, tags, tracks and answers that the winner has not."""
    ws = winner.workspace_id
    people = DealPerson.objects.filter(workspace_id=ws, deal_id=winner.id)
    known, place = set(people.values_list("person_id", flat=True)), people.count()
    theirs = DealPerson.objects.filter(workspace_id=ws, deal_id=loser.id).order_by("position", "id")
    news = [row for row in theirs if row.person_id not in known]
    _copy(news, winner, lambda row, number: setattr(row, "position", place + number))
    tags = set(DealTag.objects.filter(workspace_id=ws, deal_id=winner.id).values_list("tag_id", flat=True))
    _copy(DealTag.objects.filter(workspace_id=ws, deal_id=loser.id).exclude(tag_id__in=tags).order_by("id"), winner)
    if winner.pipeline_id != loser.pipeline_id:
        return
    has = own_tracks(winner)
    changes = [
        (stage_id, None, value)
        for stage_id, value in own_tracks(loser).items()
        if stage_id not in has and value is not None and (winner.is_open or value[0] != TrackState.ACTIVE)
    ]
    write_tracks(winner, changes, at=at)
    answered = set(Answer.objects.filter(workspace_id=ws, deal_id=winner.id).values_list("question_id", flat=True))
    answers = Answer.objects.filter(workspace_id=ws, deal_id=loser.id).exclude(question_id__in=answered)
    _copy(answers.order_by("id"), winner)


def _copy(rows: Any, winner: Deal, change: Any = None) -> None:
    made = list(rows)
    for number, row in enumerate(made):
        row.id, row.deal_id = new_id(), winner.id
        if change is not None:
            change(row, number)
        row._state.adding = True
    insert_rows(made)


def _keep_last_activity(winner: Deal, was: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """What an import said of the last activity stays, where nothing of it is on record here."""
    known = [one["last_activity_at"] for one in was if one["last_activity_at"] is not None]
    last = max([*known, *([winner.last_activity_at] if winner.last_activity_at else [])], default=None)
    if last != winner.last_activity_at:
        winner.last_activity_at = last
        winner.save(update_fields=["last_activity_at"])
