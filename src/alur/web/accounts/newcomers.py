"""Names that an import has brought: an owner types their addresses, and all are invited at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from alur.accounts.operations.inviting import MOST_WAITING, invite_several
from alur.events.recording import operation
from alur.exchange.operations.demo_removal import has_sample
from alur.kernel.refusal import N_, Refusal
from alur.web.accounts.finding import owners_only, to_invite
from alur.web.accounts.invitation_mail import mail_after_commit
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "accounts/newcomers.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@owners_only
@once_only
def newcomers(request: MemberRequest) -> HttpResponse:
    """Who cannot sign in yet, each with a place for an address; POST invites those that have one."""
    members = list(to_invite(request).select_related("team")[:MOST_WAITING])
    typed = {one.id: request.POST.get(f"email-{one.id}", one.email) for one in members}
    context: dict[str, Any] = {
        "members": members, "typed": typed, "has_invented": not members and has_sample(request.workspace)
    }  # fmt: skip
    if request.method != "POST":
        return page(request, TEMPLATE, {**context, "errors": {}})
    wanted = [(one, typed[one.id]) for one in members if typed[one.id].strip()]
    try:
        if not wanted:
            raise Refusal(N_("Type the e-mail of at least one of them."))
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made = invite_several(request.workspace, wanted, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, context)
    mail_after_commit(request, made)
    message = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", len(made))
    return done(request, reverse("settings_team"), message % {"count": len(made)}, operation_id=act.id)
