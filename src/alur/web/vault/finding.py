"""The job of a path for those who may see it; and links to files that run out and are one member's own."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404

from alur.exchange.models import VaultJob, VaultKind
from alur.web.shell.requests import MemberRequest

LINK_LASTS = timedelta(hours=1)
_SALT = "vault.file"


def must_be_owner(request: MemberRequest) -> None:
    if not request.member.is_owner:
        raise PermissionDenied


def job_or_404(request: MemberRequest, job_id: int) -> VaultJob:
    """An owner's own exports, checks and restores, and everybody's backups; for all others there is none."""
    job = VaultJob.objects.filter(workspace_id=request.workspace.id, id=job_id).select_related("by__user").first()
    if job is None or not request.member.is_owner:
        raise Http404
    if job.kind != VaultKind.BACKUP and job.by_id != request.member.id:
        raise Http404
    return job


def key_of(request: MemberRequest, job: VaultJob) -> str:
    """What a link to the job's file ends with: good for this member, for an hour."""
    return signing.dumps([str(job.workspace_id), str(job.id), str(request.member.id)], salt=_SALT)


def check_key(request: MemberRequest, job: VaultJob, key: str) -> bool:
    """Is the link still good? One that was made for someone else, or for another file, leads nowhere (404)."""
    try:
        named = signing.loads(key, salt=_SALT)
        if named != [str(job.workspace_id), str(job.id), str(request.member.id)]:
            raise Http404
        signing.loads(key, salt=_SALT, max_age=LINK_LASTS)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        raise Http404 from None
    return True
