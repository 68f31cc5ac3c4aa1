"""Funnel and flow: a river through the stages with its figures, by owner, region and more, and why deals were lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.catalogue.models import Product
from alur.kernel.refusal import Refusal
from alur.people.queries.regions import provinces
from alur.pipeline.models import Pipeline
from alur.reporting.queries.asking import Asked, asked_about
from alur.reporting.queries.funnel import Funnel, Reading, StageFlow, funnel, funnel_of
from alur.reporting.queries.funnel_by import GROUPINGS, parts_of
from alur.reporting.queries.losses import losses
from alur.reporting.queries.rates import Rate
from alur.reporting.queries.stock import Value
from alur.tenancy.models import Team
from alur.tenancy.names import names_of_members
from alur.web.board.asking import FILTERS
from alur.web.board.choices import choice_of
from alur.web.reports.asking import ReportAsked, day_of, report_asked, today_of
from alur.web.reports.period import Chosen, period_chosen
from alur.web.reports.provinces import tiles
from alur.web.reports.river import Reach, river
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to", "as_of", "measure", "by", "vs")
PERIODS = ("month", "quarter", "last_month", "last_quarter", "30d", "90d", "12m")
DEALS, AMOUNT, UNITS = "count", "amount", "units"
FEW = 10
"""Of fewer deals a share says more than it knows: they are counted out instead."""
MANY = 10_000
"""Of more changes the days of the stages come after the page: 0.3 s for the quarter of a workspace of 200,000 deals."""


@dataclass(frozen=True)
class Shown:
    """A funnel as it is asked for on the screen; `day` is the past day that it is looked at from, or today."""

    asked: ReportAsked
    pipeline: Pipeline
    question: Asked
    chosen: Chosen
    measure: str
    by: str
    day: date
    today: date


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked = report_asked(request, NAMES)
    try:
        shown = _shown(request, asked)
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "funnel"}
        return page(request, "reports/refused.html", context, status=422)
    read = Reading(request.member, shown.question, today=shown.today)
    comes_after = sum(flow.count for flow in read.flows) > MANY and request.headers.get("HX-Target") != "stages"
    found = funnel_of(read, with_days=not comes_after)
    earlier = _earlier(request, shown)
    lost = losses(request.member, shown.question, today=shown.today)
    context = {
        "tab": "funnel",
        "asked": asked,
        "shown": shown,
        "found": found,
        "days_later": request.get_full_path() if comes_after else "",
        "is_empty": not found.ending.rate.of
        and not any(one.start.count or one.came.count or one.end.count for one in found.stages),
        "names": {stage_id: stage.name_in(request.f.language) for stage_id, stage in read.stages.items()},
        "earlier": earlier,
        "river": river([reach_of(one, shown.measure) for one in found.stages], _of(found.ending.won, shown.measure)),
        "longest": max((one.days.p90 or 0 for one in found.stages), default=0),
        "note": _note(found),
        "losses": lost,
        "most_lost": max((loss.count for loss in lost), default=1),
        **_telling(request, shown),
        **_toolbar(request, shown),
        **_parts(request, shown, read),
    }
    return page(request, "reports/funnel.html", context)


def _shown(request: MemberRequest, asked: ReportAsked) -> Shown:
    today, day = today_of(request), day_of(request, "as_of")
    pipeline = asked.pipeline or usual_pipeline(request)
    chosen = period_chosen(request, asked.params, PERIODS, usual="quarter", today=day)
    question = asked_about(chosen.days, pipeline.id, asked.wanted)
    measures = (DEALS, AMOUNT, UNITS) if question.by_lines else (DEALS, AMOUNT)
    params = asked.params
    return Shown(
        asked=asked,
        pipeline=pipeline,
        question=question,
        chosen=chosen,
        measure=params["measure"] if params.get("measure") in measures else DEALS,
        by=params["by"] if params.get("by") in GROUPINGS else "owner",
        day=day,
        today=today,
    )


def usual_pipeline(request: MemberRequest) -> Pipeline:
    """The one whose board was last looked at, or the first."""
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    last = request.session.get("pipeline")
    found = (rows.filter(id=last).first() if last else None) or rows.order_by("position", "id").first()
    if found is None:
        raise Http404
    return found


def _earlier(request: MemberRequest, shown: Shown) -> Mapping[int, Rate]:
    """How many went on from each stage in the period before, if that is asked for."""
    if shown.asked.params.get("vs") != "before":
        return {}
    question = asked_about(shown.chosen.days.before(), shown.pipeline.id, shown.asked.wanted)
    return {one.stage_id: one.rate for one in funnel(request.member, question, today=shown.today).stages}


def reach_of(stage: StageFlow, measure: str) -> Reach:
    return Reach(_of(stage.came, measure), _of(stage.on, measure), _of(stage.gone, measure), stage.rate)


def _of(value: Value, measure: str) -> int:
    found: int = getattr(value, measure)
    return found


def _note(found: Funnel) -> dict[str, StageFlow]:
    """The stage that takes longest and the one that loses most, where enough deals passed to say so."""
    slow = [one for one in found.stages if one.days.count >= FEW and one.days.median]
    leaky = [one for one in found.stages if one.rate.of >= FEW]
    if not slow or not leaky:
        return {}
    return {
        "slowest": max(slow, key=lambda one: one.days.median or 0),
        "leakiest": min(leaky, key=lambda one: one.rate.percent or 0),
    }


def _telling(request: MemberRequest, shown: Shown) -> dict[str, Any]:
    f = request.f
    tellers: dict[str, Callable[[int], str]] = {DEALS: f.number, AMOUNT: f.compact, UNITS: f.quantity}
    tell = tellers[shown.measure]
    return {
        "shown": shown,
        "tell": tell,
        "of": lambda value: tell(_of(value, shown.measure)),
        "share": lambda rate: share_of(rate, request.f.language),
        "percent": lambda number: percent_of(number, request.f.language),
        "few": FEW,
    }


def share_of(rate: Rate, language: str) -> str:
    """A share as people may read it: of fewer than ten it is counted out, of none it is not known."""
    if rate.percent is None:
        return "–"
    if rate.of < FEW:
        return _("%(count)d of %(of)d") % {"count": rate.count, "of": rate.of}
    return f"{round(rate.percent)}%"


def percent_of(number: float, language: str) -> str:
    """Percent with one decimal below ten."""
    text = f"{number:.1f}" if number < 10 else f"{number:.0f}"
    return text.replace(".", "," if language.startswith("id") else ".") + "%"


def _toolbar(request: MemberRequest, shown: Shown) -> dict[str, Any]:
    return {
        "chosen": shown.chosen,
        "choices": [choice_of(request, shown.asked.params, name) for name in FILTERS],
        "pipelines": list(
            Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
        ),
        "measures": [
            (DEALS, _("Deals")),
            (AMOUNT, _("Value")),
            *([(UNITS, _("Units"))] if shown.question.by_lines else []),
        ],
    }


def _parts(request: MemberRequest, shown: Shown, read: Reading) -> dict[str, Any]:
    parts = parts_of(read, shown.by)
    names = _names(request, shown.by)
    grid = tiles({part.id: _of(part.came, shown.measure) for part in parts}) if shown.by == "province" else []
    widest = max([(part.ending.rate.range or (0, 0))[1] for part in parts] or [0]) or 1
    return {
        "parts": [(names.get(part.id, "?"), part) for part in parts],
        "tiles": grid,
        "widest": widest,
        "groupings": [
            ("owner", _("Owner")),
            ("team", _("Team")),
            ("product", _("Product")),
            ("source", _("Source")),
            ("province", _("Region")),
        ],
    }


def _names(request: MemberRequest, by: str) -> dict[int, str]:
    ws = request.workspace.id
    if by == "owner":
        return {**names_of_members(ws), 0: _("Nobody's")}
    if by == "team":
        return {**dict(Team.objects.filter(workspace_id=ws).values_list("id", "name")), 0: _("No team")}
    if by == "product":
        return dict(Product.objects.filter(workspace_id=ws).values_list("id", "name"))
    if by == "source":
        sources = Source.objects.filter(workspace_id=ws)
        return {**{one.id: one.name_in(request.f.language) for one in sources}, 0: _("No source")}
    return {**{int(code): name for code, name in provinces()}, 0: _("No region")}
