"""Names by which people tell their own views and pages apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from alur.kernel.refusal import Refusal


def check_free(name: str, others: QuerySet[Any], sentence: str) -> None:
    """Refusal where one of these rows bears the name already, however it is written.

    Compared here, as SQLite folds the case of ASCII letters alone; those of one owner are two hundred at most.
    """
    if _folded(name) in map(_folded, others.values_list("name", flat=True)):
        raise Refusal(sentence, field="name", name=name)


def free_name(name: str, others: QuerySet[Any], longest: int) -> str:
    """The name, or the first of `name 2`, `name 3` … that none of these rows bears."""
    taken: Iterable[str] = set(map(_folded, others.values_list("name", flat=True)))
    wanted, number = name, 1
    while _folded(wanted) in taken:
        number += 1
        wanted = f"{name[: longest - len(str(number)) - 1]} {number}"
    return wanted


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
