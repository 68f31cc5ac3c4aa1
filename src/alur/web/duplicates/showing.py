"""Pairs that are likely the same beside one of them, field by field; merged, or told apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Status
from alur.rescue.matching.choices import choices_of
from alur.rescue.matching.deals import ALIVE
from alur.rescue.matching.features import DEAL
from alur.rescue.matching.kinds import MODELS
from alur.rescue.models import LikelyPair
from alur.rescue.operations.merging import merge
from alur.rescue.operations.telling_apart import tell_apart
from alur.rescue.queries.duplicates import (
    PairRow,
    Place,
    latest_merges,
    moving_counts,
    pair_counts,
    pair_of,
    pairs_page,
)
from alur.web.deals.finding import must_be_able_to_change
from alur.web.duplicates.words import Cells, kind_names, moves, reason_names, verdict
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

PLACES = {"organization": "/organizations/", "person": "/persons/", "deal": "/deals/"}


@require_safe
@member_required
def duplicates(request: MemberRequest) -> HttpResponse:
    """All pairs that wait, or those of one kind; one of them is told in full."""
    return page(request, "duplicates/duplicates.html", _context(request))


@require_POST
@member_required
@once_only
def merging(request: MemberRequest, pair_id: int) -> HttpResponse:
    """Take one of the pair into the other: `keep` is the id of the one that stays, `f-<field>` which value does."""
    must_be_able_to_change(request)
    row = _pair_or_404(request, pair_id)
    ids = (row.one_id, row.other_id)
    found = _both(request, row)
    keep = id_from(request.POST.get("keep", "")) or row.one_id
    if keep not in ids or len(found) != len(set(ids)):
        raise Http404
    winner, loser = found[keep], found[row.other_id if keep == row.one_id else row.one_id]
    chosen = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("f-") and value}
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            merge(winner, loser, chosen=chosen, by=request.member, at=request.now)
    except Refusal as refusal:
        context = {**_context(request, row), "errors": {"": next(iter(sentences(refusal).values()))}}
        return page(request, "duplicates/duplicates.html", context, status=422)
    message = _("%(loser)s is part of %(winner)s now.") % {"loser": str(loser), "winner": str(winner)}
    return done(request, _address(request), message, operation_id=act.id)


@require_POST
@member_required
@once_only
def difference(request: MemberRequest, pair_id: int) -> HttpResponse:
    """They are not the same: remembered."""
    must_be_able_to_change(request)
    row = _pair_or_404(request, pair_id)
    pair = LikelyPair.objects.get(workspace_id=request.workspace.id, id=row.id)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        tell_apart(pair, by=request.member, at=request.now)
    message = _("%(one)s and %(other)s stay two.") % {"one": row.one, "other": row.other}
    return done(request, _address(request), message, operation_id=act.id if act.recorded else None)


def _pair_or_404(request: MemberRequest, pair_id: int) -> PairRow:
    row = pair_of(request.member, pair_id)
    if row is None:
        raise Http404
    return row


def _kind(request: MemberRequest) -> str:
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    return kind if kind in MODELS else ""


def _address(request: MemberRequest, **more: str | int) -> str:
    query = urlencode({name: value for name, value in {"kind": _kind(request), **more}.items() if value})
    return f"/duplicates/?{query}" if query else "/duplicates/"


def _context(request: MemberRequest, chosen: PairRow | None = None) -> dict[str, Any]:
    kind = _kind(request)
    counts = pair_counts(request.member)
    after = _place(request.GET.get("from", ""))
    rows, following = pairs_page(request.member, kind, after=after)
    chosen = chosen or pair_of(request.member, id_from(request.GET.get("pair", ""))) or (rows[0] if rows else None)
    place = next((number for number, row in enumerate(rows) if chosen and row.id == chosen.id), None)
    return {
        "kind": kind,
        "kinds": kind_names(),
        "counts": counts,
        "count": sum(counts.values()),
        "rows": rows,
        "following": ".".join(map(str, following)) if following else "",
        "is_later_page": after is not None,
        "chosen": chosen,
        "case": _case(request, chosen) if chosen else None,
        "previous": rows[place - 1] if place else None,
        "next": rows[place + 1] if place is not None and place + 1 < len(rows) else None,
        "reasons": reason_names(),
        "statuses": dict(Status.choices),
        "merged": latest_merges(request.member),
        "places": PLACES,
        "address": lambda **more: _address(request, **more),
        "can_edit": request.member.can_change,
        "errors": {},
    }


def _case(request: MemberRequest, row: PairRow) -> dict[str, Any]:
    """Both, the one that stays on the left: the older one, unless they were turned."""
    found = _both(request, row)
    is_turned = bool(request.GET.get("turned")) != _must_turn(row, found)
    if request.POST.get("keep"):
        is_turned = id_from(request.POST["keep"]) == row.other_id
    winner_id, loser_id = (row.other_id, row.one_id) if is_turned else (row.one_id, row.other_id)
    winner, loser = found[winner_id], found[loser_id]
    choices = choices_of(row.kind, winner, loser)
    return {
        "winner": winner,
        "loser": loser,
        "turn": "" if request.GET.get("turned") else 1,
        "can_turn": row.kind != DEAL or all(one.status != Status.WON for one in found.values()),
        "verdict": verdict(row),
        "choices": [one for one in choices if not one.is_same],
        "same": [one for one in choices if one.is_same],
        "cells": Cells(request, choices),
        "moves": moves(moving_counts(request.workspace.id, row.kind, loser.id)),
    }


def _both(request: MemberRequest, row: PairRow) -> dict[int, Any]:
    rows = MODELS[row.kind].objects.filter(workspace_id=request.workspace.id, id__in=(row.one_id, row.other_id))
    if row.kind == DEAL:
        rows = rows.select_related("stage", "owner", "organization")
    return {one.id: one for one in rows}


def _must_turn(row: PairRow, found: dict[int, Any]) -> bool:
    """What is won stays, else what still runs."""
    return row.kind == DEAL and _rank(found[row.one_id]) < _rank(found[row.other_id])


def _rank(deal: Any) -> int:
    return 2 if deal.status == Status.WON else 1 if deal.status in ALIVE else 0


def _place(text: str) -> Place | None:
    parts = text.split(".")
    if len(parts) != 2 or not all(part.isdecimal() and part.isascii() and len(part) < 19 for part in parts):
        return None
    return int(parts[0]), int(parts[1])
