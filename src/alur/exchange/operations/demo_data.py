"""The names of the sample company's world. All of them are invented."""

from __future__ import annotations

COMPANY_KINDS = (
    ("Kafe", "Kafe"), ("Hotel", "Hotel"), ("Kedai", "Kafe"), ("PT", "Katering"), ("Resto", "Restoran"),
    ("Toko Roti", "Roti dan kue"), ("Kopi", "Kafe"), ("Koperasi", "Koperasi"), ("RM", "Restoran"),
    ("CV", "Distributor"), ("Kantin", "Katering"), ("Warung Kopi", "Kafe"), ("Depot", "Restoran"),
    ("UD", "Distributor"),
)  # fmt: skip
COMPANY_NAMES = (
    "Ruang Tengah", "Samudra Indah", "Kampus Wijaya", "Bu Sum", "Rejeki Bersama", "Boga Rasa", "Bunda Asih",
    "Sedap Wangi", "Mekar", "Teras Senja", "Cipta Selera", "Puri Melati", "Bambu Kuning", "Tirta Jaya", "Graha Niaga",
    "Lembah Manis", "Pak Jali", "Maju Berkah", "Sinar Timur", "Lapis Emas", "Saiyo", "Kebun Raya", "Ombak Biru",
    "Langit Sore", "Daun Pandan", "Sawah Hijau", "Batu Karang", "Pelita", "Anggrek", "Cendana", "Arjuna",
    "Cempaka", "Duta Rasa", "Embun Pagi", "Fajar Harapan", "Gunung Salak", "Harapan Ibu", "Intan Sari", "Jati Luhur",
    "Kembang Sore", "Lestari", "Mawar Putih", "Nusa Penida", "Omah Kayu", "Pasar Lama", "Rasa Sayang", "Simpang Tiga",
    "Tanah Merah", "Ujung Kulon", "Wijaya Kusuma", "Bu Tini", "Pak Kumis", "Mbak Yu", "Dua Saudara", "Tiga Putri",
    "Setia Kawan", "Karya Boga", "Griya Asri", "Mutiara", "Sumber Rejeki", "Tepi Danau", "Bumi Aji", "Sekar Jagad",
    "Kayu Manis", "Gula Aren", "Rumah Kebun", "Selasar", "Beranda", "Lorong Waktu", "Kota Tua", "Sudut Kota",
    "Bukit Barisan", "Danau Toba", "Merapi", "Seruni", "Kenanga", "Teratai", "Angkasa", "Cakrawala", "Nirwana",
    "Sentosa", "Makmur Abadi", "Anugerah", "Berkat", "Citra Rasa", "Dapur Nenek", "Bintang Laut",
)  # fmt: skip
FIRST_NAMES = (
    "Ratna", "Dimas", "Lina", "Agus", "Maya", "Hendra", "Siti", "Wayan", "Ayu", "Bagus", "Rizky", "Nurul", "Eko",
    "Fitri", "Yanti", "Joko", "Putri", "Andika", "Melati", "Surya", "Intan", "Galih", "Tari", "Reza",
)  # fmt: skip
LAST_NAMES = (
    "Anggraini", "Kurniadi", "Hartati", "Pranoto", "Puspita", "Gunawan", "Rahmawati", "Saputra", "Siregar", "Lubis",
    "Wibowo", "Nasution", "Permata", "Halim", "Suryani", "Mahendra", "Setiawan", "Handayani",
)  # fmt: skip
JOBS = (
    "Pemilik", "Direktur", "Kepala operasional", "Keuangan", "Manajer pembelian", "Manajer F&B", "Kepala barista",
)  # fmt: skip
# Kemendagri code, name, team that sells there, weight
REGIONS = (
    ("32.73", "Kota Bandung, Jawa Barat", "Barat", 5), ("31.74", "Kota Jakarta Selatan, DKI Jakarta", "Barat", 7),
    ("31.71", "Kota Jakarta Pusat, DKI Jakarta", "Barat", 4), ("12.71", "Kota Medan, Sumatera Utara", "Barat", 3),
    ("33.74", "Kota Semarang, Jawa Tengah", "Tengah", 4), ("34.71", "Kota Yogyakarta, DI Yogyakarta", "Tengah", 4),
    ("35.78", "Kota Surabaya, Jawa Timur", "Tengah", 6), ("35.73", "Kota Malang, Jawa Timur", "Tengah", 3),
    ("51.71", "Kota Denpasar, Bali", "Timur", 5), ("73.71", "Kota Makassar, Sulawesi Selatan", "Timur", 3),
    ("64.72", "Kota Samarinda, Kalimantan Timur", "Timur", 2),
    ("52.71", "Kota Mataram, Nusa Tenggara Barat", "Timur", 2),
)  # fmt: skip
# team: name, how well it wins, how much comes in
REPS = (
    ("Barat", (("Fajar Hidayat", 1.3, 1.2), ("Nur Kholifah", 1.1, 1.0), ("Rangga Saputra", 0.8, 1.1),
               ("Dian Paramita", 0.95, 0.8))),
    ("Tengah", (("Bagas Prasetyo", 1.0, 1.1), ("Laras Wulandari", 1.35, 0.9), ("Tri Handoko", 0.7, 0.9),
                ("Mira Oktaviani", 1.05, 1.0))),
    ("Timur", (("Made Ardika", 1.2, 1.3), ("Yosua Siahaan", 0.85, 0.9), ("Andi Tenri", 1.0, 0.8),
               ("Komang Sri", 0.9, 0.6))),
)  # fmt: skip
INVENTED = tuple(name for _team, people in REPS for name, _skill, _load in people)
# name, stages: kind, Indonesian, English, percent, days until it goes stale
PIPELINES = (
    ("Bahan rutin", (
        ("prospecting", "Minta contoh", "Asks for samples", 15, 14), ("contacting", "Uji rasa", "Tasting", 40, 14),
        ("relationship", "Harga kontrak", "Contract price", 60, 14),
        ("closing", "Pesanan pertama", "First order", 85, 10),
    )),
    ("Servis dan sewa", (
        ("prospecting", "Permintaan", "Request", 20, 10), ("qualifying", "Survei mesin", "Survey", 45, 14),
        ("closing", "Penawaran", "Quote", 75, 14),
    )),
)  # fmt: skip
# name, family, (from so many, percent of the base price), the kinds of customers who buy by it
PRICE_LISTS: tuple[tuple[str, str, tuple[tuple[int, int], ...], tuple[str, ...]], ...] = (
    ("Hotel dan resto", "Mesin", ((2, 97), (4, 94)), ("Hotel", "Restoran")),
    ("Distributor", "Bahan", ((0, 92), (50, 88)), ("Distributor",)),
)
# the first day of Lebaran
LEBARAN = ((2025, 3, 31), (2026, 3, 20), (2027, 3, 10), (2028, 2, 27), (2029, 2, 15), (2030, 2, 5))
# name, family, unit, rupiah
PRODUCTS = (
    ("Mesin espresso 2 grup Arus E2", "Mesin", "unit", 78_500_000),
    ("Mesin otomatis Arus A1", "Mesin", "unit", 46_000_000),
    ("Grinder on-demand G64", "Mesin", "unit", 14_250_000), ("Biji kopi house blend, 1 kg", "Bahan", "kg", 176_250),
    ("Sirup karamel, 1 L", "Bahan", "botol", 96_000), ("Servis berkala 12 bulan", "Servis", "paket", 9_600_000),
    ("Pelatihan barista, 2 hari", "Servis", "kelas", 4_500_000), ("Cup kertas 8 oz, 1.000 buah", "Cup", "dus", 640_000),
    ("Paket suku cadang tahunan", "Suku cadang", "paket", 3_250_000),
)  # fmt: skip
TITLES = (
    "Paket buka kafe: mesin dan grinder", "6 mesin otomatis untuk sarapan", "1 mesin espresso 1 grup",
    "Pojok kopi di 4 cabang", "12 mesin untuk dapur pusat", "Mesin otomatis ruang tunggu", "Upgrade ke mesin 2 grup",
    "2 mesin dan kopi bulanan", "Grinder dan mesin 1 grup", "Tambah 4 mesin untuk cabang baru",
)  # fmt: skip
SUPPLY_TITLES = (
    "Kopi bulanan, kontrak tahunan", "Sirup untuk 3 cabang", "Cup dan tutup untuk event", "Pindah pemasok biji kopi",
    "House blend untuk sarapan hotel", "Bahan minuman musim liburan",
)  # fmt: skip
SERVICE_TITLES = (
    "Kontrak servis 18 mesin", "Sewa 3 mesin, 24 bulan", "Pelatihan barista cabang baru", "Suku cadang tahunan",
    "Servis berkala semua cabang",
)  # fmt: skip
NOTES = (
    ("call", "Sedang renovasi, minta dihubungi bulan depan"), ("whatsapp", "Kirim foto mesin lama, ada yang bocor"),
    ("visit", "Bertemu kepala barista, cicip house blend"), ("meeting", "Bahas cicilan dan masa garansi"),
    ("call", "Bandingkan dengan penawaran lain, minta diskon"), ("email", "Minta penawaran resmi untuk tiga cabang"),
    ("call", "Tertarik, minta brosur dan harga"), ("whatsapp", "Membalas, tanya garansi"),
    ("visit", "Lihat lokasi, listrik cukup untuk dua mesin"), ("meeting", "Uji rasa, nilai baik dari barista"),
    ("email", "Kirim proposal versi pertama"), ("call", "Minta waktu bicara dengan direksi"),
)  # fmt: skip
ANSWERS = frozenset({NOTES[1][1], NOTES[5][1], NOTES[7][1]})
"""Messages that came from the customer."""
# on a deal of whoever brings the sample in, on someone else's, and among colleagues; {name} is who is meant
MENTIONS = (
    ("mine", "@{name} direksinya minta harga untuk empat cabang sekaligus. Boleh diskon 8%?"),
    ("mine", "Sudah saya kabari gudang, dua unit siap kirim minggu depan, @{name}."),
    ("other", "@{name} tolong temani presentasi ke direksi minggu depan, mereka ingin bertemu pimpinan."),
)
COLLEAGUE = "@{name} contoh house blend sudah sampai, tolong tanyakan hasil uji rasanya."
# name, filter: of deals, pinned
VIEWS = (
    ("Closing bulan ini", "status:is:open;expected_close:within:this_month", "expected_close"),
    ("Panas tanpa langkah", "status:is:open;temperature:is:hot;next_step:empty", "-value"),
    ("Jawa Timur, panas", "status:is:open;region:is:35;temperature:is:hot,warm", "-value"),
)
# the same of companies, beside their list
COMPANY_VIEWS = (
    ("Ada deal terbuka", "deal_status:is:open", "name"),
    ("30 hari tanpa kontak", "deal_status:is:won;last_contact:unsince:30d_ago", "name"),
)
# by fields of the sample's own, named in braces and among the columns
OWN_VIEW = (
    "Siap pasang", "status:is:open;{Daya listrik}:from:3500", "{Jadwal pasang}",
    ("title", "stage", "value", "Daya listrik", "Jadwal pasang", "Cara bayar", "owner"),
)  # fmt: skip
PAGE = "Rapat Senin"
PAGE_NOTE = "Janji rapat lalu: tiap deal panas punya langkah berikut, dan penawaran dikirim dalam dua hari."
# a call and a visit need no title: their kind says it in the reader's language
STEPS = (
    ("call", ""), ("whatsapp", "WA tanya keputusan"), ("visit", ""), ("meeting", "Demo"),
    ("email", "Kirim penawaran"),
)  # fmt: skip
EVIDENCE = {
    "note": (
        "Butuh dua unit untuk cabang baru", "Anggaran masuk rencana kuartal depan", "Direksi setuju kisaran harganya",
        "Pelanggan minta garansi dua tahun", "Disepakati per telepon dengan bagian pembelian",
    ),
    "activity": ("Telepon 15 menit", "Bertemu di lokasi", "Rapat dengan pemilik", "Dibahas di WA"),
}  # fmt: skip
"""What shows that a step was done, by its kind."""
QUOTE_NOTE = "Terima kasih atas waktunya. Berikut penawaran kami sesuai pembicaraan terakhir."
QUOTE_TERMS = (
    "Harga franko gudang pembeli\nPembayaran 30 hari setelah barang diterima\nGaransi 12 bulan, termasuk suku cadang"
)
AGREED = (
    "Setuju, mohon dikirim minggu depan.", "Oke, PO kami susulkan.", "Setuju. Tolong sertakan pelatihan barista.", "",
)  # fmt: skip
NOT_AGREED = (
    "Harga masih di atas penawaran lain.", "Anggaran tahun ini sudah habis.", "Kami pilih sewa dulu.",
    "Direksi minta tunda pembelian.",
)  # fmt: skip
CANCELLED_ORDER = "Dibatalkan pelanggan sebelum dikirim"
