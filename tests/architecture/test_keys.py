"""Every table and relation keeps to the key rules of ADR 1, and every reference goes down in rank."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

import alur
from alur.tenancy.scoped import Scoped, ScopedForeignKey, ScopedForeignKeyConstraint

RANKS = (
    ("tenancy",),
    ("events",),
    ("accounts",),
    ("files",),
    ("fields",),
    ("people", "catalogue", "campaigns"),
    ("research",),
    ("pipeline",),
    ("orders",),
    ("conversations",),
    ("care",),
    ("capture",),
    ("warmth",),
    ("forecasting", "loyalty"),
    ("rescue",),
    ("reporting", "search"),
    ("automation", "exchange", "notices"),
    ("channels", "api", "web"),
)
RANK = {label: rank for rank, labels in enumerate(RANKS) for label in labels}
OURS = [model for model in apps.get_models() if model.__module__.startswith("alur.") and not model._meta.proxy]
SCOPED = [model for model in OURS if issubclass(model, Scoped)]
PACKAGE = Path(alur.__file__).parent


def named(model: type[models.Model]) -> str:
    return model._meta.label


def begins_with_workspace(names: Any) -> bool:
    return next(iter(names), "") == "workspace_id"


@pytest.mark.parametrize("model", SCOPED, ids=named)
def test_the_workspace_comes_first_in_the_key(model: type[models.Model]) -> None:
    assert [field.name for field in model._meta.pk_fields] == ["workspace_id", "id"]
    assert next(field.column for field in model._meta.local_concrete_fields) == "workspace_id"


@pytest.mark.parametrize("model", SCOPED, ids=named)
def test_all_that_is_unique_is_so_within_a_workspace(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert begins_with_workspace(constraint.fields), constraint.name
    assert not any(field.unique for field in model._meta.local_concrete_fields), "a unique column spans workspaces"


# A person's own memberships are looked up by user when a session begins, before any workspace is known.
BY_USER = {"member_by_user"}


@pytest.mark.parametrize("model", SCOPED, ids=named)
def test_all_indexes_begin_with_the_workspace(model: type[models.Model]) -> None:
    for index in model._meta.indexes:
        assert index.name in BY_USER or begins_with_workspace(index.fields), index.name


@pytest.mark.parametrize("model", SCOPED, ids=named)
def test_the_database_guards_each_relation_within_the_workspace(model: type[models.Model]) -> None:
    guarded = {
        constraint.column
        for constraint in model._meta.constraints
        if isinstance(constraint, ScopedForeignKeyConstraint)
    }
    wanted = {field.column_name for field in model._meta.local_fields if isinstance(field, ScopedForeignKey)}
    assert guarded == {None, *wanted}


@pytest.mark.parametrize("model", OURS, ids=named)
def test_relations_go_down_in_rank(model: type[models.Model]) -> None:
    here = model._meta.app_label
    for field in model._meta.get_fields(include_hidden=True):
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        there = field.related_model._meta.app_label
        assert here == there or RANK[there] < RANK[here], f"{named(model)}.{field.name} points up to {there}"


@pytest.mark.parametrize("model", OURS, ids=named)
def test_no_table_uses_what_does_not_go_with_such_keys(model: type[models.Model]) -> None:
    assert not model._meta.local_many_to_many
    assert not any(isinstance(field, models.AutoField | models.BigAutoField) for field in model._meta.local_fields)


@pytest.mark.parametrize("model", SCOPED, ids=named)
def test_scoped_rows_refer_to_scoped_rows_by_both_columns(model: type[models.Model]) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            assert not issubclass(field.related_model, Scoped), field.name


@pytest.mark.parametrize("label", sorted({model._meta.app_label for model in SCOPED} - {"tenancy"}))
def test_the_first_migration_waits_for_the_workspaces(label: str) -> None:
    """PostgreSQL refuses a foreign key to a table that is not there; makemigrations does not see ours."""
    path = PACKAGE / label / "migrations" / "0001_initial.py"
    lists = [
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "dependencies"
    ]
    assert ("tenancy", "0001_initial") in lists[0]
