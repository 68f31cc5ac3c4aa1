"""A mapping guessed from the names of a file's columns and from their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from alur.exchange.mapping import AMOUNTS, FIGURES, NUMBERS, TARGETS, Column, FileMapping, State, read_day, read_number
from alur.kernel.refusal import Refusal
from alur.pipeline.models import StageKind

_IN_GROUPS = re.compile(r"^\D*[1-9][0-9]{0,2}([.,])[0-9]{3}(\1[0-9]{3})*$")
WORDED = ("state", "status")
"""What columns of words become, each of which means something."""
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
        "no pesanan",
        "no. pesanan",
        "nomor pesanan",
        "no order",
        "order",
        "order id",
        "order_id",
        "order no",
        "order number",
        "no faktur",
        "no invoice",
        "invoice",
    ),
    "ordered_on": (
        "tanggal",
        "tgl",
        "tanggal pesanan",
        "tgl pesanan",
        "tanggal order",
        "tgl order",
        "date",
        "order date",
        "order_date",
        "ordered on",
    ),
    "quantity": ("qty", "quantity", "jumlah", "kuantitas", "banyak", "banyaknya"),
    "discount": ("diskon", "disc", "discount", "diskon %", "disc %", "diskon (%)", "potongan"),
    "line_amount": ("subtotal", "sub total", "total", "jumlah harga", "total harga", "amount", "nilai", "line total"),
    "delivered_amount": ("terkirim", "nilai terkirim", "delivered", "delivered amount"),
    "delivered_on": ("tgl kirim", "tanggal kirim", "dikirim", "delivered on", "delivery date", "delivery_date"),
    "paid_amount": ("dibayar", "terbayar", "nilai dibayar", "paid", "paid amount"),
    "paid_on": ("tgl bayar", "tanggal bayar", "tgl lunas", "paid on", "payment date", "payment_date"),
    "status": ("status", "status pesanan", "order status"),
    "deal": ("deal", "no deal", "kode deal", "deal id", "nama deal"),
    "text": ("uraian", "deskripsi", "description", "keterangan barang"),
    "reference": ("po", "no po", "nomor po", "po number", "referensi", "reference"),
    "activity_kind": ("jenis",),
    "starts": ("mulai",),
    "minutes": ("menit",),
    "recurrence": ("ulang",),
    "called_off": ("status",),
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
    "unit_price": ("price", "sales_price", "harga", "unit_price", "harga satuan", "unit price"),
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

# how far an order is
PROGRESS_WORDS = {
    "terkirim": "delivered", "dikirim": "delivered", "delivered": "delivered", "shipped": "delivered",
    "lunas": "paid", "dibayar": "paid", "paid": "paid",
    "selesai": "done", "done": "done", "completed": "done", "complete": "done",
    "batal": "cancelled", "dibatalkan": "cancelled", "cancelled": "cancelled", "canceled": "cancelled",
    "proses": "", "diproses": "", "berjalan": "", "baru": "", "open": "", "running": "", "new": "",
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
            columns.append(Column(header, to, guess_order(values), guess_number(values, is_money=to in AMOUNTS)))
    columns = [_written_alike(one, columns, samples.get(one.header, [])) for one in columns]
    return FileMapping(record, tuple(columns), states=guess_states(samples, columns))


def guess_order(values: Iterable[str]) -> str:
    """The one order that reads most days of a column; day first where several do."""
    kept = [value for value in values if value]
    return max(("dmy", "mdy", "ymd"), key=lambda order: sum(_reads_day(value, order) for value in kept))


def guess_number(values: Iterable[str], *, is_money: bool = False) -> str:
    """The one format that reads most numbers of a column; plain where several do.

    Money has no three decimals: `180.000` is a hundred and eighty thousand.
    """
    kept = [value for value in values if value]
    if is_money and any(_IN_GROUPS.match(value) for value in kept):
        grouped = [name for name in ("1.234,56", "1,234.56") if all(_reads_number(value, name) for value in kept)]
        if grouped:
            return grouped[0]
    names = ("1234.56", "1.234,56", "1,234.56", "1234,56")
    return max(names, key=lambda name: sum(_reads_number(value, name) for value in kept))


def _written_alike(column: Column, columns: Iterable[Column], values: Iterable[str]) -> Column:
    """A quantity is written as the file writes its money, where it can be."""
    if column.to not in FIGURES - AMOUNTS:
        return column
    money = next((one.number for one in columns if one.to in AMOUNTS), column.number)
    figures = [value.removesuffix("%") for value in values if value]
    readable = {name: sum(_reads_number(one, name) for one in figures) for name in (money, column.number)}
    return replace(column, number=money) if readable[money] >= readable[column.number] else column


def guess_states(samples: Mapping[str, list[str]], columns: Iterable[Column]) -> dict[str, State]:
    """Common words for stages and outcomes, and for how far an order is, in both languages."""
    column = next((one for one in columns if one.to in WORDED), None)
    if column is None:
        return {}
    progress = {word: State(outcome=outcome) for word, outcome in PROGRESS_WORDS.items()}
    words = STATE_WORDS if column.to == "state" else progress
    found = {value.casefold() for value in samples.get(column.header, [])}
    return {word: words[word] for word in words if word in found}


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
