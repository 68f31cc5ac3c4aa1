"""Lists as files: what stands in the cells, what no spreadsheet may take for a formula, and long ones by the worker."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.exchange.models import VaultJob, VaultState
from alur.exchange.operations import list_export
from alur.exchange.operations.background import Background
from alur.exchange.operations.list_export import Shape, ask_for_list, csv_of, write_list
from alur.exchange.operations.vault_jobs import stop
from alur.exchange.tables import Workbook, csv_lines, harmless
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, define
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.tracking import start_track
from alur.reporting.listing.asking import LISTINGS, asked_for, columns_wanted
from alur.tenancy.models import Member
from tests.exchange.working import work
from tests.world import NOW, World, days_ago

NINE = NOW.replace(hour=9, minute=30, tzinfo=None)
BEGINS_FORMULA = ("=", "+", "-", "@", "|", "%")


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def read(member: Member, kind: str, names: tuple[str, ...] = (), shape: Shape | None = None, **asked: Any) -> list[Any]:
    question = asked_for(kind, member, now=NOW, filter=asked.pop("filter", ""), **asked)
    columns = columns_wanted(question.listing, names, question.view)
    text = "".join(csv_of(member, question, columns, shape or Shape("csv", "comma", False, "id")))
    return list(csv.reader(io.StringIO(text)))


@given(st.text(alphabet=st.sampled_from("=+-@|%\t\r\n 01.,aZ'\""), max_size=8))
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    lines = "".join(csv_lines([[text, "x"]], separator="comma", with_bom=False))
    (cells,) = csv.reader(io.StringIO(lines, newline=""))
    assert cells[0] in (text, f"'{text}")
    is_figure = cells[0].startswith("-") and cells[0][1:].replace(",", "").replace(".", "").isdecimal()
    assert is_figure or not cells[0].lstrip().startswith(BEGINS_FORMULA)
    assert not cells[0].startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+6281234567890", "'+6281234567890"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("-1.500", "-1.500"),
        ("Kopi - Teh = enak", "Kopi - Teh = enak"),
    ],
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str, written: str) -> None:
    assert harmless(text) == written


def test_a_workbook_has_figures_and_days_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = Workbook(path, "Deal: panas/2026 [1]", ["=Judul", "Nilai"])
    book.write(["=1+1", 1_500_000])
    book.write([None, Decimal("2.5")])
    book.write([date(2026, 11, 23), NINE])
    book.close()
    (sheet,) = CalamineWorkbook.from_path(str(path)).sheet_names
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    assert rows == [
        ["=Judul", "Nilai"], ["=1+1", 1_500_000.0], ["", 2.5], [date(2026, 11, 23), NINE],
    ]  # fmt: skip
    with ZipFile(path) as parts:
        written = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in written


def test_a_workbook_shows_names_whole_money_in_groups_and_a_filter_over_each_column(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = Workbook(path, "Deal", ["Perusahaan", "Nilai", "Sejak"])
    book.write(["Koperasi Serba Usaha Tani Makmur", 226_540_000, 1998])
    book.write(["PT Anggrek", Decimal("1054000.50"), None])
    book.close()
    with ZipFile(path) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    widths = [float(one) for one in re.findall(r'<col min="\d+" max="\d+" width="([\d.]+)"', sheet)]
    assert len("Koperasi Serba Usaha Tani Makmur") < widths[0] < 40
    assert '<autoFilter ref="A1:C3"/>' in sheet
    formats = dict(re.findall(r'<c r="([A-C]\d)"(?: s="(\d)")?', sheet))
    assert formats["C2"] == ""
    assert len({formats["B2"], formats["B3"], ""}) == 3
    assert 'numFmtId="3"' in styles or "#,##0" in styles


def test_every_column_of_every_list_can_be_written_in_both_languages(world: World) -> None:
    field = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Ukuran", "Size", FieldType.CHOICE, choices=(
            ChoiceDesign("Kecil", "Small"), ChoiceDesign("Besar", "Large"))), by=world.wati, at=NOW,
    )  # fmt: skip
    ibu = world.make_person("Ibu Ratna")
    who = define(
        world.workspace.id, RecordKind.DEAL, FieldDesign("Penentu", "Decides", FieldType.PERSON), by=world.wati, at=NOW
    )
    deal = world.make_deal("Mesin", amount=2_000_000, at=days_ago(3), organization=world.make_organization())
    own = {field.key: field.choices[1]["key"], who.key: str(ibu.id)}
    edit(deal, {"custom": own, "expected_close_on": NOW.date()}, by=world.sari, at=NOW)
    add(world.workspace.id, NewActivity(kind="call", title="Telepon", deal=deal, due_at=NOW), by=world.sari, at=NOW)
    for kind, listing in LISTINGS.items():
        view = asked_for(kind, world.sari, now=NOW).view
        names = tuple(listing.columns_of(view))
        for language in ("id", "en"):
            head, *rows = read(world.sari, kind, names, Shape("csv", "comma", False, language))
            assert len(head) == len(set(head)), f"two columns of {kind} are called the same: {head}"
            assert all(len(row) == len(head) for row in rows)
            if kind == "deal":
                (told,) = (dict(zip(head, row, strict=True)) for row in rows)
                assert told["Size" if language == "en" else "Ukuran"] == ("Large" if language == "en" else "Besar")
                assert told["Decides" if language == "en" else "Penentu"] == "Ibu Ratna"
                assert told["Value (IDR)" if language == "en" else "Nilai (IDR)"] == "2000000"


def test_a_file_has_the_rows_in_the_order_and_columns_that_were_asked(world: World) -> None:
    world.make_deal("Kecil", amount=1)
    world.make_deal("=Besar", amount=2)
    world.make_deal("Milik Tono", owner=world.tono, amount=9)
    head, *rows = read(world.sari, "deal", ("value", "owner"), sort="-value")
    assert head == ["Perusahaan", "Deal", "Nilai (IDR)", "Pemilik"]
    assert [row[1:] for row in rows] == [["'=Besar", "2", "Sari Dewanti"], ["Kecil", "1", "Sari Dewanti"]]
    assert [row[1] for row in read(world.sari, "deal", filter="value:over:1")[1:]] == ["'=Besar"]


def test_a_list_of_a_past_day_is_written_as_it_was(world: World) -> None:
    deal = world.make_deal("Mesin", amount=5, at=days_ago(10))
    edit(deal, {"probability": 55}, by=world.sari, at=NOW)
    day = days_ago(5).date()
    question = asked_for("deal", world.sari, now=NOW, filter="", as_of=day)
    columns = [one for one in columns_wanted(question.listing, ("probability",), question.view) if one.has_past]
    rows = list(csv.reader(csv_of(world.sari, question, columns, Shape("csv", "comma", False, "id"))))
    assert [row[-1] for row in rows] == ["Peluang", "10"]


def long_list(member: Member, shape: Shape | None = None) -> VaultJob:
    asked = asked_for("deal", member, now=NOW, filter="")
    columns = columns_wanted(asked.listing, (), asked.view)
    return ask_for_list(asked, columns, shape or Shape(), whole=3, title="Deal panas", by=member, at=NOW)


def again(job: VaultJob) -> VaultJob:
    found: VaultJob = VaultJob.objects.get(workspace_id=job.workspace_id, id=job.id)
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_list_is_written_by_the_worker_and_told_in_the_history(world: World, tmp_path: Path, kind: str) -> None:
    for number in range(3):
        world.make_deal(f"Deal {number}")
    job = long_list(world.sari, Shape(kind, "comma", False, "id"))
    with pytest.raises(Conflict):
        long_list(world.sari)
    work()
    job = again(job)
    assert (job.state, job.found, job.file_name) == (VaultState.DONE, {"rows": 3}, f"deal-panas-2026-11-23.{kind}")
    assert (tmp_path / job.path).stat().st_size == job.size
    event = Event.objects.get(workspace_id=world.workspace.id, name="list.exported")
    assert (event.actor_id, event.payload["rows"], event.payload["kind"]) == (world.sari.id, 3, "deal")


def test_a_long_list_that_is_stopped_leaves_no_file(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(list_export, "ROWS_A_STEP", 1)
    for number in range(5):
        world.make_deal(f"Deal {number}")
    job = long_list(world.sari, Shape("csv"))
    background = Background()
    monkeypatch.setattr("alur.exchange.operations.background.BEAT_SECONDS", 0)
    is_stopped = iter([False, True])
    assert background.work(is_stopped=lambda: next(is_stopped)) == 1
    stop(again(job))
    while background.work():
        pass
    job = again(job)
    assert (job.state, job.path) == (VaultState.STOPPED, "")
    assert list(tmp_path.rglob("*.csv*")) == []


def test_a_list_for_a_member_who_was_closed_out_meanwhile_is_not_written(world: World) -> None:
    job = long_list(world.sari)
    Member.objects.filter(workspace_id=world.workspace.id, id=world.sari.id).update(is_active=False)
    work()
    assert again(job).state == VaultState.FAILED


def test_a_shape_that_is_not_there_is_refused(world: World) -> None:
    for wrong in (Shape(format="exe"), Shape(format="vcf"), Shape(separator="x"), Shape(language="fr")):
        with pytest.raises(Refusal):
            wrong.check("deal")


def test_what_fails_on_the_way_leaves_nothing(world: World, tmp_path: Path) -> None:
    world.make_deal()
    asked = asked_for("deal", world.sari, now=NOW, filter="")
    steps = write_list(
        world.sari, asked, columns_wanted(asked.listing, (), asked.view), Shape("xlsx"), tmp_path / "a.xlsx", title="A",
        whole=1,
    )  # fmt: skip
    next(steps)
    steps.close()
    assert list(tmp_path.rglob("a.xlsx*")) == []


def test_a_file_names_the_stages_in_parallel_and_asks_nothing_about_the_days_of_their_steps(world: World) -> None:
    deal = world.make_deal("Mesin", stage=1)
    start_track(deal, world.stages[2], by=world.sari, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        _head, row = read(world.sari, "deal", ("title", "tracks"))
    assert row[-1] == ", ".join(world.stages[place].name_in("id") for place in (1, 2))
    assert not [one["sql"] for one in asked if "pipeline_step" in one["sql"]]
