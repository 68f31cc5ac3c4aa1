"""A fictitious company to look around in: a distributor of coffee machines with eighteen months behind it.

All of it carries the outside source `demo`, so that removing it takes away these rows and nothing else. It comes in
steps of some deals each, so that no one waits for the database and a screen can show how far it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from alur.events.recording import operation, via
from alur.exchange.operations.demo_cast import DEMO, cast_of, more_companies
from alur.exchange.operations.demo_deals import more_deals
from alur.exchange.operations.demo_diaries import Diaries
from alur.exchange.operations.demo_life import enliven
from alur.exchange.operations.demo_orders import buy_again
from alur.exchange.operations.demo_quotes import offer
from alur.exchange.steps import Steps, run_through
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Deal
from alur.tenancy.models import Member, Workspace
from alur.warmth.operations.recomputing import recompute_all

DEALS = 3_000
A_STEP = 50
"""Deals of one transaction: 100 ms of work, so that whoever saves in between hardly waits."""
DEALS_A_COMPANY = 7.5

Finish = Callable[[Workspace, Member, datetime], object]
_at_the_end: list[Finish] = []


def at_the_end(finish: Finish) -> Finish:
    """Register what a part of Alur that lies beside this one adds, for whoever brought the sample in; done again
    where loading goes on.
    """
    _at_the_end.append(finish)
    return finish


def load(
    workspace: Workspace,
    *,
    by: Member | None,
    at: datetime,
    seed: int = 7,
    deals: int = DEALS,
    on_progress: Callable[[int, int], object] | None = None,
) -> int:
    """Fill a workspace; returns the number of deals. Refused where the sample is there already."""
    if loaded(workspace) >= deals:
        raise Conflict(N_("The sample company is here already."))
    return run_through(load_in_steps(workspace, by=by, at=at, seed=seed, deals=deals), on_progress)


def load_in_steps(
    workspace: Workspace, *, by: Member | None, at: datetime, seed: int = 7, deals: int = DEALS
) -> Steps[int]:
    """The same in pieces, going on from where it stopped; what is in already stays when it is closed."""
    diaries = Diaries(workspace)
    while (done := _step(workspace, diaries, by=by, at=at, seed=seed, deals=deals)) < deals:
        yield done, deals
    for _ in offer(workspace, at=at, seed=seed):
        yield done, deals
    for _ in buy_again(workspace, at=at, seed=seed):
        yield done, deals
    for _ in recompute_all(workspace.id, at=at):
        yield done, deals
    if by is not None:
        yield done, deals
        enliven(workspace, by=by, at=at)
        for finish in _at_the_end:
            finish(workspace, by, at)
    return done


def loaded(workspace: Workspace) -> int:
    """How many deals of the sample have come in so far."""
    rows = Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO)
    last = rows.order_by("-external_id").values_list("external_id", flat=True).first()
    return int(last.removeprefix("deal-")) + 1 if last else 0


def _step(workspace: Workspace, diaries: Diaries, *, by: Member | None, at: datetime, seed: int, deals: int) -> int:
    """Bring in the next deals of the sample, with companies for them; returns how many there are then."""
    with via("system"), operation(workspace.id, by=by, at=at) as act:
        Workspace.objects.select_for_update().get(id=workspace.id)
        first = loaded(workspace)
        count = min(A_STEP, deals - first)
        if count <= 0:
            return first
        cast = cast_of(workspace, diaries, by=by, at=at)
        more_companies(cast, max(1, round((first + count) / DEALS_A_COMPANY)), act, at=at)
        more_deals(cast, first, count, act, seed=seed, at=at)
    return first + count
