"""Asking for the sample company, and for its going away: the worker does both, whoever has the page open or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alur.exchange.models import VaultJob, VaultKind
from alur.exchange.operations.demo import DEALS, loaded
from alur.exchange.operations.demo_removal import has_sample
from alur.exchange.operations.vault_jobs import AT_WORK
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, Workspace

SAMPLE_KINDS = (VaultKind.SAMPLE, VaultKind.CLEARING)


def ask_for_sample(by: Member, *, at: datetime, deals: int = DEALS) -> VaultJob:
    """Bring the sample company in, or go on with it. Conflict where it is here, or a job of it is under way."""
    with transaction.atomic():
        workspace = _locked(by)
        if loaded(workspace) >= deals:
            raise Conflict(N_("The sample company is here already."))
        return _begin(VaultKind.SAMPLE, by, at, {"deals": deals})


def ask_for_clearing(by: Member, *, at: datetime) -> VaultJob:
    """Take the sample company away. Conflict where there is none, or a job of it is under way."""
    with transaction.atomic():
        if not has_sample(_locked(by)):
            raise Conflict(N_("There is no sample company here."))
        return _begin(VaultKind.CLEARING, by, at, {})


def sample_job(workspace_id: int) -> VaultJob | None:
    """The last job of the sample company, over or not."""
    rows = VaultJob.objects.filter(workspace_id=workspace_id, kind__in=SAMPLE_KINDS)
    return rows.order_by("-created_at", "-id").select_related("by").first()


def _locked(by: Member) -> Workspace:
    """Of two clicks at once one waits here for the other."""
    if not by.is_owner:
        raise Refusal(N_("Only an owner brings the sample company in, or takes it away."))
    return Workspace.objects.select_for_update().get(id=by.workspace_id)


def _begin(kind: VaultKind, by: Member, at: datetime, wanted: dict[str, int]) -> VaultJob:
    if VaultJob.objects.filter(workspace_id=by.workspace_id, kind__in=SAMPLE_KINDS, state__in=AT_WORK).exists():
        raise Conflict(N_("This is being done already."))
    return VaultJob.objects.create(
        workspace_id=by.workspace_id, id=new_id(), kind=kind, by_id=by.id, wanted=wanted, created_at=at
    )
