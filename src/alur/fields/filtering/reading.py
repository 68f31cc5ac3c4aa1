"""A filter from its text and back. There is one writing of a filter: reading and writing again changes nothing."""

from __future__ import annotations

import re

from alur.fields.filtering.tree import AND, EVERYTHING, OR, Condition, Filter, Group, tidy
from alur.kernel.refusal import N_, Refusal

LONGEST = 4000
MOST_CONDITIONS = 50
MOST_VALUES = 200
DEEPEST = 5

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([:;|(),])|([^:;|(),"]+)', re.DOTALL)
_PLAIN = re.compile(r'[^:;|(),"\s](?:[^:;|(),"]*[^:;|(),"\s])?')
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_filter(text: str) -> Filter:
    """The filter that a text writes; nothing written asks for everything. Refusal with what is wrong with it."""
    text = text.strip()
    if not text:
        return EVERYTHING
    if len(text) > LONGEST:
        raise Refusal(N_("This filter is too long."), field="filter")
    return _Reader(text).read()


def write_filter(tree: Filter) -> str:
    """The text of a filter."""
    return _text(tidy(tree))


def _text(tree: Filter) -> str:
    if isinstance(tree, Condition):
        values = ",".join(_written(value) for value in tree.values)
        return ":".join([tree.field, tree.operator, *([values] if tree.values else [])])
    if tree.joint == OR:
        return "|".join(_text(part) for part in tree.parts)
    return ";".join(f"({_text(part)})" if isinstance(part, Group) else _text(part) for part in tree.parts)


def _written(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.conditions = 0

    def read(self) -> Filter:
        tree = self._any(1)
        if self.place < len(self.tokens):
            raise _fault(self.tokens[self.place][1])
        return tree

    def _any(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise Refusal(N_("This filter has too many brackets in brackets."), field="filter")
        parts = [self._all(depth)]
        while self._takes("|"):
            parts.append(self._all(depth))
        return tidy(Group(OR, tuple(parts)))

    def _all(self, depth: int) -> Filter:
        parts = [self._term(depth)]
        while self._takes(";"):
            parts.append(self._term(depth))
        return tidy(Group(AND, tuple(parts)))

    def _term(self, depth: int) -> Filter:
        if not self._takes("("):
            return self._condition()
        tree = self._any(depth + 1)
        if not self._takes(")"):
            raise Refusal(N_("A bracket of this filter is not closed."), field="filter")
        return tree

    def _condition(self) -> Condition:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise Refusal(N_("A filter has %(count)d conditions at most."), field="filter", count=MOST_CONDITIONS)
        field = self._name()
        if not self._takes(":"):
            raise Refusal(N_("“%(text)s” says no operator. Write field:operator:value."), field="filter", text=field)
        operator = self._name()
        values: list[str] = []
        if self._takes(":"):
            values.append(self._value())
            while self._takes(","):
                values.append(self._value())
        if len(values) > MOST_VALUES:
            raise Refusal(N_("A condition has %(count)d values at most."), field="filter", count=MOST_VALUES)
        return Condition(field, operator, tuple(values))

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "bare" or not _NAME.fullmatch(text.strip()):
            raise _fault(text)
        return text.strip()

    def _value(self) -> str:
        kind, text = self._next()
        if kind == "sign":
            raise _fault(text)
        return text if kind == "quoted" else text.strip()

    def _takes(self, sign: str) -> bool:
        if self.place < len(self.tokens) and self.tokens[self.place] == ("sign", sign):
            self.place += 1
            return True
        return False

    def _next(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise Refusal(N_("This filter ends too early. Write field:operator:value."), field="filter")
        self.place += 1
        return self.tokens[self.place - 1]


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Refusal(N_("A quote of this filter is not closed."), field="filter")
        place = match.end()
        if match[1] is not None:
            found.append(("quoted", re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)))
        elif match[2] is not None:
            found.append(("sign", match[2]))
        elif match[3].strip():
            found.append(("bare", match[3]))
    return found


def _fault(text: str) -> Refusal:
    return Refusal(N_("“%(text)s” is not understood here. Write field:operator:value."), field="filter", text=text[:60])
