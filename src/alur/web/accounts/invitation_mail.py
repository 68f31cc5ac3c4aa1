"""The mails of invitations go out after the commit: no transaction waits for a mail server."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from alur.accounts.models import Invitation
from alur.accounts.operations.inviting import note_sent
from alur.tenancy.models import User
from alur.web.shell.requests import MemberRequest

log = structlog.get_logger()


def mail_after_commit(request: MemberRequest, invitations: Sequence[tuple[Invitation, str]]) -> None:
    """Send each its link, over one connection. One whose mail does not go out stands in the list, to be sent again."""
    letters = [(made, raw, _letter(request, made, raw)) for made, raw in invitations]

    def send() -> None:
        try:
            with get_connection() as connection:
                for made, raw, letter in letters:
                    letter.connection = connection
                    letter.send()
                    note_sent(made.id, raw, at=request.now)
        except OSError:
            log.exception("mail not sent", invitations=[made.id for made, _raw, _letter in letters])

    transaction.on_commit(send, robust=True)


def _letter(request: MemberRequest, made: Invitation, raw: str) -> EmailMessage:
    base = (settings.BASE_URL or request.build_absolute_uri("/")).rstrip("/")
    account = User.objects.filter(email=made.email).first()
    language = account.language if account is not None and account.language else request.workspace.language
    names = {"by": request.member.name, "workspace": request.workspace.name}
    with translation.override(language):
        subject = _("%(by)s invites you to %(workspace)s") % names
        text = _(
            "%(by)s invites you to work in %(workspace)s with Alur. Open this link within 7 days:\n\n%(link)s\n\n"
            "It is good once. If you do not know what this is about, do nothing."
        ) % {**names, "link": base + reverse("invitation", args=[raw])}
    return EmailMessage(subject, text, None, [made.email])
