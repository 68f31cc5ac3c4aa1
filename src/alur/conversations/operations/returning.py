"""Postponed deals come back on their day, by themselves; of one that was not a fit, its owner is reminded to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import translation
from django.utils.translation import gettext as _

from alur.accounts.queries.leaves import away_on
from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.kernel.dates import at_local
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.closing import reopen
from alur.pipeline.operations.standing import locked, restand
from alur.tenancy.models import Member, Role, Team, Workspace

MORNING = time(9, 0)


def bring_back(workspace: Workspace, *, at: datetime) -> Iterator[Deal]:
    """Reopen the deals whose day has come, with a task for their owner unless one is planned by then already.

    One transaction each. A deal that cannot come back (its pipeline is gone) stays postponed.
    """
    today = at.astimezone(workspace.zone).date()
    due = Deal.objects.filter(workspace_id=workspace.id, status=Status.POSTPONED, postponed_until__lte=today)
    for deal in due.select_related("owner", "stage").order_by("postponed_until", "id"):
        try:
            with operation(workspace.id, by=None, at=at):
                reopen(deal, by=None, at=at)
                with translation.override(workspace.language):
                    title = _("Back on its day: take it up again")
                _plan(workspace, deal, title, at)
        except Refusal:
            continue
        yield deal


def ask_again(workspace: Workspace, *, at: datetime) -> Iterator[Deal]:
    """Give the owners of deals that were not a fit a task on the day to ask again, or who leads them where they have
    left. They stay closed until someone reopens them. One transaction each.
    """
    today = at.astimezone(workspace.zone).date()
    due = Deal.objects.filter(workspace_id=workspace.id, status=Status.NOT_A_FIT, postponed_until__lte=today)
    for found in due.order_by("postponed_until", "id"):
        with operation(workspace.id, by=None, at=at):
            deal = locked(found)
            if deal.status != Status.NOT_A_FIT or deal.postponed_until is None:
                continue
            restand(deal, {"postponed_until": None}, at=at, event_id=None, is_edit=False)
            with translation.override(workspace.language):
                title = _("It was not a fit: ask whether it is one now")
            _plan(workspace, deal, title, at)
        yield deal


def _plan(workspace: Workspace, deal: Deal, title: str, at: datetime) -> None:
    due_at = at_local(at.astimezone(workspace.zone).date(), MORNING, workspace.zone)
    if deal.next_step_due_at is not None and deal.next_step_due_at.astimezone(workspace.zone).date() <= due_at.date():
        return
    owner = _whose(deal, at.astimezone(workspace.zone).date())
    task = NewActivity(kind=ActivityKind.TASK, title=title, deal=deal, owner=owner, due_at=due_at)
    add(workspace.id, task, by=None, at=at)


def _whose(deal: Deal, day: date) -> Member | None:
    """The owner's; of one who has left that of their team's lead, unless on leave, or else the workspace's owner's."""
    owner = deal.owner
    if owner is None or owner.is_active:
        return owner
    team = Team.objects.filter(workspace_id=deal.workspace_id, id=owner.team_id or 0).select_related("lead").first()
    if team is not None and team.lead is not None and team.lead.can_change:
        if team.lead.id not in away_on(deal.workspace_id, day):
            return team.lead
    found: Member | None = (
        Member.objects.filter(workspace_id=deal.workspace_id, is_active=True, role=Role.OWNER).order_by("id").first()
    )
    return found
