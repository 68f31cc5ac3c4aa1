from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import Operation
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Refusal
from alur.rescue.merging_facts import RecordUnmerged
from alur.web.duplicates.words import kept_names
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
    said = _said(act)
    if request.headers.get("X-Alur"):
        return with_toast(HttpResponse(status=204), said, operation_id=act.id)
    return done(request, target, said, operation_id=act.id)


def _said(act: Operation) -> str:
    """What was edited since a merge is kept, and named."""
    kept = [name for entry in act.recorded if isinstance(entry.fact, RecordUnmerged) for name in entry.fact.kept]
    if not kept:
        return _("Undone.")
    return _("Undone. What was edited since stays: %(what)s.") % {"what": ", ".join(kept_names(kept))}
