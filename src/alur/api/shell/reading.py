"""What a request may hold: types that read it strictly, and sentences for what is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.types import Strict
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from alur.kernel.money import LARGEST
from alur.kernel.refusal import N_

NOBODY = -1
LARGEST_ID = 2**63 - 1
_ID = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

SENTENCES = {
    "missing": N_("This is needed."),
    "extra_forbidden": N_("There is nothing of this name here."),
    "string_type": N_("This is a text."),
    "string_too_long": N_("This is longer than %(max_length)s letters."),
    "string_too_short": N_("This may not be empty."),
    "string_pattern_mismatch": N_("This is not written as it should be."),
    "int_type": N_("This is a whole number."),
    "int_parsing": N_("This is a whole number."),
    "bool_type": N_("This is true or false."),
    "bool_parsing": N_("This is true or false."),
    "greater_than_equal": N_("This is %(ge)s or more."),
    "less_than_equal": N_("This is %(le)s or less."),
    "literal_error": N_("This is one of: %(expected)s."),
    "list_type": N_("This is a list."),
    "too_long": N_("There are %(max_length)s at most."),
    "dict_type": N_("This is an object."),
    "model_attributes_type": N_("This is an object."),
    "model_type": N_("This is an object."),
    "id": N_("An id is a text."),
    "day": N_("A day is written like 2026-12-31."),
    "instant": N_("A moment is written like 2026-12-31T09:00:00Z."),
    "number": N_("A number is written as a text, like 2.5."),
}
OTHERWISE = N_("This is not as it should be.")


class FieldError(TypedDict):
    """A sentence about one field; nested ones are joined by dots."""

    field: str
    message: str


def field_errors(found: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Sentences for what could not be read, in the language of the moment."""
    errors: dict[str, FieldError] = {}
    for one in found:
        where = one["loc"][2:] if one["loc"][0] == "body" else one["loc"][1:]
        name = ".".join(str(part) for part in where if not str(part)[:1].isupper()) or "body"
        sentence = gettext(SENTENCES.get(one["type"], OTHERWISE))
        context = one.get("ctx") or {}
        message = sentence % {key: context.get(key, "") for key in ("max_length", "ge", "le", "expected")}
        errors.setdefault(name, FieldError(field=name, message=message))
    return list(errors.values())


def read_id(value: object) -> int:
    """An id from its text; NOBODY, which names no record, for a text that is none of ours."""
    if isinstance(value, int) and not isinstance(value, bool) and value == NOBODY:
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("id", "an id is a text")
    number = int(value) if _ID.fullmatch(value) else NOBODY
    return number if number <= LARGEST_ID else NOBODY


def read_ids(value: object) -> list[int]:
    """Ids with commas between them."""
    return [read_id(part) for part in words(value)]


def words(value: object) -> list[str]:
    """The words of a parameter that has commas between them; none at all is a mistake."""
    if not str(value).strip():
        raise PydanticCustomError("string_too_short", "nothing was given")
    return [part.strip() for part in str(value).split(",")]


def read_day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "a day is YYYY-MM-DD")


def read_instant(value: object) -> datetime:
    """An instant with its offset, as UTC."""
    if isinstance(value, str) and "T" in value.upper():
        try:
            found = datetime.fromisoformat(value.upper())
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError("instant", "an instant is ISO 8601 with an offset")


def read_text(value: object) -> object:
    """Without the signs that no database keeps: zero bytes and halves of letters."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def read_custom(given: Mapping[str, Any]) -> dict[str, Any]:
    """Custom values as sent: their kept forms are what the API speaks; the operation checks them by type."""
    return {key: read_text(value) for key, value in given.items()}


def absent() -> Any:
    """A field that may be left out, but not be null."""
    return Field(default=None, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


ID_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 40}
Id = Annotated[int, BeforeValidator(read_id), WithJsonSchema(ID_SCHEMA)]
PathId = Annotated[int, BeforeValidator(read_id), WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,19}$"})]
Ids = Annotated[list[int], BeforeValidator(read_ids), WithJsonSchema({"type": "string", "minLength": 1})]
Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[datetime, BeforeValidator(read_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Flag = Annotated[bool, Strict()]
Percent = Annotated[int, Strict(), Field(ge=0, le=100)]
Amount = Annotated[int, Strict(), Field(ge=0, le=LARGEST)]
BasisPoints = Annotated[int, Strict(), Field(ge=0, le=10_000)]
Text = Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=20_000)]
Line = Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=200)]
Name = Annotated[str, BeforeValidator(read_text), StringConstraints(min_length=1, max_length=160, pattern=r"\S")]
Title = Annotated[str, BeforeValidator(read_text), StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Short = Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=60)]
Tag = Annotated[str, BeforeValidator(read_text), StringConstraints(min_length=1, max_length=40, pattern=r"\S")]
Outside = Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=120)]


Custom = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": "^f[0-9]+$"},
            "description": "Values of the workspace's own fields by `f<id>`; null takes one away.",
        }
    ),
]


class Body(BaseModel):
    """What a request's body may hold, and nothing else."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were sent, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class MoneyIn(Body):
    """Minor units of a currency."""

    amount: Amount
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class Filter(BaseModel):
    """The query parameters of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, BeforeValidator(read_text), StringConstraints(max_length=600)] = ""


def read_words(value: object) -> object:
    """Words with commas between them."""
    return words(value) if isinstance(value, str) else value
