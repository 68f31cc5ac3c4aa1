"""The filter builder: a filter as rules of field, operator and value, and what was typed into rules as a filter.

Rules are joined by and; an or begins the next alternative. A filter with an or inside an and is shown multiplied out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

from django.utils.translation import gettext as _

from alur.fields.filtering.compiling import ConditionRefused
from alur.fields.filtering.declaring import fields_of
from alur.fields.filtering.fields import Field, Reference
from alur.fields.filtering.tree import AND, EVERYTHING, OR, Condition, Filter, Group, tidy
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.web.lists.inputs import UNOFFERED, ValueInput, ValueInputs
from alur.web.lists.telling import leaf_of, operators_of, title_of
from alur.web.shell.answers import sentences
from alur.web.shell.formats import Formats

MOST_RULES = 30
_NAMED = re.compile(r"(\d{1,3})\.([jfovu])")
USUAL: dict[str, tuple[str, str]] = {
    "deal": ("temperature", "is"),
    "organization": ("industry", "has"),
    "person": ("company", "has"),
    "activity": ("kind", "is"),
    "product": ("family", "is"),
}
"""What a new rule begins with."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: how it is joined to the one before, what is asked, and what is wrong with it."""

    joint: str
    field: str
    operator: str
    values: Sequence[str] = ()
    units: Sequence[str] = ()
    is_typed: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as its template draws it."""

    number: int
    rule: Rule
    operators: Mapping[str, str]
    input: ValueInput
    title: str


class Builder:
    """The rules of one list for one reader."""

    def __init__(self, kind: str, view: Viewpoint, f: Formats) -> None:
        self.kind, self.view, self.f = kind, view, f
        self.fields = fields_of(kind, view)
        self.inputs = ValueInputs(view, f)

    def rules_of(self, tree: Filter) -> list[Rule] | None:
        """The rules of a filter; None for one that becomes too many."""
        alternatives = _alternatives(tidy(tree))
        if alternatives is None:
            return None
        rules: list[Rule] = []
        for place, conditions in enumerate(alternatives):
            for number, one in enumerate(conditions):
                joint = OR if place and number == 0 else AND
                rules.append(Rule(joint, one.field, one.operator, one.values))
        return rules

    def typed_rules(self, typed: Any) -> list[Rule]:
        """The rules as they stand in a form: `0.f`, `0.o`, `0.v` …"""
        numbers = sorted({int(match[1]) for name in typed if (match := _NAMED.fullmatch(name))})
        rules = []
        for number in numbers[:MOST_RULES]:
            joint = OR if typed.get(f"{number}.j") == OR else AND
            field, operator = typed.get(f"{number}.f", ""), typed.get(f"{number}.o", "")
            values, units = typed.getlist(f"{number}.v"), typed.getlist(f"{number}.u")
            rules.append(Rule(joint, field, self._operator(field, operator), values, units, is_typed=True))
        return rules

    def new_rule(self) -> Rule:
        field, operator = USUAL[self.kind]
        return Rule(AND, field, operator, is_typed=True)

    def filter_of(self, rules: Sequence[Rule]) -> Filter:
        """The filter that typed rules mean. Raises RulesRefused with a sentence for each that cannot be read."""
        faults: dict[int, Refusal] = {}
        alternatives: list[list[Filter]] = [[]]
        for number, rule in enumerate(rules):
            if rule.joint == OR and alternatives[-1]:
                alternatives.append([])
            try:
                alternatives[-1].append(self._condition(rule))
            except Refusal as fault:
                faults[number] = fault
        if faults:
            raise RulesRefused(faults)
        return tidy(Group(OR, tuple(Group(AND, tuple(parts)) for parts in alternatives))) if rules else EVERYTHING

    def shown(self, rules: Sequence[Rule], refusal: Refusal | None = None) -> list[ShownRule]:
        """The rules as the template draws them, each with its fault."""
        shown = []
        for number, rule in enumerate(rules):
            field = self.fields.get(rule.field)
            error = _fault_of(number, rule, refusal)
            if field is None:
                gone = _("This field is no longer there. Take the condition out.")
                shown.append(ShownRule(number, _with(rule, error or gone), {}, ValueInput("none"), rule.field))
                continue
            shown.append(
                ShownRule(number, _with(rule, error), operators_of(field), self._input(field, rule), title_of(field))
            )
        return shown

    def grouped_fields(self, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be asked by, under headings; what is too many to choose from only where it is chosen."""
        offered = [
            field
            for name, field in self.fields.items()
            if name == chosen or not (isinstance(leaf_of(field), Reference) and leaf_of(field).to in UNOFFERED)  # type: ignore[attr-defined]
        ]
        ordered = sorted(offered, key=lambda field: bool(field.group))
        groups = groupby(sorted(ordered, key=lambda field: _rank(field, ordered)), key=lambda field: field.group)
        return [(_(group) if group else "", [(one.name, title_of(one)) for one in found]) for group, found in groups]

    def told(self, condition: Condition) -> str:
        """A condition in a few words, for its chip."""
        field = self.fields.get(condition.field)
        if field is None or condition.operator not in field.takes():
            return condition.field
        operator = operators_of(field)[condition.operator]
        values = ", ".join(self.inputs.told(field, condition.operator, condition.values))
        if condition.operator in ("is", "on", "within", "has"):
            return f"{title_of(field)}: {values}"
        return f"{title_of(field)} {operator} {values}".strip()

    def _condition(self, rule: Rule) -> Condition:
        field = self.fields.get(rule.field)
        if field is None:
            raise Refusal(N_("This field is no longer there. Take the condition out."), field="filter")
        values = self.inputs.read(field, rule.operator, rule.values, rule.units) if rule.is_typed else rule.values
        condition = Condition(rule.field, rule.operator, tuple(values))
        least = field.takes()[rule.operator][0]
        if len(values) < least:
            raise Refusal(N_("Choose or type a value."), field="filter")
        field.condition(condition, self.view)
        return condition

    def _operator(self, field: str, operator: str) -> str:
        """The operator, or the first that the field takes: the field was just changed."""
        takes = operators_of(self.fields[field]) if field in self.fields else {}
        return operator if operator in takes else next(iter(takes), operator)

    def _input(self, field: Field, rule: Rule) -> ValueInput:
        if not rule.is_typed:
            return self.inputs.input_of(field, rule.operator, rule.values)
        try:
            values = self.inputs.read(field, rule.operator, rule.values, rule.units)
            field.condition(Condition(rule.field, rule.operator, tuple(values)), self.view)
            return self.inputs.input_of(field, rule.operator, values)
        except Refusal:  # as it was typed
            blank = self.inputs.input_of(field, rule.operator, ())
            kept = {"typed": rule.values, "chosen": rule.units or rule.values}
            return ValueInput(blank.kind, blank.options, kept["chosen"], kept["typed"], blank.count)


class RulesRefused(Refusals):
    """`faults` are the refusals by the number of the rule."""

    def __init__(self, faults: Mapping[int, Refusal]) -> None:
        super().__init__(faults.values())
        self.faults = faults


def _fault_of(number: int, rule: Rule, refusal: Refusal | None) -> str:
    """The sentence about one rule."""
    if isinstance(refusal, RulesRefused):
        fault = refusal.faults.get(number)
        return next(iter(sentences(fault).values())) if fault else ""
    for fault in refusal.items if isinstance(refusal, Refusals) else ():
        if isinstance(fault, ConditionRefused):
            if (fault.condition.field, fault.condition.operator) == (rule.field, rule.operator):
                return next(iter(sentences(fault).values()))
    return ""


def _with(rule: Rule, error: str) -> Rule:
    return Rule(rule.joint, rule.field, rule.operator, rule.values, rule.units, rule.is_typed, error)


def _rank(field: Field, ordered: Sequence[Field]) -> int:
    """By the place of the first of its group."""
    return next(place for place, one in enumerate(ordered) if one.group == field.group)


def _alternatives(tree: Filter) -> list[list[Condition]] | None:
    """Any of these, of each all: the filter multiplied out; None where that would be too much to read."""
    if isinstance(tree, Condition):
        return [[tree]]
    if not tree.parts:
        return []
    parts = [_alternatives(part) for part in tree.parts]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    if tree.joint == OR:
        joined = [conditions for part in found for conditions in part]
    else:
        size = 1
        for part in found:
            size *= len(part)
        if size > MOST_RULES:
            return None
        joined = [[one for conditions in chosen for one in conditions] for chosen in product(*found)]
    return joined if sum(map(len, joined)) <= MOST_RULES else None
