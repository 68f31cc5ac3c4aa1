"""A pipeline as it stands in the form, with whatever has been typed: read, changed by a button, made into a design.

Stages and criteria have keys: the id of what is there, or a letter and a number for what is new. Their order is the
order of their hidden fields in the form, so that dragging a row is all a script has to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import COMPLETENESS, Demand, EvidenceKind, StageKind
from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign, StepDesign


@dataclass(slots=True)
class CriterionDraft:
    """`evidence` is `note`, `activity`, `activity:visit` or `field:value`; `field` is set where it asks a field;
    `at_least` in percent where that is the completeness of the data.
    """

    key: str
    field: str = ""
    name_id: str = ""
    name_en: str = ""
    evidence: str = EvidenceKind.NOTE
    demand: str = Demand.ASKED
    at_least: str = ""

    @property
    def is_new(self) -> bool:
        return not self.key.isdigit()

    def design(self) -> CriterionDesign:
        criterion_id = None if self.is_new else int(self.key)
        if self.field:
            at_least = (_figure(self.at_least) or 0) if self.field == COMPLETENESS else None
            return CriterionDesign(field=self.field, demand=self.demand, id=criterion_id, at_least=at_least)
        kind, _, detail = self.evidence.partition(":")
        step = StepDesign(self.name_id, self.name_en, kind, detail)
        return CriterionDesign(step=step, demand=self.demand, id=criterion_id)


@dataclass(slots=True)
class StageDraft:
    """A row of the form; `to` is where the deals of a removed one go."""

    key: str
    kind: str = StageKind.CONTACTING
    name_id: str = ""
    name_en: str = ""
    probability: str = ""
    rot_days: str = ""
    criteria: list[CriterionDraft] = field(default_factory=list)
    is_removed: bool = False
    to: str = ""

    @property
    def is_new(self) -> bool:
        return not self.key.isdigit()


@dataclass(slots=True)
class Draft:
    name: str = ""
    hue: str = "1"
    families: list[str] = field(default_factory=list)
    stages: list[StageDraft] = field(default_factory=list)
    shown: str = ""
    seen: str = ""

    @property
    def kept(self) -> list[StageDraft]:
        return [stage for stage in self.stages if not stage.is_removed]

    def stage(self, key: str) -> StageDraft | None:
        return next((stage for stage in self.stages if stage.key == key), None)

    def design(self) -> tuple[PipelineDesign, list[Refusal]]:
        """What is typed as a design, with a refusal for each figure that cannot be read."""
        faults: list[Refusal] = []
        stages = []
        for stage in self.kept:
            probability = _figure(stage.probability)
            if probability is None:
                faults.append(
                    Refusal(N_("Type a probability from 0 to 100 percent."), field=f"s.{stage.key}.probability")
                )
            rot_days = _figure(stage.rot_days) if stage.rot_days.strip() else 0
            if rot_days is None:
                faults.append(Refusal(N_("Type a number of days, or nothing."), field=f"s.{stage.key}.rot_days"))
            stages.append(
                StageDesign(
                    kind=stage.kind,
                    name_id=stage.name_id,
                    name_en=stage.name_en,
                    probability=probability or 0,
                    rot_days=rot_days if stage.rot_days.strip() else None,
                    criteria=tuple(one.design() for one in stage.criteria),
                    id=None if stage.is_new else int(stage.key),
                )
            )
        removed = [stage for stage in self.stages if stage.is_removed and stage.to.isdigit()]
        design = PipelineDesign(
            name=self.name,
            stages=tuple(stages),
            hue=int(self.hue) if self.hue.isdigit() else 0,
            family_ids=tuple(int(one) for one in self.families if one.isdigit()),
            moves={int(stage.key): int(stage.to) for stage in removed},
        )
        return design, faults

    def place(self, name: str) -> str:
        """The form's name of a field that the operations name by its place."""
        parts = name.split(".")
        if parts[0] == "moves":
            return f"s.{parts[1]}.to"
        if parts[0] != "stages" or len(parts) < 3:
            return name
        stage = self.kept[int(parts[1])]
        if parts[2] != "criteria" or len(parts) == 3:
            return f"s.{stage.key}.{parts[2]}"
        return f"c.{stage.criteria[int(parts[3])].key}"


def draft_of(design: PipelineDesign, *, seen: str = "") -> Draft:
    """The form of a design; ids become keys, and what has none gets one."""
    draft = Draft(name=design.name, hue=str(design.hue), families=[str(one) for one in design.family_ids], seen=seen)
    for place, stage in enumerate(design.stages):
        draft.stages.append(
            StageDraft(
                key=str(stage.id) if stage.id else f"n{place}",
                kind=stage.kind,
                name_id=stage.name_id,
                name_en=stage.name_en,
                probability=str(stage.probability),
                rot_days="" if stage.rot_days is None else str(stage.rot_days),
                criteria=[_criterion(one, f"k{place}_{index}") for index, one in enumerate(stage.criteria)],
            )
        )
    return draft


def typed_draft(post: QueryDict) -> Draft:
    """What the form was sent with."""
    draft = Draft(
        name=post.get("name", ""),
        hue=post.get("hue", "1"),
        families=post.getlist("families"),
        shown=post.get("shown", ""),
        seen=post.get("seen", ""),
    )
    for key in dict.fromkeys(post.getlist("stage")):
        draft.stages.append(
            StageDraft(
                key=key,
                kind=post.get(f"s.{key}.kind", ""),
                name_id=post.get(f"s.{key}.name_id", ""),
                name_en=post.get(f"s.{key}.name_en", ""),
                probability=post.get(f"s.{key}.probability", "").strip().removesuffix("%").rstrip(),
                rot_days=post.get(f"s.{key}.rot_days", "").strip(),
                criteria=[_typed_criterion(post, one) for one in dict.fromkeys(post.getlist(f"s.{key}.criterion"))],
                is_removed=bool(post.get(f"s.{key}.removed")) and key.isdigit(),
                to=post.get(f"s.{key}.to", ""),
            )
        )
    return draft


def _criterion(one: CriterionDesign, key: str) -> CriterionDraft:
    key = str(one.id) if one.id else key
    if one.step is None:
        at_least = "" if one.at_least is None else str(one.at_least)
        return CriterionDraft(key=key, field=one.field, demand=one.demand, at_least=at_least)
    evidence = f"{one.step.evidence}:{one.step.detail}" if one.step.detail else str(one.step.evidence)
    return CriterionDraft(key, "", one.step.name_id, one.step.name_en, evidence, one.demand)


def _typed_criterion(post: QueryDict, key: str) -> CriterionDraft:
    return CriterionDraft(
        key=key,
        field=post.get(f"c.{key}.field", ""),
        name_id=post.get(f"c.{key}.name_id", ""),
        name_en=post.get(f"c.{key}.name_en", ""),
        evidence=post.get(f"c.{key}.evidence", EvidenceKind.NOTE),
        demand=post.get(f"c.{key}.demand", Demand.ASKED),
        at_least=post.get(f"c.{key}.at_least", "").strip().removesuffix("%").rstrip(),
    )


def _figure(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 5 else None
