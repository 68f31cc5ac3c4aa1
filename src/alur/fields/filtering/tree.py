"""What a filter is: conditions, joined by and, or, to any depth that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

AND: Literal["and"] = "and"
OR: Literal["or"] = "or"


@dataclass(frozen=True, slots=True)
class Condition:
    """A field's name, an operator's, and values as they are written."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts hold, or any of them does. One without parts says nothing: everything is meant."""

    joint: Literal["and", "or"]
    parts: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)


Filter = Condition | Group
EVERYTHING = Group(AND)


def conditions_in(tree: Filter) -> Iterator[Condition]:
    """All conditions in the order in which they are written."""
    if isinstance(tree, Condition):
        yield tree
        return
    for part in tree.parts:
        yield from conditions_in(part)


def both(*trees: Filter) -> Filter:
    """A filter that holds where all of these do."""
    return tidy(Group(AND, trees))


def tidy(tree: Filter) -> Filter:
    """The same filter without groups that say nothing, hold one part, or are joined as the group around them."""
    if isinstance(tree, Condition):
        return tree
    parts: list[Filter] = []
    for part in map(tidy, tree.parts):
        if isinstance(part, Condition):
            parts.append(part)
        elif part.joint == tree.joint:
            parts.extend(part.parts)
        elif part.parts:
            parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return Group(tree.joint, tuple(parts)) if parts else EVERYTHING
