"""Questions about what a member sees, their SQL said once: for who sees all of a workspace, and for who does not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from alur.pipeline.access import owners_seen_by
from alur.tenancy.models import Member
from alur.tenancy.prepared import Given, Prepared, Slots

Row = TypeVar("Row")
Owners = Collection[Any] | None
"""Whose deals are seen, as `of_owners` takes them."""


class Seen(Generic[Row]):
    """`build` gets the owners, a slot or None, and asks with the slot `workspace_id`: both are filled by the viewer."""

    def __init__(self, build: Callable[[Owners], QuerySet[Any, Row]]) -> None:
        self._of_all: Prepared[Row] = Prepared(lambda: build(None))
        self._of_some: Prepared[Row] = Prepared(lambda: build([Slots("owners")]))

    def __call__(self, viewer: Member, **values: Given) -> list[Row]:
        """All rows."""
        owners = owners_seen_by(viewer)
        if owners is None:
            return self._of_all(workspace_id=viewer.workspace_id, **values)
        return self._of_some(workspace_id=viewer.workspace_id, owners=owners or {0}, **values)

    def first(self, viewer: Member, **values: Given) -> Row | None:
        """The first of what `build` returns."""
        rows = self(viewer, **values)
        return rows[0] if rows else None
