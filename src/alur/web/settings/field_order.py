"""The order of the workspace's own fields: dragged in their table, or moved a place at a time."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.fields.operations.ordering import reorder
from alur.fields.queries.records import definitions_of
from alur.kernel.ids import id_from
from alur.web.settings.access import leads_only
from alur.web.shell.answers import done, with_toast
from alur.web.shell.requests import MemberRequest, member_required


@require_POST
@member_required
@leads_only
def order(request: MemberRequest) -> HttpResponse:
    """The order as sent; or a button moves one of them a place up or down."""
    kind = request.POST.get("kind", "")
    if kind not in RecordKind.values:
        raise Http404
    sent = [found for found in map(id_from, request.POST.getlist("field")) if found]
    ids = sent or [one.id for one in definitions_of(request.workspace.id, kind)]
    verb, _colon, text = request.POST.get("do", "").partition(":")
    moved = id_from(text)
    if moved in ids and verb in ("up", "down"):
        place = ids.index(moved)
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(ids):
            ids[place], ids[other] = ids[other], ids[place]
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        reorder(request.workspace.id, kind, ids, by=request.member, at=request.now)
    message, operation_id = (_("The order was changed."), act.id) if act.recorded else ("", None)
    if request.htmx:
        answer = HttpResponse(status=204)
        return with_toast(answer, message, operation_id=operation_id) if message else answer
    place_back = reverse("settings_field", args=[moved]) if moved else f"{reverse('settings_fields')}?kind={kind}"
    return done(request, place_back, message, operation_id=operation_id)
