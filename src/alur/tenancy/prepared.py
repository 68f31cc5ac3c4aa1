"""Questions asked on every page, their SQL said once.

Django takes 0.2 to 0.5 ms to say a question in SQL, several times what the database takes to answer it, and a page
asks thirty. A prepared one is built like any other, with slots where its values go:

    _STEPS = Prepared(lambda: Step.objects.filter(workspace_id=Slot("workspace_id"), stage_id=Slot("stage_id")))
    steps = _STEPS(workspace_id=1, stage_id=2)

Only values differ from call to call; `IN` takes a list of any length: `id__in=[Slots("ids")]`. A question whose shape
differs (by what a member may see) is asked as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

Row = TypeVar("Row")
Given = int | str | date | Collection[int] | Collection[str]
LARGEST = 2**63 - 1


class Slot(Expression):
    """Where a value goes: an integer, a text, a day or an instant, compared with a column; never None."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Slots(Slot):
    """Alone in a list of `IN`: where all of a list's values go. An empty list has no rows, and is not asked about."""


class Prepared(Generic[Row]):
    """A question built once, at the first call. `build` returns instances (with `select_related`), or `values_list`."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._parts: list[str] = []
        self._params: Sequence[Any] = ()
        self._takes_lists = False
        self._read: Callable[[Any], list[Row]] = list

    def __call__(self, **values: Given) -> list[Row]:
        """All rows."""
        if not self._parts:
            self._prepare()
        if any(isinstance(value, int) and not -LARGEST <= value <= LARGEST for value in values.values()):
            return []  # no column holds such a number, and no driver takes it
        sql, params = [self._parts[0]], []
        for one, part in zip(self._params, self._parts[1:], strict=True):
            if isinstance(one, Slots):
                some: Any = values[one.name]
                if not some:
                    return []
                if self._takes_lists:
                    sql.append("%s")
                    params.append(list(some))
                else:
                    sql.append(", ".join(["%s"] * len(some)))
                    params.extend(some)
            else:
                sql.append("%s")
                params.append(_adapted(values[one.name]) if isinstance(one, Slot) else one)
            sql.append(part)
        with connection.cursor() as cursor:
            cursor.execute("".join(sql), params)
            return self._read(cursor.fetchall())

    def first(self, **values: Given) -> Row | None:
        """The first of what `build` returns, which is best limited to one."""
        rows = self(**values)
        return rows[0] if rows else None

    def _prepare(self) -> None:
        self._takes_lists = connection.vendor == "postgresql"  # a list as one value: it reads 500 in 4 ms, this at once
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, self._params = compiler.as_sql()
        columns = [one[0] for one in compiler.select or ()]
        converters = _quick(compiler.get_converters(columns))

        def converted(rows: Any) -> Any:
            # The compiler holds the connection of the thread that built it: converters ask it for nothing.
            return compiler.apply_converters(rows, converters) if converters else rows

        kind: Any = queryset._iterable_class
        if issubclass(kind, ModelIterable):
            self._read = self._instances(compiler, converted)
        elif issubclass(kind, FlatValuesListIterable):
            self._read = lambda rows: [row[0] for row in converted(rows)]
        else:
            self._read = lambda rows: list(map(tuple, converted(rows)))  # type: ignore[arg-type]
        parts, params, rest = [], [], sql.split("%s")
        said = rest[0]
        for one, part in zip(self._params, rest[1:], strict=True):
            if type(one) in (str, int):
                said += _literal(one) + part
                continue
            if isinstance(one, Slots) and self._takes_lists:
                said = said.removesuffix(" IN (") + " = ANY("
            parts.append(said)
            params.append(one)
            said = part
        self._parts, self._params = [*parts, said], params

    def _instances(self, compiler: Any, converted: Callable[[Any], Any]) -> Callable[[Any], list[Row]]:
        """As ModelIterable makes them."""
        info, select = compiler.klass_info, compiler.select
        model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
        names = [one[0].target.attname for one in select[first:last]]
        populators = get_related_populators(info, select, "default")  # type: ignore[call-arg]  # the stubs are a version on

        def read(rows: Any) -> list[Row]:
            found = []
            for row in converted(rows):
                instance = model.from_db("default", names, row[first:last])
                for populator in populators:
                    populator.populate(row, instance)
                found.append(instance)
            return found

        return read


def _literal(value: str | int) -> str:
    """What never differs is said in the question itself: behind a mark, PostgreSQL cannot see that an index of open
    deals, or of those with a number, holds all it asks for, and its kept plan read the whole table.
    """
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''").replace("%", "%%") + "'"


def _quick(converters: dict[int, Any]) -> dict[int, Any]:
    """Django's for instants on SQLite asks the settings and the connection for each value: a board reads a thousand."""
    usual = getattr(connection.ops, "convert_datetimefield_value", None)
    return {
        place: ([_instant if one == usual else one for one in found], column)
        for place, (found, column) in converters.items()
    }


def _instant(value: Any, expression: Any, connection: Any) -> Any:
    if type(value) is datetime and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return connection.ops.convert_datetimefield_value(value, expression, connection)


def _adapted(value: Given) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
