"""The import screens: a file taken in, matched, tried, run by the worker, mended, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alur.conversations.models import Activity
from alur.exchange.models import DataImport, ImportState
from alur.orders.models import Order
from alur.people.models import ContactPoint, Person
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from tests.exchange.working import work
from tests.world import NOW, World, sign_in

TEXT = (
    "Nama Perusahaan;Nilai;Tgl Masuk;Status\n"
    "Kopi Lembah Manis;1.250.000,00;03/11/2026;PROSPEK\n"
    "CV Maju Berkah;48.000.000,00;27/10/2026;Nego\n"
    "Resto Bambu Kuning;1.2M;27/10/2026;Kontak\n"
)


@pytest.fixture(autouse=True)
def data_folder(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def client_of(member: Member) -> Client:
    client = Client()
    sign_in(client, member)
    return client


def send(client: Client, text: str = TEXT, name: str = "deal-lama.csv", record: str = "deal") -> DataImport:
    client.post("/imports/", {"file": SimpleUploadedFile(name, text.encode()), "record": record})
    return DataImport.objects.latest("created_at")


def columns(job: DataImport, **others: str) -> dict[str, str]:
    given = job.mapping["columns"]
    typed: dict[str, str] = {}
    for number, header in enumerate(("Nama Perusahaan", "Nilai", "Tgl Masuk", "Status")):
        one = given[header]
        typed |= {f"to-{number}": one["to"], f"order-{number}": one["date_order"], f"number-{number}": one["number"]}
    return {**typed, "record": "deal", "duplicates": "skip", **others}


def test_columns_dates_and_numbers_are_guessed_from_names_and_values(world: World) -> None:
    job = send(client_of(world.wati))
    chosen = job.mapping["columns"]
    assert {header: one["to"] for header, one in chosen.items()} == {
        "Nama Perusahaan": "organization",
        "Nilai": "value",
        "Tgl Masuk": "created_on",
        "Status": "state",
    }
    assert (chosen["Nilai"]["number"], chosen["Tgl Masuk"]["date_order"]) == ("1.234,56", "dmy")
    assert job.mapping["states"]["nego"] == {"stage": "relationship", "outcome": ""}


def test_the_trial_shows_what_would_come_and_saves_nothing(world: World) -> None:
    client = client_of(world.wati)
    job = send(client)
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert "Kopi Lembah Manis" in page
    assert "“1.2M”" in page
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_the_worker_runs_it_and_the_rows_that_failed_can_be_downloaded(world: World) -> None:
    client = client_of(world.wati)
    job = send(client)
    assert client.post(f"/imports/{job.id}/columns/", columns(job, run="1")).status_code == 302
    work()
    job.refresh_from_db()
    assert (job.state, job.created, job.failed) == (ImportState.DONE, 2, 1)
    deal = Deal.objects.get(workspace_id=world.workspace.id, organization__name="CV Maju Berkah")
    assert (deal.amount, deal.stage.kind) == (48_000_000, "relationship")
    lines = client.get(f"/imports/{job.id}/errors.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nama Perusahaan,Nilai")
    assert lines[1].startswith("Resto Bambu Kuning,1.2M")


def test_it_is_taken_back_from_its_page(world: World) -> None:
    client = client_of(world.wati)
    job = send(client)
    client.post(f"/imports/{job.id}/columns/", columns(job, run="1"))
    work()
    client.post(f"/imports/{job.id}/undo/")
    work()
    job.refresh_from_db()
    assert job.state == ImportState.UNDONE
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()
    assert client.post(f"/imports/{job.id}/undo/").status_code == 409


def test_stopped_before_it_began_it_brings_nothing(world: World) -> None:
    client = client_of(world.wati)
    job = send(client)
    client.post(f"/imports/{job.id}/columns/", columns(job, run="1"))
    client.post(f"/imports/{job.id}/stop/")
    work()
    job.refresh_from_db()
    assert (job.state, job.created) == (ImportState.STOPPED, 0)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("deal.pdf", TEXT, "CSV"),
        ("deal.csv", "", "kosong"),
        ("deal.xlsx", "not a workbook", "lembar kerja"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(world: World, name: str, text: str, words: str) -> None:
    client = client_of(world.wati)
    answer = client.post(
        "/imports/", {"file": SimpleUploadedFile(name, text.encode() or b" "), "record": "deal"},
        headers={"accept-language": "id"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not DataImport.objects.exists()


def test_a_draft_is_thrown_away_with_its_file(world: World, tmp_path: Path) -> None:
    client = client_of(world.wati)
    job = send(client)
    client.post(f"/imports/{job.id}/discard/")
    assert not DataImport.objects.filter(id=job.id).exists()
    assert not list((tmp_path / "imports").rglob("*.csv"))


def test_an_owners_imports_are_not_shown_to_others(world: World) -> None:
    job = send(client_of(world.wati))
    for member, status in ((world.budi, 200), (world.sari, 200), (world.vina, 403)):
        client = client_of(member)
        answer = client.get("/imports/")
        assert answer.status_code == status
        assert "deal-lama.csv" not in answer.text
        assert client.get(f"/imports/{job.id}/").status_code == 404
    assert client_of(world.citra).get(f"/imports/{job.id}/").status_code == 404


def test_a_repeated_submit_takes_the_file_in_once(world: World) -> None:
    client = client_of(world.wati)
    for _ in range(2):
        client.post("/imports/", {"file": SimpleUploadedFile("a.csv", TEXT.encode()), "record": "deal", "once": "same"})
    assert DataImport.objects.filter(workspace_id=world.workspace.id).count() == 1


@pytest.mark.parametrize(
    ("header", "record"),
    [
        ("opportunity_id,sales_agent,product,account,deal_stage,close_value", "deal"),
        ("account,sector,revenue,employees,office_location", "organization"),
        ("product,series,sales_price", "product"),
        ("sales_agent,manager,regional_office", "member"),
        ("nama,perusahaan,jabatan,hp,email", "person"),
    ],
)
def test_what_the_rows_are_is_found_out_from_the_columns(world: World, header: str, record: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    job = send(client_of(world.wati), f"{header}\n{row}\n", record="")
    assert job.mapping["record"] == record


def test_a_word_for_a_stage_that_stands_far_down_the_file_is_asked_about_too(world: World) -> None:
    rows = "".join(f"PT Kopi {number};Nego\n" for number in range(2_100))
    client = client_of(world.wati)
    job = send(client, f"Nama Perusahaan;Status\n{rows}PT Akhir;Prospek\nPT Lain;Entah\n")
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert job.mapping["states"]["prospek"] == {"stage": "prospecting", "outcome": ""}
    assert 'name="word" value="Prospek"' in page
    assert 'name="word" value="Entah"' in page


def test_rows_that_are_mostly_there_already_come_with_what_to_do_about_it(world: World) -> None:
    client = client_of(world.wati)
    world.make_organization("Kopi Lembah Manis")
    job = send(client, "account,sector,employees\nKopi Lembah Manis,kopi,40\n", record="organization")
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert "0 baris siap." in page
    assert "pilih “Lengkapi yang kosong”" in page
    client.post(
        f"/imports/{job.id}/columns/",
        {"record": "organization", "duplicates": "merge", "to-0": "name", "to-1": "industry", "to-2": "size"},
    )
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert "1 baris siap." in page
    assert "pilih “Lengkapi yang kosong”" not in page


def test_deals_without_a_value_are_told_to_bring_prices_first(world: World) -> None:
    client = client_of(world.wati)
    job = send(client, "account,product\nKopi Lembah Manis,Mesin\n", record="deal")
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert "Impor produk beserta harganya lebih dulu" in page


CARDS = b"""BEGIN:VCARD
VERSION:3.0
FN:Ibu Ratna
ORG:Hotel Puri Melati
TITLE:Pembelian
TEL;TYPE=CELL:0812 3456 7890
TEL;TYPE=WORK:0813 3456 7890
EMAIL:ratna@puri.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Pak Anton
TEL:12
END:VCARD
"""


def test_the_contacts_of_a_telephone_come_in_as_persons(world: World) -> None:
    wati = client_of(world.wati)
    answer = wati.post("/imports/", {"file": SimpleUploadedFile("kontak.vcf", CARDS), "record": "deal"})
    place = answer.headers["Location"]
    page = wati.get(place).content.decode()
    assert "0812 3456 7890, 0813 3456 7890" in page
    columns = {"to-0": "name", "to-1": "job_title", "to-2": "organization", "to-3": "phone", "to-4": "email"}
    assert wati.post(place, {**columns, "duplicates": "skip", "run": "1"}).status_code == 302
    work()
    ratna = Person.objects.get(workspace_id=world.workspace.id, name="Ibu Ratna")
    ways = ContactPoint.objects.filter(workspace_id=world.workspace.id, person_id=ratna.id).order_by("position")
    assert [way.value for way in ways] == ["+6281234567890", "+6281334567890", "ratna@puri.example"]
    assert ratna.organization is not None
    assert ratna.organization.name == "Hotel Puri Melati"
    assert not Person.objects.filter(workspace_id=world.workspace.id, name="Pak Anton").exists()


def test_a_file_without_a_contact_says_so(world: World) -> None:
    wati = client_of(world.wati)
    answer = wati.post("/imports/", {"file": SimpleUploadedFile("kontak.vcf", b"Halo"), "record": "person"})
    assert answer.status_code == 422
    assert "Tidak ada kontak di berkas ini." in answer.content.decode()


def test_a_calendar_comes_in_as_activities_after_a_look_at_them(world: World) -> None:
    ratna = {"contacts": [("email", "ratna@puri.example", "")]}
    create_person(world.workspace.id, NewPerson("Ibu Ratna", ratna), by=world.sari, at=NOW)
    calendar = (
        "BEGIN:VEVENT\nUID:a\nSUMMARY:Kunjungan dua mingguan\nDTSTART;TZID=Asia/Jakarta:20300107T090000\n"
        "RRULE:FREQ=WEEKLY;INTERVAL=2\nATTENDEE:mailto:ratna@puri.example\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:b\nSUMMARY:Makan siang\nDTSTART:20300107T120000\nEND:VEVENT\n"
    )
    sari = client_of(world.sari)
    place = sari.post("/imports/", {"file": SimpleUploadedFile("kalender.ics", calendar.encode())}).headers["Location"]
    page = sari.get(place).content.decode()
    assert "7 Jan 2030" in page
    assert "Kunjungan" in page
    assert "sekali, lihat catatannya" in page
    assert "1 acara berulang dengan cara yang tidak bisa disimpan" in page
    assert "Tidak ada tamunya yang dikenal" in page
    names = ("title", "activity_kind", "starts", "minutes", "recurrence", "email", "note", "external_id")
    columns = {f"to-{number}": name for number, name in enumerate(names)}
    assert sari.post(place, {**columns, "duplicates": "skip", "run": "1"}).status_code == 302
    work()
    visit = Activity.objects.get(workspace_id=world.workspace.id)
    assert (visit.kind, visit.title, visit.owner_id) == ("visit", "Kunjungan dua mingguan", world.sari.id)


def test_the_preview_shows_a_row_of_each_kind_not_the_first_five_alone(world: World) -> None:
    rows = "".join(f"Toko {number};1.000.000,00;03/11/2026;PROSPEK\n" for number in range(1, 9))
    text = TEXT.splitlines()[0] + "\n" + rows + "Hotel Menang;2.000.000,00;04/11/2026;Menang\n"
    client = client_of(world.wati)
    page = client.get(f"/imports/{send(client, text).id}/columns/").text
    table = page[page.index("tbl prev") :].split("</table>")[0]
    assert [name for name in ("Toko 1<", "Toko 4<", "Toko 5<", "Hotel Menang<") if name in table] == [
        "Toko 1<",
        "Toko 4<",
        "Hotel Menang<",
    ]


def test_the_last_page_says_who_cannot_sign_in_yet_and_leads_to_inviting_them(world: World) -> None:
    client = client_of(world.wati)
    job = send(client, "Sales Agent;Regional Office\nAnna Snelling;Central\nCecily Lampkin;West\n", record="member")
    client.post(f"/imports/{job.id}/columns/", {"record": "member", "to-0": "name", "to-1": "team", "run": "1"})
    work()
    page = client.get(f"/imports/{job.id}/").text
    assert "2 orang baru belum bisa masuk" in page
    assert 'href="/settings/team/newcomers/"' in page


def test_orders_are_known_by_their_columns_and_someone_says_what_their_words_mean(world: World) -> None:
    client = client_of(world.wati)
    text = "No Pesanan;Tanggal;Pelanggan;Produk;Qty;Harga;Status\nP-1;03/08/2026;Kopi Lembah;Kopi;1.500;180.000;Beres\n"
    job = send(client, text, "pesanan.csv", "")
    assert job.mapping["record"] == "order"
    assert {one["number"] for name, one in job.mapping["columns"].items() if name in ("Qty", "Harga")} == {"1.234,56"}
    page = client.get(f"/imports/{job.id}/columns/").content.decode()
    assert "pilih artinya" in page
    guessed = [job.mapping["columns"][name]["to"] for name in text.splitlines()[0].split(";")]
    typed = {f"to-{number}": to for number, to in enumerate(guessed)}
    typed |= {"number-4": "1.234,56", "number-5": "1.234,56", "record": "order", "duplicates": "skip"}
    typed |= {"word": "Beres", "outcome": "done", "tax_mode": "exclusive", "run": "1"}
    assert client.post(f"/imports/{job.id}/columns/", typed).status_code == 302
    work()
    made = Order.objects.get(workspace_id=world.workspace.id)
    assert (made.status, made.net, made.total) == ("done", 270_000_000, 299_700_000)
    page = client.get(f"/imports/{job.id}/").content.decode()
    assert 'href="/orders/"' in page
