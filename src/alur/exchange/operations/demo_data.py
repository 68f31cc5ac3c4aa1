"""The names of the sample company's world. All of them are invented."""

from __future__ import annotations

# name, Kemendagri code of the region
COMPANIES = (
    ("Kafe Ruang Tengah", "32.73"), ("Hotel Samudra Indah", "51.71"), ("Kantin Kampus Wijaya", "34.71"),
    ("Depot Bu Sum", "35.78"), ("Swalayan Rejeki Bersama", "33.74"), ("PT Boga Rasa Mandiri", "31.74"),
    ("RS Bunda Asih", "32.76"), ("Toko Roti Sedap Wangi", "35.73"), ("Koperasi Karyawan Mekar", "32.75"),
    ("Kedai Teras Senja", "34.04"), ("PT Cipta Selera Abadi", "31.71"), ("Hotel Puri Melati", "51.03"),
    ("Resto Bambu Kuning", "33.72"), ("UD Tirta Jaya", "35.15"), ("PT Graha Niaga Utama", "31.73"),
    ("Kopi Lembah Manis", "32.04"), ("Warung Kopi Pak Jali", "36.74"), ("CV Maju Berkah", "35.07"),
    ("Distributor Sinar Timur", "73.71"), ("Toko Kue Lapis Emas", "61.71"), ("Rumah Makan Saiyo", "13.71"),
)  # fmt: skip
PEOPLE = (
    ("Ratna Anggraini", "Direktur"), ("Dimas Kurniadi", "Kepala operasional"), ("Lina Hartati", "Keuangan"),
    ("Agus Pranoto", "Pemilik"), ("Maya Puspita", "Manajer pembelian"), ("Hendra Gunawan", "Manajer F&B"),
    ("Siti Rahmawati", "Pemilik"),
)  # fmt: skip
OWNERS = (
    ("Jawa", ("Made Ardika", "Fajar Hidayat", "Nur Kholifah")),
    ("Timur", ("Yosua Siahaan", "Bagas Prasetyo")),
)
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
    "Paket buka kafe: mesin dan grinder", "6 mesin otomatis untuk sarapan", "Sewa 3 mesin, 24 bulan",
    "1 mesin espresso 1 grup", "Pojok kopi di 4 cabang", "12 mesin untuk dapur pusat", "Mesin otomatis ruang tunggu",
    "Upgrade ke mesin 2 grup", "2 mesin dan kopi bulanan", "Kontrak servis 18 mesin", "Grinder dan mesin 1 grup",
    "Tambah 4 mesin untuk cabang baru", "Sirup untuk 3 cabang, kontrak tahunan",
)  # fmt: skip
NOTES = (
    ("call", "Tertarik, minta brosur dan harga"), ("whatsapp", "Membalas, tanya garansi"),
    ("visit", "Lihat lokasi, listrik cukup untuk dua mesin"), ("meeting", "Uji rasa, nilai baik dari barista"),
    ("email", "Kirim proposal versi pertama"), ("call", "Minta waktu bicara dengan direksi"),
)  # fmt: skip
STEPS = (
    ("call", "Telepon"), ("whatsapp", "WA tanya keputusan"), ("visit", "Kunjungan"), ("meeting", "Demo"),
    ("email", "Kirim penawaran"),
)  # fmt: skip
