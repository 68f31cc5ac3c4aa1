from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class Tag(Scoped):
    """A word that deals, companies and persons are marked with. `name_key` makes upper and lower case one tag."""

    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name_key"], name="tag_once")]

    def __str__(self) -> str:
        return self.name
