from __future__ import annotations

from django.db import models

from alur.notices.kinds import BY_NAME
from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to

HALF_PAST_SEVEN = 7 * 60 + 30
HALF_AN_HOUR = 30


class Preference(Scoped):
    """What a member wants to be told, where it differs from what everyone starts with.

    `switches` is kind to way to yes or no; `digest_minute` the minute of the day at which the morning's mail comes, in
    the member's own zone; `remind_minutes` how long before an activity one is reminded (-1: not).
    """

    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="notice_preferences")
    switches = models.JSONField(default=dict)
    digest_minute = models.SmallIntegerField(default=HALF_PAST_SEVEN)
    rests_on_joint_leave = models.BooleanField(default=True, help_text="No morning's mail on cuti bersama either.")
    remind_minutes = models.SmallIntegerField(default=HALF_AN_HOUR)
    digested_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "member_id"], name="preference_once")]

    def wants(self, kind: str, way: str) -> bool:
        """Is the member told of this kind in this way?"""
        default = BY_NAME[kind].default(way)
        return default is not None and bool(self.switches.get(kind, {}).get(way, default))
