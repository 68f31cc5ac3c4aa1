"""What has changed in a form and is not saved yet, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.pipeline.models import Pipeline
from alur.pipeline.operations.reshaping import difference
from alur.pipeline.queries.design import PipelineDesign
from alur.pipeline.queries.gates import stages_of


def unsaved(pipeline: Pipeline, design: PipelineDesign, language: str) -> list[str]:
    """One phrase for each change; none where the pipeline is as designed."""
    change = difference(pipeline, design)
    stages = {stage.id: stage.name_in(language) for stage in stages_of(pipeline.workspace_id, pipeline.id)}
    phrases = [_pipeline_phrase(name) for name in change.columns]
    is_reordered = False
    for stage_id, columns in change.stages:
        if stage_id in change.added:
            continue
        place = {"stage": stages[stage_id]}
        if "probability" in columns:
            phrases.append(_("probability of %(stage)s") % place)
        if "rot_days" in columns:
            phrases.append(_("silence limit of %(stage)s") % place)
        if "name_id" in columns or "name_en" in columns:
            phrases.append(_("name of %(stage)s") % place)
        if "kind" in columns:
            phrases.append(_("kind of work of %(stage)s") % place)
        is_reordered = is_reordered or "position" in columns
    if change.added:
        phrases.append(ngettext("%(num)d new stage", "%(num)d new stages", len(change.added)) % _num(change.added))
    if change.removed:
        removed = ", ".join(stages[stage_id] for stage_id in change.removed)
        phrases.append(_("%(stages)s removed") % {"stages": removed})
    elif is_reordered and not change.added:
        phrases.append(_("order of the stages"))
    return [*phrases, *_criteria_phrases([(old, new) for _id, _stage, old, new in change.criteria])]


def _pipeline_phrase(name: str) -> str:
    return {"name": _("name"), "hue": _("colour"), "families": _("product families")}[name]


def _criteria_phrases(changes: list[tuple[object, object]]) -> list[str]:
    new = [one for one in changes if one[0] is None]
    gone = [one for one in changes if one[1] is None]
    changed = [one for one in changes if one[0] is not None and one[1] is not None]
    phrases = []
    if new:
        phrases.append(ngettext("%(num)d new criterion", "%(num)d new criteria", len(new)) % _num(new))
    if changed:
        phrases.append(ngettext("%(num)d changed criterion", "%(num)d changed criteria", len(changed)) % _num(changed))
    if gone:
        phrases.append(ngettext("%(num)d removed criterion", "%(num)d removed criteria", len(gone)) % _num(gone))
    return phrases


def _num(rows: list) -> dict[str, int]:  # type: ignore[type-arg]
    return {"num": len(rows)}
