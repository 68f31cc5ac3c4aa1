"""How many deals end or wait, all alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from alur.events.recording import Operation
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization, Person
from alur.people.operations.barring import bar
from alur.pipeline.facts import DealClosed
from alur.pipeline.models import CloseReason, Deal, DealPerson, Status
from alur.pipeline.operations.closing import (
    NOBODY_TO_LEAVE,
    check_closure,
    closure_of,
    closure_payload,
    find_reason,
    left_alone,
    may_wait,
)
from alur.pipeline.operations.many.judging import Judged
from alur.pipeline.operations.many.standing import Restanding, restand_many
from alur.pipeline.operations.many.tracking import ended_tracks, tracks_of, write_tracks
from alur.pipeline.queries.contents import contents_of_many
from alur.pipeline.queries.gates import GateRefused, criteria_of, stages_of
from alur.tenancy.models import Workspace


def judge_closures(
    deals: Sequence[Deal],
    *,
    outcome: str,
    reason: str = "",
    until: date | None = None,
    at: datetime,
    never_again: bool = False,
) -> list[Judged]:
    """What comes of closing each. Raises Refusals by field for what is missing for all.

    With `never_again` the companies of those that are not a fit, or else their people, are to be left alone.
    """
    if not deals:
        return []
    workspace_id = deals[0].workspace_id
    check_closure(workspace_id, outcome=outcome, reason=reason, until=until, at=at, never_again=never_again)
    reason, waits = reason.strip(), outcome == Status.POSTPONED
    gates = _Gates(workspace_id, deals) if outcome == Status.WON else None
    listed = find_reason(workspace_id, outcome, reason)
    whom = whom_of(workspace_id, deals) if never_again and outcome == Status.NOT_A_FIT else None
    have = tracks_of(workspace_id, [deal.id for deal in deals]) if outcome == Status.WON else {}
    judged = []
    for deal in deals:
        if deal.status not in (Status.OPEN, Status.POSTPONED):
            fault = Conflict(N_("This deal is closed already. Reopen it to change how it ended."))
            judged.append(Judged(deal, refusal=fault))
            continue
        refusal = gates.refusal_of(deal) if gates else None
        if refusal is not None:
            judged.append(Judged(deal, refusal=refusal))
            continue
        if whom is not None and not whom[deal.id]:
            judged.append(Judged(deal, refusal=Refusal(NOBODY_TO_LEAVE, field="again")))
            continue
        changes: dict[str, Any] = {
            "status": outcome,
            "reason_id": listed.id if listed else None,
            "reason_text": "" if listed else reason[:500],
            "closed_at": None if waits else at,
            "postponed_until": until if may_wait(outcome) else None,
            "postponed_count": deal.postponed_count + (1 if waits else 0),
        }
        said = listed.name_en if listed else reason[:500]
        tracks = ended_tracks(have.get(deal.id, {}), at)
        told = {"reason": said, "tracks": tracks, "whom": whom[deal.id] if whom else []}
        judged.append(Judged(deal, changes, told=told))
    return judged


def write_closures(judged: Sequence[Judged], *, act: Operation) -> None:
    closing = [one for one in judged if one.is_changed]
    restandings = []
    for one in closing:
        deal, changes = one.deal, one.changes
        until = changes["postponed_until"]
        fact = DealClosed(
            deal=deal.id,
            outcome=changes["status"],
            reason=one.told["reason"],
            until=until.isoformat() if until else None,
            amount=deal.amount,
            before=closure_of(deal),
            after=closure_payload(changes),
            tracks=[list(change) for change in one.told["tracks"]],
        )
        about = [("deal", deal.id), *([("organization", deal.organization_id)] if deal.organization_id else [])]
        event_id = act.record(fact, about=about)
        restandings.append(Restanding(deal, {**changes, **left_alone(fact.outcome)}, event_id))
    write_tracks(act.workspace_id, [(one.deal.id, *change) for one in closing for change in one.told["tracks"]], act.at)
    restand_many(act.workspace_id, restandings, at=act.at)
    _leave_alone(closing, act)


def whom_of(workspace_id: int, deals: Collection[Deal]) -> dict[int, list[Organization | Person]]:
    """By deal whom it would leave alone: its company, or where it has none its people; in two statements."""
    found: dict[int, list[Organization | Person]] = {deal.id: [] for deal in deals}
    companies = {
        one.id: one
        for one in Organization.objects.filter(
            workspace_id=workspace_id, id__in={deal.organization_id for deal in deals if deal.organization_id}
        )
    }
    without = [deal.id for deal in deals if deal.organization_id not in companies]
    links = DealPerson.objects.filter(workspace_id=workspace_id, deal_id__in=without, person__deleted_at__isnull=True)
    for deal in deals:
        if deal.organization_id in companies:
            found[deal.id].append(companies[deal.organization_id])
    for link in links.select_related("person").order_by("deal_id", "position") if without else ():
        found[link.deal_id].append(link.person)
    return found


def _leave_alone(closing: Sequence[Judged], act: Operation) -> None:
    """Each once, for the reason that they all have; who is left alone already stays so for the old one."""
    done: set[tuple[type, int]] = set()
    asked = [one for one in closing if one.told.get("whom")]
    why = _reason_told(act.workspace_id, asked[0].changes) if asked else ""
    for row in (row for one in asked for row in one.told["whom"]):
        if row.do_not_contact_since is None and (type(row), row.id) not in done:
            done.add((type(row), row.id))
            bar(row, why=why, by=act.by, at=act.at)


def _reason_told(workspace_id: int, changes: dict[str, Any]) -> str:
    listed = CloseReason.objects.filter(workspace_id=workspace_id, id=changes["reason_id"] or 0).first()
    language = Workspace.objects.values_list("language", flat=True).get(id=workspace_id)
    return listed.name_in(language) if listed else str(changes["reason_text"])


class _Gates:
    """Winning meets the criteria of all stages of the deal's pipeline."""

    def __init__(self, workspace_id: int, deals: Sequence[Deal]) -> None:
        self.criteria = {
            pipeline_id: criteria_of(workspace_id, [stage.id for stage in stages_of(workspace_id, pipeline_id)])
            for pipeline_id in {deal.pipeline_id for deal in deals}
        }
        every = [one for criteria in self.criteria.values() for one in criteria]
        self.contents = contents_of_many(workspace_id, deals, every)

    def refusal_of(self, deal: Deal) -> Refusal | None:
        unmet = self.contents[deal.id].unmet(self.criteria[deal.pipeline_id])
        return GateRefused(unmet, None) if any(one.is_required for one in unmet) else None
