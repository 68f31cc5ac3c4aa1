"""Custom values: read from what people type or an API sends, checked by type, kept beside the record.

Kept forms are what the API speaks too: text a string, number a decimal string of three places at most, money minor
units of the workspace's currency, date `YYYY-MM-DD`, choice the answer's key, yes or no a boolean, member and person
an id as a string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from alur.fields.models import CustomLink, FieldDefinition, FieldType, RecordKind
from alur.fields.queries.records import records_of
from alur.kernel.dates import parse_day
from alur.kernel.money import NBSP, number_text, parse_money, parse_number
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.tenancy.models import Member

LONGEST_TEXT = 1000
LARGEST = 10**15
REFERENCES = (FieldType.MEMBER, FieldType.PERSON)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
EMPTY: tuple[Any, ...] = (None, "", [])


def fill(workspace_id: int, record_kind: str, current: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The record's custom values with these changed, kept forms by key; an empty one is taken out.

    Raises Refusals by key (`f<id>`). Values that are as they were are not looked at again.
    """
    values = dict(current)
    wanted = {key: value for key, value in changes.items() if values.get(key) != value}
    if not wanted:
        return values
    definitions = {
        one.key: one for one in FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=record_kind)
    }
    faults: list[Refusal] = []
    for key, value in wanted.items():
        if value in EMPTY:
            values.pop(key, None)
            continue
        try:
            if key not in definitions:
                raise Refusal(N_("There is no such field."), field=key)
            values[key] = _CHECKS[definitions[key].type](definitions[key], value)
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise Refusals(faults)
    return values


def filled_changes(
    workspace_id: int, record_kind: str, current: Mapping[str, Any], changes: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A record's changes with `custom`, if it is among them, checked and laid over what is there."""
    if "custom" not in changes:
        return changes
    return {**changes, "custom": fill(workspace_id, record_kind, current, changes["custom"] or {})}


def keep_links(workspace_id: int, record_kind: str, record_id: int, custom: Mapping[str, Any]) -> None:
    """Write anew which members and persons a record's custom values name, so that it is found from there."""
    rows = FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=record_kind, type__in=REFERENCES)
    CustomLink.objects.filter(workspace_id=workspace_id, record_kind=record_kind, record_id=record_id).delete()
    CustomLink.objects.bulk_create(
        CustomLink(
            workspace_id=workspace_id,
            record_kind=record_kind,
            record_id=record_id,
            field_id=row.id,
            target_kind=row.type,
            target_id=int(custom[row.key]),
        )
        for row in rows
        if custom.get(row.key)
    )


def from_text(definition: FieldDefinition, text: str, *, currency: str, language: str) -> Any:
    """The kept form of what someone typed or chose; None for nothing."""
    text = text.strip()
    if not text:
        return None
    if definition.type == FieldType.NUMBER:
        return typed_number(text, language, field=definition.key)
    if definition.type == FieldType.MONEY:
        return parse_money(text, currency, language, field=definition.key)
    if definition.type == FieldType.DATE:
        return parse_day(text, field=definition.key).isoformat()
    if definition.type == FieldType.YES_NO:
        return {"yes": True, "no": False}.get(text)
    return text


def typed_number(text: str, language: str, *, field: str) -> str:
    """The decimal string of a number as someone types it. Refusal of `field`."""
    sign = -1 if text[0] in "-−" else 1
    digits = text.lstrip("-−+ ")
    if not digits[:1].isdigit():
        raise Refusal(N_("Type a number."), field=field)
    return str(sign * parse_number(digits, language, field=field))


def kept_number(value: Any, *, field: str) -> str:
    """The kept form of a decimal string. Refusal of `field`."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value) or abs(Decimal(value)) >= LARGEST:
        raise Refusal(N_("Type a number."), field=field)
    number = Decimal(value)
    if number * 1000 != int(number * 1000):
        raise Refusal(N_("Type a number with three decimals at most."), field=field)
    return f"{number.normalize() + 0:f}"


def _number(definition: FieldDefinition, value: Any) -> str:
    kept = kept_number(value, field=definition.key)
    is_low = bool(definition.lowest) and Decimal(kept) < Decimal(definition.lowest)
    is_high = bool(definition.highest) and Decimal(kept) > Decimal(definition.highest)
    if is_low or is_high:
        raise Refusal(_range_told(definition), field=definition.key, **_bounds(definition))
    return kept


def _range_told(definition: FieldDefinition) -> str:
    if definition.lowest and definition.highest:
        return N_("Type a number from %(low)s to %(high)s.")
    return N_("Type %(low)s or more.") if definition.lowest else N_("Type %(high)s at most.")


def _bounds(definition: FieldDefinition) -> dict[str, object]:
    """The bounds as the reader's language writes them, the unit behind the last."""
    unit = f"{NBSP}{definition.unit}" if definition.unit else ""
    low_unit = "" if definition.highest else unit
    return {
        "low": _figure(definition.lowest, low_unit) if definition.lowest else "",
        "high": _figure(definition.highest, unit) if definition.highest else "",
    }


def _figure_now(decimal: str, unit: str) -> str:
    return number_text(decimal, get_language() or "id") + unit


_figure = lazy(_figure_now, str)


def _no_number(definition: FieldDefinition) -> Refusal:
    return Refusal(N_("Type a number."), field=definition.key)


def _text(definition: FieldDefinition, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text or "\x00" in text or len(text) > LONGEST_TEXT:
        raise Refusal(N_("Type a text of %(count)d letters at most."), field=definition.key, count=LONGEST_TEXT)
    return text


def _whole(definition: FieldDefinition, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= LARGEST:
        raise _no_number(definition)
    return value


def _date(definition: FieldDefinition, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Refusal(N_("Choose a day."), field=definition.key) from None


def _choice(definition: FieldDefinition, value: Any) -> str:
    if value not in [choice["key"] for choice in definition.choices if not choice.get("archived")]:
        raise Refusal(N_("Choose one of the answers."), field=definition.key)
    return str(value)


def _yes_no(definition: FieldDefinition, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal(N_("Choose yes or no."), field=definition.key)
    return value


def _member(definition: FieldDefinition, value: Any) -> str:
    members = Member.objects.filter(workspace_id=definition.workspace_id, is_active=True)
    if not _is_id(value) or not members.filter(id=int(value)).exists():
        raise Refusal(N_("Choose a member of the team."), field=definition.key)
    return str(value)


def _person(definition: FieldDefinition, value: Any) -> str:
    persons = records_of(RecordKind.PERSON, definition.workspace_id)
    if not _is_id(value) or not persons.filter(id=int(value)).exists():
        raise Refusal(N_("Choose a person who is known here."), field=definition.key)
    return str(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and value.isdecimal() and len(value) < 20


def check_value(definition: FieldDefinition, value: Any) -> Any:
    """A kept form as it is kept. Raises Refusal by the field's key."""
    return _CHECKS[definition.type](definition, value)


_CHECKS: dict[str, Callable[[FieldDefinition, Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _whole,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.MEMBER: _member,
    FieldType.PERSON: _person,
}
