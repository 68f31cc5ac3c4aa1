"""What a pipeline asks to find out whether a prospect fits: its questions, weighed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import operation
from alur.kernel.money import parse_money
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import Pipeline, Question, QuestionKind
from alur.pipeline.operations import questioning
from alur.pipeline.operations.questioning import Option, QuestionDesign
from alur.pipeline.queries.qualification import BEST, questions_of
from alur.web.settings.access import leads_only
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIELDS = ("name_id", "name_en", "kind", "weight", "options", "low", "high")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def questions(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """The list; POST adds one, or the usual ones."""
    pipeline = _pipeline(request, pipeline_id)
    if request.method != "POST":
        return page(request, "settings/questions.html", _context(request, pipeline))
    if not can_edit_pipelines(request.member):
        raise Http404
    if "usual" in request.POST:
        usual = partial(questioning.add_usual_questions, pipeline, by=request.member, at=request.now)
        return _changed(request, pipeline, "new", usual, _("Five questions were added."))
    return _changed(request, pipeline, "new", partial(_add, request, pipeline), _("The question was added."))


@require_POST
@member_required
@leads_only
def question(request: MemberRequest, question_id: int) -> HttpResponse:
    """Change a question, move it up or down, or ask it no longer."""
    kept = Question.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found = kept.filter(id=question_id).select_related("pipeline").first()
    if found is None:
        raise Http404
    name = {"name": found.name_in(request.f.language)}
    by, at = request.member, request.now
    act: Callable[[], object]
    match request.POST.get("do", ""):
        case "up" | "down" as way:
            act = partial(questioning.move_question, found, by_places=-1 if way == "up" else 1, by=by, at=at)
            message = ""
        case "archive":
            act = partial(questioning.archive_question, found, by=by, at=at)
            message = _("“%(name)s” is asked no longer.") % name
        case _:
            act = partial(_edit, request, found)
            message = _("“%(name)s” was changed.") % name
    return _changed(request, found.pipeline, str(found.id), act, message)


def _add(request: MemberRequest, pipeline: Pipeline) -> None:
    questioning.add_question(pipeline, _design(request), by=request.member, at=request.now)


def _edit(request: MemberRequest, found: Question) -> None:
    questioning.edit_question(found, _design(request, found), by=request.member, at=request.now)


def _changed(
    request: MemberRequest, pipeline: Pipeline, form: str, act: Callable[[], object], message: str
) -> HttpResponse:
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as whole:
            act()
    except Refusal as refusal:
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        context = {**_context(request, pipeline), "form": form, "typed": typed, "errors": sentences(refusal)}
        return page(request, "settings/questions.html", context, status=422)
    operation_id = whole.id if whole.recorded and message else None
    return done(request, reverse("settings_questions", args=[pipeline.id]), message, operation_id=operation_id)


def _design(request: MemberRequest, question: Question | None = None) -> QuestionDesign:
    post, language = request.POST, request.f.language
    kind = post.get("kind", question.kind if question else QuestionKind.YES_NO)
    keys = {(one[1], one[2]): one[0] for one in question.options} if question else {}
    is_number = kind == QuestionKind.NUMBER
    return QuestionDesign(
        name_id=post.get("name_id", ""),
        name_en=post.get("name_en", ""),
        kind=kind,
        weight=_whole(post.get("weight", "1"), "weight"),
        options=_options(post.get("options", ""), keys) if kind == QuestionKind.CHOICE else (),
        low=parse_money(post.get("low", "") or "0", "IDR", language, field="low") if is_number else 0,
        high=parse_money(post.get("high", "") or "0", "IDR", language, field="high") if is_number else BEST,
    )


def _options(text: str, keys: dict[tuple[str, str], str]) -> list[Option]:
    """Lines of `Indonesian | English | percent`; English may be left out. One that stays keeps its key."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        *names, percent = [part.strip() for part in line.split("|")]
        if not names or len(names) > 2:
            raise Refusal(N_("Write each answer as: Indonesian | English | percent."), field="options")
        pair = (names[0], names[-1])
        found.append(Option(*pair, _whole(percent.removesuffix("%"), "options"), keys.get(pair, "")))
    return found


def _whole(text: str, field: str) -> int:
    text = text.strip()
    if not text.isdecimal() or len(text) > 6:
        raise Refusal(N_("Type a whole number here, not “%(text)s”."), field=field, text=text)
    return int(text)


def _pipeline(request: MemberRequest, pipeline_id: int) -> Pipeline:
    found: Pipeline | None = Pipeline.objects.filter(
        workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=True
    ).first()
    if found is None:
        raise Http404
    return found


def _context(request: MemberRequest, pipeline: Pipeline) -> dict[str, Any]:
    rows = questions_of(request.workspace.id, pipeline.id)
    pipelines = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return {
        "pipeline": pipeline,
        "pipelines": list(pipelines.order_by("position", "id")),
        "questions": [(row, "\n".join(f"{one[1]} | {one[2]} | {one[3]}" for one in row.options)) for row in rows],
        "kinds": [
            (str(QuestionKind.YES_NO), _("Yes or no")),
            (str(QuestionKind.CHOICE), _("One of several")),
            (str(QuestionKind.NUMBER), _("A number")),
            (str(QuestionKind.TEXT), _("Words")),
        ],
        "can_edit": can_edit_pipelines(request.member),
        "form": "",
        "typed": {},
        "errors": {},
    }
