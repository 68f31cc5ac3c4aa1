from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Objection(Scoped):
    """What customers say against buying, as the team calls it."""

    title = models.CharField(max_length=160)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "title"],
                condition=models.Q(deleted_at__isnull=True),
                name="objection_title_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ObjectionAnswer(Scoped):
    """What one may say to it."""

    objection_id: int
    objection: Objection = belongs_to("conversations.Objection", related_name="answers")
    text = models.CharField(max_length=500)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "objection_id"], name="answer_of_objection")]

    def __str__(self) -> str:
        return self.text[:80]


class ObjectionHeard(Scoped):
    """An objection that was heard on a deal, and the answer that was given to it."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="objections_heard", when_purged=Purged.GOES_ALONG)
    objection_id: int
    objection: Objection = belongs_to("conversations.Objection", related_name="heard")
    answer_id: int | None
    answer: ObjectionAnswer | None = belongs_to("conversations.ObjectionAnswer", null=True, related_name="given")
    heard_at = models.DateTimeField()
    member_id: int | None
    member: Member | None = belongs_to("tenancy.Member", null=True, related_name="objections_heard")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "heard_at"], name="objection_of_deal"),
            models.Index(fields=["workspace_id", "-heard_at"], name="objection_newest"),
        ]

    def __str__(self) -> str:
        return self.objection.title
