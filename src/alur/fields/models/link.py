from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class CustomLink(Scoped):
    """A custom value that refers to a member or a person, so that it can be found from there."""

    record_kind = models.CharField(max_length=12)
    record_id = models.BigIntegerField()
    field_id = models.BigIntegerField()
    target_kind = models.CharField(max_length=6)
    target_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "record_kind", "record_id", "field_id"], name="custom_link_once"
            )
        ]
        indexes = [models.Index(fields=["workspace_id", "target_kind", "target_id"], name="custom_link_target")]
