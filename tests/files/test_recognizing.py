"""What a file holds decides what it is; what could harm is not kept, and says so."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.files.naming import LONGEST, clean_name, ending_of
from alur.files.recognizing import media_type_of
from alur.files.zip_listing import NotAZip, list_zip
from alur.kernel.refusal import Refusal
from tests.files import samples

GOOD = {
    "Proposal.pdf": (samples.PDF, "application/pdf"),
    "Meja bar.JPG": (samples.JPEG, "image/jpeg"),
    "denah.png": (samples.png(), "image/png"),
    "gerak.gif": (samples.GIF, "image/gif"),
    "stiker.webp": (samples.WEBP, "image/webp"),
    "IMG_0012.HEIC": (samples.HEIC, "image/heic"),
    "mesin.mp4": (samples.MP4, "video/mp4"),
    "suara.m4a": (samples.MP4, "audio/mp4"),
    "pesan.opus": (b"OggS\0\2" + b"\0" * 40, "audio/ogg"),
    "lagu.mp3": (b"ID3\4\0\0" + b"\0" * 40, "audio/mpeg"),
    "surat.docx": (
        samples.docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "harga.xlsx": (samples.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "surat.odt": (samples.odt(), "application/vnd.oasis.opendocument.text"),
    "lama.xls": (samples.OLD_WORD, "application/vnd.ms-excel"),
    "catatan.txt": ("Bu Ratna minta 4 unit, kafé".encode(), "text/plain"),
    "dari excel lama.csv": ("nama;nilai\nKafé;5\n".encode("cp1252"), "text/csv"),
    "halaman.txt": (samples.HTML, "text/plain"),
    "gambar.gif": (samples.GIF_AND_SCRIPT, "image/gif"),
}
BAD = {
    "tagihan.pdf": (samples.EXE, "not a kind of file"),
    "meja.jpg.exe": (samples.JPEG, "not a kind of file"),
    "pasang.exe": (samples.EXE, "not a kind of file"),
    "logo.svg": (samples.SVG, "not a kind of file"),
    "halaman.html": (samples.HTML, "not a kind of file"),
    "arsip.zip": (samples.archive({"a.txt": b"a"}), "not a kind of file"),
    "arsip.docx": (samples.archive({"a.txt": b"a"}), "not a kind of file"),
    "meja.pdf": (samples.JPEG, "it holds JPEG"),
    "surat.pdf": (samples.docx(), "it holds Word"),
    "harga.docx": (samples.xlsx(), "it holds Excel"),
    "logo.png": (samples.SVG, "it holds TXT"),
    "faktur.docx": (samples.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "bom.docx": (samples.bomb(), "unpack"),
    "ramai.docx": (samples.crowd(), "not a kind of file"),
    "putus.docx": (samples.docx()[:200], "not a kind of file"),
    "biner.txt": (b"halo\0dunia", "not a kind of file"),
    "film.mp4": (b"\0\0\0\x18ftypJUNK", "not a kind of file"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_recognized_by_what_it_holds(name: str) -> None:
    content, media_type = GOOD[name]
    assert media_type_of(BytesIO(content), name) == (media_type, name)


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_kept_or_not_what_it_says_is_refused_with_a_sentence(name: str) -> None:
    content, said = BAD[name]
    with pytest.raises(Refusal) as refused:
        media_type_of(BytesIO(content), name)
    assert said in str(refused.value)
    assert refused.value.field == "file"


def test_a_file_without_an_ending_gets_the_one_of_its_content() -> None:
    assert media_type_of(BytesIO(samples.PDF), "pindaian") == ("application/pdf", "pindaian.pdf")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Sari\\Faktur.pdf", "Faktur.pdf"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("tagihan\u202efdp.exe", "tagihanfdp.exe"),
        ("dua\nbaris\x00.pdf", "dua baris.pdf"),
        ("titik.pdf. ", "titik.pdf"),
        ("Proposal   Dago.pdf", "Proposal Dago.pdf"),
    ],
)
def test_a_name_is_one_line_to_read_and_never_a_path(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_a_name_of_ninety_letters_stays_and_a_longer_one_keeps_its_ending() -> None:
    ninety = "Perjanjian kerja sama pengadaan mesin kopi dan biji kopi untuk tiga cabang Dago 2026-27.pdf"
    assert len(ninety) > 90
    assert clean_name(ninety) == ninety
    long = clean_name("a" * 300 + ".pdf")
    assert len(long) == LONGEST
    assert long.endswith("a.pdf")


@given(st.text(max_size=300))
def test_whatever_is_typed_the_name_is_short_plain_and_stays_as_it_is_the_second_time(typed: str) -> None:
    name = clean_name(typed)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set("/\\\0\n\r")
    assert not name.startswith(".")
    assert clean_name(name) == name
    assert ending_of(name).isalnum() or ending_of(name) == ""


@given(st.dictionaries(st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1), st.binary(), max_size=8))
def test_the_names_in_an_archive_are_read_as_python_reads_them(names: dict[str, bytes]) -> None:
    made = samples.archive(names)
    with zipfile.ZipFile(BytesIO(made)) as archive:
        listed = list_zip(BytesIO(made))
        assert listed.names == frozenset(one.orig_filename for one in archive.infolist())
        assert listed.unpacked == sum(one.file_size for one in archive.infolist())


@given(st.binary(max_size=2_000), st.sampled_from([b"", b"PK\3\4", b"%PDF-", b"\xff\xd8\xff", b"\0\0\0\x18ftyp"]))
def test_no_bytes_break_the_reading(content: bytes, beginning: bytes) -> None:
    with suppress(NotAZip):
        list_zip(BytesIO(beginning + content + b"PK\5\6" + content[:18]))
    with suppress(Refusal):
        media_type_of(BytesIO(beginning + content), "apa saja.pdf")
