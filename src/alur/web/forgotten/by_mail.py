"""What is done from the morning's mail: a signed link that runs out, a page that asks, and the act itself by POST.

Whoever has the link acts as the member it was mailed to, on that one deal, in that one way; nothing else opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation, via
from alur.kernel.dates import at_local
from alur.kernel.free_days import working_day_from
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.access import can_edit
from alur.pipeline.models import Deal
from alur.rescue.operations.snoozing import snooze
from alur.tenancy.models import Member, Workspace
from alur.web.shell.answers import page, sentences
from alur.web.shell.formats import Formats
from alur.web.shell.requests import AnyRequest
from alur.web.shell.views.errors import telling

LASTS = timedelta(days=3)
PLAN, LEAVE = "plan", "leave"
NINE = time(9, 0)
A_WEEK = timedelta(days=7)
_SALT = "forgotten.mail"


def path_of(member: Member, deal_id: int, act: str) -> str:
    """The path of a link that does one thing with one deal, for three days."""
    key = signing.dumps([member.workspace_id, member.id, deal_id, act], salt=_SALT, compress=True)
    return f"/forgotten/by-mail/{key}/"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a link is for, as far as its member may still do it."""

    member: Member
    deal: Deal
    act: str
    f: Formats

    @property
    def until(self) -> datetime:
        """The next working day at nine, or the same day a week on."""
        if self.act == PLAN:
            return at_local(working_day_from(self.f.today + timedelta(days=1)), NINE, self.f.zone)
        return at_local(self.f.today + A_WEEK, NINE, self.f.zone)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: AnyRequest, key: str) -> HttpResponse:
    """GET asks first, for machines open links; POST does it. 404 where the link is not ours, 410 where it ended."""
    try:
        meant = _meant(key, request.now)
    except signing.SignatureExpired:
        return telling(
            request, 410, _("This link has run out"), _("Sign in, and do it from the list of forgotten deals.")
        )
    if meant is None:
        return telling(
            request, 404, _("This page is not there"), _("It was moved or removed, or it is not yours to see.")
        )
    request.LANGUAGE_CODE = meant.f.language
    with translation.override(meant.f.language):
        context: dict[str, Any] = {"meant": meant, "f": meant.f, "done": "", "errors": {}}
        if request.method != "POST":
            return page(request, "forgotten/by_mail.html", context)
        try:
            context["done"] = _do(meant, request.now)
        except Refusal as refusal:
            return page(request, "forgotten/by_mail.html", context | {"errors": sentences(refusal)}, status=422)
        return page(request, "forgotten/by_mail.html", context)


def _meant(key: str, now: datetime) -> Meant | None:
    """None for a link that is not ours, or of somebody who may no longer change that deal."""
    try:
        workspace_id, member_id, deal_id, act = signing.loads(key, salt=_SALT, max_age=LASTS)
    except signing.SignatureExpired:
        raise
    except (signing.BadSignature, ValueError):
        return None
    members = Member.objects.filter(workspace_id=workspace_id, id=member_id, is_active=True)
    member, workspace = members.select_related("user").first(), Workspace.objects.filter(id=workspace_id).first()
    deal = Deal.objects.filter(workspace_id=workspace_id, id=deal_id).select_related("organization", "owner").first()
    if member is None or workspace is None or deal is None or member.user is None or not can_edit(member, deal):
        return None
    f = Formats(
        member.user.language or workspace.language,
        workspace.currency,
        ZoneInfo(member.user.timezone) if member.user.timezone else workspace.zone,
        now,
    )
    return Meant(member, deal, act, f)


def _do(meant: Meant, now: datetime) -> str:
    """What was done, in words. Doing it twice is doing it once."""
    deal, by, f = meant.deal, meant.member, meant.f
    if not deal.is_open:
        raise Conflict(N_("This deal is not open any more."))
    with via("mail"), operation(deal.workspace_id, by=by, at=now):
        if meant.act == LEAVE:
            snooze(deal, until=meant.until.date(), by=by, at=now)
            return _("It is left until %(day)s.") % {"day": f.within(meant.until)}
        if deal.next_step_due_at is None or deal.next_step_due_at <= now:
            step = NewActivity(kind=ActivityKind.CALL, deal=deal, owner=deal.owner or by, due_at=meant.until)
            add(deal.workspace_id, step, by=by, at=now)
    return _("A call is planned for %(moment)s.") % {"moment": f.moment(meant.until)}
