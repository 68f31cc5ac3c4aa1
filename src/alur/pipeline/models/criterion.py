from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.pipeline.models.stage import Stage
from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class EvidenceKind(models.TextChoices):
    NOTE = "note", _("Note")
    FIELD = "field", _("Field")
    ACTIVITY = "activity", _("Activity")
    FILE = "file", _("File")
    PHOTO = "photo", _("Photo")


class Demand(models.TextChoices):
    ASKED = "asked", _("Asked")
    REQUIRED = "required", _("Required")


class Performer(models.TextChoices):
    OWNER = "owner", _("Deal's owner")
    LEAD = "lead", _("Their lead")
    MEMBER = "member", _("One member")


class DueFrom(models.TextChoices):
    """The moment from which a step's days are counted: before the expected close, after the others."""

    STAGE = "stage", _("days after the stage began")
    DEAL = "deal", _("days after the deal was made")
    STEP = "step", _("days after the step before")
    CLOSE = "close", _("days before the expected close")


ANY_MESSAGE = "message"
"""As the detail of an activity: a WhatsApp message or a mail."""


def fields_of(ways: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(detail for kind, detail in ways if kind == EvidenceKind.FIELD and detail)


class Step(Scoped):
    """A piece of a stage's work, done when there is evidence of its kind.

    `detail` narrows the evidence: the field's name, or the kind of activity; empty takes any. `also` has further ways,
    each a list of kind and detail: any one of them does. `member` is set where the
    performer is one member. Without `due_days` it has no day. One that `may_start_early` is open before its stage
    begins; its evidence begins the stage's track, and the deal stays in its leading stage.
    """

    stage_id: int
    stage: Stage = belongs_to("pipeline.Stage", related_name="steps")
    position = models.IntegerField(default=0)
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    evidence = models.CharField(max_length=8, choices=EvidenceKind.choices, default=EvidenceKind.NOTE)
    detail = models.CharField(max_length=40, blank=True)
    also = models.JSONField(default=list, blank=True)
    performer = models.CharField(max_length=6, choices=Performer.choices, default=Performer.OWNER)
    member_id: int | None
    member: Member | None = belongs_to("tenancy.Member", null=True, related_name="steps")
    due_days = models.SmallIntegerField(null=True)
    due_from = models.CharField(max_length=5, choices=DueFrom.choices, default=DueFrom.STAGE)
    may_start_early = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "stage_id", "position"], name="step_order")]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """Kind and detail of all that may show it."""
        return (self.evidence, self.detail), *((kind, detail) for kind, detail in self.also)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that show it once they are filled in."""
        return fields_of(self.ways)

    def takes(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _detail in self.ways)


COMPLETENESS = "completeness"
"""As the field of a criterion: a share of all that its stage needs."""


class Criterion(Scoped):
    """What a deal must have to leave a stage: a field that is filled, or a step with its evidence.

    `at_least` is set where the field is COMPLETENESS: so many percent of what the stage needs, by weight.
    """

    stage_id: int
    stage: Stage = belongs_to("pipeline.Stage", related_name="criteria")
    position = models.IntegerField(default=0)
    field = models.CharField(max_length=40, blank=True)
    step_id: int | None
    step: Step | None = belongs_to("pipeline.Step", null=True, related_name="criteria")
    at_least = models.PositiveSmallIntegerField(null=True)
    demand = models.CharField(max_length=8, choices=Demand.choices, default=Demand.ASKED)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "stage_id", "position"], name="criterion_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(field="", step_id__isnull=False) | (~models.Q(field="") & models.Q(step_id=None)),
                name="criterion_field_or_step",
            ),
            models.CheckConstraint(
                condition=models.Q(field=COMPLETENESS, at_least__gte=1, at_least__lte=100)
                | (~models.Q(field=COMPLETENESS) & models.Q(at_least=None)),
                name="criterion_share",
            ),
        ]
