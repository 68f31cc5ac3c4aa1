from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Refusal
from alur.web.shell.answers import done, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required


@require_POST
@member_required
def undo_operation(request: MemberRequest, operation_id: int) -> HttpResponse:
    """Take an operation back, from the toast or the timeline."""
    target = request.headers.get("Referer") or "/"
    try:
        act = undo(request.workspace.id, operation_id, by=request.member, at=request.now)
    except NothingToUndo:
        raise Http404 from None
    except Refusal as refusal:
        sentence = next(iter(sentences(refusal).values()))
        if request.htmx or request.headers.get("X-Alur"):
            return with_toast(HttpResponse(status=204), sentence, is_error=True)
        return done(request, target, sentence)
    if request.headers.get("X-Alur"):
        return with_toast(HttpResponse(status=204), _("Undone."), operation_id=act.id)
    return done(request, target, _("Undone."), operation_id=act.id)
