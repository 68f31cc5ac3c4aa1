from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.pipeline.models.deal import Deal
from alur.pipeline.models.stage import Stage
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class TrackState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACTIVE = "active", _("Running")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class Track(Scoped):
    """A deal's state in one stage; several may be active. A stage without a row is waiting."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="tracks", when_purged=Purged.GOES_ALONG)
    stage_id: int
    stage: Stage = belongs_to("pipeline.Stage", related_name="tracks", when_purged=Purged.GOES_ALONG)
    state = models.CharField(max_length=7, choices=TrackState.choices)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id", "stage_id"], name="track_once")]
        indexes = [
            models.Index(fields=["workspace_id", "stage_id", "state"], name="track_of_stage"),
            # How long what ended there took, read without the rows. Of those that ended alone: SQLite without
            # statistics would go through all of a workspace in it for the tracks of one deal.
            models.Index(
                fields=["workspace_id", "stage_id", "ended_at", "began_at", "deal_id"],
                name="track_ended",
                condition=models.Q(state="done"),
            ),
        ]
