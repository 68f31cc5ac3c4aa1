"""One way for the forms of a deal's page: found, allowed, done once, and shown again where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.access import sees_owner
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import EditedMeanwhile
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.deals.showing import deal_answer
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files

Change = Callable[..., str]


def in_place(form: str) -> Callable[[Change], Callable[..., HttpResponseBase]]:
    """A change of a visible deal by someone who may; refused, the page shows the form again as it was typed."""

    def decorate(change: Change) -> Callable[..., HttpResponseBase]:
        @require_POST
        @member_required
        @takes_files
        @once_only
        @wraps(change)
        def view(request: MemberRequest, deal_id: int, **others: Any) -> HttpResponse:
            deal = deal_or_404(request, deal_id)
            must_be_able_to_change(request)
            try:
                with operation(request.workspace.id, by=request.member, at=request.now) as act:
                    message = change(request, deal, **others)
                    has_changed = bool(act.recorded)
            except EditedMeanwhile as refusal:
                typed = {name: request.POST[name] for name in request.POST}
                return deal_answer(
                    request, deal_or_404(request, deal_id), refusal=refusal, typed=typed, form=form, status=409
                )
            except Refusal as refusal:
                typed = {name: request.POST[name] for name in request.POST}
                return deal_answer(request, deal_or_404(request, deal_id), refusal=refusal, typed=typed, form=form)
            operation_id = act.id if has_changed else None
            return done(request, _where_next(request, deal), message if has_changed else "", operation_id=operation_id)

        return view

    return decorate


def _where_next(request: MemberRequest, deal: Deal) -> str:
    """The deal's page; the board for who has just given the deal out of sight."""
    given = id_from(request.POST.get("owner", ""))
    return f"/deals/{deal.id}/" if sees_owner(request.member, given or None) else f"/pipelines/{deal.pipeline_id}/"
