from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class Split(models.TextChoices):
    PRODUCT = "product", _("Product")
    REGION = "region", _("Region")
    PERSON = "person", _("One person")


class HandOverState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class HandOver(Scoped):
    """The work of someone who leaves, given to others: one operation in many short transactions.

    `shares` is group to member id (`f12` a product family, `r32` a province), `rest_id` has all that is in none. What
    is left of the leaver's is what is still to be done: interrupted, it goes on by itself. Its undo goes back from
    `undo_position` on.
    """

    leaver_id: int
    leaver: Member = belongs_to("tenancy.Member", related_name="hand_overs")
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="hand_overs_made")
    split = models.CharField(max_length=7, choices=Split.choices)
    shares = models.JSONField(default=dict)
    rest_id: int
    rest: Member = belongs_to("tenancy.Member", related_name="hand_overs_received")
    moves_overdue = models.BooleanField(default=False, help_text="What is late is due the day after the hand-over.")
    state = models.CharField(max_length=7, choices=HandOverState.choices, default=HandOverState.RUNNING)
    operation_id = models.BigIntegerField()
    undo_operation_id = models.BigIntegerField(null=True)
    undone_by_id: int | None
    undone_by: Member | None = belongs_to("tenancy.Member", null=True, related_name="hand_overs_undone")
    undo_position = models.BigIntegerField(null=True)
    total = models.IntegerField(default=0)
    deals = models.IntegerField(default=0)
    activities = models.IntegerField(default=0)
    organizations = models.IntegerField(default=0)
    persons = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True, help_text="Until then a worker is at it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "leaver_id"],
                condition=models.Q(state__in=["running", "undoing"]),
                name="hand_over_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["workspace_id", "operation_id"], name="hand_over_by_operation")]

    @property
    def done(self) -> int:
        return self.deals + self.activities + self.organizations + self.persons

    @property
    def is_at_work(self) -> bool:
        return self.state in (HandOverState.RUNNING, HandOverState.UNDOING)
