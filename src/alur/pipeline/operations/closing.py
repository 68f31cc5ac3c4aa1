"""How a deal ends or waits: won, lost, not a fit, postponed; and how it comes back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from alur.events.recording import operation
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.people.models import Organization, Person
from alur.people.operations.barring import bar
from alur.pipeline.facts import DealClosed, DealReopened
from alur.pipeline.models import CloseReason, Deal, DealPerson, Status
from alur.pipeline.operations.adopting import adopt
from alur.pipeline.operations.moving import check_gate
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.operations.tracking import begin_instead, end_all_tracks
from alur.pipeline.queries.gates import Unmet, stages_to_win, unmet_criteria
from alur.tenancy.models import Member, Workspace

NOBODY_TO_LEAVE = N_("This deal names no company and no person who could be left alone.")
ONE_OF_BOTH = N_("Choose one of both: never again, or a day to ask again.")
OUTCOMES = (Status.WON, Status.LOST, Status.NOT_A_FIT, Status.POSTPONED)


def close(
    deal: Deal,
    *,
    outcome: str,
    by: Member | None,
    at: datetime,
    reason: str = "",
    until: date | None = None,
    override_reason: str = "",
    never_again: bool = False,
) -> list[Unmet]:
    """End a deal, or set it aside until a day. `reason` is the id or name of a listed reason, or free text.

    One that is not a fit may say `until` when to ask again, or `never_again`: then its company, or without one its
    people, are not to be contacted.

    Returns the criteria that were only asked. Raises Refusals for all that is missing, GateRefused for a win that a
    required criterion forbids, Conflict for a deal that has ended already.
    """
    reason = reason.strip()
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        check_closure(deal.workspace_id, outcome=outcome, reason=reason, until=until, at=at, never_again=never_again)
        if deal.status not in (Status.OPEN, Status.POSTPONED):
            raise Conflict(N_("This deal is closed already. Reopen it to change how it ended."))
        unmet: list[Unmet] = []
        if outcome == Status.WON:
            unmet = unmet_criteria(deal, stages_to_win(deal))
            check_gate(unmet, None, by=by, override_reason=override_reason)
        listed = find_reason(deal.workspace_id, outcome, reason)
        before = closure_of(deal)
        waits = outcome == Status.POSTPONED
        until = until if may_wait(outcome) else None
        changes: dict[str, Any] = {
            "status": outcome,
            "reason_id": listed.id if listed else None,
            "reason_text": "" if listed else reason[:500],
            "closed_at": None if waits else at,
            "postponed_until": until,
            "postponed_count": deal.postponed_count + (1 if waits else 0),
        }
        tracks = end_all_tracks(deal, at=at) if outcome == Status.WON else []
        event_id = act.record(
            DealClosed(
                deal=deal.id,
                outcome=outcome,
                reason=listed.name_en if listed else reason[:500],
                until=until.isoformat() if until else None,
                amount=deal.amount,
                before=before,
                after=closure_payload(changes),
                tracks=tracks,
                override_reason=override_reason if any(one.is_required for one in unmet) else "",
            ),
            about=[("deal", deal.id), *([("organization", deal.organization_id)] if deal.organization_id else [])],
        )
        restand(deal, {**changes, **left_alone(outcome)}, at=at, event_id=event_id)
        if never_again and outcome == Status.NOT_A_FIT:
            _bar(deal, listed.name_in(_language(deal)) if listed else reason, by=by, at=at)
    return unmet


def may_wait(outcome: str) -> bool:
    """Does this outcome have a day: to come back, or to ask again?"""
    return outcome in (Status.POSTPONED, Status.NOT_A_FIT)


def check_closure(
    workspace_id: int, *, outcome: str, reason: str, until: date | None, at: datetime, never_again: bool = False
) -> None:
    """Refusals by field for all that is missing, whichever deal it is."""
    if outcome not in OUTCOMES:
        raise Refusal(N_("Choose how the deal ended."), field="outcome")
    today = at.astimezone(zone_of(workspace_id)).date()
    faults = []
    if outcome in (Status.LOST, Status.NOT_A_FIT) and not reason.strip():
        faults.append(Refusal(N_("Say why, so that the next one goes better."), field="reason"))
    if outcome == Status.POSTPONED and (until is None or until <= today):
        faults.append(Refusal(N_("Choose a day after today to come back to it."), field="until"))
    if outcome == Status.NOT_A_FIT and until is not None and (until <= today or never_again):
        sentence = ONE_OF_BOTH if never_again else N_("Choose a day after today to ask again.")
        faults.append(Refusal(sentence, field="until"))
    if faults:
        raise Refusals(faults)


def left_alone(outcome: str) -> dict[str, Any]:
    """The agenda of a deal that is not a fit: nothing, for `conversations` takes what was planned off the lists."""
    if outcome != Status.NOT_A_FIT:
        return {}
    return {"next_step_id": None, "next_step_kind": "", "next_step_title": "", "next_step_due_at": None}


def _bar(deal: Deal, why: str, *, by: Member | None, at: datetime) -> None:
    links = DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).select_related("person")
    company: list[Organization | Person] = [deal.organization] if deal.organization else []
    whom = [one for one in company or [link.person for link in links.order_by("position")] if one.deleted_at is None]
    if not whom:
        raise Refusal(NOBODY_TO_LEAVE, field="again")
    for one in whom:
        bar(one, why=why, by=by, at=at)


def _language(deal: Deal) -> str:
    return Workspace.objects.values_list("language", flat=True).get(id=deal.workspace_id)


def reopen(deal: Deal, *, by: Member | None, at: datetime) -> None:
    """Bring a closed or postponed deal back to the stage it stood in."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if deal.is_open:
            raise Conflict(N_("This deal is open already."))
        before = closure_of(deal)
        changes: dict[str, Any] = {
            "status": Status.OPEN,
            "reason_id": None,
            "reason_text": "",
            "closed_at": None,
            "postponed_until": None,
        }
        tracks: list[list[Any]] = []
        if deal.stage.deleted_at is not None:
            before = {**before, **closure_payload(_place(deal.stage_id, deal.stage_entered_at))}
            changes.update(_place(_stage_instead(deal), at))
            tracks = begin_instead(deal, changes["stage_id"], at=at)
        event_id = act.record(
            DealReopened(deal.id, deal.status, before, closure_payload(changes), tracks),
            about=[("deal", deal.id), *([("organization", deal.organization_id)] if deal.organization_id else [])],
        )
        restand(deal, changes, at=at, event_id=event_id)
        adopt(deal, by=by, at=at)


def _place(stage_id: int, entered_at: datetime) -> dict[str, Any]:
    return {"stage_id": stage_id, "stage_entered_at": entered_at}


def _stage_instead(deal: Deal) -> int:
    """Where a deal stands again whose stage was removed since: the one before it, else the first."""
    stages = stages_to_win(deal)
    if not stages:
        raise Conflict(N_("Its pipeline is no longer there."))
    earlier = [stage for stage in stages if stage.position < deal.stage.position]
    return (earlier[-1] if earlier else stages[0]).id


def find_reason(workspace_id: int, outcome: str, reason: str) -> CloseReason | None:
    """The listed reason that a text names, by id or by either name."""
    if not reason:
        return None
    wanted = reason.casefold()
    for listed in CloseReason.objects.filter(workspace_id=workspace_id, outcome=outcome, deleted_at__isnull=True):
        if wanted in (str(listed.id), listed.name_id.casefold(), listed.name_en.casefold()):
            return listed
    return None


def closure_of(deal: Deal) -> dict[str, Any]:
    """The columns that say how a deal ended, as a fact carries them."""
    return closure_payload(
        {
            "status": deal.status,
            "reason_id": deal.reason_id,
            "reason_text": deal.reason_text,
            "closed_at": deal.closed_at,
            "postponed_until": deal.postponed_until,
            "postponed_count": deal.postponed_count,
        }
    )


def closure_from(payload: dict[str, Any]) -> dict[str, Any]:
    """The columns again, from what a fact carries."""
    values = dict(payload)
    for name in ("closed_at", "stage_entered_at"):
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    if values.get("postponed_until"):
        values["postponed_until"] = date.fromisoformat(values["postponed_until"])
    return values


def closure_payload(columns: dict[str, Any]) -> dict[str, Any]:
    """Columns as a fact carries them."""
    return {
        name: iso(value) if isinstance(value, date | datetime) else (str(value) if name == "status" else value)
        for name, value in columns.items()
    }
