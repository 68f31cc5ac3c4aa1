"""Files become orders: the rows of one number one order, whole or not at all, and all of it can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from alur.catalogue.models import Product
from alur.exchange.mapping import FileMapping, load_mapping, mapping_from
from alur.exchange.models import DataImport, FailedRow
from alur.exchange.operations import grouping, importing
from alur.exchange.operations.drafting import guess_mapping
from alur.exchange.operations.importing import prepare_import, run_import, try_out
from alur.exchange.operations.taking_back import kept_records, undo_import
from alur.kernel.refusal import Refusal
from alur.orders.models import Order, OrderLine
from alur.orders.operations.ordering import edit_order
from alur.people.models import Organization
from alur.rescue.models import CustomerWatch
from alur.rescue.queries.customers import customers_count
from alur.tenancy.models import Member
from tests.world import NOW, World

HEAD = "No Pesanan;Tanggal;Pelanggan;Produk;Qty;Harga;Diskon;Tgl Kirim;Dibayar;Status\n"
ROWS = """P-1;03/08/2026;Hotel Puri Melati;Kopi arabika;10;180.000;5;05/08/2026;1.000.000;proses
P-1;03/08/2026;Hotel Puri Melati;Gula aren;2,5;40.000;;;;
P-2;01/09/2026;Toko Sumber Rejeki;Kopi arabika;1;200.000;;;;Batal
P-3;05/10/2026;Hotel Puri Melati;Kopi arabika;10;180.000;;;;Selesai
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pesanan.csv"


def guessed(world: World, file: Path, text: str, by: Member | None = None) -> FileMapping:
    file.write_text(text)
    return guess_mapping(file, "order", by=by or world.wati)


def bring(
    world: World, file: Path, text: str, duplicates: str = "skip", by: Member | None = None, **more: Any
) -> DataImport:
    mapping = mapping_from({**guessed(world, file, text).as_json(), **more})
    job = prepare_import(
        world.workspace, [(file.name, file)], mapping, duplicates=duplicates, by=by or world.wati, at=NOW
    )
    return run_import(job)


def counts(job: DataImport) -> tuple[int, int, int, int]:
    return job.created, job.updated, job.skipped, job.failed


def said(job: DataImport) -> dict[int, str]:
    rows = FailedRow.objects.filter(workspace_id=job.workspace_id, data_import_id=job.id)
    return {row.number: row.message % row.params for row in rows}


def order(world: World, number: str) -> Order:
    found: Order = Order.objects.get(workspace_id=world.workspace.id, external_id=number)
    return found


def test_rows_of_one_number_become_one_order_with_its_lines_and_what_was_delivered_and_paid(
    world: World, file: Path
) -> None:
    assert counts(bring(world, file, HEAD + ROWS)) == (4, 0, 0, 0)
    first = order(world, "P-1")
    lines = OrderLine.objects.filter(workspace_id=world.workspace.id, order_id=first.id).order_by("position")
    assert [(one.name, one.quantity, one.discount, one.amount) for one in lines] == [
        ("Kopi arabika", 10_000, 500, 1_710_000), ("Gula aren", 2_500, 0, 100_000),
    ]  # fmt: skip
    assert (first.total, first.ordered_on, first.reference, first.status) == (
        1_810_000, date(2026, 8, 3), "P-1", "open",
    )  # fmt: skip
    assert (first.delivered_amount, first.delivered_on, first.paid_amount) == (1_810_000, date(2026, 8, 5), 1_000_000)
    assert first.organization is not None
    assert first.organization.name == "Hotel Puri Melati"
    assert order(world, "P-2").status == "cancelled"
    last = order(world, "P-3")
    assert (last.status, last.paid_amount, last.paid_on) == ("done", 1_800_000, date(2026, 10, 5))
    assert last.organization_id == first.organization_id
    assert Product.objects.filter(workspace_id=world.workspace.id).count() == 2


def test_the_example_reads_such_a_file(world: World, file: Path) -> None:
    mapping = load_mapping(Path(__file__).parents[2] / "examples" / "orders.toml")
    file.write_text(
        "No Pesanan;Tanggal;Pelanggan;No Deal;Produk;Qty;Harga;Diskon;Tgl Kirim;Dibayar;Tgl Bayar;Status\n"
        "P-1;03/08/2026;Hotel;;Kopi;2;1.000,00;;;;;Selesai\n"
    )
    job = prepare_import(world.workspace, [(file.name, file)], mapping, duplicates="skip", by=world.wati, at=NOW)
    assert counts(run_import(job)) == (1, 0, 0, 0)
    assert (order(world, "P-1").total, order(world, "P-1").status) == (2_220, "done")


def test_the_trial_writes_nothing_and_prices_may_be_without_tax(world: World, file: Path) -> None:
    mapping = guessed(world, file, HEAD + ROWS)
    tried, failed = try_out(world.workspace, [(file.name, file)], mapping, duplicates="skip", by=world.wati, at=NOW)
    assert (tried, failed) == ({"created": 4, "updated": 0, "skipped": 0, "failed": 0}, [])
    assert not Order.objects.filter(workspace_id=world.workspace.id).exists()
    bring(world, file, HEAD + ROWS, tax_mode="exclusive")
    assert (order(world, "P-3").net, order(world, "P-3").total) == (1_800_000, 1_998_000)


def test_brought_in_again_a_number_is_changed_to_what_the_file_says_and_the_undo_puts_it_back(
    world: World, file: Path
) -> None:
    bring(world, file, HEAD + ROWS)
    was = order(world, "P-1")
    again = bring(world, file, HEAD + ROWS.replace("2,5;40.000", "4;40.000"))
    assert counts(again) == (0, 4, 0, 0)
    now = order(world, "P-1")
    assert (now.id, now.total, now.delivered_amount) == (was.id, 1_870_000, 1_870_000)
    assert order(world, "P-3").version == 1, "nothing of it was changed"
    undo_import(again, by=world.wati, at=NOW)
    assert (order(world, "P-1").total, order(world, "P-1").delivered_amount) == (1_810_000, 1_810_000)


def test_an_import_of_orders_is_taken_back_with_what_it_made_and_what_was_used_since_stays(
    world: World, file: Path
) -> None:
    job = bring(world, file, HEAD + ROWS)
    edit_order(order(world, "P-2"), {"note": "dikirim ulang"}, by=world.wati, at=NOW)
    undo_import(job, by=world.wati, at=NOW)
    kept = {(kind, title) for kind, _id, title in kept_records(job, by=world.wati)}
    assert kept == {("order", "P-2"), ("organization", "Toko Sumber Rejeki"), ("product", "Kopi arabika")}
    assert Order.objects.filter(workspace_id=world.workspace.id).count() == 1
    assert not Organization.objects.filter(workspace_id=world.workspace.id, name="Hotel Puri Melati").exists()


def test_an_order_with_a_row_that_cannot_be_read_stays_out_whole(world: World, file: Path) -> None:
    text = ROWS + (
        "P-4;01/10/2026;Hotel Puri Melati;Kopi;dua;1.000;;;;\nP-4;01/10/2026;Hotel Puri Melati;Gula;1;1.000;;;;\n"
        "P-5;01/10/2026;Hotel Puri Melati;Kopi;1;1.000;;;5.000;\n"
        "P-6;01/10/2026;Hotel Puri Melati;Kopi;1;1.000;;;;\nP-6;02/10/2026;Hotel Puri Melati;Gula;1;1.000;;;;\n"
        "P-7;01/10/2026;;Kopi;1;1.000;;;;\nP-8;01/12/2026;Hotel Puri Melati;Kopi;1;1.000;;;;\n"
        "P-9;01/10/2026;Hotel Puri Melati;Teh;1;;;;;\nP-10;01/10/2026;Hotel Puri Melati;Kopi;1;1.000;;;;entahlah\n"
        "P-3;05/10/2026;Hotel Puri Melati;Gula;1;1.000;;;;\n"
    )
    job = bring(world, file, HEAD + text)
    assert counts(job) == (3, 0, 0, 11)
    why = said(job)
    assert "number written like" in why[6]
    assert why[7] == "Row 6 of the same order has a problem: an order comes in whole."
    assert why[8] == "This is more than the whole order."
    assert {why[9], why[10]} == {
        "The rows of one order say different things here.",
        "Row 9 of the same order has a problem: an order comes in whole.",
    }
    assert why[11].startswith("Say of which deal or company")
    assert why[12] == "This day has not come yet."
    assert why[13] == "This row has no price."
    assert "entahlah" in why[14]
    assert why[15].startswith("The rows of this order stand in several places")
    assert "P-3" not in Order.objects.values_list("external_id", flat=True)


def test_an_order_is_never_parted_between_two_batches(
    world: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "FIRST_BATCH", 2)
    monkeypatch.setattr(importing, "SMALLEST_BATCH", 2)
    monkeypatch.setattr(importing, "LARGEST_BATCH", 2)
    monkeypatch.setattr(grouping, "MOST_LINES", 6)
    rows = [f"P-{number};03/08/2026;Hotel;Kopi {line};1;1.000;;;;" for number in range(3) for line in range(5)]
    rows += [f"P-9;03/08/2026;Hotel;Kopi {line};1;1.000;;;;" for line in range(7)]
    job = bring(world, file, HEAD + "\n".join(rows))
    assert counts(job) == (15, 0, 0, 7)
    assert set(said(job).values()) == {"An order has 6 lines at most."}
    assert list(Order.objects.values_list("total", flat=True)) == [5_000] * 3


def test_without_a_number_the_same_company_day_and_total_is_likely_the_same_order(world: World, file: Path) -> None:
    head = "Tanggal;Pelanggan;Produk;Total;PO\n"
    rows = "03/08/2026;Hotel Puri Melati;Kopi;500.000;\n04/08/2026;Hotel Puri Melati;Kopi;500.000;\n"
    assert counts(bring(world, file, head + rows)) == (2, 0, 0, 0)
    assert counts(bring(world, file, head + rows)) == (0, 0, 2, 0)
    assert counts(bring(world, file, head + rows.replace("000;\n", "000;PO-7\n"), "merge")) == (0, 2, 0, 0)
    assert set(Order.objects.values_list("reference", flat=True)) == {"PO-7"}
    assert counts(bring(world, file, head + rows, "new")) == (2, 0, 0, 0)


def test_an_order_goes_to_the_deal_that_its_row_names_as_far_as_its_bringer_sees_it(world: World, file: Path) -> None:
    hotel = world.make_organization()
    deal = world.make_deal("Kopi setahun", organization=hotel)
    head, row = "No Pesanan;Tanggal;Deal;Produk;Total\n", "P-1;03/08/2026;Kopi setahun;Kopi;500.000\n"
    assert counts(bring(world, file, head + row, by=world.tono)) == (0, 0, 0, 1)
    assert counts(bring(world, file, head + row, by=world.sari)) == (1, 0, 0, 0)
    made = order(world, "P-1")
    assert (made.deal_id, made.organization_id) == (deal.id, hotel.id)
    job = bring(world, file, head + row.replace(";Kopi setahun", ";"), by=world.tono)
    assert said(job)[2] == "An order with this number is there, with someone else."
    world.make_deal("Kopi setahun")
    job = bring(world, file, head + row.replace("P-1", "P-2"))
    assert said(job)[2].startswith("Several deals are called")
    with pytest.raises(Refusal):
        bring(world, file, head + row, by=world.vina)


def test_who_ordered_three_times_by_a_file_and_then_no_more_is_missed(world: World, file: Path) -> None:
    """The median gap is thirty days: more than sixty of silence are out of the ordinary."""
    days = ("01/07/2026", "31/07/2026", "30/08/2026")
    rows = "".join(f"P-{day};{day};Hotel Puri Melati;Kopi;1;700.000;;;;\n" for day in days)
    rows += "X-1;01/07/2026;Toko Dua Kali;Kopi;1;700.000;;;;\nX-2;31/07/2026;Toko Dua Kali;Kopi;1;700.000;;;;\n"
    job = bring(world, file, HEAD + rows)
    assert customers_count(world.wati, at=NOW) == (1, 700_000)
    undo_import(job, by=world.wati, at=NOW)
    assert not CustomerWatch.objects.filter(workspace_id=world.workspace.id).exists()
