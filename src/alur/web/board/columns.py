"""The board: its columns, a page of one, and how both stood on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from alur.events.recording import last_position
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Pipeline, Stage
from alur.pipeline.queries.cards import PAGE, Card, CardPage, column_cards, dress, first_pages, past_cards
from alur.pipeline.queries.gates import stages_of
from alur.pipeline.queries.past import became_of, past_stages
from alur.pipeline.queries.totals import Totals, stage_totals
from alur.pipeline.queries.won import won_lately
from alur.reporting.queries.pace import Pace
from alur.tenancy.names import names_of_members
from alur.web.board.asking import Asked, asked_of, without_day
from alur.web.board.choices import filter_choices
from alur.web.board.faces import Faces
from alur.web.board.own import own_of_cards
from alur.web.board.pace import paces_shown
from alur.web.board.since import Since
from alur.web.lists.asking import partly_hidden
from alur.web.reports.funnel import share_of
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NONE, EMPTY = Totals(), CardPage([], "")
DEEPEST = 10 * PAGE
"""Cards of a column that an open board fetches anew at once."""
MOST_DEEP = 30


@dataclass(frozen=True)
class Column:
    """A stage with its totals, and the first page of its cards. `share` and `part` are percent of the pipeline.

    `now` is what stands in it today, where the board is that of an earlier day; on today's, `pace` is how
    fast and how surely deals went through it lately.
    """

    stage: Stage
    name: str
    number: int
    totals: Totals
    share: int
    part: int
    page: CardPage
    now: Totals | None = None
    pace: Pace | None = None


@require_safe
@member_required
def board(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    pipeline = _pipeline(request, pipeline_id)
    try:
        asked = asked_of(request)
    except Refusal as refusal:
        return page(request, "board/refused.html", {"pipeline": pipeline, "errors": sentences(refusal)}, status=422)
    if request.session.get("pipeline") != pipeline.id:
        request.session["pipeline"] = pipeline.id
    position = last_position(request.workspace.id)
    context = {**_columns(request, pipeline, asked), "position": position}
    if request.htmx and not request.htmx.boosted and request.headers.get("HX-Target") == "board":
        answer = page(request, "board/columns.html", context)
        answer.headers["Alur-Position"] = str(position)
        return answer
    context["pipelines"] = list(
        Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position", "id")
    )
    context["choices"] = filter_choices(request, asked)
    context["partly_hidden"] = partly_hidden(request, asked.view)
    return page(request, "board/past.html" if asked.as_of else "board/board.html", context)


@require_safe
@member_required
def column(request: MemberRequest, pipeline_id: int, stage_id: int) -> HttpResponse:
    """The next page of a column's cards."""
    pipeline = _pipeline(request, pipeline_id)
    stage = Stage.objects.filter(workspace_id=request.workspace.id, pipeline_id=pipeline.id, id=stage_id).first()
    if stage is None:
        raise Http404
    try:
        asked = asked_of(request)
        cards = _cards(request, pipeline, stage, asked, request.GET.get("cursor", ""))
    except Refusal as refusal:
        return page(request, "board/refused.html", {"pipeline": pipeline, "errors": sentences(refusal)}, status=422)
    stages = stages_of(request.workspace.id, pipeline.id)
    _dress(request, pipeline, cards.cards, asked)
    context = {"page": cards, "stage": stage, **_common(request, pipeline, asked, cards.cards, stages)}
    return page(request, "board/more.html", context)


def _columns(request: MemberRequest, pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    totals = stage_totals(request.member, pipeline.id, wanted=asked.wanted, as_of=asked.as_of)
    stages = (
        past_stages(request.workspace.id, pipeline.id, totals)
        if asked.as_of
        else stages_of(request.workspace.id, pipeline.id)
    )
    overall = sum(totals.values(), Totals())
    pages = _first_pages(request, pipeline, [stage for stage in stages if totals.get(stage.id, NONE).count], asked)
    today = stage_totals(request.member, pipeline.id, wanted=asked.wanted) if asked.as_of else None
    pace = {} if asked.as_of else paces_shown(request, pipeline.id)
    built = []
    for number, stage in enumerate(stages, 1):
        own = totals.get(stage.id, NONE)
        whole = overall.amount or 1
        built.append(
            Column(
                stage=stage,
                name=stage.name_in(request.f.language),
                number=number,
                totals=own,
                share=own.amount * 100 // whole,
                part=own.weighted * 100 // whole,
                page=pages.get(stage.id, EMPTY),
                now=today.get(stage.id, NONE) if today is not None else None,
                pace=pace.get(stage.id),
            )
        )
    cards_shown = [card for one in built for card in one.page.cards]
    _dress(request, pipeline, cards_shown, asked)
    return {
        "columns": built,
        "share": lambda rate: share_of(rate, request.f.language),
        "overall": overall,
        "won": None if asked.as_of else won_lately(request.member, pipeline.id, asked.wanted, at=request.now),
        **_common(request, pipeline, asked, cards_shown, stages),
    }


def _common(
    request: MemberRequest, pipeline: Pipeline, asked: Asked, cards: list[Card], stages: list[Stage]
) -> dict[str, Any]:
    since, own = None, None
    if not asked.as_of:
        own = own_of_cards(request, cards)
    else:
        names = {stage.id: stage.name_in(request.f.language) for stage in stages}
        since = Since(request.f, became_of(request.workspace.id, [card.id for card in cards]), names)
    return {
        "pipeline": pipeline,
        "asked": asked,
        "today_asked": without_day(asked),
        "drawn": Faces(request.f, stages, names_of_members(request.workspace.id), since, own),
    }


def _first_pages(request: MemberRequest, pipeline: Pipeline, stages: list[Stage], asked: Asked) -> dict[int, CardPage]:
    if asked.as_of:
        return {stage.id: _cards(request, pipeline, stage, asked, "") for stage in stages}
    deep = _cards_on_screen(request)
    ids = [stage.id for stage in stages if stage.id not in deep]
    pages = first_pages(request.member, pipeline.id, ids, wanted=asked.wanted, sort=asked.sort)
    for stage in stages:
        if stage.id in deep:
            pages[stage.id] = column_cards(
                request.member, pipeline.id, stage.id, wanted=asked.wanted, sort=asked.sort, limit=deep[stage.id]
            )
    return pages


def _cards_on_screen(request: MemberRequest) -> dict[int, int]:
    """Stage to the number of cards an open board has come down to, where that is more than the first page.

    `deep=<stage>.<cards>,…`, in whole pages, so that what moved up is followed by what is next.
    """
    found = {}
    for part in request.GET.get("deep", "").split(",")[:MOST_DEEP]:
        stage, _dot, cards = part.partition(".")
        stage_id, count = id_from(stage), min(id_from(cards), DEEPEST)
        if stage_id and count > PAGE:
            found[stage_id] = -(-count // PAGE) * PAGE
    return found


def _cards(request: MemberRequest, pipeline: Pipeline, stage: Stage, asked: Asked, cursor: str) -> CardPage:
    if asked.as_of:
        return past_cards(request.member, pipeline.id, stage.id, as_of=asked.as_of, wanted=asked.wanted, cursor=cursor)
    return column_cards(request.member, pipeline.id, stage.id, wanted=asked.wanted, sort=asked.sort, cursor=cursor)


def _dress(request: MemberRequest, pipeline: Pipeline, cards: list[Card], asked: Asked) -> None:
    dress(request.workspace.id, cards, pipeline_id=pipeline.id, today=request.f.today, as_of=asked.as_of)


def _pipeline(request: MemberRequest, pipeline_id: int) -> Pipeline:
    pipeline = Pipeline.objects.filter(
        workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=True
    ).first()
    if pipeline is None:
        raise Http404
    return pipeline
