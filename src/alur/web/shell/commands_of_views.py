"""What can be done with a view as it stands: its filters, and the changes of many of a list's rows at once."""

from __future__ import annotations

from alur.kernel.refusal import N_
from alur.web.shell.commands_here import HERE, LIST
from alur.web.shell.registry import Command, writer

VIEW, BULK = "view", "bulk."

_MANY = (
    ("stage", N_("Move many to a stage"), "right", "pindah tahap"),
    ("owner", N_("Hand over many"), "swap", "alihkan oper pemilik owner"),
    ("step", N_("Plan a step for many"), "cal", "jadwal rencana langkah schedule"),
    ("field", N_("Change a field of many"), "table", "ubah kolom isian"),
    ("tags", N_("Change the tags of many"), "edit", "label"),
    ("close", N_("Close many deals"), "check", "tutup menang kalah tunda won lost postpone"),
    ("due", N_("Move the day of many"), "cal", "geser jadwal tunda reschedule"),
    ("done", N_("Mark many as done"), "check", "selesai"),
    ("price", N_("Change many prices"), "up", "harga naik turun"),
    ("delete", N_("Delete many"), "trash", "hapus buang sampah trash"),
)
_FILTERS = (
    ("period", N_("Choose the period"), "cal", "jangka waktu tanggal bulan triwulan month quarter dates"),
    ("pipeline", N_("Choose the pipeline"), "board", ""),
    ("owner", N_("Filter by owner"), "users", "sales pemilik"),
    ("team", N_("Filter by team"), "users", "tim"),
    ("temperature", N_("Filter by temperature"), "flame", "suhu panas hangat dingin hot warm cold"),
    ("source", N_("Filter by source"), "bolt", "asal"),
    ("province", N_("Filter by region"), "pin", "wilayah provinsi"),
    ("family", N_("Filter by product family"), "product", "kelompok produk"),
    ("product", N_("Filter by product"), "product", "barang"),
    ("close", N_("Filter by expected close"), "cal", "tutup"),
    ("text", N_("Filter by a word"), "search", "teks kata text"),
    ("sort", N_("Sort this view"), "sort", "urut order"),
    ("who", N_("Choose whose"), "users", "siapa kalender calendar"),
    ("kind", N_("Filter by what was done"), "filter", "jenis peristiwa event"),
    ("record", N_("Filter by record"), "product", "objek deal pelanggan orang jejak"),
    ("door", N_("Filter by the way in"), "globe", "lewat web api impor through"),
)

OF_VIEWS = (
    *(
        Command(BULK + name, title, icon, HERE, way="press", press=BULK + name,
                words=f"{words} sekaligus massal bulk centang picked", about=LIST, who=writer)
        for name, title, icon, words in _MANY
    ),
    *(
        Command(f"filter.{name}", title, icon, HERE, way="press", press=f"filter.{name}",
                words=f"{words} saring filter", about=VIEW)
        for name, title, icon, words in _FILTERS
    ),
)  # fmt: skip
