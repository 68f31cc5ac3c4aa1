"""Where a value is kept: a column, or the workspace's own values in the record's `custom`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from django.db.models import BigIntegerField, F, FloatField, Func, Q, TextField, lookups

from alur.fields.filtering.viewing import Viewpoint

Reading = Literal["text", "number", "whole", "flag"]


class Place(Protocol):
    def test(self, view: Viewpoint, lookup: str, value: Any) -> Q:
        """The condition that the value there stands to this one as a lookup says; never true of nothing."""
        ...

    def is_null(self, view: Viewpoint) -> Q: ...

    def order(self) -> Any:
        """What rows are put in order by."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    path: str

    def test(self, view: Viewpoint, lookup: str, value: Any) -> Q:
        return Q(**{f"{view.path(self.path)}__{lookup}": value})

    def is_null(self, view: Viewpoint) -> Q:
        return Q(**{f"{view.path(self.path)}__isnull": True})

    def order(self) -> Any:
        return F(self.path)


@dataclass(frozen=True, slots=True)
class Own:
    """A value under `f<id>` of the column `custom`, read as its type wants it compared."""

    key: str
    reading: Reading = "text"

    def test(self, view: Viewpoint, lookup: str, value: Any) -> Q:
        return Q(_LOOKUPS[lookup](self._value(view.path("custom")), value))

    def is_null(self, view: Viewpoint) -> Q:
        return Q(lookups.IsNull(self._value(view.path("custom")), True))

    def order(self) -> Any:
        return self._value("custom")

    def _value(self, path: str) -> OwnValue:
        return OwnValue(path, key=self.key, reading=self.reading)


class OwnValue(Func):
    """One value of a JSON column. Django's own way asks SQLite for the type of each value too: three times the cost."""

    def __init__(self, path: Any, *, key: str, reading: Reading, **extra: Any) -> None:
        if not key.removeprefix("f").isdecimal():
            raise ValueError(key)
        kinds: dict[str, Any] = {"number": FloatField, "whole": BigIntegerField}
        super().__init__(path, output_field=kinds.get(reading, TextField)(), **extra)
        self.key, self.reading = key, reading

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        value = f"JSON_EXTRACT(%(expressions)s, '$.{self.key}')"
        template = {
            "number": f"CAST({value} AS REAL)",
            "flag": f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
        }.get(self.reading, value)
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        turned = {"number": "::double precision", "whole": "::bigint"}.get(self.reading, "")
        return self.as_sql(compiler, connection, template=f"(%(expressions)s ->> '{self.key}'){turned}", **context)


_LOOKUPS: dict[str, Any] = {
    "exact": lookups.Exact,
    "iexact": lookups.IExact,
    "icontains": lookups.IContains,
    "istartswith": lookups.IStartsWith,
    "in": lookups.In,
    "gt": lookups.GreaterThan,
    "gte": lookups.GreaterThanOrEqual,
    "lt": lookups.LessThan,
    "lte": lookups.LessThanOrEqual,
}
