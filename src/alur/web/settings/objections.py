"""The team's list of objections with their answers: everyone who sells keeps it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.conversations.models import Objection, ObjectionAnswer
from alur.conversations.operations.objecting import (
    add_answer,
    add_objection,
    archive,
    rename_objection,
    reword_answer,
)
from alur.conversations.queries.objections import objections_kept
from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

PAGE = "settings/objections.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def objections(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, PAGE, _context(request, ""))
    return _change(request, "new", _add)


@require_POST
@member_required
@once_only
def objection(request: MemberRequest, objection_id: int) -> HttpResponse:
    """Rename it, put it away (`archive`), or give it an `answer`."""
    found = Objection.objects.filter(
        workspace_id=request.workspace.id, id=objection_id, deleted_at__isnull=True
    ).first()
    if found is None:
        raise Http404
    return _change(request, f"o{found.id}", lambda doing: _change_objection(request, found, doing))


@require_POST
@member_required
@once_only
def answer(request: MemberRequest, answer_id: int) -> HttpResponse:
    found = ObjectionAnswer.objects.filter(
        workspace_id=request.workspace.id, id=answer_id, deleted_at__isnull=True
    ).first()
    if found is None:
        raise Http404
    return _change(request, f"a{found.id}", lambda doing: _change_answer(request, found, doing))


def _change(request: MemberRequest, form: str, change: Any) -> HttpResponse:
    must_be_able_to_change(request)
    doing: dict[str, Any] = {"by": request.member, "at": request.now}
    try:
        with operation(request.workspace.id, **doing) as act:
            change(request, doing) if form == "new" else change(doing)
    except Refusal as refusal:
        return refused(request, refusal, PAGE, _context(request, form))
    recorded = bool(act.recorded)
    return done(
        request, "/settings/objections/", _("Saved.") if recorded else "", operation_id=act.id if recorded else None
    )


def _add(request: MemberRequest, doing: dict[str, Any]) -> None:
    made = add_objection(request.workspace.id, request.POST.get("objection", ""), **doing)
    if request.POST.get("answer", "").strip():
        add_answer(made, request.POST["answer"], **doing)


def _change_objection(request: MemberRequest, found: Objection, doing: dict[str, Any]) -> None:
    if "archive" in request.POST:
        archive(found, **doing)
    elif "objection" in request.POST:
        rename_objection(found, request.POST["objection"], **doing)
    else:
        add_answer(found, request.POST.get("answer", ""), **doing)


def _change_answer(request: MemberRequest, found: ObjectionAnswer, doing: dict[str, Any]) -> None:
    if "archive" in request.POST:
        archive(found, **doing)
    else:
        reword_answer(found, request.POST.get("answer", ""), **doing)


def _context(request: MemberRequest, form: str) -> dict[str, Any]:
    return {
        "kept": objections_kept(request.workspace.id),
        "can_edit": request.member.can_change,
        "form": form,
        "typed": {name: request.POST.get(name, "") for name in ("objection", "answer")},
        "errors": {},
    }
