from __future__ import annotations

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class Notice(Scoped):
    """Something that a member is told of: one row for one act of someone, however many records it touched.

    `key` is what it is about: an act, a mention in it, a reminder. `subjects` are the ids of the first records of
    `subject_kind`, `count` how many there were; `events` the first of its events; `last_position` the last event that
    was counted, so that one that is delivered again changes nothing. No foreign keys: what it names may go.
    """

    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="notices")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=16)
    subjects = models.JSONField(default=list)
    count = models.IntegerField(default=1)
    events = models.JSONField(default=list)
    last_position = models.BigIntegerField(default=0)
    actor_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    digested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "member_id", "key"], name="notice_once")]
        indexes = [
            models.Index(
                fields=["workspace_id", "member_id", "id"], name="notice_shown", condition=models.Q(in_app=True)
            ),
            models.Index(
                fields=["workspace_id", "member_id", "kind", "id"],
                name="notice_unread",
                condition=models.Q(in_app=True, read_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "member_id", "id"],
                name="notice_to_mail",
                condition=models.Q(by_mail=True, mailed_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "member_id", "occurred_at"],
                name="notice_to_digest",
                condition=models.Q(in_digest=True, digested_at__isnull=True),
            ),
            models.Index(fields=["workspace_id", "occurred_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
