"""From a notice to what it is about; and saying that something was read."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alur.notices.models import Notice
from alur.notices.operations.telling import mark_read, mark_unread
from alur.notices.queries.news import notices_of, subject_of
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required

PLACES = {
    "deal": "deal",
    "organization": "organization",
    "person": "person",
    "activity": "activity",
    "pipeline": "pipeline",
    "weights": "settings_weights",
}


@never_cache
@require_safe
@member_required
def notice_of(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Go on to what it is about, and have it read; a record in the trash shows there, one that is hidden nowhere."""
    notice = _notice_or_404(request, notice_id)
    mark_read(request.member, [notice.id], at=request.now)
    subject = subject_of(request.member, notice)
    if subject is None:
        return done(request, reverse("notices"), _("It is no longer there, or not yours to see."))
    if subject.is_in_trash:
        return HttpResponseRedirect(reverse("trash"))
    if notice.subject_kind == "offer":
        return HttpResponseRedirect(reverse("forgotten_offers"))
    return HttpResponseRedirect(reverse(PLACES[notice.subject_kind], args=[subject.id]))


@require_POST
@member_required
def reading_of(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Read, or with `unread` not yet."""
    notice = _notice_or_404(request, notice_id)
    if "unread" in request.POST:
        mark_unread(request.member, notice.id)
    else:
        mark_read(request.member, [notice.id], at=request.now)
    return done(request, _back(request))


@require_POST
@member_required
def reading_of_all(request: MemberRequest) -> HttpResponse:
    mark_read(request.member, None, at=request.now)
    return done(request, reverse("notices"), _("All read."))


def _notice_or_404(request: MemberRequest, notice_id: int) -> Notice:
    notice = notices_of(request.member).filter(id=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def _back(request: MemberRequest) -> str:
    return reverse("notices") + ("?unread=1" if request.POST.get("only") == "unread" else "")
