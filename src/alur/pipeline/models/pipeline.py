from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.catalogue.models import ProductFamily


class Pipeline(Scoped):
    """An order of stages that deals go through; each product family may have its own.

    `needs` are lists of [name, weight, stage id or null]: what its deals need to have, how much that weighs, and from
    which stage on; null where its owners have set nothing (see queries/needs.py).
    """

    name = models.CharField(max_length=80)
    position = models.IntegerField(default=0)
    hue = models.SmallIntegerField(default=1, help_text="1 to 6: the category colour.")
    needs = models.JSONField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="pipeline_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PipelineFamily(Scoped):
    """A product family whose deals a pipeline is for."""

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="families")
    family_id: int
    family: ProductFamily = belongs_to(
        "catalogue.ProductFamily", related_name="pipelines", when_purged=Purged.GOES_ALONG
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "pipeline_id", "family_id"], name="pipeline_family_once")
        ]
