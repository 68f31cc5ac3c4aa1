"""Files become deals with their past, whole or not at all, and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from alur.catalogue.models import Product
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.events.undoing import undo
from alur.exchange.mapping import FileMapping, load_mapping, mapping_from
from alur.exchange.models import DataImport, FailedRow, ImportState
from alur.exchange.operations.importing import prepare_import, run_import, stop_import, try_out
from alur.exchange.operations.taking_back import kept_records, undo_import
from alur.exchange.queries.failures import error_rows
from alur.kernel.refusal import Conflict, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, DealSpell, Track
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.totals import stage_totals
from alur.tenancy.models import Member, Team
from tests.world import NOW, World

EXAMPLES = Path(__file__).parents[2] / "examples" / "maven_crm"
ROWS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Moses Frase,GTX Plus Basic,Cancity,Won,10/20/2016,3/1/2017,1054
A2,Darcel Schlecht,GTXPro,Isdom,Won,10/25/2016,3/11/2017,4514
A3,Darcel Schlecht,MG Special,Cancity,Lost,10/25/2016,3/7/2017,0
A4,Moses Frase,GTX Basic,,Engaging,11/25/2016,,
A5,Moses Frase,GTX Pro,,Prospecting,,,
"""
PRODUCTS = (
    "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\nGTX Plus Basic,GTX,1096\n"
)
TEAMS = (
    "sales_agent,manager,regional_office\nMoses Frase,Dustin Brinkmann,Central\nDarcel Schlecht,Melvin Marxen,Central\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("sales_pipeline", ROWS), ("products", PRODUCTS), ("sales_teams", TEAMS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def bring(world: World, path: Path, mapping: FileMapping | None = None, duplicates: str = "skip") -> DataImport:
    mapping = mapping or load_mapping(EXAMPLES / f"{path.stem}.toml")
    job = prepare_import(world.workspace, [(path.name, path)], mapping, duplicates=duplicates, by=world.wati, at=NOW)
    return run_import(job)


def bring_text(
    world: World, tmp_path: Path, text: str, columns: dict[str, Any], duplicates: str = "skip", record: str = "deal"
) -> DataImport:
    path = tmp_path / "rows.csv"
    path.write_text(text)
    mapping = mapping_from({"record": record, "columns": columns})
    return bring(world, path, mapping, duplicates)


def counts(job: DataImport) -> tuple[int, int, int, int]:
    return job.created, job.updated, job.skipped, job.failed


def deal(world: World, number: str) -> Deal:
    found: Deal = Deal.objects.get(workspace_id=world.workspace.id, external_id=number)
    return found


def test_the_real_mappings_bring_in_deals_with_their_past(world: World, files: Path) -> None:
    for name in ("products", "sales_teams", "sales_pipeline"):
        job = bring(world, files / f"{name}.csv")
    assert counts(job) == (5, 0, 0, 0)
    won = deal(world, "A2")
    assert (won.status, won.amount, won.title) == ("won", 4514, "GTXPro")
    assert won.closed_at is not None
    assert won.closed_at.astimezone(world.workspace.zone).date() == date(2017, 3, 11)
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, deal_id=won.id).order_by("from_at")
    assert [(one.status, one.amount) for one in spells] == [("open", 4821), ("won", 4514)]
    assert (deal(world, "A3").status, deal(world, "A4").stage.kind) == ("lost", "contacting")
    assert (deal(world, "A5").created_at, deal(world, "A5").stage.kind) == (NOW, "prospecting")
    assert differences(world.workspace.id) == []


def test_one_product_is_found_by_both_ways_to_write_it(world: World, files: Path) -> None:
    bring(world, files / "products.csv")
    bring(world, files / "sales_pipeline.csv")
    names = Product.objects.filter(workspace_id=world.workspace.id).values_list("name", flat=True)
    assert sorted(names) == ["GTX Basic", "GTX Plus Basic", "GTX Pro", "MG Special"]


def test_agents_become_members_who_cannot_sign_in_in_teams_with_a_lead(world: World, files: Path) -> None:
    bring(world, files / "sales_teams.csv")
    moses = Member.objects.get(workspace_id=world.workspace.id, name="Moses Frase")
    assert (moses.user_id, moses.role) == (None, "rep")
    team = Team.objects.get(workspace_id=world.workspace.id, id=moses.team_id or 0)
    assert team.lead is not None
    assert (team.lead.name, team.lead.role) == ("Dustin Brinkmann", "manager")


def test_the_pipeline_as_of_any_day_agrees_with_the_file(world: World, files: Path) -> None:
    bring(world, files / "products.csv")
    bring(world, files / "sales_pipeline.csv")
    price = {"A1": 1096, "A2": 4821, "A3": 55, "A4": 550}
    begun = {"A1": date(2016, 10, 20), "A2": date(2016, 10, 25), "A3": date(2016, 10, 25), "A4": date(2016, 11, 25)}
    ended = {"A1": date(2017, 3, 1), "A2": date(2017, 3, 11), "A3": date(2017, 3, 7)}
    day = date(2016, 10, 15)
    while day < date(2017, 3, 20):
        there = [key for key in price if begun[key] <= day and ended.get(key, date.max) > day]
        totals = stage_totals(world.wati, world.pipeline.id, as_of=day).values()
        assert sum(one.count for one in totals) == len(there), day
        assert sum(one.amount for one in totals) == sum(price[key] for key in there), day
        day += timedelta(days=1)


def test_a_known_outside_number_updates_and_what_is_the_same_writes_no_event(world: World, files: Path) -> None:
    bring(world, files / "sales_pipeline.csv")
    events = Event.objects.filter(workspace_id=world.workspace.id, name__startswith="deal.").count()
    assert counts(bring(world, files / "sales_pipeline.csv")) == (0, 5, 0, 0)
    assert Event.objects.filter(workspace_id=world.workspace.id, name__startswith="deal.").count() == events
    (files / "sales_pipeline.csv").write_text(ROWS.replace("Engaging,11/25/2016,,", "Won,11/25/2016,2/1/2017,500"))
    assert counts(bring(world, files / "sales_pipeline.csv")) == (0, 5, 0, 0)
    changed = deal(world, "A4")
    assert (changed.status, changed.amount) == ("won", 500)
    assert differences(world.workspace.id) == []


def test_an_import_is_taken_back_whole(world: World, files: Path) -> None:
    before = Member.objects.filter(workspace_id=world.workspace.id, is_active=True).count()
    job = bring(world, files / "sales_pipeline.csv")
    removed, kept = undo_import(job, by=world.wati, at=NOW)
    assert (removed, kept) == (5 + 2 + 4 + 2, 0)
    for model in (Deal, Organization, Product):
        assert not model.objects.filter(workspace_id=world.workspace.id).exists()
    assert Member.objects.filter(workspace_id=world.workspace.id, is_active=True).count() == before
    assert differences(world.workspace.id) == []
    with pytest.raises(Conflict):
        undo_import(job, by=world.wati, at=NOW)


def test_taking_back_keeps_what_was_worked_on_since_and_says_so(world: World, files: Path) -> None:
    job = bring(world, files / "sales_pipeline.csv")
    edit(deal(world, "A4"), {"title": "Mesin untuk lobi"}, by=world.wati, at=NOW + timedelta(hours=1))
    call = NewActivity("call", title="Telepon", deal=deal(world, "A1"), owner=world.wati)
    add(world.workspace.id, call, by=world.wati, at=NOW + timedelta(hours=1))
    undo_import(job, by=world.wati, at=NOW + timedelta(hours=2))
    kept = {title for kind, _, title in kept_records(job, by=world.wati) if kind == "deal"}
    assert kept == {"Mesin untuk lobi", "GTX Plus Basic"}
    assert "Cancity" in {title for kind, _, title in kept_records(job, by=world.wati) if kind == "organization"}
    assert differences(world.workspace.id) == []


def test_taking_back_an_update_puts_the_old_values_back(world: World, files: Path) -> None:
    bring(world, files / "sales_pipeline.csv")
    (files / "sales_pipeline.csv").write_text(ROWS.replace("Engaging,11/25/2016,,", "Won,11/25/2016,2/1/2017,500"))
    job = bring(world, files / "sales_pipeline.csv")
    undo_import(job, by=world.wati, at=NOW)
    assert deal(world, "A4").status == "open"
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 5
    assert differences(world.workspace.id) == []


def test_an_import_can_be_undone_as_any_operation(world: World, files: Path) -> None:
    job = bring(world, files / "sales_pipeline.csv")
    undo(world.workspace.id, job.operation_id, by=world.wati, at=NOW)
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_dry_run_counts_the_same_and_writes_nothing(world: World, files: Path) -> None:
    path = files / "sales_pipeline.csv"
    path.write_text(ROWS + "A6,Moses Frase,GTX Basic,Isdom,Won,13/45/2016,3/1/2017,10\n")
    mapping = load_mapping(EXAMPLES / "sales_pipeline.toml")
    events = Event.objects.filter(workspace_id=world.workspace.id).count()
    tried, failed = try_out(world.workspace, [(path.name, path)], mapping, duplicates="skip", by=world.wati, at=NOW)
    assert tried == {"created": 5, "updated": 0, "skipped": 0, "failed": 1}
    assert failed[0].column == "engage_date"
    assert Event.objects.filter(workspace_id=world.workspace.id).count() == events
    assert counts(bring(world, path)) == (5, 0, 0, 1)


def test_rows_that_fail_come_back_as_a_table_with_their_reasons_and_the_rest_goes_in(
    world: World, tmp_path: Path
) -> None:
    text = (
        "judul,nilai,telepon,tahap\n"
        "Mesin,1.250.000,0812-3456-7890,Kontak\n"
        "Beans,1.2M,0812-3456-7890,Kontak\n"
        "Grinder,5000,0812,Kontak\n"
        "Servis,5000,,Nego?\n"
        ",,,\n"
        ",5000,,Kontak\n"
    )
    columns = {"judul": "title", "nilai": {"to": "value", "number": "1.234,56"}, "telepon": "phone", "tahap": "state"}
    job = bring_text(world, tmp_path, text, columns)
    assert counts(job) == (1, 0, 0, 4)
    failed = FailedRow.objects.filter(workspace_id=world.workspace.id, data_import_id=job.id).order_by("number")
    rows = list(error_rows(failed))
    assert rows[0] == ["judul", "nilai", "telepon", "tahap", "row", "error"]
    assert [(row[0], row[4], row[5].split(":")[0]) for row in rows[1:]] == [
        ("Beans", "3", "nilai"),
        ("Grinder", "4", "telepon"),
        ("Servis", "5", "tahap"),
        ("", "7", "This row has neither a title, a company nor a product."),
    ]


@pytest.mark.parametrize(
    ("duplicates", "expected"), [("skip", (0, 0, 1, 0)), ("merge", (0, 1, 0, 0)), ("new", (1, 0, 0, 0))]
)
def test_a_company_that_is_likely_there_is_left_out_filled_in_or_made_anew(
    world: World, tmp_path: Path, duplicates: str, expected: tuple[int, int, int, int]
) -> None:
    there = world.make_organization("PT Maju Jaya", industry="Kafe")
    text = 'nama,bidang,telepon\n"Maju Jaya, PT",Hotel,021 5551234\n'
    columns = {"nama": "name", "bidang": "industry", "telepon": "phone"}
    job = bring_text(world, tmp_path, text, columns, duplicates, "organization")
    assert counts(job) == expected
    assert world.reload(there).industry == "Kafe"
    assert Organization.objects.get(workspace_id=world.workspace.id, id=there.id).contact_points.count() == (
        1 if duplicates == "merge" else 0
    )


def test_a_deal_row_brings_its_company_its_person_and_a_first_note(world: World, tmp_path: Path) -> None:
    text = "perusahaan,kontak,hp,catatan,tgl masuk\nKopi Lembah Manis,Ratna,0812-3456-7890,minta cicil 6x,03/11/2026\n"
    columns = {
        "perusahaan": "organization",
        "kontak": "person",
        "hp": "phone",
        "catatan": "note",
        "tgl masuk": {"to": "created_on", "date_order": "dmy"},
    }
    job = bring_text(world, tmp_path, text, columns)
    assert counts(job) == (1, 0, 0, 0)
    made = Deal.objects.get(workspace_id=world.workspace.id)
    assert made.created_at.astimezone(world.workspace.zone).date() == date(2026, 11, 3)
    person = Person.objects.get(workspace_id=world.workspace.id)
    assert person.contact_points.get().value == "+6281234567890"
    assert undo_import(job, by=world.wati, at=NOW) == (3, 0)


def test_a_deal_that_began_before_its_stage_has_both_in_its_past(world: World, tmp_path: Path) -> None:
    columns = {
        "judul": "title",
        "dibuat": {"to": "created_on", "date_order": "ymd"},
        "masuk tahap": {"to": "stage_entered_on", "date_order": "ymd"},
        "tahap": "state",
    }
    job = bring_text(world, tmp_path, "judul,dibuat,masuk tahap,tahap\nMesin,2026-09-01,2026-10-01,Kontak\n", columns)
    made = Deal.objects.get(workspace_id=world.workspace.id)
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, deal_id=made.id).order_by("from_at")
    assert [one.stage_id for one in spells] == [world.stages[0].id, made.stage_id]
    tracks = Track.objects.filter(workspace_id=world.workspace.id, deal_id=made.id).order_by("stage__position")
    assert [one.state for one in tracks] == ["done", "skipped", "active"]
    assert differences(world.workspace.id) == []
    assert job.failed == 0


def test_what_was_interrupted_goes_on_after_the_last_batch(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_BATCH", "SMALLEST_BATCH", "LARGEST_BATCH"):
        monkeypatch.setattr(f"alur.exchange.operations.importing.{name}", 3)
    path = tmp_path / "rows.csv"
    path.write_text("judul\n" + "".join(f"Mesin {number}\n" for number in range(8)))
    mapping = mapping_from({"record": "deal", "columns": {"judul": "title"}})
    job = prepare_import(world.workspace, [(path.name, path)], mapping, duplicates="skip", by=world.wati, at=NOW)
    run_import(job, on_progress=stop_import)
    assert (job.state, job.created) == (ImportState.STOPPED, 3)
    job.state = ImportState.RUNNING
    job.save()
    run_import(job)
    assert (job.state, job.created) == (ImportState.DONE, 8)
    titles = Deal.objects.filter(workspace_id=world.workspace.id).values_list("title", flat=True)
    assert sorted(titles) == [f"Mesin {number}" for number in range(8)]
    assert undo_import(job, by=world.wati, at=NOW) == (8, 0)


def test_two_rows_with_one_outside_number_are_not_both_taken(world: World, tmp_path: Path) -> None:
    job = bring_text(world, tmp_path, "id,judul\n7,Mesin\n7,Beans\n", {"id": "external_id", "judul": "title"})
    assert counts(job) == (1, 0, 0, 1)


def test_a_closed_deal_that_ended_before_it_began_is_refused(world: World, files: Path) -> None:
    path = files / "sales_pipeline.csv"
    path.write_text(ROWS.splitlines()[0] + "\nA9,Moses Frase,GTX Basic,,Won,3/1/2017,2/1/2017,5\n")
    assert counts(bring(world, path)) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "empty"), ("a,b\n1,2\n", "no column “judul”")],
)
def test_a_file_that_does_not_fit_its_mapping_is_refused_at_once(
    world: World, tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        bring_text(world, tmp_path, text, {"judul": "title"})
    assert not DataImport.objects.filter(workspace_id=world.workspace.id).exists()


def test_an_imported_win_is_reopened_and_closed_like_any_other(world: World, files: Path) -> None:
    bring(world, files / "sales_pipeline.csv")
    open_deal = deal(world, "A4")
    close(open_deal, outcome="won", by=world.wati, at=NOW + timedelta(hours=1))
    assert differences(world.workspace.id) == []
