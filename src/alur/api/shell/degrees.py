"""Coordinates: decimal degrees as text outside, millionths of a degree inside."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LATITUDE = r"^-?([0-8]?[0-9](\.[0-9]{1,6})?|90)$"
LONGITUDE = r"^-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,6})?|180)$"


def _reader(pattern: str) -> Any:
    def read(value: object) -> int:
        if not isinstance(value, str) or not re.fullmatch(pattern.strip("^$"), value, re.ASCII):
            raise PydanticCustomError("number", "degrees are a text")
        return int(Decimal(value).scaleb(6))

    return BeforeValidator(read)


Latitude = Annotated[int, _reader(LATITUDE), WithJsonSchema({"type": "string", "pattern": LATITUDE})]
Longitude = Annotated[int, _reader(LONGITUDE), WithJsonSchema({"type": "string", "pattern": LONGITUDE})]


def degrees_shown(millionths: int | None) -> str | None:
    return None if millionths is None else f"{Decimal(millionths).scaleb(-6):f}"
