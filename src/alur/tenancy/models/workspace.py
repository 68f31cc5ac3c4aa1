from __future__ import annotations

import zoneinfo

from django.db import models

from alur.kernel.ids import new_id


class WholeManager(models.Manager["Workspace"]):
    """Workspaces that one can work in."""

    def get_queryset(self) -> models.QuerySet[Workspace]:
        return super().get_queryset().filter(is_whole=True)


class Workspace(models.Model):
    """A company. Its currency is fixed from its first deal on."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    currency = models.CharField(max_length=3, default="IDR")
    language = models.CharField(max_length=5, default="id")
    timezone = models.CharField(max_length=40, default="Asia/Jakarta")
    shares_deals_in_team = models.BooleanField(default=False, help_text="A rep sees the deals of the own team.")
    requires_second_step = models.BooleanField(default=False, help_text="Nobody works here with a password alone.")
    created_at = models.DateTimeField()
    is_whole = models.BooleanField(default=True, help_text="False while it is restored: nobody enters, no job runs.")

    objects = WholeManager()
    everything = models.Manager()  # noqa: DJ012  (a manager, no field)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)
