"""Field by field, what stays when two records become one: what is offered, and what stays if nobody chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alur.fields.queries.records import definitions_of
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.valuing import as_rows, lines_of
from alur.rescue.matching.features import DEAL, ORGANIZATION, PERSON

WINNER, LOSER, BOTH = "winner", "loser", "both"
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    ORGANIZATION: {
        "name": ("name", "name_key"),
        "industry": ("industry",),
        "size": ("size",),
        "website": ("website",),
        "address": ("street", "region_code", "region_name", "province_code", "postal_code"),
        "place": ("latitude", "longitude"),
        "parent": ("parent_id",),
        "owner": ("owner_id",),
        "note": ("note",),
        "external": ("external_source", "external_id"),
    },
    PERSON: {
        "name": ("name", "name_key"),
        "job_title": ("job_title",),
        "company": ("organization_id",),
        "owner": ("owner_id",),
        "note": ("note",),
        "external": ("external_source", "external_id"),
    },
    DEAL: {
        "title": ("title",),
        "value": ("amount", "is_amount_typed", "currency", "currency_amount", "rate_micro", "rate_on"),
        "company": ("organization_id",),
        "owner": ("owner_id",),
        "close": ("expected_close_on",),
        "source": ("source_id",),
        "campaign": ("campaign_id",),
        "price_list": ("price_list_id",),
        "external": ("external_source", "external_id"),
    },
}
LINES = "lines"
"""The products of a deal, which are rows of their own: how many, what they are worth, the currency, the rows."""
STRICTER = ("do_not_contact_since", "do_not_contact_why")
"""Nobody chooses these: where one of the two is to be left alone, both are."""
_EMPTY: tuple[Any, ...] = (None, "", [])


Kept = Organization | Person | Deal


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of both: `offered` are the ways to choose, `stays` the one that is taken where nobody says another."""

    name: str
    ours: tuple[Any, ...]
    theirs: tuple[Any, ...]
    offered: tuple[str, ...]
    stays: str

    @property
    def is_same(self) -> bool:
        return self.ours == self.theirs


def choices_of(kind: str, winner: Kept, loser: Kept) -> list[Choice]:
    """What there is to choose, own fields (`f<id>`) too; a field that both lack is left out."""
    found = [_choice(name, _cells(winner, columns), _cells(loser, columns)) for name, columns in FIELDS[kind].items()]
    found += [
        _choice(one.key, (winner.custom.get(one.key),), (loser.custom.get(one.key),))
        for one in definitions_of(winner.workspace_id, kind)
    ]
    if isinstance(winner, Deal) and isinstance(loser, Deal):
        found[2:2] = _lines(winner, loser)
    return [one for one in found if not (_is_blank(one.name, one.ours) and _is_blank(one.name, one.theirs))]


def columns_chosen(kind: str, winner: Kept, loser: Kept, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The winner's columns as they become. Refusal for a field or a way that is not offered."""
    offered = {one.name: one for one in choices_of(kind, winner, loser)}
    for name, way in chosen.items():
        if name not in offered and name not in FIELDS[kind]:
            raise Refusal(N_("There is no such field."), field=name)
        if name in offered and way not in offered[name].offered:
            raise Refusal(N_("Choose which of the two stays."), field=name)
    columns: dict[str, Any] = {}
    custom = {**loser.custom, **winner.custom}  # what is in no field any more stays as well
    for name, choice in offered.items():
        way = chosen.get(name, choice.stays)
        if name == LINES:
            continue
        if name not in FIELDS[kind]:
            value = (choice.theirs if way == LOSER else choice.ours)[0]
            custom = {key: cell for key, cell in custom.items() if key != name}
            custom |= {} if value in _EMPTY else {name: value}
        elif way == BOTH:
            columns["note"] = f"{choice.ours[0].rstrip()}\n\n{choice.theirs[0].lstrip()}"
        elif way == LOSER:
            columns |= dict(zip(FIELDS[kind][name], choice.theirs, strict=True))
    if isinstance(winner, Deal) or isinstance(loser, Deal):
        return {**columns, "custom": custom}
    if columns.get("parent_id") == winner.id or ("parent_id" not in columns and _parent(winner) == loser.id):
        # Nobody is a part of themselves: what stood above the loser stands above the winner.
        above = _parent(loser)
        columns["parent_id"] = None if above == winner.id else above
    if winner.may_be_contacted and not loser.may_be_contacted:
        columns |= dict(zip(STRICTER, _cells(loser, STRICTER), strict=True))
    return {**columns, "custom": custom}


def _choice(name: str, ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> Choice:
    both = name == "note" and not (_is_empty(ours) or _is_empty(theirs)) and ours != theirs
    says_less = _is_blank(name, ours) or all(
        ours_cell in _EMPTY or ours_cell == cell for ours_cell, cell in zip(ours, theirs, strict=True)
    )
    stays = BOTH if both else LOSER if says_less else WINNER
    return Choice(name, ours, theirs, (WINNER, LOSER, BOTH) if both else (WINNER, LOSER), stays)


def _lines(winner: Deal, loser: Deal) -> list[Choice]:
    """Both at once where the two have different products; in two currencies they go with their value alone."""
    ours, theirs = lines_of(winner), lines_of(loser)
    if not ours and not theirs:
        return []
    is_one_currency = winner.currency == loser.currency
    both = (BOTH,) if ours and theirs and ours != theirs and is_one_currency else ()
    stays = LOSER if not ours and is_one_currency else WINNER
    cells = [
        (len(lines), sum(line.amount for line in lines), deal.currency, *as_rows(lines))
        for deal, lines in ((winner, ours), (loser, theirs))
    ]
    return [Choice(LINES, cells[0], cells[1], (WINNER, LOSER, *both), stays)]


def _is_blank(name: str, cells: tuple[Any, ...]) -> bool:
    return not cells[0] if name in (LINES, "value") else _is_empty(cells)


def _cells(row: Kept, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in columns)


def _is_empty(cells: tuple[Any, ...]) -> bool:
    return all(cell in _EMPTY for cell in cells)


def _parent(row: Kept) -> int | None:
    return row.parent_id if isinstance(row, Organization) else None
