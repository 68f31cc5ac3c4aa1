from __future__ import annotations

from django.db import models

from alur.pipeline.models.deal import Deal
from alur.pipeline.models.pipeline import Pipeline
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class QuestionKind(models.TextChoices):
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


class Question(Scoped):
    """What a pipeline asks to find out whether a prospect fits.

    `options` are those of a choice: [key, Indonesian, English, percent], where 100 fits best. A number fits not at all
    at `low` and best at `high`, which may be the smaller one. `weight` 0 is asked and not counted.
    """

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="questions")
    position = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=6, choices=QuestionKind.choices)
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    weight = models.SmallIntegerField(default=1)
    options = models.JSONField(default=list)
    low = models.BigIntegerField(default=0)
    high = models.BigIntegerField(default=100)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "pipeline_id", "position"], name="question_order")]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en


class Answer(Scoped):
    """What a deal answers to a question: "yes" or "no", an option's key, a whole number, or words."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="answers", when_purged=Purged.GOES_ALONG)
    question_id: int
    question: Question = belongs_to("pipeline.Question", related_name="answers")
    value = models.CharField(max_length=500)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id", "question_id"], name="answer_once")]
