"""A new workspace, and the one-time link with which a fresh installation makes its first owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from alur.accounts.facts import WorkspaceCreated
from alur.accounts.models import OwnerLink
from alur.accounts.operations.configuring import check_choices
from alur.accounts.operations.joining import add_member
from alur.events.models import EventHead
from alur.events.recording import operation
from alur.kernel.currency import DIGITS
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member, Role, User, Workspace

LINK_LASTS = timedelta(minutes=30)


class LinkSpent(Refusal):
    """The link was used, has run out, or an owner exists already."""


def create_workspace(
    name: str,
    *,
    at: datetime,
    currency: str = "IDR",
    language: str = "id",
    timezone: str = "Asia/Jakarta",
    by: Member | None = None,
) -> Workspace:
    """A workspace with what its subscribers give it in the same transaction: the default pipeline, sources, reasons."""
    name = " ".join(name.split())
    check_choices(name=name, language=language, timezone=timezone)
    if currency not in DIGITS:
        raise Refusal(N_("Choose a currency from the list."), field="currency")
    with transaction.atomic():
        workspace = Workspace.objects.create(
            name=name[:120],
            slug=free_slug(name),
            currency=currency,
            language=language,
            timezone=timezone,
            created_at=at,
        )
        EventHead.objects.create(workspace_id=workspace.id)
        with operation(workspace.id, by=None, at=at) as act:
            act.record(WorkspaceCreated(workspace.id, workspace.name), about=[("workspace", workspace.id)])
    return workspace


def owner_link(base_url: str, *, at: datetime) -> str | None:
    """A link that makes the first owner; None once there is a user."""
    if User.objects.exists():
        return None
    raw = secrets.token_urlsafe(24)
    OwnerLink.objects.create(token_hash=_hash(raw), expires_at=at + LINK_LASTS)
    return f"{base_url.rstrip('/')}/welcome/{raw}/"


def link_is_good(raw: str, *, at: datetime) -> bool:
    return (
        not User.objects.exists()
        and OwnerLink.objects.filter(token_hash=_hash(raw), used_at__isnull=True, expires_at__gt=at).exists()
    )


def claim(
    raw: str,
    *,
    email: str,
    name: str,
    password: str,
    workspace_name: str,
    language: str,
    at: datetime,
    currency: str = "IDR",
) -> Member:
    """Spend the link: the first owner with a workspace. Raises LinkSpent."""
    with transaction.atomic():
        spent = OwnerLink.objects.filter(token_hash=_hash(raw), used_at__isnull=True, expires_at__gt=at).update(
            used_at=at
        )
        if not spent or User.objects.exists():
            raise LinkSpent(N_("This link no longer works. Start Alur again to get a new one."))
        if not workspace_name.strip():
            raise Refusal(N_("Type the name of your company."), field="workspace_name")
        workspace = create_workspace(workspace_name, language=language, currency=currency, at=at)
        return add_member(workspace, email=email, name=name, role=Role.OWNER, password=password, by=None, at=at)


def free_slug(name: str) -> str:
    """An address of a workspace that none has yet."""
    base = slugify(name)[:50] or "alur"
    slug, number = base, 1
    while Workspace.everything.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
