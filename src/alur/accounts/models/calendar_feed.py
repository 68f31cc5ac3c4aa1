from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id


class CalendarFeed(models.Model):
    """The secret address under which a calendar program reads a member's activities, kept as a hash.

    Global: found by hash. `hint` is the end of the secret, to know it by.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    workspace_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    shows_names = models.BooleanField(default=True, help_text="False: a visit is called a visit, and no more.")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="By the hour: a read must not take SQLite's write lock.")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "member_id"], name="feed_by_member")]

    def __str__(self) -> str:
        return self.hint
