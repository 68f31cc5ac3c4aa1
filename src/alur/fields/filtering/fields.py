"""What can be asked of a record, and which operators each kind of field takes.

`not` and `lacks` hold for records without a value too: what is not filled in is not hot.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, TextChoices

from alur.fields.filtering.places import Column, Place
from alur.fields.filtering.tree import Condition
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.ids import LARGEST_ID, id_from
from alur.kernel.refusal import N_, Refusal

Options = Callable[[Viewpoint], Sequence[tuple[str, str]]]
"""The answers of a choice as (key, title), in the reader's language."""
NOTHING = Q(id__in=[])
LONGEST_TEXT = 200
LARGEST = 10**15
ONE, TWO, MANY = (1, 1), (2, 2), (1, 200)
EMPTINESS = {"empty": (0, 0), "filled": (0, 0)}

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`title` is marked for translation; `group` heads the fields that belong together in a list of them."""

    name: str
    title: str
    group: str = ""
    operators: ClassVar[dict[str, tuple[int, int]]]
    """Each with how many values it takes, at least and at most."""

    def takes(self) -> dict[str, tuple[int, int]]:
        """The operators, and how many values each takes."""
        return self.operators

    def condition(self, asked: Condition, view: Viewpoint) -> Q:
        """The condition on rows. Refusal for an operator that the field does not take, or a value that is none."""
        if asked.operator not in self.takes():
            names = ", ".join(self.takes())
            raise Refusal(N_("This field takes: %(names)s."), field="filter", names=names)
        least, most = self.takes()[asked.operator]
        if not least <= len(asked.values) <= most:
            sentence = {
                (0, 0): N_("“%(operator)s” takes no value."),
                ONE: N_("“%(operator)s” takes one value."),
                TWO: N_("“%(operator)s” takes two values."),
            }.get((least, most), N_("“%(operator)s” needs a value."))
            raise Refusal(sentence, field="filter", operator=asked.operator)
        return self._condition(asked.operator, asked.values, view)

    @abstractmethod
    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Field):
    """A field with a value in one place."""

    column: str = ""
    place: Place | None = None

    def at(self) -> Place:
        return self.place or Column(self.column)

    def _none(self, view: Viewpoint) -> Q:
        return self.at().is_null(view)

    def _emptiness(self, operator: str, view: Viewpoint) -> Q:
        return self._none(view) if operator == "empty" else ~self._none(view)

    def _without(self, positive: Q, view: Viewpoint) -> Q:
        return self._none(view) | ~positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Kept):
    """Compared without regard to case. Several values of `has` are alternatives."""

    operators: ClassVar = {"has": MANY, "lacks": MANY, "is": MANY, "not": MANY, "starts": MANY, **EMPTINESS}

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        lookup = {"has": "icontains", "lacks": "icontains", "starts": "istartswith"}.get(operator, "iexact")
        positive = Q()
        for value in values:
            if not value or len(value) > LONGEST_TEXT or "\x00" in value:
                raise Refusal(N_("Type a text of %(count)d letters at most."), field="filter", count=LONGEST_TEXT)
            positive |= self.at().test(view, lookup, value)
        return self._without(positive, view) if operator in ("lacks", "not") else positive

    def _none(self, view: Viewpoint) -> Q:
        return self.at().is_null(view) | self.at().test(view, "exact", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Kept):
    """Decimal numbers, `2.5`; `digits` is how many decimals the place keeps as a whole number (3 for thousandths)."""

    operators: ClassVar = {
        "is": MANY, "not": MANY, "over": ONE, "under": ONE, "from": ONE, "to": ONE, "between": TWO, **EMPTINESS,
    }  # fmt: skip
    largest: int = LARGEST

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        numbers = [self.read(value) for value in values]
        test = self.at().test
        if operator in ("is", "not"):
            positive = test(view, "in", numbers)
            return positive if operator == "is" else self._without(positive, view)
        if operator == "between":
            return test(view, "gte", numbers[0]) & test(view, "lte", numbers[1])
        return test(view, {"over": "gt", "under": "lt", "from": "gte", "to": "lte"}[operator], numbers[0])

    def read(self, text: str) -> Any:
        if not _NUMBER.fullmatch(text) or abs(Decimal(text)) > self.largest:
            raise Refusal(N_("“%(text)s” is not a number. Write it like 2.5."), field="filter", text=text)
        return float(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Number):
    """Whole numbers."""

    def read(self, text: str) -> Any:
        value = Number.read(self, text)
        if value != int(value):
            raise Refusal(N_("“%(text)s” is not a whole number."), field="filter", text=text)
        return int(Decimal(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Whole):
    """Minor units of the workspace's currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent(Whole):
    largest: int = 100


def answers(choices: type[TextChoices]) -> Options:
    """The options of a column that has these choices."""
    return lambda view: [(str(key), str(title)) for key, title in choices.choices]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Kept):
    """One of a few answers, kept by key."""

    operators: ClassVar = {"is": MANY, "not": MANY, **EMPTINESS}
    options: Options = field(default=lambda view: (), compare=False)

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        known = [key for key, _ in self.options(view)]
        for value in values:
            if value not in known:
                names = ", ".join(known[:20])
                raise Refusal(N_("“%(text)s” is none of: %(names)s."), field="filter", text=value, names=names)
        positive = self._positive(values, view)
        return positive if operator == "is" else self._without(positive, view)

    def _positive(self, values: tuple[str, ...], view: Viewpoint) -> Q:
        # One value as an equality: indexes on a part of a table serve that alone.
        if len(values) == 1:
            return self.at().test(view, "exact", values[0])
        return self.at().test(view, "in", list(values))

    def _none(self, view: Viewpoint) -> Q:
        return self.at().is_null(view) | self.at().test(view, "exact", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Kept):
    operators: ClassVar = {"is": ONE, **EMPTINESS}

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        if values[0] not in ("yes", "no"):
            raise Refusal(N_("Write yes or no."), field="filter")
        return self._answer(values[0] == "yes", view)

    def _answer(self, is_yes: bool, view: Viewpoint) -> Q:
        if isinstance(self.at(), Column):
            return self.at().test(view, "exact", is_yes)
        return self.at().test(view, "exact", "true" if is_yes else "false")


@dataclass(frozen=True, slots=True, kw_only=True)
class HasValue(YesNo):
    """Yes where the column holds something: done, an instant that has come."""

    operators: ClassVar = {"is": ONE}

    def _answer(self, is_yes: bool, view: Viewpoint) -> Q:
        return ~self._none(view) if is_yes else self._none(view)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Kept):
    """Another record by its id. `to` is the kind of what it names; a member may be `me`, a team `mine`."""

    operators: ClassVar = {"is": MANY, "not": MANY, **EMPTINESS}
    to: str = ""

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        ids = sorted({one for value in values for one in self._ids(value, view)})
        positive = self._among(ids, view) if ids else NOTHING
        return positive if operator == "is" else self._without(positive, view)

    def _among(self, ids: Sequence[int], view: Viewpoint) -> Q:
        if not isinstance(self.at(), Column):
            return self.at().test(view, "in", [str(one) for one in ids])
        if len(ids) == 1:
            return self.at().test(view, "exact", ids[0])
        return self.at().test(view, "in", list(ids))

    def _ids(self, value: str, view: Viewpoint) -> Sequence[int]:
        if value == "me" and self.to == "member":
            return [view.member.id]
        if value == "mine" and self.to == "team":
            return teams_of(view)
        found = id_from(value)
        if not found or found > LARGEST_ID:
            raise Refusal(N_("“%(text)s” names no record. Write its id."), field="filter", text=value)
        return [found]


def teams_of(view: Viewpoint) -> list[int]:
    """The teams that the reader is in or leads."""
    from alur.tenancy.models import Team

    led = Team.objects.filter(workspace_id=view.workspace_id, lead_id=view.member.id).values_list("id", flat=True)
    return sorted({*led, *([view.member.team_id] if view.member.team_id else [])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Kept):
    """Words that count as one whatever their case: the place keeps them casefolded."""

    operators: ClassVar = {"is": MANY, "not": MANY, **EMPTINESS}

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        keys = [" ".join(value.split()).casefold() for value in values]
        positive = self.at().test(view, "in", keys)
        return positive if operator == "is" else self._without(positive, view)
