"""What can be done where one stands: with a list, and with what a record's page has a form or a part for."""

from __future__ import annotations

from alur.kernel.refusal import N_
from alur.web.shell.registry import Command, leader, writer

HERE, LIST = "here", "list"

IN_PLACE = (
    Command("list.find", N_("Search in this list"), "search", HERE, way="press", press="/", words="cari daftar",
            about=LIST),
    Command("list.filter", N_("Filter this list"), "filter", HERE, way="press", press="f", words="saring syarat",
            about=LIST),
    Command("list.sort", N_("Sort this list"), "sort", HERE, way="press", press="list.sort", words="urut order",
            about=LIST),
    Command("list.columns", N_("Choose the columns"), "table", HERE, way="press", press="list.columns", words="kolom",
            about=LIST),
    Command("list.save", N_("Save as a view"), "pinned", HERE, way="press", press="list.save",
            words="simpan tampilan sematkan pin", about=LIST, who=writer),
    Command("list.export", N_("Export this list"), "download", HERE, way="press", press="list.export",
            words="unduh csv xlsx excel vcard", about=LIST),
    Command("deal.person", N_("Add a person"), "user", HERE, "/deals/{id}/#h-people", "go", "", "orang kontak peran",
            "deal", writer),
    Command("deal.products", N_("Products of this deal"), "product", HERE, "/deals/{id}/#h-prod", "go", "",
            "produk barang jumlah diskon lines", "deal"),
    Command("deal.files", N_("Files and photos"), "clip", HERE, "/deals/{id}/#h-files", "go", "",
            "berkas foto unggah upload", "deal"),
    Command("deal.tags", N_("Change the tags"), "edit", HERE, "/deals/{id}/#f-tags", "go", "", "tag label", "deal",
            writer),
    Command("deal.lanes", N_("Stages side by side"), "board", HERE, "/deals/{id}/#h-lane", "go", "",
            "jalur tahap sejajar langkah bukti tracks steps evidence", "deal"),
    Command("deal.qualification", N_("Answer the qualification"), "check", HERE, "/deals/{id}/#h-fit", "go", "",
            "kualifikasi pertanyaan jawaban questions", "deal", writer),
    Command("deal.order", N_("New order"), "truck", HERE, "/deals/{id}/orders/", "send", "", "pesanan po", "deal",
            writer),
    Command("deal.data", N_("Fill in what is missing"), "check", HERE, "/deals/{id}/data/", "dialog", "",
            "lengkapi data kurang kosong", "deal", writer),
    Command("organization.data", N_("Fill in what is missing"), "check", HERE, "/organizations/{id}/data/", "dialog",
            "", "lengkapi data kurang kosong", "organization", writer),
    Command("person.data", N_("Fill in what is missing"), "check", HERE, "/persons/{id}/data/", "dialog", "",
            "lengkapi data kurang kosong", "person", writer),
    Command("organization.edit", N_("Edit the details"), "edit", HERE, "/organizations/{id}/#f-name", "go", "", "ubah",
            "organization", writer),
    Command("organization.parent", N_("Set the parent company"), "org", HERE, "/organizations/{id}/#f-company", "go",
            "", "induk grup cabang group branch", "organization", writer),
    Command("organization.research", N_("Write down research"), "note", HERE, "/organizations/{id}/#f-notestext", "go",
            "", "riset catatan sumber pesaing competitors", "organization", writer),
    Command("organization.files", N_("Files and photos"), "clip", HERE, "/organizations/{id}/#h-files", "go", "",
            "berkas foto unggah upload", "organization"),
    Command("person.edit", N_("Edit the details"), "edit", HERE, "/persons/{id}/#f-name", "go", "", "ubah", "person",
            writer),
    Command("person.files", N_("Files and photos"), "clip", HERE, "/persons/{id}/#h-files", "go", "",
            "berkas foto unggah upload", "person"),
    Command("person.card", N_("Take along as a vCard"), "download", HERE, "/persons/{id}/card.vcf", "go", "",
            "kartu nama unduh", "person"),
    Command("product.edit", N_("Edit the details"), "edit", HERE, "/products/{id}/#f-name", "go", "", "ubah harga",
            "product", writer),
    Command("product.remove", N_("Put this product into the trash"), "trash", HERE, "/products/{id}/removal/", "send",
            "", "hapus buang delete", "product", writer),
    *(
        Command(f"{kind}.audit", N_("Audit trail of this record"), "history", HERE,
                f"/settings/audit/?record={kind}-{{id}}", "go", "", "jejak perubahan riwayat log history", kind, leader)
        for kind in ("deal", "organization", "person", "product")
    ),
)  # fmt: skip
