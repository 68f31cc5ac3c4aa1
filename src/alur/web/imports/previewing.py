"""Rows of a file as they will stand, before anything is saved."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from alur.exchange.mapping import AMOUNTS, DAYS, FileMapping
from alur.exchange.operations.rows import values_of
from alur.exchange.reading import read_rows
from alur.kernel.refusal import Refusal
from alur.web.shell.requests import MemberRequest

PREVIEWED = 5
LOOKED_AT = 2_000
"""So many rows are looked through for one of each kind: open, won, lost."""


def preview(request: MemberRequest, mapping: FileMapping, path: Path) -> list[tuple[int, list[str]]]:
    """Some rows as they will stand, days and amounts in the reader's own writing: of each kind one, then the first."""
    names = list(dict.fromkeys(one.to for one in mapping.columns))
    firsts: dict[int, dict[str, Any]] = {}
    kinds: dict[str, int] = {}
    chosen: dict[int, dict[str, Any]] = {}
    for number, cells in islice(read_rows(path), LOOKED_AT if "state" in names else 4 * PREVIEWED):
        try:
            values = values_of(mapping, cells, request.workspace.currency)
        except Refusal:
            continue
        if len(firsts) < PREVIEWED:
            firsts[number] = values
        if kinds.setdefault(values.get("state", ""), number) == number:
            chosen[number] = values
        if len(chosen) == PREVIEWED:
            break
    for number, values in firsts.items():
        if len(chosen) < PREVIEWED:
            chosen.setdefault(number, values)
    return [(number, [shown(request, name, chosen[number].get(name)) for name in names]) for number in sorted(chosen)]


def shown(request: MemberRequest, name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in DAYS:
        return request.f.day(value)
    return request.f.money(value) if name in AMOUNTS else str(value)
