"""Filling in, at the gate, what a deal lacks; then it goes on."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.files.access import file_seen_by
from alur.files.operations.keeping import add_files
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import ANY_MESSAGE, Deal, EvidenceKind, Stage, Status, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.parts import add_evidence
from alur.pipeline.queries.gates import GateRefused, stages_to_leave, stages_to_win, unmet_criteria
from alur.web.deals.finding import deal_or_404, must_be_able_to_change, stands_in_place
from alur.web.deals.missing import fill_in, gate_page
from alur.web.deals.ordered import take_over_order
from alur.web.shell.answers import done, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import FIELD, takes_files


@require_POST
@member_required
@takes_files
@once_only
def gate_of(request: MemberRequest, deal_id: int) -> HttpResponse:
    """Save what was filled in and move (or win) in one act, undone as one; what is still missing is asked again."""
    deal = deal_or_404(request, deal_id)
    must_be_able_to_change(request)
    to = _target(request)
    reason = request.POST.get("override_reason", "")
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            fill(request, deal)
            if to is not None:
                move(deal, to=to, by=request.member, at=request.now, override_reason=reason)
            else:
                close(deal, outcome=Status.WON, by=request.member, at=request.now, override_reason=reason)
                take_over_order(request, deal)
    except Refusal as refusal:
        # Nothing was written: what was filled in is shown again, beside what is still missing.
        unmet = unmet_criteria(deal, stages_to_leave(deal, to) if to is not None else stages_to_win(deal))
        still, errors = (refusal.unmet, {}) if isinstance(refusal, GateRefused) else ([], sentences(refusal))
        return gate_page(request, deal, to, unmet, typed=request.POST, errors=errors, still=still)
    message = _("%(title)s went on.") % {"title": deal.title}
    if stands_in_place(request):
        return with_toast(HttpResponse(status=204), message, operation_id=act.id)
    return done(request, f"/deals/{deal.id}/", message, operation_id=act.id)


def fill(request: MemberRequest, deal: Deal) -> None:
    """Write what the gate's form holds: fields, and evidence for steps."""
    fill_in(request, deal)
    request.sent.taken()  # a file that was refused stops the move
    for name, text in [*request.POST.items(), *((name, "") for name in request.sent.staged)]:
        kind, _sign, wanted = name.partition("-")
        step_id, _dot, detail = wanted.partition(".")
        if kind != "file" and (kind not in ("evidence", "activity") or not str(text).strip()):
            continue
        steps = Step.objects.filter(workspace_id=request.workspace.id).select_related("stage")
        step = steps.filter(id=id_from(step_id)).first()
        if step is None:
            raise Http404
        chosen = "note" if kind == "evidence" else kind
        give_evidence(request, deal, step, str(text), way=(chosen, detail), field=name)


def give_evidence(
    request: MemberRequest,
    deal: Deal,
    step: Step,
    text: str,
    *,
    way: tuple[str, str] = ("", ""),
    field: str = FIELD,
    file_id: int = 0,
) -> None:
    """Evidence of a step: a note in words, an activity that is logged with it, or a file sent in `field` or kept.

    `way` is the kind and detail that was chosen among those it takes; without one it is the first that fits.
    """
    by, at = request.member, request.now
    kind, detail = _way_taken(step, way)
    if kind in (EvidenceKind.FILE, EvidenceKind.PHOTO):
        staged = request.sent.taken(field)
        files = add_files(request.workspace.id, "deal", deal.id, staged, by=by, at=at)
        label = text or (files[0].name if files else file_named(request, file_id))
        rests_on = ("file", files[0].id if files else file_id)
        add_evidence(deal, step, label=label, kind=kind, rests_on=rests_on, by=by, at=at)
        return
    if kind != EvidenceKind.ACTIVITY:
        add_evidence(deal, step, label=text, by=by, at=at)
        return
    usual = ActivityKind.WHATSAPP if detail == ANY_MESSAGE else ActivityKind.MEETING
    kind = detail if detail in ActivityKind.values else usual
    activity = add(request.workspace.id, NewActivity(kind=kind, title=text[:200], deal=deal, done_at=at), by=by, at=at)
    add_evidence(deal, step, label=text, kind=EvidenceKind.ACTIVITY, rests_on=("activity", activity.id), by=by, at=at)


def _way_taken(step: Step, way: tuple[str, str]) -> tuple[str, str]:
    kind, detail = way
    found = [one for one in step.ways if one[0] == kind] or [
        one for one in step.ways if kind == EvidenceKind.FILE and one[0] == EvidenceKind.PHOTO
    ]
    exact = [one for one in found if one[1] == detail]
    others = [one for one in step.ways if one[0] != EvidenceKind.FIELD]
    return next(iter([*exact, *found, *others]), (EvidenceKind.FIELD, ""))


def file_named(request: MemberRequest, file_id: int) -> str:
    """What a kept file is called. Refusal where none was chosen, 404 where it is not there for this member."""
    if not file_id:
        raise Refusal(N_("Choose a file first."), field="file")
    file = file_seen_by(request.member, file_id)
    if file is None:
        raise Http404
    return file.name


def _target(request: MemberRequest) -> Stage | None:
    stage_id = request.POST.get("stage", "")
    if not stage_id:
        return None
    stages = Stage.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found = stages.filter(id=id_from(stage_id)).first()
    if found is None:
        raise Http404
    return found
