from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class Source(Scoped):
    """Where prospects come from."""

    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    position = models.IntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "name_en"], condition=models.Q(deleted_at__isnull=True), name="source_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en
