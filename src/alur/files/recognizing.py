"""What a file holds, read from the file itself: an allow-list of kinds, none of which a browser would run.

A name is believed only where it agrees with the content. Nothing is ever unpacked.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from alur.files.naming import ending_of
from alur.files.zip_listing import NotAZip, list_zip
from alur.kernel.refusal import N_, Refusal

HEAD = 128
CHUNK = 1 << 20
MOST_UNPACKED = 1 << 30


@dataclass(frozen=True, slots=True)
class Kind:
    """A content, what it is called, and for each ending it may have, the type it is served as. The first is usual."""

    label: str
    endings: dict[str, str]


PDF = Kind("PDF", {"pdf": "application/pdf"})
JPEG = Kind("JPEG", {"jpg": "image/jpeg", "jpeg": "image/jpeg"})
PNG = Kind("PNG", {"png": "image/png"})
GIF = Kind("GIF", {"gif": "image/gif"})
WEBP = Kind("WebP", {"webp": "image/webp"})
HEIC = Kind("HEIC", {"heic": "image/heic", "heif": "image/heif"})
MP4 = Kind("MP4", {"mp4": "video/mp4", "m4a": "audio/mp4", "mov": "video/quicktime", "3gp": "video/3gpp"})
OGG = Kind("Ogg", {"ogg": "audio/ogg", "opus": "audio/ogg", "oga": "audio/ogg"})
MP3 = Kind("MP3", {"mp3": "audio/mpeg"})
OLD_OFFICE = Kind(
    "Office 97",
    {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"},
)
TEXT = Kind("TXT", {"txt": "text/plain", "csv": "text/csv"})

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OFFICE = {
    "word/document.xml": Kind("Word", {"docx": f"{_OPEN_XML}.wordprocessingml.document"}),
    "xl/workbook.xml": Kind("Excel", {"xlsx": f"{_OPEN_XML}.spreadsheetml.sheet"}),
    "ppt/presentation.xml": Kind("PowerPoint", {"pptx": f"{_OPEN_XML}.presentationml.presentation"}),
}
OPEN_DOCUMENTS = {
    b"text": Kind("OpenDocument", {"odt": f"{_OPEN_DOCUMENT}.text"}),
    b"spreadsheet": Kind("OpenDocument", {"ods": f"{_OPEN_DOCUMENT}.spreadsheet"}),
    b"presentation": Kind("OpenDocument", {"odp": f"{_OPEN_DOCUMENT}.presentation"}),
}
MACRO_FOLDERS, MACRO_ENDING = ("xl/macrosheets/", "basic/"), "vbaproject.bin"

ENDINGS = frozenset(
    ending
    for kind in (
        PDF, JPEG, PNG, GIF, WEBP, HEIC, MP4, OGG, MP3, OLD_OFFICE, TEXT, *OFFICE.values(), *OPEN_DOCUMENTS.values()
    )
    for ending in kind.endings
)  # fmt: skip

_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
)
_PHOTO_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_FILM_BRANDS = (b"iso", b"mp4", b"M4A", b"M4V", b"qt ", b"avc1", b"dash", b"MSNV", b"3gp", b"3g2")


def media_type_of(file: IO[bytes], name: str) -> tuple[str, str]:
    """(type to serve it as, name with the right ending). Refusal for what is not kept here, or not what it says."""
    ending = ending_of(name)
    kind = _kind_of(file, name) if not ending or ending in ENDINGS else None
    if kind is None:
        message = N_("“%(name)s” is not a kind of file that is kept here. Send a PDF, a photo or an Office document.")
        raise Refusal(message, field="file", name=name)
    if ending and ending not in kind.endings:
        raise Refusal(
            N_("“%(name)s” is not what its name says: it holds %(kind)s. Save it again under its right name."),
            field="file",
            name=name,
            kind=kind.label,
        )
    usual = next(iter(kind.endings))
    return kind.endings[ending or usual], name if ending else f"{name}.{usual}"


def _kind_of(file: IO[bytes], name: str) -> Kind | None:
    file.seek(0)
    head = file.read(HEAD)
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return HEIC if brand in _PHOTO_BRANDS else MP4 if brand.startswith(_FILM_BRANDS) else None
    if head[:4] == b"PK\x03\x04":
        return _office_kind(file, head, name)
    return TEXT if _is_text(file) else None


def _office_kind(file: IO[bytes], head: bytes, name: str) -> Kind | None:
    try:
        listed = list_zip(file)
    except NotAZip:
        return None
    lowered = [one.lower() for one in listed.names]
    if any(one.startswith(MACRO_FOLDERS) or one.endswith(MACRO_ENDING) for one in lowered):
        raise Refusal(
            N_("“%(name)s” carries macros, which can do harm. Save it without them."), field="file", name=name
        )
    if listed.unpacked > MOST_UNPACKED:
        raise Refusal(N_("“%(name)s” would unpack to more than any document holds."), field="file", name=name)
    for sign, kind in OPEN_DOCUMENTS.items():
        # The first entry of an OpenDocument is its type, stored as it is.
        if head[30:].startswith(b"mimetype" + _OPEN_DOCUMENT.encode() + b"." + sign):
            return kind
    if "[Content_Types].xml" not in listed.names:
        return None
    return next((kind for part, kind in OFFICE.items() if part in listed.names), None)


def _is_text(file: IO[bytes]) -> bool:
    """UTF-8, or the single bytes that old spreadsheets save, without control characters."""
    return _reads_as(file, codecs.getincrementaldecoder("utf-8-sig")) or _reads_as(
        file, codecs.getincrementaldecoder("cp1252")
    )


def _reads_as(file: IO[bytes], decoder_class: Callable[[], codecs.IncrementalDecoder]) -> bool:
    decoder = decoder_class()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if _holds_control(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_CONTROL = {number: None for number in range(32) if chr(number) not in "\t\n\r\f"}


def _holds_control(text: str) -> bool:
    return len(text.translate(_CONTROL)) != len(text)
