"""Every table is in the export of a workspace, or stands among what is left out on purpose."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from alur.exchange.vault.cells import reader, writer
from alur.exchange.vault.contents import LEFT_OUT, LEFT_OUT_COLUMNS, tables
from alur.tenancy.scoped import Scoped, ScopedForeignKey

OURS = [model for model in apps.get_models() if model.__module__.startswith("alur.") and not model._meta.proxy]
LISTED = {table.label: table for table in tables()}
SECRET = re.compile(r"(token|secret|password|otp|passkey|credential)|(^|_)hash$")
NO_SECRET: set[tuple[str, str]] = set()
"""Columns that are called like a secret and are none: they may be exported."""


def named(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=named)
def test_a_table_is_exported_or_left_out_with_its_reason(model: type[models.Model]) -> None:
    label = named(model)
    assert (label in LISTED) != (label in LEFT_OUT), "say in exchange/vault/contents.py why it is left out"
    if not issubclass(model, Scoped):
        assert label in LEFT_OUT


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    labels = {named(model) for model in OURS}
    assert set(LEFT_OUT) <= labels
    for label, column in LEFT_OUT_COLUMNS:
        assert column in {field.attname for field in apps.get_model(label)._meta.local_concrete_fields}


@pytest.mark.parametrize("label", LISTED)
def test_no_key_leaves_the_house(label: str) -> None:
    for name in LISTED[label].names:
        assert (label, name) in NO_SECRET or not SECRET.search(name), "leave it out, or say here that it is no secret"


@pytest.mark.parametrize("label", LISTED)
def test_each_column_can_be_written_and_read(label: str) -> None:
    for column in LISTED[label].columns:
        writer(column)
        reader(column)


@pytest.mark.parametrize("label", LISTED)
def test_a_row_comes_after_what_it_refers_to_or_waits_for_it(label: str) -> None:
    table, order = LISTED[label], list(LISTED)
    for field in references(table.model):
        target = named(field.related_model)
        assert target in LISTED, f"{label}.{field.name} refers to what is left out"
        is_before = order.index(target) < order.index(label)
        assert is_before == (field.column_name not in table.late)
        assert is_before or field.null, f"{label}.{field.name} can neither wait nor come later"


def references(model: Any) -> list[Any]:
    return [field for field in model._meta.local_fields if isinstance(field, ScopedForeignKey)]
