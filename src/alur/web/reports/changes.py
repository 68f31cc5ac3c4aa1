"""What changed between two days: the waterfall, its table, and the deals behind each step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.catalogue.models import Product
from alur.kernel.periods import Period
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Pipeline, Stage
from alur.reporting.queries import changes as causes
from alur.reporting.queries.asking import Asked
from alur.reporting.queries.changed_deals import changed_deals, newest_of_each
from alur.reporting.queries.changes import AMOUNT, MEASURES, UNITS, WEIGHTED, Changes, changes
from alur.reporting.queries.changes_by import Part, by_owner, by_product, by_team
from alur.reporting.queries.turns import Cursor
from alur.tenancy.models import Team
from alur.tenancy.names import names_of_members
from alur.web.board.asking import FILTERS
from alur.web.board.choices import choice_of
from alur.web.reports.asking import ReportAsked, day_of, days_asked, named_period, report_asked, today_of
from alur.web.reports.waterfall import levels_of, narrow, wide
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("since", "until", "as_of", "due", "measure", "by", "cause")
DUE = ("month", "next_month", "quarter", "next_quarter")
BY = ("cause", "owner", "team", "product")
ADDS = frozenset({causes.NEW, causes.REOPENED, causes.FROM_PIPELINE, causes.TAKEN_OVER, causes.MOVED_IN, causes.RAISED})
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """A report as it is asked for on the screen."""

    asked: ReportAsked
    question: Asked
    measure: str
    by: str
    cause: str
    today: date

    @property
    def is_until_today(self) -> bool:
        return self.question.until == self.today


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked = report_asked(request, NAMES)
    try:
        shown = _shown(request, asked)
        before = _cursor(request.GET.get("before", ""))
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "changes"}
        return page(request, "reports/refused.html", context, status=422)
    if before is not None and request.htmx:
        return page(
            request, "reports/changed_rows.html", {**_telling(request, shown), **_deals(request, shown, before)}
        )
    found = changes(request.member, shown.question, today=shown.today)
    context = {
        "tab": "changes",
        "asked": asked,
        "found": found,
        "start": getattr(found.start, shown.measure),
        "end": getattr(found.end, shown.measure),
        "steps": found.steps[shown.measure],
        "name": _name(request, shown, found),
        "ends": {"start": request.f.near(shown.question.since), "end": request.f.near(shown.question.until)},
        **_telling(request, shown),
        **_drawings(found, shown.measure),
        **_toolbar(request, shown),
        **_below(request, shown, found, before),
    }
    return page(request, "reports/changes.html", context)


def _shown(request: MemberRequest, asked: ReportAsked) -> Shown:
    today, last = today_of(request), "as_of" if request.GET.get("as_of") else "until"
    until = day_of(request, last)
    usual = Period(until - WEEK, until + timedelta(days=1))
    days = days_asked(request, first="since", last=last, usual=usual, today=today)
    wanted = asked.wanted
    due = named_period(asked.params.get("due", ""), today) if asked.params.get("due") in DUE else None
    if due:
        wanted = replace(wanted, close_from=due.starts_on, close_until=due.ends_on)
    question = Asked(days.starts_on, days.last_on, asked.pipeline_id, wanted)
    measures = MEASURES if question.by_lines else (AMOUNT, WEIGHTED)
    params = asked.params
    return Shown(
        asked=asked,
        question=question,
        measure=params["measure"] if params.get("measure") in measures else AMOUNT,
        by=params["by"] if params.get("by") in BY else "cause",
        cause=params["cause"] if params.get("cause") in causes.CAUSES else "",
        today=today,
    )


def _drawings(found: Changes, measure: str) -> dict[str, Any]:
    steps = [(step.cause, kind_of(step.cause), step.change) for step in found.steps[measure]]
    levels = levels_of(getattr(found.start, measure), steps, getattr(found.end, measure))
    return {"wide": wide(levels), "narrow": narrow(levels), "counts": {s.cause: s.count for s in found.steps[measure]}}


def _toolbar(request: MemberRequest, shown: Shown) -> dict[str, Any]:
    today, params = shown.today, shown.asked.params
    day = timedelta(days=1)
    starts = {name: named_period(name, today) for name in ("week", "month", "quarter")}
    presets = [
        (_("Yesterday"), today - day),
        (_("Seven days ago"), today - WEEK),
        *((title, one.starts_on - day) for title, one in (
            (_("Start of this week"), starts["week"]),
            (_("Start of this month"), starts["month"]),
            (_("Start of this quarter"), starts["quarter"]),
        ) if one),
        (_("30 days ago"), today - timedelta(days=30)),
    ]  # fmt: skip
    return {
        "presets": [(title, since.isoformat()) for title, since in presets],
        "dues": [
            ("month", _("This month")),
            ("next_month", _("Next month")),
            ("quarter", _("This quarter")),
            ("next_quarter", _("Next quarter")),
        ],
        "choices": [choice_of(request, params, name) for name in FILTERS],
        "pipelines": list(
            Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
        ),
        "measures": [
            (AMOUNT, _("Value")),
            (WEIGHTED, _("Expected")),
            *([(UNITS, _("Units"))] if shown.question.by_lines else []),
        ],
    }


def _below(request: MemberRequest, shown: Shown, found: Changes, before: Cursor | None) -> dict[str, Any]:
    """What stands under the waterfall: the deals, by cause or of one cause; or a row for each owner, team, product."""
    member, question, today = request.member, shown.question, shown.today
    if shown.cause:
        return _deals(request, shown, before)
    if shown.by == "cause":
        groups = newest_of_each(member, question, shown.measure)
        return {"groups": groups, **_words(request)}
    ask = {"owner": by_owner, "team": by_team, "product": by_product}[shown.by]
    parts = ask(member, question, today=today)
    names: dict[int, str] = {}
    if shown.by == "owner":
        names = {**names_of_members(request.workspace.id), 0: _("Nobody's")}
    elif shown.by == "team":
        teams = Team.objects.filter(workspace_id=request.workspace.id)
        names = {**dict(teams.values_list("id", "name")), 0: _("No team")}
    else:
        names = dict(Product.objects.filter(workspace_id=request.workspace.id).values_list("id", "name"))
    rows = [_row(part, names.get(part.id, "?"), shown.measure) for part in parts]
    whole = _row(Part(0, found), _("All"), shown.measure)
    rest = whole.without(rows, _("Outside the products")) if shown.by == "product" else None
    return {"rows": [*rows, rest] if rest and any(rest.figures) else rows, "whole": whole}


@dataclass(frozen=True)
class Row:
    """One owner, team or product: the steps that stand in columns, and all others together. `id` is 0 for none."""

    id: int
    name: str
    start: int
    new: int
    raised: int
    lowered: int
    won: int
    lost: int
    other: int
    end: int

    @property
    def figures(self) -> tuple[int, ...]:
        return self.start, self.new, self.raised, self.lowered, self.won, self.lost, self.other, self.end

    def without(self, rows: list[Row], name: str) -> Row:
        """What is left of it beside some of its parts."""
        parts = [row.figures for row in rows]
        return Row(0, name, *(whole - sum(of) for whole, *of in zip(self.figures, *parts, strict=True)))


def _row(part: Part, name: str, measure: str) -> Row:
    by = {step.cause: step.change for step in part.changes.steps[measure]}
    told = {
        "new": by.pop(causes.NEW, 0),
        "raised": by.pop(causes.RAISED, 0),
        "lowered": by.pop(causes.LOWERED, 0),
        "won": by.pop(causes.WON, 0),
        "lost": by.pop(causes.LOST, 0) + by.pop(causes.NOT_A_FIT, 0),
    }
    start, end = getattr(part.changes.start, measure), getattr(part.changes.end, measure)
    return Row(part.id, name, start, **told, other=sum(by.values()), end=end)


def _deals(request: MemberRequest, shown: Shown, before: Cursor | None) -> dict[str, Any]:
    found = changed_deals(request.member, shown.question, shown.measure, cause=shown.cause, before=before)
    more = f"{found.next[0].isoformat()}~{found.next[1]}" if found.next else ""
    return {"deals": found.deals, "more": more, **_words(request)}


def _telling(request: MemberRequest, shown: Shown) -> dict[str, Any]:
    """How figures of the measure are written, and what causes are called."""
    f, is_units = request.f, shown.measure == UNITS
    titles = {AMOUNT: _("Value"), WEIGHTED: _("Expected value"), UNITS: _("Units")}
    return {
        "shown": shown,
        "tell": f.quantity if is_units else f.compact,
        "tell_exact": f.quantity if is_units else f.money,  # for two ends that look alike when they are told short
        "tell_change": f.signed_quantity if is_units else f.signed,
        "measures_by": titles,
        "titles": cause_titles(),
        "kinds": {cause: kind_of(cause) for cause in causes.CAUSES},
    }


def _name(request: MemberRequest, shown: Shown, found: Changes) -> str:
    """The drawing in a sentence."""
    told, titles = _telling(request, shown), cause_titles()
    steps = ", ".join(f"{titles[step.cause]} {told['tell_change'](step.change)}" for step in found.steps[shown.measure])
    start, end = getattr(found.start, shown.measure), getattr(found.end, shown.measure)
    return _("From %(start)s to %(end)s: %(steps)s") % {
        "start": told["tell"](start),
        "end": told["tell"](end),
        "steps": steps or _("no change"),
    }


def _words(request: MemberRequest) -> dict[str, Any]:
    """Names that the rows of deals need."""
    stages = Stage.objects.filter(workspace_id=request.workspace.id).select_related("pipeline")
    return {
        "owners": names_of_members(request.workspace.id),
        "stage_names": {stage.id: stage.name_in(request.f.language) for stage in stages},
        "pipeline_names": {stage.id: stage.pipeline.name for stage in stages},
    }


def _cursor(text: str) -> Cursor | None:
    at, _sign, deal_id = text.rpartition("~")
    try:
        return datetime.fromisoformat(at), int(deal_id)
    except ValueError:
        return None


def kind_of(cause: str) -> str:
    """Which colour a step has."""
    return "win" if cause == causes.WON else "up" if cause in ADDS else "dn"


def cause_titles() -> dict[str, str]:
    """What each cause is called."""
    return {
        causes.NEW: _("New"),
        causes.REOPENED: _("Reopened"),
        causes.FROM_PIPELINE: _("From another pipeline"),
        causes.TAKEN_OVER: _("Taken over"),
        causes.MOVED_IN: _("Brought forward"),
        causes.RAISED: _("Up"),
        causes.LOWERED: _("Down"),
        causes.WON: _("Won"),
        causes.LOST: _("Lost"),
        causes.NOT_A_FIT: _("Not a fit"),
        causes.POSTPONED: _("Postponed"),
        causes.MERGED: _("Merged"),
        causes.TO_PIPELINE: _("To another pipeline"),
        causes.HANDED_OVER: _("Handed over"),
        causes.MOVED_OUT: _("Slipped"),
    }
