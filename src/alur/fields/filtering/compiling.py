"""A filter as a condition on rows."""

from __future__ import annotations

import re

from django.db.models import Q

from alur.fields.filtering.declaring import field_named
from alur.fields.filtering.tree import AND, Condition, Filter, conditions_in, tidy
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_, Refusal, Refusals

_OWN = re.compile(r"f\d+")


class ConditionRefused(Refusal):
    """A condition that cannot be asked; `condition` is it."""

    def __init__(self, condition: Condition, fault: Refusal) -> None:
        super().__init__(fault.message, field=fault.field, **fault.params)
        self.condition = condition


def condition_of(kind: str, tree: Filter, view: Viewpoint) -> Q:
    """What a filter asks of the rows of a kind of record. Raises Refusals, a ConditionRefused for each at fault."""
    tree = tidy(tree)
    faults: list[Refusal] = []
    compiled: dict[Condition, Q] = {}
    for condition in conditions_in(tree):
        try:
            compiled[condition] = _compiled(kind, condition, view)
        except Refusal as fault:
            faults.append(ConditionRefused(condition, fault))
    if faults:
        raise Refusals(faults)
    return _joined(tree, compiled)


def _compiled(kind: str, condition: Condition, view: Viewpoint) -> Q:
    field = field_named(kind, condition.field, view)
    if field is None and _OWN.fullmatch(condition.field):
        raise Refusal(N_("A field of your own that is asked for here is no longer there."), field="filter")
    if field is None:
        raise Refusal(N_("There is no field “%(name)s” any more."), field="filter", name=condition.field)
    return field.condition(condition, view)


def _joined(tree: Filter, compiled: dict[Condition, Q]) -> Q:
    if isinstance(tree, Condition):
        return compiled[tree]
    joined = Q()
    for part in tree.parts:
        condition = _joined(part, compiled)
        joined = joined & condition if tree.joint == AND else joined | condition
    return joined
