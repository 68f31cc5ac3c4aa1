from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class Submission(Scoped):
    """What a repeated request is answered with: a form's token, or an API's Idempotency-Key, with the answer given.

    Written in the transaction of the work itself, so a submission exists exactly when its work does.
    """

    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    operation_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="submission_once")]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="submission_by_age")]
