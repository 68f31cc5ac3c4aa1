"""Which fields each kind of record can be asked by. Domains declare theirs when Alur starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import get_language

from alur.fields.filtering.dated import Day
from alur.fields.filtering.fields import Choice, Field, Money, Number, Reference, Text, YesNo
from alur.fields.filtering.places import Own
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.models import FieldDefinition, FieldType, RecordKind
from alur.kernel.refusal import N_

OWN = N_("Own fields")

_declared: dict[str, dict[str, Field]] = {}


def declare(kind: str, fields: Iterable[Field]) -> None:
    """Add to what a kind of record (`deal`, `organization`, `person`, `activity`, `product`) can be asked by."""
    known = _declared.setdefault(kind, {})
    for field in fields:
        if field.name in known:
            raise ValueError(f"{kind} can be asked by {field.name} already")
        known[field.name] = field


def declared(kind: str) -> dict[str, Field]:
    """The fields of every workspace by name, in the order of their declaration."""
    return dict(_declared[kind])


def fields_of(kind: str, view: Viewpoint) -> dict[str, Field]:
    """All that a kind of record can be asked by in this workspace, its own fields last."""
    own = view.own_fields(kind) if kind in RecordKind.values else {}
    return {**_declared[kind], **{key: own_field(row) for key, row in own.items()}}


def field_named(kind: str, name: str, view: Viewpoint) -> Field | None:
    """The field of a name; None where there is none, or it is in the archive."""
    known = _declared[kind].get(name)
    if known is not None or kind not in RecordKind.values:
        return known
    row = view.own_fields(kind).get(name) if name[:1] == "f" and name[1:].isdecimal() else None
    return own_field(row) if row is not None else None


def own_field(row: FieldDefinition) -> Field:
    """A workspace's own field, as what it holds, with the title that it has in the reader's language."""
    return _MADE[row.type](row)


def _text(row: FieldDefinition) -> Field:
    return Text(place=Own(row.key), **_named(row))


def _number(row: FieldDefinition) -> Field:
    return Number(place=Own(row.key, "number"), **_named(row))


def _money(row: FieldDefinition) -> Field:
    return Money(place=Own(row.key, "whole"), **_named(row))


def _date(row: FieldDefinition) -> Field:
    return Day(place=Own(row.key), **_named(row))


def _choice(row: FieldDefinition) -> Field:
    name = "name_id" if (get_language() or "").startswith("id") else "name_en"
    options: Sequence[tuple[str, str]] = [(one["key"], one[name]) for one in row.choices]
    return Choice(place=Own(row.key), options=lambda view: options, **_named(row))


def _yes_no(row: FieldDefinition) -> Field:
    return YesNo(place=Own(row.key, "flag"), **_named(row))


def _reference(row: FieldDefinition) -> Field:
    return Reference(place=Own(row.key), to=row.type, **_named(row))


def _named(row: FieldDefinition) -> Any:
    return {"name": row.key, "title": row.name_in(get_language() or "en"), "group": OWN}


_MADE: dict[str, Callable[[FieldDefinition], Field]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.MEMBER: _reference,
    FieldType.PERSON: _reference,
}
