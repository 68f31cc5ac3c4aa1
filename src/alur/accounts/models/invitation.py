from __future__ import annotations

from datetime import datetime

from django.db import models

from alur.kernel.ids import new_id


class Invitation(models.Model):
    """A link by mail that lets someone into a workspace: good once, for some days, kept as a hash. Global: found by it.

    `member_id` names a member from an import, who owns work but could not sign in so far.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.BigIntegerField()
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=8)
    team_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="Empty: the mail could not be handed over.")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "email"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    def is_good(self, at: datetime) -> bool:
        return self.is_waiting and self.expires_at > at
