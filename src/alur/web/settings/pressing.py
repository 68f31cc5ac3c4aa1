"""What the buttons of the pipeline's form do to what is typed: `do` is a verb, and after a colon the key it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import QueryDict

from alur.pipeline.models import COMPLETENESS, StageKind
from alur.pipeline.queries.measured import Measured
from alur.pipeline.queries.needs import ENOUGH
from alur.web.settings.draft import CriterionDraft, Draft, StageDraft


def press(draft: Draft, do: str, post: QueryDict, *, measured: Mapping[int, Measured]) -> None:
    """Change the draft as the button says; an unknown one, or one for a key that is gone, changes nothing."""
    verb, _, key = do.partition(":")
    if verb == "add_stage":
        _add_stage(draft)
    elif verb == "use_measured":
        _use_measured(draft, measured)
    elif verb in _FOR_A_STAGE and (stage := draft.stage(key)) is not None:
        _FOR_A_STAGE[verb](draft, stage, post)
    elif verb in _FOR_A_CRITERION:
        for stage in draft.stages:
            for criterion in stage.criteria:
                if criterion.key == key:
                    draft.shown = stage.key
                    _FOR_A_CRITERION[verb](stage.criteria, criterion)
                    return


def _add_stage(draft: Draft) -> None:
    stage = StageDraft(key=_free("n", [one.key for one in draft.stages]), probability="50", rot_days="14")
    if draft.kept:
        stage.kind = StageKind(draft.kept[-1].kind) if draft.kept[-1].kind in StageKind.values else StageKind.CLOSING
        stage.probability = draft.kept[-1].probability
    draft.stages.append(stage)
    draft.shown = stage.key


def _use_measured(draft: Draft, measured: Mapping[int, Measured]) -> None:
    for stage in draft.kept:
        rate = measured.get(int(stage.key)) if not stage.is_new else None
        if rate is not None and rate.percent is not None:
            stage.probability = str(rate.percent)


def _show(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    draft.shown = stage.key


def _remove(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    if stage.is_new:
        draft.stages.remove(stage)
    else:
        place = draft.stages.index(stage)
        stage.is_removed = True
        near = [one for one in reversed(draft.stages[:place]) if not one.is_removed and not one.is_new]
        near += [one for one in draft.stages[place:] if not one.is_removed and not one.is_new]
        stage.to = near[0].key if near else ""
    if draft.shown == stage.key:
        draft.shown = draft.kept[0].key if draft.kept else ""


def _keep(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    stage.is_removed, stage.to = False, ""
    draft.shown = stage.key


def _up(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    _swap(draft.stages, stage, -1)


def _down(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    _swap(draft.stages, stage, 1)


def _add_criterion(draft: Draft, stage: StageDraft, post: QueryDict) -> None:
    draft.shown = stage.key
    field = post.get(f"s.{stage.key}.add", "")
    if field and any(one.field == field for one in stage.criteria):
        return
    known = [one.key for every in draft.stages for one in every.criteria]
    stage.criteria.append(
        CriterionDraft(key=_free("k", known), field=field, at_least=str(ENOUGH) if field == COMPLETENESS else "")
    )


def _swap(rows: list, row: object, step: int) -> None:  # type: ignore[type-arg]
    place = rows.index(row)
    other = place + step
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]


def _free(letter: str, keys: list[str]) -> str:
    number = 1
    while f"{letter}{number}" in keys:
        number += 1
    return f"{letter}{number}"


_FOR_A_STAGE: dict[str, Callable[[Draft, StageDraft, QueryDict], None]] = {
    "show": _show,
    "remove_stage": _remove,
    "keep_stage": _keep,
    "up": _up,
    "down": _down,
    "add_criterion": _add_criterion,
}
_FOR_A_CRITERION: dict[str, Callable[[list[CriterionDraft], CriterionDraft], None]] = {
    "remove_criterion": lambda rows, row: rows.remove(row),
    "criterion_up": lambda rows, row: _swap(rows, row, -1),
    "criterion_down": lambda rows, row: _swap(rows, row, 1),
}
