from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class ProductFamily(Scoped):
    """Products that are sold alike. `hue` is the category colour, 1 to 6; 0 is the grey of all further ones."""

    name = models.CharField(max_length=80)
    position = models.IntegerField(default=0)
    hue = models.SmallIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"], condition=models.Q(deleted_at__isnull=True), name="family_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
