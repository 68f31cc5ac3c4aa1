"""API tokens: shown once, kept as a hash, found by it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from alur.accounts.facts import TokenIssued, TokenRevoked
from alur.accounts.models import ApiToken
from alur.accounts.queries.tokens import tokens_of
from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member

SCOPES = ("read", "write")
PREFIX = "alur_"
LONGEST_DAYS = 3650
A_DAY = timedelta(days=1)
MOST = 50


def issue(
    member: Member,
    *,
    scopes: str = "read,write",
    days: int | None = None,
    name: str = "",
    must_be_named: bool = False,
    by: Member | None,
    at: datetime,
) -> str:
    """A new token of a member; what is returned is not kept anywhere."""
    name = " ".join(name.split())[:80]
    if must_be_named and not name:
        raise Refusal(N_("Type what the token is for."), field="name")
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    if not wanted or any(scope not in SCOPES for scope in wanted):
        raise Refusal(N_("Scopes are read, write, or both."), field="scopes")
    if days is not None and not 0 < days <= LONGEST_DAYS:
        raise Refusal(N_("A token lasts from 1 day to 10 years."), field="expires")
    if len(tokens_of(member, at=at)) >= MOST:
        raise Refusal(N_("You have %(count)d tokens. End one that is not used any more."), count=MOST)
    if not member.is_active:
        raise Refusal(N_("%(name)s is no longer active."), field="member", name=member.name)
    raw = PREFIX + secrets.token_urlsafe(30)
    with operation(member.workspace_id, by=by, at=at) as act:
        token = ApiToken.objects.create(
            token_hash=_hash(raw),
            prefix=raw[:10],
            name=name,
            workspace_id=member.workspace_id,
            member_id=member.id,
            scopes=",".join(wanted),
            expires_at=at + timedelta(days=days) if days else None,
            created_at=at,
        )
        act.record(TokenIssued(token.id, member.id, token.scopes), about=[("member", member.id)])
    return raw


def revoke(token: ApiToken, *, by: Member | None, at: datetime) -> None:
    """End a token at once. Ending it again changes nothing."""
    with operation(token.workspace_id, by=by, at=at) as act:
        if ApiToken.objects.filter(id=token.id, revoked_at__isnull=True).update(revoked_at=at):
            act.record(TokenRevoked(token.id, token.member_id), about=[("member", token.member_id)])


def authenticate(raw: str, *, at: datetime) -> tuple[Member, frozenset[str]] | None:
    """The member and scopes of a token; None where it is unknown, spent, or its member has left."""
    token = ApiToken.objects.filter(token_hash=_hash(raw)).first()
    if token is None or not token.is_valid(at):
        return None
    members = Member.objects.filter(workspace_id=token.workspace_id, id=token.member_id, is_active=True)
    member = members.select_related("user").first()
    if member is None:
        return None
    if token.last_used_at is None or at - token.last_used_at > A_DAY:
        # Once a day: a read must not take SQLite's write lock each time.
        ApiToken.objects.filter(id=token.id).update(last_used_at=at)
    return member, frozenset(token.scopes.split(","))


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
