"""A cell that is edited in its place: its input, and its row once it is changed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.automation.operations.bulk.acting import KINDS
from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.reporting.listing.names import Names
from alur.reporting.listing.pages import rows_of
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.asking import ListAsked, kind_or_404, list_asked
from alur.web.lists.cell_kinds import CELL_KINDS, CellInput, own_input
from alur.web.lists.cells import Cells
from alur.web.lists.showing import title_of_column
from alur.web.shell.answers import page, sentences, with_toast
from alur.web.shell.requests import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def cell_of(request: MemberRequest, kind: str, record_id: int, name: str) -> HttpResponse:
    """GET gives the input of a cell, POST changes the record and gives its row. The address says in which list."""
    if kind_or_404(kind) not in CELL_KINDS:
        raise Http404
    edited = CELL_KINDS[kind]
    record = edited.find(request, record_id)
    must_be_able_to_change(request)
    try:
        asked = list_asked(request, kind)
    except Refusal:
        raise Http404 from None
    column = asked.asked.listing.columns_of(asked.asked.view).get(name)
    if column is None or not column.edits:
        raise Http404
    title = title_of_column(column, request)
    shown = own_input(request, record, column, kind) if column.own else edited.input_of(request, record, column)
    context = {"asked": asked, "kind": kind, "record": record, "name": name, "title": title, "errors": {}}
    if request.method != "POST":
        return page(request, "lists/cell.html", {**context, "input": shown})
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edited.change(request, record, column)
    except Refusal as refusal:
        typed = CellInput(shown.name, shown.type, request.POST.get(shown.name, ""), shown.options)
        errors = {"": next(iter(sentences(refusal).values()))}
        return page(request, "lists/cell.html", {**context, "input": typed, "errors": errors}, status=422)
    answer = page(request, "lists/rows.html", _row(request, asked, record_id))
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#r{record_id}", "outerHTML"
    if not act.recorded:
        return answer
    return with_toast(answer, _("%(field)s saved.") % {"field": title}, operation_id=act.id)


def _row(request: MemberRequest, asked: ListAsked, record_id: int) -> dict[str, Any]:
    """The row as it is now: none, where its reader no longer sees it."""
    rows = rows_of(request.member, asked.asked, asked.columns, [record_id])
    names = Names(request.workspace.id, request.f.language)
    persons = names.persons_in(asked.columns, rows)
    cells = Cells(
        request.f, names, asked.columns, asked.kind, can_edit=True, can_pick=asked.kind in KINDS, persons=persons
    )
    return {"asked": asked, "kind": asked.kind, "rows": cells.rows(rows), "next_cursor": "", "group": ""}
