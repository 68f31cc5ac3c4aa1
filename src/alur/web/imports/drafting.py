"""Choosing a file, saying what its columns are, trying it, and starting it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.catalogue.models import Product
from alur.exchange.access import brings_own, imports_seen_by, records_of, targets_of
from alur.exchange.guessing import WORDED
from alur.exchange.mapping import DAYS, FIGURES, NUMBERS, FileMapping, mapping_from
from alur.exchange.models import DataImport, Duplicates, FailedRow, ImportState
from alur.exchange.operations.drafting import discard_draft, draft_import, guess_mapping, samples_of, words_in
from alur.exchange.operations.importing import prepare_import, try_out
from alur.exchange.operations.importing_activities import called_off, unheld
from alur.exchange.operations.rows import values_of
from alur.exchange.queries.failures import why
from alur.exchange.reading import headers_of
from alur.files.receiving import check_sizes
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.orders.models import TaxMode
from alur.pipeline.models import StageKind
from alur.web.deals.finding import must_be_able_to_change
from alur.web.duplicates.words import reason_names
from alur.web.imports.finding import DATE_ORDERS, OUTCOMES, PROGRESS, RECORDS, import_or_404, target_name
from alur.web.imports.previewing import Taken, preview, shown
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

NEWEST = 50
SHOWN_VALUES = 3
SHOWN_FAILURES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One column on the screen: what it is, what it may be, and how its first value is read."""

    number: int
    header: str
    samples: str
    to: str
    date_order: str
    number_format: str
    read_as: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def listed(request: MemberRequest) -> HttpResponse:
    """Imports so far; POST takes a file in as a draft."""
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "imports/imports.html", _list_context(request))
    upload = request.FILES.get("file")
    try:
        check_sizes(request.META)
        if upload is None:
            raise Refusal(N_("Choose a file first."), field="file")
        job = draft_import(
            request.workspace,
            name=upload.name or "",
            content=upload.chunks(),
            record=request.POST.get("record", ""),
            by=request.member,
            at=request.now,
        )
    except Refusal as refusal:
        return refused(request, refusal, "imports/imports.html", _list_context(request))
    return HttpResponseRedirect(f"/imports/{job.id}/columns/")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def columns(request: MemberRequest, import_id: int) -> HttpResponse:
    """What each column becomes; POST keeps it and tries it, or starts the import."""
    job = import_or_404(request, import_id)
    if job.state != ImportState.DRAFT:
        return HttpResponseRedirect(f"/imports/{job.id}/")
    if request.method != "POST":
        return page(request, "imports/columns.html", _draft_context(request, job, is_tried=True))
    path = Path(job.files[0][1])
    try:
        if request.POST.get("record", job.mapping["record"]) != job.mapping["record"]:
            job.mapping = _guess(request, path).as_json()
            job.save(update_fields=["mapping"])
            return HttpResponseRedirect(f"/imports/{job.id}/columns/")
        mapping = mapping_from(_typed_mapping(request, job, headers_of(path)))
        job.mapping = mapping.as_json()
        job.duplicates = request.POST.get("duplicates", Duplicates.SKIP)
        if job.duplicates not in Duplicates.values:
            raise Refusal(N_("Choose what happens with rows that are likely there already."), field="duplicates")
        job.save(update_fields=["mapping", "duplicates"])
        if "run" not in request.POST:
            return HttpResponseRedirect(f"/imports/{job.id}/columns/#trial")
        prepare_import(
            request.workspace, [(job.files[0][0], path)], mapping,
            duplicates=job.duplicates, by=request.member, at=request.now, draft=job,
        )  # fmt: skip
    except Refusal as refusal:
        context = _draft_context(request, job, is_tried=False)
        return refused(request, refusal, "imports/columns.html", context)
    return HttpResponseRedirect(f"/imports/{job.id}/")


@require_POST
@member_required
def discard(request: MemberRequest, import_id: int) -> HttpResponse:
    job = import_or_404(request, import_id)
    try:
        discard_draft(job)
    except Conflict as refusal:
        return refused(request, refusal, "imports/imports.html", _list_context(request), status=409)
    return done(request, "/imports/", _("The draft is gone; nothing was brought in."))


def _list_context(request: MemberRequest) -> dict[str, Any]:
    jobs = imports_seen_by(request.member).select_related("by").order_by("-created_at")
    return {
        "jobs": jobs[:NEWEST],
        "records": [("", _("Find out from its columns")), *_records(request)],
        "is_own": brings_own(request.member),
        "record": request.POST.get("record", ""),
        "record_names": dict(RECORDS),
        "errors": {},
    }


def _records(request: MemberRequest) -> list[tuple[str, Any]]:
    """What the rows of a table may be; activities come out of a calendar alone."""
    tables = [one for one in records_of(request.member) if one != "activity"]
    return [(name, title) for name, title in RECORDS if name in tables]


def _guess(request: MemberRequest, path: Path) -> FileMapping:
    record = request.POST["record"]
    if record not in records_of(request.member):
        raise Refusal(N_("Choose what the rows of the file are."), field="record")
    return guess_mapping(path, record, by=request.member)


def _draft_context(request: MemberRequest, job: DataImport, *, is_tried: bool) -> dict[str, Any]:
    path = Path(job.files[0][1])
    samples = samples_of(path)
    record = job.mapping["record"]
    chosen = job.mapping["columns"]
    lines = [
        _line(request, record, number, header, samples.get(header, []), chosen.get(header, {}))
        for number, header in enumerate(headers_of(path))
    ]
    context: dict[str, Any] = {
        "job": job,
        "lines": lines,
        "matched": sum(1 for line in lines if line.to),
        "record": record,
        "records": [one for one in RECORDS if one[0] == record] if record == "activity" else _records(request),
        "targets": [(name, target_name(record, name)) for name in targets_of(request.member, record)],
        "date_orders": DATE_ORDERS,
        "numbers": list(NUMBERS),
        "days": DAYS,
        "amounts": FIGURES,
        "states": _states(job, path),
        "kinds": StageKind.choices,
        "outcomes": PROGRESS if record == "order" else OUTCOMES,
        "tax_modes": TaxMode.choices,
        "duplicates": Duplicates.choices,
        "errors": {},
        "trial": None,
    }
    if is_tried:
        _try(request, job, path, context)
    return context


def _try(request: MemberRequest, job: DataImport, path: Path, context: dict[str, Any]) -> None:
    try:
        mapping = mapping_from(job.mapping)
        same = Taken()
        counts, failed = try_out(
            request.workspace, [(job.files[0][0], path)], mapping,
            duplicates=job.duplicates, by=request.member, at=request.now, on_same=same.note,
        )  # fmt: skip
    except Refusal as refusal:
        context["errors"] = {"": refusal.sentence(_)}
        return
    context["trial"] = counts
    is_told = job.duplicates == Duplicates.SKIP and mapping.record != "activity"
    context["is_mostly_there"] = is_told and counts["skipped"] > counts["created"]
    context["called_off"] = called_off(path, mapping)
    context["unheld"] = unheld(path, mapping, request.workspace.zone)
    context["lacks_prices"] = _lacks_prices(request, mapping)
    context |= {"same": same.shown(request.workspace.id, mapping.record), "same_count": same.count}
    context["reasons"] = reason_names()
    context["failed"] = [_failure(row) for row in failed[:SHOWN_FAILURES]]
    context["preview"] = preview(request, mapping, path)
    context["heads"] = [target_name(mapping.record, name) for name in dict.fromkeys(one.to for one in mapping.columns)]


def _lacks_prices(request: MemberRequest, mapping: FileMapping) -> bool:
    """Will these deals be worth nothing until they close, for want of the products' prices?"""
    brought = {one.to for one in mapping.columns}
    if "product" not in brought or "value" in brought:
        return False
    products = Product.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return not products.filter(unit_price__gt=0).exists()


def _failure(row: FailedRow) -> dict[str, Any]:
    return {"number": row.number, "why": why(row), "cells": " · ".join(text for _header, text in row.cells if text)}


def _line(
    request: MemberRequest, record: str, number: int, header: str, values: list[str], chosen: dict[str, Any]
) -> Line:
    to = chosen.get("to", "")
    read_as, problem = "", ""
    if to in DAYS | FIGURES and values:
        mapping = mapping_from({"record": record, "columns": {header: chosen}})
        unread = []
        for value in values:
            try:
                found = values_of(mapping, {header: value}, request.workspace.currency)
                read_as = read_as or shown(request, to, found.get(to))
            except Refusal:
                unread.append(value)
        if unread:
            problem = _("not readable: %(values)s") % {"values": ", ".join(unread[:2])}
    return Line(
        number, header, " · ".join(values[:SHOWN_VALUES]), to,
        chosen.get("date_order", "dmy"), chosen.get("number", "1234.56"), read_as, problem,
    )  # fmt: skip


def _states(job: DataImport, path: Path) -> list[dict[str, Any]]:
    """The words of the column that says stage and outcome, with what each means so far."""
    header = next((name for name, one in job.mapping["columns"].items() if one["to"] in WORDED), None)
    known = job.mapping["states"]
    return [
        {
            "word": word,
            "is_known": word.casefold() in known,
            **known.get(word.casefold(), {"stage": StageKind.PROSPECTING, "outcome": ""}),
        }
        for word in (words_in(path, header) if header else [])
    ]


def _typed_mapping(request: MemberRequest, job: DataImport, headers: list[str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for number, header in enumerate(headers):
        to = request.POST.get(f"to-{number}", "")
        if to:
            given[header] = {
                "to": to,
                "date_order": request.POST.get(f"order-{number}", "dmy"),
                "number": request.POST.get(f"number-{number}", "1234.56"),
            }
    states = {
        word: {"stage": stage, "outcome": outcome}
        for word, stage, outcome in zip(
            request.POST.getlist("word"),
            request.POST.getlist("stage") or cycle([StageKind.PROSPECTING]),
            request.POST.getlist("outcome"),
            strict=False,
        )
    }
    tax_mode = request.POST.get("tax_mode", TaxMode.NONE)
    return {**job.mapping, "columns": given, "states": states or job.mapping["states"], "tax_mode": tax_mode}
