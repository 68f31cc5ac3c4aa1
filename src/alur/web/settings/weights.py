"""The weights of a pipeline's temperature: one form, told what it would do to open deals before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.models import Pipeline
from alur.warmth.kinds import DEFAULT, KINDS
from alur.warmth.models import Weighting
from alur.warmth.operations.fitting import adopt, fit, leave
from alur.warmth.operations.weighing import FIGURES, Plain, plain, proof, set_weights, weighting_of
from alur.warmth.queries.receipts import weights_of
from alur.warmth.queries.standing import stood
from alur.warmth.queries.trying import Trial, trial
from alur.warmth.scoring import Weights
from alur.web.settings.designer import find_pipeline, tabs_of
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required

TEMPLATE = "settings/weights.html"
LOW, HIGH = -20, 35
"""The axis on which points are drawn."""
COOLS = frozenset(key for key, weight in DEFAULT.kinds.items() if weight.points < 0)
Typed = dict[str, str]


@require_safe
@member_required
def first(request: MemberRequest) -> HttpResponse:
    """Of the first pipeline."""
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found = rows.order_by("position", "id").first()
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("settings_weights", args=[found.id]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def weights(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """Look at them; try others (`do=check`); save them (`do=save`)."""
    found = find_pipeline(request, pipeline_id)
    kept = weighting_of(found)
    if request.method != "POST":
        return page(request, TEMPLATE, _context(request, found, kept, _written(plain(kept)), {}))
    if not request.member.is_owner:
        raise Http404
    typed = {name: value.strip()[:12] for name, value in request.POST.items() if isinstance(value, str)}
    try:
        if request.POST.get("do") == "fit":
            return _fitted(request, found)
        if request.POST.get("do") in ("adopt", "leave"):
            return _answered(request, found)
        wanted = _read(typed, kept)
        proof(wanted)
        if request.POST.get("do") != "save":
            return page(request, TEMPLATE, _context(request, found, kept, typed, {}))
        seen = int(typed["seen"]) if typed.get("seen", "").isdigit() else None
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            set_weights(found, wanted, by=request.member, at=request.now, if_version=seen)
    except Refusal as refusal:
        context = _context(request, found, kept, typed, sentences(refusal))
        return page(request, TEMPLATE, context, status=422)
    target, message = reverse("settings_weights", args=[found.id]), _("Weights saved. The deals follow in a moment.")
    return done(request, target, message if act.recorded else "", operation_id=act.id if act.recorded else None)


def _fitted(request: MemberRequest, found: Pipeline) -> HttpResponse:
    """Weights from what became of the closed deals, to compare and perhaps to switch to. Raises Refusal."""
    made = fit(found, by=request.member, at=request.now)
    message = _("Fitted to %(count)s deals and judged by %(others)s later ones.") % {
        "count": request.f.number(made["trained"]),
        "others": request.f.number(made["tested"]),
    }
    return done(request, reverse("settings_weights", args=[found.id]), message)


def _answered(request: MemberRequest, found: Pipeline) -> HttpResponse:
    """The fit of the month is taken over, or left. Raises Conflict where none waits any more."""
    target, is_taken = reverse("settings_weights", args=[found.id]), request.POST.get("do") == "adopt"
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        (adopt if is_taken else leave)(found, by=request.member, at=request.now)
    message = (
        _("The new fit is in use. The deals follow in a moment.") if is_taken else _("The weights stay as they are.")
    )
    return done(request, target, message, operation_id=act.id)


def _written(values: Plain) -> Typed:
    """As the fields hold it."""
    typed = {name: str(values[name]) for name in FIGURES}
    typed["uses_fit"] = "1" if values["uses_fit"] else "0"
    for key, (points, half_life) in values["kinds"].items():
        typed[f"points-{key}"] = signed(points)
        typed[f"days-{key}"] = "" if half_life is None else str(half_life)
    return typed


def signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


def _read(typed: Mapping[str, str], kept: Weighting) -> Plain:
    """What was typed, as numbers; what is not sent stays as it is. Raises Refusals by field."""
    faults: list[Refusal] = []
    current = plain(kept)

    def number(name: str, default: Any) -> Any:
        if name not in typed:
            return default
        text = typed[name].replace("−", "-").replace(" ", "")
        digits = text[1:] if text[:1] in ("+", "-") else text
        if digits.isascii() and digits.isdigit() and len(digits) <= 6:
            return int(text)
        if not text and name.startswith("days-"):
            return None
        faults.append(Refusal(N_("Type a whole number, such as 12 or −4."), field=name))
        return default

    wanted = {name: number(name, current[name]) for name in FIGURES}
    kinds = {
        key: [number(f"points-{key}", points), number(f"days-{key}", half_life)]
        for key, (points, half_life) in current["kinds"].items()
    }
    if faults:
        raise Refusals(faults)
    return {"kinds": kinds, **wanted, "uses_fit": typed.get("uses_fit", "01"[current["uses_fit"]]) == "1"}


def _context(
    request: MemberRequest, found: Pipeline, kept: Weighting, typed: Typed, errors: dict[str, str]
) -> dict[str, Any]:
    own = weights_of(kept)
    old = _written(plain(kept))
    wanted = plain(kept)
    if not errors:
        wanted = _read(typed, kept)
    tried = weights_of(_with(kept, wanted))
    by_hand = weights_of(_with(kept, {**wanted, "uses_fit": False}))
    told: Trial = trial(found, own, tried, at=request.now)
    changed = [name for name in old if typed.get(name, old[name]) != old[name]]
    return {
        "pipeline": found,
        "tabs": tabs_of(request),
        "can_edit": request.member.is_owner,
        "kept": kept,
        "typed": {**old, **typed},
        "old": old,
        "errors": errors,
        "groups": [
            (_("Warms"), [kind for key, kind in KINDS.items() if key not in COOLS]),
            (_("Cools"), [kind for key, kind in KINDS.items() if key in COOLS]),
        ],
        "changed": changed,
        "told": told,
        "tried": tried,
        "place": _place,
        "points_of": lambda key: tried.kinds[key].points,
        "fit": kept.fit,
        "candidate": kept.candidate,
        "stood": None if kept.fit else stood(found),
        "by_hand": lambda key: by_hand.kinds[key].points,
        "far": [key for key in (kept.fit or {"points": []})["points"] if _is_far(kept, by_hand, key)],
        "percent": lambda share: round(share * 100),
        "decimal": lambda value: f"{value:.3f}".replace(".", "," if request.f.language == "id" else "."),
    }


def _with(kept: Weighting, wanted: Plain) -> Weighting:
    return Weighting(workspace_id=kept.workspace_id, pipeline_id=kept.pipeline_id, fit=kept.fit, **wanted)


def _is_far(kept: Weighting, by_hand: Weights, key: str) -> bool:
    """Lies the weight that was set by hand outside the range of the fitted one?"""
    low, high = (kept.fit or {})["ranges"][key]
    return not low <= by_hand.kinds[key].points <= high


def _place(points: int) -> float:
    """Percent of the axis."""
    return round((min(max(points, LOW), HIGH) - LOW) / (HIGH - LOW) * 100, 1)
