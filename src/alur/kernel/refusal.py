"""Why something is not done: a sentence that a user may read, in their language, next to the field it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def N_(message: str) -> str:  # noqa: N802  (the name that message extraction knows)
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return message


class Refusal(Exception):
    """Something typed or asked for cannot be. `message` is English with %(name)s places, filled from `params`."""

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params = params

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language that `translate` speaks."""
        text = translate(self.message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return self.sentence()


class Conflict(Refusal):
    """The state of things stands in the way; the same request may succeed another time."""


class Refusals(Refusal):
    """Several fields at once."""

    def __init__(self, items: Iterable[Refusal]) -> None:
        self.items = tuple(items)
        super().__init__(self.items[0].message, field=self.items[0].field, **self.items[0].params)


def all_of(checks: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each of them gives, in order. Raises Refusals of all that refuse, not of the first alone."""
    given: list[Any] = []
    faults: list[Refusal] = []
    for check in checks:
        try:
            given.append(check())
        except Refusal as fault:
            faults.extend(fault.items if isinstance(fault, Refusals) else (fault,))
    if faults:
        raise Refusals(faults)
    return given
