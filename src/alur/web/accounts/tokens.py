"""API tokens: made (shown once), listed, ended. Owners also end those of others."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alur.accounts.access import can_manage
from alur.accounts.models import ApiToken
from alur.accounts.operations.tokens import issue, revoke
from alur.kernel.refusal import N_, Refusal
from alur.web.accounts.confirming import confirmed
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FORM = "accounts/token.html"
LASTS = ((30, N_("30 days")), (90, N_("90 days")), (365, N_("1 year")), (0, N_("until I end it")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@confirmed
@once_only
def tokens(request: MemberRequest) -> HttpResponse:
    """The form, and a new token: this one answer is all that ever holds it."""
    if request.method != "POST":
        typed = {"name": "", "scopes": "read", "days": "90"}
        return page(request, FORM, {**_choices(request), "typed": typed, "made": "", "errors": {}})
    typed = {name: request.POST.get(name, "") for name in ("name", "scopes", "days")}
    try:
        made = issue(
            request.member,
            name=typed["name"],
            scopes=typed["scopes"],
            days=_days(typed["days"]),
            must_be_named=True,
            by=request.member,
            at=request.now,
        )
    except Refusal as refusal:
        return refused(request, refusal, FORM, {**_choices(request), "typed": typed, "made": ""})
    return page(request, FORM, {**_choices(request), "typed": typed, "made": made, "errors": {}})


@require_POST
@member_required
def token(request: MemberRequest, api_token_id: int) -> HttpResponse:
    """End one's own, or as an owner anyone's in the workspace."""
    found = ApiToken.objects.filter(workspace_id=request.workspace.id, id=api_token_id).first()
    if found is None or not (found.member_id == request.member.id or can_manage(request.member)):
        raise Http404
    revoke(found, by=request.member, at=request.now)
    target = reverse("settings_me" if found.member_id == request.member.id else "settings_workspace")
    return done(request, target, _("The token %(name)s works no longer.") % {"name": found.name or found.prefix})


def _days(text: str) -> int | None:
    if text not in {str(days) for days, _label in LASTS}:
        raise Refusal(N_("Choose how long the token is to last."), field="days")
    return int(text) or None


def _choices(request: MemberRequest) -> dict[str, Any]:
    scopes = [("read", _("Read")), ("read,write", _("Read and write"))]
    return {
        "scopes": scopes if request.member.can_change else scopes[:1],
        "lasts": [(str(days), _(label)) for days, label in LASTS],
    }
