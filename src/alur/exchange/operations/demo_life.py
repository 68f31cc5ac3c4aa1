"""What makes the sample company look lived in: words of colleagues, views and a page for all, work for today.

Done by the very operations that people use, after the last deal has come in, so that news of it reaches the bell.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db.models import QuerySet

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation, via
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_data import COLLEAGUE, COMPANY_VIEWS, MENTIONS, OWN_VIEW, PAGE, PAGE_NOTE, VIEWS
from alur.exchange.operations.demo_diaries import Diaries
from alur.fields.models import FieldDefinition, RecordKind
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.editing import edit
from alur.reporting.models import Dashboard, SavedView, Sharing
from alur.reporting.operations.composing import CHART, FIGURE, NOTE, VIEW, Block, DashboardDesign, make_dashboard
from alur.reporting.operations.viewing import ViewDesign, save_view
from alur.tenancy.models import Member, Team, Workspace


def enliven(workspace: Workspace, *, by: Member, at: datetime) -> None:
    """For `by`, who brought the sample in; once."""
    pages = Dashboard.objects.filter(workspace_id=workspace.id, owner_id=by.id, deleted_at__isnull=True)
    if pages.filter(name__iexact=PAGE).exists():
        return
    with via("system"):
        _compose(workspace, by, at)
        _talk(workspace, by, at)


def _compose(workspace: Workspace, by: Member, at: datetime) -> None:
    """Views that are pinned, and a page that shows one of them: for everyone."""
    kept = SavedView.objects.filter(workspace_id=workspace.id, owner_id=by.id, deleted_at__isnull=True)
    with operation(workspace.id, by=by, at=at):
        views = []
        for name, text, sort in VIEWS:
            view = kept.filter(name__iexact=name).first()
            design = ViewDesign("deal", name, text, sort, sharing=Sharing.WORKSPACE)
            views.append(view or save_view(design, by=by, at=at, is_pinned=True))
        for name, text, sort in COMPANY_VIEWS:
            if not kept.filter(name__iexact=name).exists():
                save_view(ViewDesign("organization", name, text, sort, sharing=Sharing.WORKSPACE), by=by, at=at)
        _by_own_fields(workspace, kept, by, at)
        blocks = (
            Block("b1", FIGURE, "open", 3),
            Block("b2", FIGURE, "won", 3),
            Block("b3", FIGURE, "win_rate", 3),
            Block("b4", FIGURE, "unplanned", 3),
            Block("b5", CHART, "weeks", 8),
            Block("b6", CHART, "stages", 4),
            Block("b7", VIEW, str(views[0].id), 8),
            Block("b8", NOTE, "", 4, PAGE_NOTE),
        )
        make_dashboard(DashboardDesign(PAGE, blocks, Sharing.WORKSPACE), by=by, at=at)


def _by_own_fields(workspace: Workspace, kept: QuerySet[SavedView], by: Member, at: datetime) -> None:
    """A view of deals by fields of the sample's own, beside the list."""
    name, wanted, sort, columns = OWN_VIEW
    own = FieldDefinition.objects.filter(
        workspace_id=workspace.id, record_kind=RecordKind.DEAL, archived_at__isnull=True
    )
    keys = {row.name_id: row.key for row in own}
    named = [keys.get(one, one) for one in columns]
    if not kept.filter(name__iexact=name).exists():
        design = ViewDesign("deal", name, wanted.format_map(keys), sort.format_map(keys), named, Sharing.WORKSPACE)
        save_view(design, by=by, at=at)


def _talk(workspace: Workspace, by: Member, at: datetime) -> None:
    """Notes in which someone is named, a meeting that a colleague asks for, a date that a colleague has moved."""
    chance = random.Random(f"talk-{workspace.id}")  # noqa: S311  (a story, not a secret)
    leads = [team.lead for team in Team.objects.filter(workspace_id=workspace.id).select_related("lead").order_by("id")]
    colleagues = [lead for lead in leads if lead is not None and lead.id != by.id]
    rows = Deal.objects.filter(
        workspace_id=workspace.id, external_source=DEMO, status=Status.OPEN, stage_entered_at__lt=at - timedelta(days=1)
    ).order_by("-amount")
    mine = list(rows.filter(owner_id=by.id)[:8])
    others = list(rows.exclude(owner_id=by.id).select_related("owner")[:8])
    if not (mine and others and colleagues):
        return
    for place, (whose, text) in enumerate(MENTIONS):
        deal = (mine if whose == "mine" else others)[place % min(len(mine), len(others))]
        _note(deal, text.format(name=by.name), chance.choice(colleagues), at - timedelta(minutes=12 + 25 * place))
    for place, deal in enumerate(others[1:5]):
        if deal.owner is not None and deal.owner.id != by.id:
            lead = chance.choice([one for one in colleagues if one.id != deal.owner_id] or [by])
            _note(deal, COLLEAGUE.format(name=deal.owner.name), lead, at - timedelta(minutes=50 + 20 * place))
    tomorrow = at.astimezone(workspace.zone).date() + timedelta(days=1)
    due = Diaries(workspace).coming(by.id, tomorrow, ActivityKind.MEETING, chance)
    meeting = NewActivity(ActivityKind.MEETING, "Rapat harga bersama direksi", deal=others[0], owner=by, due_at=due)
    add(workspace.id, meeting, by=colleagues[0], at=at - timedelta(minutes=40))
    later = mine[-1].expected_close_on or at.date()
    edit(mine[-1], {"expected_close_on": later + timedelta(days=14)}, by=colleagues[-1], at=at - timedelta(minutes=90))


def _note(deal: Deal, text: str, by: Member, at: datetime) -> None:
    add(deal.workspace_id, NewActivity(ActivityKind.NOTE, body=text, deal=deal, owner=by), by=by, at=at)
