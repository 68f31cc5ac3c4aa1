"""Theme and language by one press, from the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.accounts.operations.settling_in import edit_profile
from alur.kernel.refusal import Refusal
from alur.web.accounts.coming_in import safe_target
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required


@require_POST
@member_required
def look(request: MemberRequest) -> HttpResponse:
    """`theme` or `language`; the rest of the profile stays. Back to `next`."""
    user, target = request.user, safe_target(request, request.POST.get("next") or "/")
    try:
        edit_profile(
            request.member,
            name=request.member.name,
            language=request.POST.get("language", user.language),
            theme=request.POST.get("theme", user.theme),
            timezone=user.timezone,
            shortcuts=user.shortcuts,
            at=request.now,
        )
    except Refusal as refusal:
        return done(request, target, refusal.sentence(_))
    return done(request, target, _("Saved."))
