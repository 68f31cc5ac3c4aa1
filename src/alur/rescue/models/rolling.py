from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal, Pipeline
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Then(models.TextChoices):
    """What becomes of a deal that its lead did not touch either."""

    OFFER = "offer"
    TURNS = "turns"


class RollingRule(Scoped):
    """A pipeline's rule of rolling ownership: what nobody touches for `days` goes on, after two reminders.

    To the team's lead first, who has it for `lead_days` working days; then it is offered to the team, or given in turn
    to who has fewer than `capacity` open deals. It acts for whoever switched it on, and rests when they have left.
    `last_member_id` had the last turn.
    """

    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="rolling_rules", when_purged=Purged.GOES_ALONG)
    is_on = models.BooleanField(default=False)
    days = models.SmallIntegerField(default=30)
    lead_days = models.SmallIntegerField(default=3)
    then = models.CharField(max_length=8, choices=Then.choices, default=Then.OFFER)
    capacity = models.IntegerField(default=40)
    last_member_id = models.BigIntegerField(default=0)
    switched_on_by_id: int | None
    switched_on_by: Member | None = belongs_to("tenancy.Member", null=True, related_name="rolling_rules")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "pipeline_id"], name="rolling_rule_once")]


class RollingState(models.TextChoices):
    WATCHED = "watched"
    WITH_LEAD = "with_lead"
    OFFERED = "offered"


class Rolling(Scoped):
    """How far the rule has come with a deal. Gone or begun anew when somebody touches the deal.

    `owner_id` who has it (0: nobody), `quiet_since` the silence that it is about, `since_at` from when on its owner's
    days count, `reminders` how many they had, `moved_on` the day of the last thing that the rule did, `had` who has had
    it in this round: nobody gets it twice. `team_id` whom it is offered to, 0 for all.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="rollings", when_purged=Purged.GOES_ALONG)
    pipeline_id = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=RollingState.choices, default=RollingState.WATCHED)
    owner_id = models.BigIntegerField(default=0)
    team_id = models.BigIntegerField(default=0)
    quiet_since = models.DateTimeField()
    since_at = models.DateTimeField()
    reminders = models.SmallIntegerField(default=0)
    moved_on = models.DateField(null=True)
    had = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id"], name="rolling_once")]
        indexes = [models.Index(fields=["workspace_id", "state", "pipeline_id"], name="rolling_by_state")]
