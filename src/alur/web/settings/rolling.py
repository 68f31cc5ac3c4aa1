"""Rolling ownership of a pipeline: the rule, and what it would do, looked at before it is switched on. Owners only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.models import Pipeline
from alur.rescue.models import RollingRule, Then
from alur.rescue.operations.ruling import LIMITS, Wanted, plain, proof, rule_of, set_rule, terms_wanted
from alur.rescue.queries.foreseeing import foresee
from alur.rescue.rolling import Act
from alur.web.accounts.finding import owners_only
from alur.web.settings.designer import find_pipeline
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "settings/rolling.html"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@owners_only
@once_only
def rolling(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Look at it; try another (`do=check`); save it, switched on or off (`do=on`, `do=off`)."""
    pipeline = find_pipeline(request, pipeline_id)
    rule = rule_of(pipeline)
    if request.method != "POST":
        return page(request, TEMPLATE, _context(request, pipeline, rule, plain(rule), {}))
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip()[:20] for name in (*LIMITS, "then")}
    act_asked = request.POST.get("do", "")
    try:
        wanted = _read(typed, rule, is_on={"on": True, "off": False}.get(act_asked, rule.is_on))
        if act_asked not in ("on", "off"):
            return page(request, TEMPLATE, _context(request, pipeline, rule, wanted, {}))
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            set_rule(pipeline, wanted, by=request.member, at=request.now)
    except Refusal as refusal:
        context = _context(request, pipeline, rule, {**plain(rule), **typed}, sentences(refusal))
        return page(request, TEMPLATE, context, status=422)
    message = _("Rolling ownership is on.") if wanted["is_on"] else _("Rolling ownership is off.")
    target = reverse("settings_rolling", args=[pipeline.id])
    return done(request, target, message, operation_id=act.id if act.recorded else None)


def _read(typed: dict[str, Any], rule: RollingRule, *, is_on: bool) -> Wanted:
    """Raises Refusals by field."""
    wanted, faults = {**plain(rule), "is_on": is_on}, []
    for name in LIMITS:
        if typed[name].isascii() and typed[name].isdigit():
            wanted[name] = int(typed[name])
        elif typed[name]:
            faults.append(Refusal(N_("Type a whole number."), field=name))
    if typed["then"]:
        wanted["then"] = typed["then"]
    if faults:
        raise Refusals(faults)
    proof(wanted)
    return wanted


def _context(
    request: MemberRequest, pipeline: Pipeline, rule: RollingRule, wanted: Wanted, errors: dict[str, str]
) -> dict[str, Any]:
    """The preview is of what is typed; of what is kept where that cannot be."""
    pipelines = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    actor = rule.switched_on_by
    return {
        "pipeline": pipeline,
        "pipelines": list(pipelines.order_by("position", "id")),
        "rule": rule,
        "rests": rule.is_on and (actor is None or not actor.is_owner),
        "typed": wanted,
        "is_tried": {**wanted, "is_on": rule.is_on} != plain(rule),
        "thens": [(Then.OFFER.value, _("Offer it to the team; the first who takes it has it")),
                  (Then.TURNS.value, _("Give it in turn to who has room"))],
        "foresight": foresee(pipeline, terms_wanted(plain(rule) if errors else wanted, rule), at=request.now),
        "acts": Act,
        "errors": errors,
    }  # fmt: skip
