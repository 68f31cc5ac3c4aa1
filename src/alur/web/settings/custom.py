"""The workspace's own fields on the pages of records: shown as inputs, read from what was sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from alur.fields.models import FieldDefinition, FieldType
from alur.fields.operations.filling import from_text
from alur.fields.queries.records import definitions_of
from alur.kernel.dates import parse_day
from alur.kernel.money import NBSP, number_text
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.people.models import Person
from alur.tenancy.models import Member
from alur.web.shell.formats import Formats
from alur.web.shell.requests import MemberRequest

MOST_PERSONS = 200


@dataclass(frozen=True)
class CustomInput:
    """One field: `value` is what the input holds, `options` what a select or a list of hints offers, `hint` the words
    under it, `unit` what a number counts.
    """

    key: str
    label: str
    type: str
    value: str
    options: list[tuple[str, str]] = field(default_factory=list)
    hint: str = ""
    unit: str = ""


def custom_inputs(
    request: MemberRequest,
    record_kind: str,
    values: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    *,
    place: str = "",
    also: Collection[str] = (),
    families: Collection[int] | None = None,
) -> list[CustomInput]:
    """The fields in use of a kind of record, with the record's values, or what was typed instead; of a place (see
    `Place`) those that show there, and `also` these keys. With `families`, fields of other product families stay away,
    unless they are filled in.
    """
    inputs = []
    for one in definitions_of(request.workspace.id, record_kind):
        if place and place not in one.shown_in and one.key not in also:
            continue
        kept = values.get(one.key)
        if families is not None and not one.is_for(families) and kept is None and one.key not in also:
            continue
        text = typed[one.key] if typed and one.key in typed else field_text(one, kept, request.f)
        label = one.name_in(request.f.language)
        inputs.append(CustomInput(one.key, label, one.type, text, _options(request, one, kept), one.hint, one.unit))
    return inputs


def custom_changes(request: MemberRequest, record_kind: str) -> dict[str, Any]:
    """Kept forms by key of the fields that the form held. Raises Refusals by key."""
    changes: dict[str, Any] = {}
    faults: list[Refusal] = []
    for one in definitions_of(request.workspace.id, record_kind):
        if one.key not in request.POST:
            continue
        text = request.POST[one.key]
        try:
            if one.type == FieldType.PERSON:
                changes[one.key] = _person(one, text)
            else:
                changes[one.key] = from_text(
                    one, text, currency=request.workspace.currency, language=request.f.language
                )
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise Refusals(faults)
    return changes


def field_text(definition: FieldDefinition, value: Any, f: Formats) -> str:
    """A kept value as its input holds it."""
    if value is None:
        return ""
    if definition.type == FieldType.NUMBER:
        return number_text(value, f.language)
    if definition.type == FieldType.MONEY:
        return ("-" if value < 0 else "") + f.plain_money(abs(value))
    if definition.type == FieldType.YES_NO:
        return "yes" if value else "no"
    if definition.type == FieldType.PERSON:
        person = Person.everything.filter(workspace_id=definition.workspace_id, id=int(value)).first()
        return person.name if person is not None else ""
    return str(value)


def told(definition: FieldDefinition, value: Any, f: Formats) -> str:
    """A kept value as a sentence says it."""
    if value is None:
        return ""
    if definition.type == FieldType.CHOICE:
        names = {one["key"]: one["name_id" if f.language == "id" else "name_en"] for one in definition.choices}
        return str(names.get(value, value))
    if definition.type == FieldType.YES_NO:
        return _("Yes") if value else _("No")
    if definition.type == FieldType.MONEY:
        return f.money(value)
    if definition.type == FieldType.DATE:
        return f.day(parse_day(value))
    if definition.type == FieldType.MEMBER:
        member = Member.objects.filter(workspace_id=definition.workspace_id, id=int(value)).first()
        return member.name if member is not None else ""
    text = field_text(definition, value, f)
    return f"{text}{NBSP}{definition.unit}" if definition.unit else text


def _options(request: MemberRequest, definition: FieldDefinition, kept: Any) -> list[tuple[str, str]]:
    nothing = ("", _("not filled in"))
    if definition.type == FieldType.CHOICE:
        name = "name_id" if request.f.language == "id" else "name_en"
        offered = [one for one in definition.choices if not one.get("archived") or one["key"] == kept]
        return [nothing, *((one["key"], one[name]) for one in offered)]
    if definition.type == FieldType.YES_NO:
        return [nothing, ("yes", _("Yes")), ("no", _("No"))]
    if definition.type == FieldType.MEMBER:
        members = Member.objects.filter(workspace_id=request.workspace.id).order_by("name")
        return [nothing, *((str(one.id), one.name) for one in members if one.is_active or str(one.id) == kept)]
    if definition.type == FieldType.PERSON:
        persons = Person.objects.filter(workspace_id=request.workspace.id).select_related("organization")
        first = persons.order_by("name_key")[:MOST_PERSONS]
        return [(one.name, one.organization.name if one.organization else "") for one in first]
    return []


def _person(definition: FieldDefinition, text: str) -> str | None:
    """Persons are named; two of one name cannot be told apart here."""
    name = " ".join(text.split())
    if not name:
        return None
    found = list(Person.objects.filter(workspace_id=definition.workspace_id, name__iexact=name)[:2])
    if len(found) != 1:
        raise Refusal(N_("Choose a person who is known here."), field=definition.key)
    return str(found[0].id)
