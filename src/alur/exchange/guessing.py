"""A mapping guessed from the names of a file's columns and from their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alur.exchange.mapping import NUMBERS, TARGETS, Column, FileMapping, State, read_day, read_number
from alur.kernel.refusal import Refusal
from alur.pipeline.models import StageKind

# what a header means, in words people use for it, Indonesian and English
_MEANINGS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "id",
        "kode lama",
        "kode deal",
        "no deal",
        "deal id",
        "opportunity_id",
        "kode",
        "nomor",
        "number",
        "no",
    ),
    "activity_kind": ("jenis",),
    "starts": ("mulai",),
    "minutes": ("menit",),
    "recurrence": ("ulang",),
    "title": ("title", "judul", "deal", "opportunity", "nama deal", "name of deal"),
    "organization": ("account", "company", "organization", "perusahaan", "pelanggan", "customer", "nama perusahaan"),
    "person": ("contact", "kontak", "pic", "narahubung"),
    "name": ("name", "nama", "account", "company", "perusahaan", "product", "produk", "sales_agent"),
    "product": ("product", "produk", "barang", "item"),
    "owner": ("sales_agent", "owner", "sales", "pemilik", "rep", "agent", "pic sales"),
    "state": ("stage", "status", "deal_stage", "tahap"),
    "created_on": ("created", "dibuat", "tgl masuk", "tanggal masuk", "tanggal", "created_at"),
    "stage_entered_on": ("engage_date", "stage date"),
    "closed_on": ("close_date", "closed", "tgl tutup", "tanggal tutup", "closed_at"),
    "expected_close_on": ("expected close", "expected_close", "perkiraan tutup", "target tutup"),
    "value": ("value", "nilai", "amount", "harga", "jumlah"),
    "closed_value": ("close_value", "nilai akhir"),
    "source": ("source", "sumber", "lead source"),
    "industry": ("industry", "sector", "industri", "bidang"),
    "size": ("employees", "size", "karyawan"),
    "phone": ("phone", "telepon", "no hp", "hp", "wa", "telp"),
    "email": ("email", "e-mail", "surel"),
    "website": ("website", "web", "situs"),
    "street": ("address", "alamat", "street", "jalan"),
    "region": ("city", "kota", "region", "wilayah", "kabupaten"),
    "country": ("country", "negara", "office_location"),
    "postal_code": ("postal code", "kode pos", "zip"),
    "note": ("note", "notes", "catatan", "ket", "keterangan"),
    "job_title": ("job", "jabatan", "title"),
    "family": ("family", "series", "keluarga", "kategori", "category"),
    "unit": ("unit", "satuan"),
    "unit_price": ("price", "sales_price", "harga", "unit_price"),
    "sku": ("sku", "kode"),
    "team": ("team", "tim", "regional_office"),
    "lead": ("manager", "lead", "penyelia"),
    "tags": ("tags", "tag", "label"),
    "temperature": ("temperature", "suhu"),
    "reason": ("reason", "alasan"),
}


# words that files use for stages and outcomes, in both languages
STATE_WORDS = {
    "won": State(StageKind.CLOSING, "won"),
    "deal!": State(StageKind.CLOSING, "won"), "menang": State(StageKind.CLOSING, "won"),
    "lost": State(StageKind.CONTACTING, "lost"), "kalah": State(StageKind.CONTACTING, "lost"),
    "batal": State(StageKind.CONTACTING, "lost"), "engaging": State(StageKind.CONTACTING),
    "prospecting": State(StageKind.PROSPECTING), "prospek": State(StageKind.PROSPECTING),
    "kualifikasi": State(StageKind.QUALIFYING), "qualifying": State(StageKind.QUALIFYING),
    "kontak": State(StageKind.CONTACTING), "contacting": State(StageKind.CONTACTING),
    "relasi": State(StageKind.RELATIONSHIP), "nego": State(StageKind.RELATIONSHIP),
    "negotiation": State(StageKind.RELATIONSHIP), "closing": State(StageKind.CLOSING),
}  # fmt: skip


def guess_record(headers: Iterable[str], records: Iterable[str]) -> str:
    """Which of these kinds of record the rows are: the one that knows most of the columns, the first of two."""
    named = list(headers)
    return max(records, key=lambda record: len(guess(record, named, {}).columns))


def guess(record: str, headers: Iterable[str], samples: Mapping[str, list[str]]) -> FileMapping:
    """A mapping guessed from the headers; date orders and number formats from the values of each column."""
    taken: set[str] = set()
    columns = []
    for header in headers:
        key = header.strip().casefold()
        to = next((one for one in TARGETS[record] if one not in taken and key in _MEANINGS.get(one, ())), "")
        if to:
            taken.add(to)
            values = samples.get(header, [])
            columns.append(Column(header, to, guess_order(values), guess_number(values)))
    return FileMapping(record, tuple(columns), states=guess_states(samples, columns))


def guess_order(values: Iterable[str]) -> str:
    """The one order that reads most days of a column; day first where several do."""
    kept = [value for value in values if value]
    return max(("dmy", "mdy", "ymd"), key=lambda order: sum(_reads_day(value, order) for value in kept))


def guess_number(values: Iterable[str]) -> str:
    """The one format that reads most numbers of a column; plain where several do."""
    kept = [value for value in values if value]
    names = ("1234.56", "1.234,56", "1,234.56", "1234,56")
    return max(names, key=lambda name: sum(_reads_number(value, name) for value in kept))


def guess_states(samples: Mapping[str, list[str]], columns: Iterable[Column]) -> dict[str, State]:
    """Common words for stages and outcomes, in both languages."""
    header = next((one.header for one in columns if one.to == "state"), None)
    return {
        value.casefold(): STATE_WORDS[value.casefold()]
        for value in samples.get(header or "", [])
        if value.casefold() in STATE_WORDS
    }


def _reads_day(value: str, order: str) -> bool:
    try:
        read_day(value, order, "")
    except Refusal:
        return False
    return True


def _reads_number(value: str, number: str) -> bool:
    group, sign = NUMBERS[number]
    if group and group in value and len(value.split(sign)[0].rsplit(group, 1)[-1]) != 3:
        return False
    try:
        read_number(value, number, "")
    except Refusal:
        return False
    return True
