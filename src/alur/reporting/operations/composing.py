"""Pages of blocks: composed, changed, copied, put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import operation
from alur.kernel.ids import id_from, new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.models import Pipeline
from alur.reporting import facts
from alur.reporting.access import can_edit_dashboard
from alur.reporting.models import Dashboard, SavedView, Sharing
from alur.reporting.operations.naming import check_free, free_name
from alur.tenancy.models import Member

LONGEST_NAME, LONGEST_NOTE = 80, 2_000
MOST_BLOCKS, MOST_PAGES = 24, 100
NAME_TAKEN = N_("You have a page called “%(name)s” already. Choose another name.")
FIGURE, CHART, VIEW, NOTE = "figure", "chart", "view", "note"
FIGURES = ("open", "won", "lost", "made", "win_rate", "cycle", "velocity", "unplanned")
CHARTS = ("weeks", "stages", "changes", "river", "losses", "activity")
WIDTHS = (3, 4, 6, 8, 12)
PERIODS = ("month", "quarter", "last_month", "last_quarter", "30d", "90d", "12m")

keeping = Keeping(
    "dashboard",
    Dashboard,
    made=facts.DashboardMade,
    edited=facts.DashboardEdited,
    deleted=facts.DashboardDeleted,
    restored=facts.DashboardRestored,
)
purges("dashboard", Dashboard)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page: a figure or chart by its name, a saved view by its id, or a note with its text."""

    id: str
    kind: str
    of: str = ""
    width: int = 6
    text: str = ""


@dataclass(frozen=True, slots=True)
class DashboardDesign:
    """A page as it is to be."""

    name: str
    blocks: Sequence[Block] = ()
    sharing: str = Sharing.PRIVATE
    period: str = "quarter"
    pipeline_id: int | None = None


@dataclass(frozen=True)
class Composed:
    """A page, and the operation by which it came to be so; None where nothing changed."""

    page: Dashboard
    operation_id: int | None = None


def make_dashboard(design: DashboardDesign, *, by: Member, at: datetime, known: Sequence[str] = ()) -> Composed:
    """Make a page. `known` are views that it may hold though its maker does not see them. Raises Refusal by field."""
    with operation(by.workspace_id, by=by, at=at) as act:
        columns = _columns(design, by, known=known)
        if _own(by).count() >= MOST_PAGES:
            raise Refusal(N_("You have %(count)d pages already. Delete one first."), count=MOST_PAGES)
        check_free(columns["name"], _beside(by, columns), NAME_TAKEN)
        page = Dashboard(
            workspace_id=by.workspace_id, id=new_id(), owner_id=by.id, created_at=at, updated_at=at, **columns
        )
        keeping.make(page, act)
    return Composed(page, act.id)


def edit_dashboard(page: Dashboard, design: DashboardDesign, *, by: Member, at: datetime, if_version: int) -> Composed:
    """Change a page of one's own. Conflict where it was changed since that version was read."""
    _must_own(page, by)
    with operation(page.workspace_id, by=by, at=at) as act:
        page = _locked(page)
        if page.version != if_version:
            raise Conflict(N_("You changed this page elsewhere meanwhile. Load it again, then change it."))
        known = [str(block["of"]) for block in page.blocks if block["kind"] == VIEW]
        columns = _columns(design, by, known=known)
        if any(getattr(page, one) != columns[one] for one in ("name", "sharing", "team_id")):
            check_free(columns["name"], _beside(by, columns).exclude(id=page.id), NAME_TAKEN)
        is_changed = keeping.edit(page, columns, act)
    return Composed(page, act.id if is_changed else None)


def delete_dashboard(page: Dashboard, *, by: Member, at: datetime) -> Composed:
    _must_own(page, by)
    with operation(page.workspace_id, by=by, at=at) as act:
        page = _locked(page)
        keeping.delete(page, act)
    return Composed(page, act.id)


def copy_dashboard(page: Dashboard, name: str, *, by: Member, at: datetime) -> Composed:
    """A page of one's own from one that was found; views in it that are not for the copier stay, and say so."""
    blocks = blocks_of(page)
    pipelines = Pipeline.objects.filter(workspace_id=by.workspace_id, id=page.pipeline_id or 0, deleted_at__isnull=True)
    pipeline_id = page.pipeline_id if pipelines.exists() else None
    private = _beside(by, {"sharing": Sharing.PRIVATE, "team_id": None})
    name = free_name(name or page.name, private, LONGEST_NAME)
    design = DashboardDesign(name, blocks, Sharing.PRIVATE, page.period, pipeline_id)
    return make_dashboard(design, by=by, at=at, known=[block.of for block in blocks if block.kind == VIEW])


def blocks_of(page: Dashboard) -> list[Block]:
    return [Block(**block) for block in page.blocks]


def _own(by: Member) -> QuerySet[Dashboard]:
    return Dashboard.objects.filter(workspace_id=by.workspace_id, owner_id=by.id, deleted_at__isnull=True)


def _beside(by: Member, columns: dict[str, Any]) -> QuerySet[Dashboard]:
    """The member's own pages that are for the same people."""
    return _own(by).filter(sharing=columns["sharing"], team_id=columns["team_id"])


def _columns(design: DashboardDesign, by: Member, *, known: Sequence[str]) -> dict[str, Any]:
    """The columns of the row, checked. `known` views were there before, and stay though they are no longer seen."""
    if not by.can_change:
        raise Refusal(N_("You may look, not change."))
    name = " ".join(design.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(N_("Give the page a name of %(count)d letters at most."), field="name", count=LONGEST_NAME)
    if design.sharing not in Sharing.values:
        raise Refusal(N_("Choose whom the page is for."), field="sharing")
    if design.sharing == Sharing.TEAM and by.team_id is None:
        raise Refusal(N_("You are in no team yet. Choose only you, or everyone."), field="sharing")
    if design.period not in PERIODS:
        raise Refusal(N_("Choose a period."), field="period")
    pipelines = Pipeline.objects.filter(workspace_id=by.workspace_id, deleted_at__isnull=True)
    if design.pipeline_id is not None and not pipelines.filter(id=design.pipeline_id).exists():
        raise Refusal(N_("This pipeline is no longer there."), field="pipeline")
    return {
        "name": name,
        "blocks": [asdict(block) for block in _checked(design.blocks, by, known=known)],
        "period": design.period,
        "pipeline_id": design.pipeline_id,
        "sharing": str(design.sharing),
        "team_id": by.team_id if design.sharing == Sharing.TEAM else None,
    }


def _checked(blocks: Sequence[Block], by: Member, *, known: Sequence[str]) -> list[Block]:
    if len(blocks) > MOST_BLOCKS:
        raise Refusal(N_("A page has %(count)d blocks at most."), field="blocks", count=MOST_BLOCKS)
    wanted = {id_from(block.of) or 0 for block in blocks if block.kind == VIEW and block.of not in known}
    seen = set(SavedView.objects.visible_to(by).filter(id__in=wanted).values_list("id", flat=True))
    if wanted - seen:
        raise Refusal(N_("One of the saved views is no longer there."), field="blocks")
    for block in blocks:
        is_known = {
            FIGURE: block.of in FIGURES,
            CHART: block.of in CHARTS,
            VIEW: True,
            NOTE: not block.of,
        }.get(block.kind, False)
        if not is_known or block.width not in WIDTHS:
            raise Refusal(N_("There is no block of this kind."), field="blocks")
        if len(block.text) > LONGEST_NOTE:
            raise Refusal(N_("A note has %(count)d letters at most."), field="blocks", count=LONGEST_NOTE)
    if len({block.id for block in blocks}) < len(blocks):
        raise Refusal(N_("Two blocks have the same name. Load the page again."), field="blocks")
    return list(blocks)


def _locked(page: Dashboard) -> Dashboard:
    kept = Dashboard.objects.select_for_update().filter(
        workspace_id=page.workspace_id, id=page.id, deleted_at__isnull=True
    )
    found = kept.first()
    if found is None:
        raise Conflict(N_("This page is no longer there."))
    return found


def _must_own(page: Dashboard, by: Member) -> None:
    if not can_edit_dashboard(by, page):
        raise Refusal(N_("Only whoever composed a page changes it. Copy it to make it yours."))
