"""Keys of two columns: every row belongs to a workspace, and every reference stays inside it (ADR 1).

One declaration makes the column `stage_id`, the relation over (workspace_id, stage_id), and the database's own
foreign key:

    class Deal(Scoped):
        stage_id: int
        stage: Stage = belongs_to("pipeline.Stage", related_name="deals")
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from alur.kernel.ids import new_id

WORKSPACE_TABLE = "tenancy_workspace"
LONGEST_NAME = 63


class Purged(Enum):
    """What becomes of a row when the record that it refers to is removed from the trash for good."""

    HOLDS = "holds"  # the record stays as long as the row is there
    GOES_ALONG = "goes along"  # the row is a part of the record
    IS_CLEARED = "is cleared"  # the row goes on without the reference


class ScopedForeignKeyConstraint(models.BaseConstraint):
    """FOREIGN KEY (workspace_id, column) REFERENCES table (workspace_id, id); without a column, the workspace's own.

    It names the table, not the model: a table that SQLite remakes knows no other model.
    """

    def __init__(self, *, name: str, column: str | None, to: str) -> None:
        super().__init__(name=name)
        self.column, self.to = column, to

    def _sql(self, editor: Any) -> str:
        quote = editor.quote_name
        here = f"{quote('workspace_id')}, {quote(self.column)}" if self.column else quote("workspace_id")
        there = f"{quote('workspace_id')}, {quote('id')}" if self.column else quote("id")
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here}) "
            f"REFERENCES {quote(self.to)} ({there}) DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return self._sql(schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {self._sql(schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT IF EXISTS {quote(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks; a form checks by choosing from the workspace's rows."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to": self.to}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScopedForeignKeyConstraint) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


class _InsideWorkspace(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Assigning never moves a row to another workspace; None clears the reference, not the workspace."""

    def __set__(self, instance: Any, value: Any) -> None:
        if value is None:
            setattr(instance, self.field.column_name, None)
            self.field.set_cached_value(instance, None)
            return
        if instance.workspace_id is not None and value.workspace_id != instance.workspace_id:
            raise ValueError(f"{value!r} is in another workspace")
        super().__set__(instance, value)


class ScopedForeignKey(models.ForeignObject):  # type: ignore[type-arg]
    """Many to one inside a workspace: adds the column `<name>_id` and the database's foreign key by itself."""

    forward_related_accessor_class = _InsideWorkspace
    column_name: str

    def __init__(
        self,
        to: Any,
        *,
        null: bool = False,
        related_name: str | None = None,
        on_delete: Any = models.DO_NOTHING,
        when_purged: Purged | None = None,
        **kwargs: Any,
    ) -> None:
        self.when_purged = when_purged
        columns = kwargs.pop("from_fields", ("workspace_id", ""))  # given when Django clones the field
        kwargs.pop("to_fields", None)
        super().__init__(
            to,
            on_delete=on_delete,
            from_fields=columns,
            to_fields=("workspace_id", "id"),
            null=null,
            related_name=related_name,
            **kwargs,
        )

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        self.column_name = f"{name}_id"
        self.from_fields = ("workspace_id", self.column_name)
        if not cls._meta.abstract and self.column_name not in {field.name for field in cls._meta.local_fields}:
            column: models.BigIntegerField[Any, Any] = models.BigIntegerField(
                null=self.null, blank=self.null, editable=False
            )
            column.creation_counter = self.creation_counter
            cls.add_to_class(self.column_name, column)
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if not cls._meta.abstract:
            models.signals.class_prepared.connect(self._add_constraint, sender=cls)

    def _add_constraint(self, sender: Any, **kwargs: Any) -> None:
        to = self.remote_field.model
        table = to.lower().replace(".", "_") if isinstance(to, str) else to._meta.db_table
        _constrain(sender, f"{sender._meta.db_table}_{self.column_name}_fk", self.column_name, table)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignObject", args, kwargs  # history needs nothing of ours


def _constrain(model: Any, name: str, column: str | None, table: str) -> None:
    constraint = ScopedForeignKeyConstraint(name=name[:LONGEST_NAME], column=column, to=table)
    model._meta.constraints = [*model._meta.constraints, constraint]
    model._meta.original_attrs["constraints"] = model._meta.constraints


def _add_workspace_constraint(sender: Any, **kwargs: Any) -> None:
    if issubclass(sender, Scoped) and not sender._meta.abstract and not sender._meta.proxy:
        _constrain(sender, f"{sender._meta.db_table}_workspace_fk", None, WORKSPACE_TABLE)


def belongs_to(to: Any, **options: Any) -> Any:
    """The relation, typed as what it gives: `stage: Stage = belongs_to(...)`.

    `when_purged` says what becomes of the row when that record leaves the trash for good (events/purging.py).
    """
    return ScopedForeignKey(to, **options)


class Scoped(models.Model):
    """A row of a workspace. The key is (workspace_id, id); `id` is made here and never reused."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace_id = models.BigIntegerField(editable=False)
    id = models.BigIntegerField(default=new_id, editable=False)

    class Meta:
        abstract = True


models.signals.class_prepared.connect(_add_workspace_constraint)
