from __future__ import annotations

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to

INLINE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


class KeptManager(models.Manager["StoredFile"]):
    def get_queryset(self) -> models.QuerySet[StoredFile]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class StoredFile(Scoped):
    """What is known of a file; its bytes lie outside the database, under its id (`queries/places.py`).

    It hangs on one record, named by kind and plain id: who sees that record sees the file.
    """

    record_kind = models.CharField(max_length=16)
    record_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80, help_text="From what the file holds, never from what it is called.")
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="files")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = KeptManager()
    everything = models.Manager()

    class Meta:
        base_manager_name = "everything"
        indexes = [
            models.Index(fields=["workspace_id", "record_kind", "record_id", "created_at"], name="file_of_record"),
            models.Index(fields=["workspace_id", "size"], name="file_by_size"),
            models.Index(
                fields=["workspace_id", "deleted_at"], name="file_trash", condition=models.Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_inline(self) -> bool:
        """May a browser show it in a page? Only pictures made of points: they cannot run anything."""
        return self.media_type in INLINE
