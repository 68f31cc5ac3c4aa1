"""A forgotten password: the asking is recorded, and the worker mails the link."""

from __future__ import annotations

from datetime import datetime

from alur.accounts.facts import PasswordAsked
from alur.accounts.models import SignInFailure
from alur.accounts.operations.signing_in import check_tries
from alur.accounts.operations.telling import first_membership
from alur.events.recording import operation
from alur.tenancy.models import User

TRIED = "reset:"


def ask_for_password(email: str, *, base: str, network: str, at: datetime) -> None:
    """Have a link mailed to the address, where it is known. Raises TooManyTries.

    A known address costs one row more than an unknown one, and no wait for a mail server: how long the answer takes
    does not tell which it is.
    """
    email = email.strip().lower()
    tried = (TRIED + email)[:254]
    check_tries(tried, network, at=at)
    SignInFailure.objects.create(email=tried, network=network, failed_at=at)
    user = User.objects.filter(email=email, is_active=True).first()
    member = first_membership(user.id if user is not None else 0)
    if member is not None:
        with operation(member.workspace_id, by=None, at=at) as act:
            act.record(PasswordAsked(member.id, base.rstrip("/")), about=[("member", member.id)])
