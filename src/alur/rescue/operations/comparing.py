"""A row as it was before an act and after it, column by column."""

from __future__ import annotations

from typing import Any

from alur.events.changing import primitive
from alur.tenancy.scoped import Scoped


def state_of(row: Scoped) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.column}


def between(before: dict[str, Any], row: Scoped) -> dict[str, list[Any]]:
    """Column to [before, after], as JSON has it."""
    now = state_of(row)
    return {name: [primitive(old), primitive(now[name])] for name, old in before.items() if now[name] != old}


def custom_back(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Own fields as they were, where they are as they were left; and the keys of those that are not."""
    value, kept = dict(now), []
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if now.get(key) != after.get(key):
            kept.append(key)
        elif key in before:
            value[key] = before[key]
        else:
            value.pop(key, None)
    # Keys in the order they had, so that the row is the same to the last byte.
    return {**{key: value[key] for key in before if key in value}, **value}, kept
