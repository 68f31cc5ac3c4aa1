"""The deals behind a step: what happened to each, and when, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alur.pipeline.models import Deal, Status
from alur.reporting.queries.asking import Asked, Sight, sight_of, window_of
from alur.reporting.queries.changes import (
    CAUSES,
    LOST,
    MERGED,
    NOT_A_FIT,
    POSTPONED,
    WON,
    cause_of,
    worth_after,
    worth_before,
)
from alur.reporting.queries.flows import Flow
from alur.reporting.queries.turns import STATUSES, Cursor, Turn, newest_turns
from alur.tenancy.models import Member

ENDS = (WON, LOST, NOT_A_FIT, POSTPONED, MERGED)
CHUNK, LARGEST = 300, 5_000


@dataclass(frozen=True, slots=True)
class ChangedDeal:
    """One change of a deal: what it counted for before and after, in the measure asked for.

    Names are today's; `reasons` is why it ended, in Indonesian and in English.
    """

    id: int
    title: str
    organization: str
    owner_id: int
    reasons: tuple[str, str]
    at: datetime
    cause: str
    before: int
    after: int
    flow: Flow

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """`next` is where the following page begins; None after the last."""

    deals: list[ChangedDeal]
    next: Cursor | None


def newest_of_each(member: Member, asked: Asked, measure: str, *, each: int = 2) -> dict[str, list[ChangedDeal]]:
    """The newest changes of each cause among the last few hundred: by cause, at most so many."""
    sight, found = sight_of(member, asked), {cause: list[Turn]() for cause in CAUSES}
    for turn in newest_turns(window_of(member, asked), limit=CHUNK):
        cause = cause_of(turn.flow, sight, measure)
        if cause and len(found[cause]) < each:
            found[cause].append(turn)
    turns = [turn for some in found.values() for turn in some]
    shown = {(one.id, one.at): one for one in _named(member.workspace_id, turns, sight, measure)}
    return {cause: [shown[(turn.deal_id, turn.at)] for turn in some] for cause, some in found.items()}


def changed_deals(
    member: Member,
    asked: Asked,
    measure: str,
    *,
    cause: str = "",
    size: int = 25,
    before: Cursor | None = None,
) -> ChangedPage:
    """A page of the changes of a cause, or of all."""
    sight, window, chunk = sight_of(member, asked), window_of(member, asked), CHUNK
    into = (cause,) if cause in ENDS else (str(Status.OPEN),) if cause else STATUSES
    found: list[Turn] = []
    while len(found) <= size:
        turns = newest_turns(window, limit=chunk, statuses=into, before=before)
        for turn in turns:
            its = cause_of(turn.flow, sight, measure)
            if its and its == (cause or its):
                found.append(turn)
        if len(turns) < chunk:
            break
        before = (turns[-1].at, turns[-1].deal_id)
        chunk = min(2 * chunk, LARGEST)
    shown = found[:size]
    following = (shown[-1].at, shown[-1].deal_id) if len(found) > size else None
    return ChangedPage(_named(member.workspace_id, shown, sight, measure), following)


def _named(workspace_id: int, turns: Iterable[Turn], sight: Sight, measure: str) -> list[ChangedDeal]:
    turns = list(turns)
    deals = Deal.everything.filter(workspace_id=workspace_id, id__in={turn.deal_id for turn in turns})
    names = {
        row[0]: row[1:]
        for row in deals.values_list(
            "id", "title", "organization__name", "reason__name_id", "reason__name_en", "reason_text"
        )
    }
    found = []
    for turn in turns:
        title, organization, name_id, name_en, other = names[turn.deal_id]
        flow = turn.flow
        found.append(
            ChangedDeal(
                turn.deal_id,
                title,
                organization or "",
                flow.to_owner,
                (name_id or other, name_en or other),
                turn.at,
                cause_of(flow, sight, measure),
                worth_before(flow, sight, measure),
                worth_after(flow, sight, measure),
                flow,
            )
        )
    return found
