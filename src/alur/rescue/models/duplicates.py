from __future__ import annotations

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class LikenessKey(Scoped):
    """A key of a company, person or deal: whoever has one in common with another may be the same.

    `key` is a hash of 64 bits of the kind and the key in words (matching/keys.py). Made from the records, after them.
    """

    record_id = models.BigIntegerField()
    key = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "key", "record_id"], name="likeness_by_key"),
            models.Index(fields=["workspace_id", "record_id", "key"], name="likeness_of_record"),
        ]


class LikelyPair(Scoped):
    """Two records of one kind that are likely the same; `one_id` is the older one.

    `score` is 0 to 100, `reasons` are [what, points] (matching/scoring.py). One that somebody `told_apart_at` is never
    brought up again, whatever its score becomes.
    """

    kind = models.CharField(max_length=12)
    one_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    told_apart_at = models.DateTimeField(null=True)
    told_apart_by_id: int | None
    told_apart_by: Member | None = belongs_to("tenancy.Member", null=True, related_name="pairs_told_apart")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "kind", "one_id", "other_id"], name="likely_pair_once")
        ]
        indexes = [
            models.Index(fields=["workspace_id", "told_apart_at", "-score", "id"], name="likely_pair_order"),
            models.Index(fields=["workspace_id", "kind", "other_id"], name="likely_pair_of_other"),
        ]


class LikenessPass(Scoped):
    """When all records of a kind were last looked through: the next time, those that changed since are enough.

    `rules` is what the pairs were found by (operations/pairing.py); by others, all are looked through again.
    """

    kind = models.CharField(max_length=12)
    rules = models.SmallIntegerField()
    ran_at = models.DateTimeField(help_text="When it began.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "kind"], name="likeness_pass_once")]
