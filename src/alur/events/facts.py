"""Facts: frozen dataclasses in the past tense, made of ids and primitives, that know their name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self

_by_name: dict[str, type[Fact]] = {}


@dataclass(frozen=True)
class Fact:
    """The base of all facts. `name` is `<subject>.<past tense>`; `version` grows when fields change meaning."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            known = _by_name.setdefault(cls.name, cls)
            if known.__qualname__ != cls.__qualname__:
                raise TypeError(f"{cls.name} is the name of {known!r} already")

    def payload(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._names()}

    @classmethod
    @cache
    def _names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        known = cls._names()
        return cls(**{key: value for key, value in payload.items() if key in known})


def fact_named(name: str) -> type[Fact] | None:
    return _by_name.get(name)


def all_facts() -> dict[str, type[Fact]]:
    """Every fact class by name, as far as their modules have been imported."""
    return dict(sorted(_by_name.items()))
