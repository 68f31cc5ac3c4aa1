"""Filters by owner, with `none` for what belongs to nobody."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from pydantic import BeforeValidator, WithJsonSchema

from alur.api.shell.reading import NOBODY, read_id, words
from alur.pipeline.queries.board_filter import NO_OWNER, owner_condition


def read_owners(value: object) -> list[int]:
    """Member ids with commas between them; `none` for no owner."""
    return [NO_OWNER if part == "none" else read_id(part) or NOBODY for part in words(value)]


Owners = Annotated[
    list[int],
    BeforeValidator(read_owners),
    WithJsonSchema({"type": "string", "minLength": 1, "description": "Member ids with commas, `none` for nobody's."}),
]


def owned_by(owners: list[int] | None) -> Q:
    return owner_condition(owners)
