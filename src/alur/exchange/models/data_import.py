from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class ImportState(models.TextChoices):
    DRAFT = "draft", _("Not run yet")
    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    STOPPING = "stopping", _("Stopping")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class Duplicates(models.TextChoices):
    SKIP = "skip", _("Leave out")
    MERGE = "merge", _("Fill in what is missing")
    NEW = "new", _("Make a new one")


class DataImport(Scoped):
    """Files that were, or are to be, brought in. Its batches share one operation, by which it is undone.

    `files` holds [name, path]; `beat_at` is when its runner last gave a sign: an import that lies still is taken up
    by the next worker, from the row after the last batch.
    """

    files = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    duplicates = models.CharField(max_length=5, choices=Duplicates.choices, default=Duplicates.SKIP)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.DRAFT)
    failure = models.CharField(max_length=300, blank=True)
    operation_id = models.BigIntegerField()
    in_background = models.BooleanField(default=False, help_text="The worker runs it.")
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="imports")
    undo_operation_id = models.BigIntegerField(null=True)
    undone_by_id: int | None
    undone_by: Member | None = belongs_to("tenancy.Member", null=True, related_name="undone_imports")
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "created_at"], name="import_newest"),
            models.Index(fields=["workspace_id", "state"], name="import_to_run"),
        ]

    def __str__(self) -> str:
        more = len(self.files) - 1
        return f"{self.files[0][0]} + {more}" if more > 0 else str(self.files[0][0] if self.files else "")

    @property
    def is_at_work(self) -> bool:
        return self.state in (ImportState.READY, ImportState.RUNNING, ImportState.STOPPING, ImportState.UNDOING)


class ImportedRecord(Scoped):
    """A record that an import made or changed, with its version then: a higher one was edited since.

    `outcome` of an undo: empty before, `gone` or `kept` after it.
    """

    data_import_id: int
    data_import: DataImport = belongs_to("exchange.DataImport", related_name="records")
    kind = models.CharField(max_length=16)
    record_id = models.BigIntegerField()
    is_new = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    outcome = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=255, blank=True, help_text="Its number outside, where the record keeps none.")

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "data_import_id", "kind", "id"], name="imported_record_order"),
            models.Index(
                fields=["workspace_id", "kind", "key"], name="imported_record_key", condition=models.Q(key__gt="")
            ),
        ]


class FailedRow(Scoped):
    """A row that could not be brought in, as it was, with the sentence that says why (message and its values)."""

    data_import_id: int
    data_import: DataImport = belongs_to("exchange.DataImport", related_name="failures")
    file = models.SmallIntegerField(default=0)
    number = models.IntegerField()
    column = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    cells = models.JSONField(default=list, help_text="[header, text] in the file's order, which objects would lose.")

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "data_import_id", "file", "number"], name="failed_row_order")]
