"""What can be done where one stands: with a list, and with what a record's page has a form or a part for."""

from __future__ import annotations

from alur.kernel.refusal import N_
from alur.web.shell.registry import Command, writer

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
)  # fmt: skip
