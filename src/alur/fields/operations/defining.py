"""Fields that a workspace adds to its records: defined, renamed, put away, taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from alur.events.changing import Keeping
from alur.events.recording import Operation, operation
from alur.fields import facts
from alur.fields.access import can_edit_fields
from alur.fields.models import FieldDefinition, FieldType, Place, RecordKind
from alur.fields.operations.filling import kept_number
from alur.fields.queries.records import filled
from alur.kernel.ids import id_from, new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped

MOST_FIELDS = 100
MOST_CHOICES = 50
OF_FAMILIES = (RecordKind.DEAL, RecordKind.PRODUCT)
"""What is sold, or is about what is sold."""


@dataclass(frozen=True, slots=True)
class ChoiceDesign:
    """One of a choice field's answers; without a `key` a new one. Records hold the key, so it can be renamed."""

    name_id: str
    name_en: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class FieldDesign:
    """`choices` are for fields of the type choice; an answer that is left out is offered no longer. `unit`, `lowest`
    and `highest` (decimal strings) are for numbers. Without `places` it shows where it did, or where one usually does.
    `families` are ids of product families, for fields of deals and products; None leaves them as they are.
    """

    name_id: str
    name_en: str = ""
    type: str = FieldType.TEXT
    choices: Sequence[ChoiceDesign] = ()
    hint: str = ""
    unit: str = ""
    lowest: str = ""
    highest: str = ""
    places: Sequence[str] | None = None
    families: Sequence[str] | None = None


class FieldKeeping(Keeping):
    """A field is archived where other records are deleted: its values stay."""

    def delete(self, row: Scoped, act: Operation) -> None:
        self._write(row, {"archived_at": act.at}, act)
        act.record(self.deleted(row.id, str(row)), about=[(self.kind, row.id)])

    def restore(self, row: Scoped, act: Operation) -> None:
        self._write(row, {"archived_at": None}, act)
        act.record(self.restored(row.id, str(row)), about=[(self.kind, row.id)])

    def _kept(self, fact: Any, act: Operation) -> Scoped:
        row = self._any(fact, act)
        if row.archived_at is not None:  # type: ignore[attr-defined]
            raise Conflict(N_("“%(title)s” is in the archive already."), title=fact.title)
        return row


keeping = FieldKeeping(
    "field",
    FieldDefinition,
    made=facts.FieldDefined,
    edited=facts.FieldEdited,
    deleted=facts.FieldArchived,
    restored=facts.FieldRestored,
)


def define(
    workspace_id: int, record_kind: str, design: FieldDesign, *, by: Member | None, at: datetime
) -> FieldDefinition:
    """Add a field to a kind of record, last in order. Raises Refusal by field."""
    _allow(by)
    if record_kind not in RecordKind.values:
        raise Refusal(N_("Choose what kind of record the field is for."), field="record_kind")
    with operation(workspace_id, by=by, at=at) as act:
        same = FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=record_kind)
        if same.filter(archived_at__isnull=True).count() >= MOST_FIELDS:
            raise Refusal(N_("A record has %(count)d fields of its own at most."), count=MOST_FIELDS)
        row = FieldDefinition(
            workspace_id=workspace_id, id=new_id(), record_kind=record_kind, position=same.count(), choices=[]
        )
        for name, value in _columns(row, design).items():
            setattr(row, name, value)
        keeping.make(row, act)
    return row


def edit_field(definition: FieldDefinition, design: FieldDesign, *, by: Member | None, at: datetime) -> FieldDefinition:
    """Rename a field, change its answers, or its type while no record has a value in it."""
    _allow(by)
    with operation(definition.workspace_id, by=by, at=at) as act:
        row = FieldDefinition.objects.select_for_update().get(workspace_id=definition.workspace_id, id=definition.id)
        if design.type != row.type:
            count = filled(row).count
            if count:
                raise Conflict(
                    N_("%(count)d record(s) have a value in it, so its type stays."), field="type", count=count
                )
        keeping.edit(row, _columns(row, design), act)
    return row


def archive(definition: FieldDefinition, *, by: Member | None, at: datetime) -> None:
    """Show a field no longer. Its values stay, and come back with it."""
    _allow(by)
    with operation(definition.workspace_id, by=by, at=at) as act:
        if definition.archived_at is None:
            keeping.delete(definition, act)


def restore(definition: FieldDefinition, *, by: Member | None, at: datetime) -> None:
    _allow(by)
    with operation(definition.workspace_id, by=by, at=at) as act:
        _check_name(definition, definition.name_id)
        if definition.archived_at is not None:
            keeping.restore(definition, act)


def _allow(by: Member | None) -> None:
    if by is not None and not can_edit_fields(by):
        raise Refusal(N_("Only owners and supervisors change fields."))


def _columns(row: FieldDefinition, design: FieldDesign) -> dict[str, Any]:
    is_number = design.type == FieldType.NUMBER
    name_id, name_en = _trim(design.name_id), _trim(design.name_en)
    if not (name_id or name_en):
        raise Refusal(N_("Give the field a name."), field="name_id")
    _check_name(row, name_id or name_en)
    if design.type not in FieldType.values:
        raise Refusal(N_("Choose what the field holds."), field="type")
    return {
        "name_id": name_id or name_en,
        "name_en": name_en or name_id,
        "type": str(design.type),
        "choices": _choices(row, design) if design.type == FieldType.CHOICE else [],
        "hint": " ".join(design.hint.split())[:160],
        "unit": _trim(design.unit)[:12] if is_number else "",
        **(_range(design) if is_number else {"lowest": "", "highest": ""}),
        **({"places": _places(row, design.places)} if design.places is not None else {}),
        **({"families": _families(row, design.families)} if design.families is not None else {}),
    }


def _range(design: FieldDesign) -> dict[str, str]:
    low, high = (
        kept_number(value, field=name) if value else ""
        for name, value in (("lowest", design.lowest), ("highest", design.highest))
    )
    if low and high and Decimal(low) > Decimal(high):
        raise Refusal(N_("This is less than the smallest number allowed."), field="highest")
    return {"lowest": low, "highest": high}


def _places(row: FieldDefinition, wanted: Sequence[str]) -> list[str] | None:
    """In one order; None for the usual ones, so that an untouched form changes nothing."""
    offered = [one for one in Place.values if one != Place.CARD or row.record_kind == RecordKind.DEAL]
    places = [one for one in offered if one in wanted]
    return None if row.places is None and places == row.shown_in else places


def _families(row: FieldDefinition, wanted: Sequence[str]) -> list[str]:
    """Ids as text, each once and in one order; a field of companies or persons knows none."""
    if row.record_kind not in OF_FAMILIES:
        return []
    return sorted({str(found) for one in wanted if (found := id_from(one))})


def _check_name(row: FieldDefinition, name: str) -> None:
    others = FieldDefinition.objects.filter(
        workspace_id=row.workspace_id, record_kind=row.record_kind, archived_at__isnull=True
    ).exclude(id=row.id)
    if any(other.name_id.casefold() == name.casefold() for other in others):
        raise Conflict(N_("There is a field “%(name)s” already."), field="name_id", name=name)


def _choices(row: FieldDefinition, design: FieldDesign) -> list[dict[str, Any]]:
    """The answers as they are kept: those left out stay as archived, since records may hold them."""
    present = {choice["key"]: choice for choice in row.choices}
    kept: list[dict[str, Any]] = []
    for choice in design.choices:
        name_id, name_en = _trim(choice.name_id), _trim(choice.name_en)
        if not (name_id or name_en):
            continue
        names = {"name_id": name_id or name_en, "name_en": name_en or name_id}
        if any(one["name_id"].casefold() == names["name_id"].casefold() for one in kept):
            raise Refusal(N_("“%(name)s” is there twice."), field="choices", name=names["name_id"])
        kept.append({"key": _key(choice, present, names, kept), **names})
    if len(kept) < 2:
        raise Refusal(N_("A choice needs two answers at least."), field="choices")
    if len(kept) > MOST_CHOICES:
        raise Refusal(N_("A choice has %(count)d answers at most."), field="choices", count=MOST_CHOICES)
    keys = {one["key"] for one in kept}
    return kept + [{**one, "archived": True} for key, one in present.items() if key not in keys]


def _key(
    choice: ChoiceDesign, present: dict[str, dict[str, Any]], names: dict[str, str], kept: list[dict[str, Any]]
) -> str:
    taken = {one["key"] for one in kept}
    if choice.key in present and choice.key not in taken:
        return choice.key
    for key, one in present.items():
        if key not in taken and one["name_id"].casefold() == names["name_id"].casefold():
            return key
    number = 1
    while f"c{number}" in {*present, *taken}:
        number += 1
    return f"c{number}"


def _trim(text: str) -> str:
    return " ".join(text.split())[:60]
