"""A list as a page: its saved views, filter, order and columns, its rows and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.automation.operations.bulk.acting import KINDS
from alur.fields.filtering.reading import read_filter, write_filter
from alur.fields.filtering.tree import AND, Condition, Group, conditions_in
from alur.kernel.refusal import Refusal
from alur.pipeline.access import owners_seen_by
from alur.reporting.listing.columns import Column
from alur.reporting.listing.names import Names
from alur.reporting.listing.pages import list_page
from alur.reporting.listing.sums import deal_sums
from alur.reporting.listing.totals import list_totals, quick_totals
from alur.reporting.queries.views import views_of
from alur.web.lists.asking import ListAsked, kind_or_404, list_asked, partly_hidden, usual_asked
from alur.web.lists.builder import Builder
from alur.web.lists.bulk_form import doings
from alur.web.lists.cells import Cells
from alur.web.lists.grouping import BY_FAMILY, with_families
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

MOST_CHIPS = 4


@dataclass(frozen=True)
class Head:
    """The head of a column: where a press on it leads, and how it is sorted now (ascending, descending or not)."""

    column: Column
    title: str
    address: str
    sorted: str


@dataclass(frozen=True)
class Chip:
    """A condition of the filter in words, and the list without it."""

    words: str
    without: str


def show_list(request: MemberRequest, kind: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """The page of a list, or its next rows."""
    try:
        asked = list_asked(request, kind)
        found = list_page(request.member, asked.asked, asked.columns, cursor=request.GET.get("cursor", ""))
    except Refusal as refusal:
        return _refused(request, kind, refusal, context or {})
    can_edit = request.member.can_change and asked.asked.as_of is None
    can_pick = can_edit and kind in KINDS
    names = Names(request.workspace.id, request.f.language)
    persons = names.persons_in(asked.columns, found.rows)
    cells = Cells(request.f, names, asked.columns, kind, can_edit=can_edit, can_pick=can_pick, persons=persons)
    drawn, group = cells.rows(found.rows), ""
    if kind == "product" and asked.asked.sort in BY_FAMILY:
        drawn, group = with_families(request, asked, [row["id"] for row in found.rows], drawn)
    shown: dict[str, Any] = {
        "asked": asked,
        "kind": kind,
        "rows": drawn,
        "group": group,
        "next_cursor": found.next_cursor,
        "glyphs": cells.glyphs() if kind == "deal" else (),
        "can_edit": can_edit,
        "can_pick": can_pick,
        "doings": doings(kind) if can_pick else (),
        "errors": {},
        "heading": heading(kind),
        **(context or {}),
    }
    if request.htmx and request.GET.get("cursor"):
        return page(request, "lists/rows.html", shown)
    totals = quick_totals(request.member, asked.asked) if not request.GET.get("cursor") else None
    return page(request, "lists/list.html", {**shown, "totals": totals, **_frame(request, asked)})


@require_safe
@member_required
def activities(request: MemberRequest) -> HttpResponse:
    return show_list(request, "activity")


@require_safe
@member_required
def totals_of(request: MemberRequest, kind: str) -> HttpResponse:
    """What all rows of a list come to, for those that no kept total answers."""
    try:
        asked = list_asked(request, kind_or_404(kind))
    except Refusal as refusal:
        return HttpResponse(next(iter(sentences(refusal).values())), status=422)
    can_pick = request.member.can_change and kind in KINDS and asked.asked.as_of is None
    context = {"asked": asked, "kind": kind, "can_pick": can_pick, "totals": list_totals(request.member, asked.asked)}
    sums = deal_sums(request.member, asked.asked)
    return page(request, "lists/totals.html", {**context, "sums": sums, "heads": _heads(request, asked)})


def _frame(request: MemberRequest, asked: ListAsked) -> dict[str, Any]:
    """What stands around the rows."""
    builder = Builder(asked.kind, asked.asked.view, request.f)
    known = asked.asked.listing.columns_of(asked.asked.view)
    shown = [column.name for column in asked.columns]
    return {
        "heads": _heads(request, asked),
        "views": views_of(request.member, asked.kind),
        "partly_hidden": partly_hidden(request, asked.view),
        "chips": _chips(asked, builder),
        "conditions": sum(1 for _one in conditions_in(asked.asked.tree)),
        "rules": None,
        "sees_part": asked.kind in ("deal", "activity") and owners_seen_by(request.member) is not None,
        "sorts": [(column.name, title_of_column(column, request)) for column in known.values() if column.order],
        "all_columns": [(name, title_of_column(column, request), name in shown) for name, column in known.items()],
    }


def title_of_column(column: Column, request: MemberRequest) -> str:
    return column.own.name_in(request.f.language) if column.own is not None else _(column.title)


def _heads(request: MemberRequest, asked: ListAsked) -> list[Head]:
    heads = []
    name, falls = asked.asked.sort.removeprefix("-"), asked.asked.sort.startswith("-")
    for column in asked.columns:
        title = title_of_column(column, request)
        if column.order is None or asked.asked.as_of is not None:
            heads.append(Head(column, title, "", ""))
            continue
        is_sorted = column.name == name
        turned = not falls if is_sorted else column.order.falls
        address = asked.address(sort=f"-{column.name}" if turned else column.name)
        heads.append(Head(column, title, address, ("descending" if falls else "ascending") if is_sorted else "none"))
    return heads


def _chips(asked: ListAsked, builder: Builder) -> list[Chip]:
    """The conditions that all hold, each with the list that is without it."""
    tree = asked.asked.tree
    parts = tree.parts if isinstance(tree, Group) and tree.joint == AND else (tree,)
    chips = []
    for place, part in enumerate(parts):
        if isinstance(part, Condition):
            rest = Group(AND, (*parts[:place], *parts[place + 1 :]))
            chips.append(Chip(builder.told(part), asked.address(filter=write_filter(rest))))
    return chips[:MOST_CHIPS]


def _refused(request: MemberRequest, kind: str, refusal: Refusal, context: dict[str, Any]) -> HttpResponse:
    """The list with what is wrong with it beside the condition; nothing that was asked is lost."""
    asked = usual_asked(request, kind)
    builder = Builder(kind, asked.asked.view, request.f)
    try:
        rules = builder.rules_of(read_filter(request.GET.get("filter") or (asked.view.filter if asked.view else "")))
    except Refusal:
        rules = None
    shown = {
        **_frame(request, asked),
        "asked": asked,
        "kind": kind,
        "rows": None,
        "next_cursor": "",
        "can_edit": False,
        "can_pick": False,
        "totals": None,
        "chips": [],
        "builder": builder,
        "is_too_long": False,
        "rules": builder.shown(rules, refusal) if rules else None,
        "conditions": len(rules or ()),
        "errors": sentences(refusal),
        "heading": heading(kind),
    }
    return page(request, "lists/list.html", {**shown, **context}, status=422)


def heading(kind: str) -> str:
    """What a list is called."""
    return {
        "deal": _("Deals"),
        "organization": _("Customers"),
        "person": _("People"),
        "activity": _("Activities"),
        "product": _("Products"),
    }[kind]
