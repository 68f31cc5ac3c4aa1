"""The zip of an export: JSON lines for each table, files as they are, and a manifest with counts and sha256 of all.

It is read as something a stranger made: names are looked up and never followed, sizes are believed only as far as the
manifest and the zip agree, and nothing is held in memory but one line.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

from alur.kernel.refusal import N_, Refusal

FORMAT, VERSION = "alur.workspace", 1
MANIFEST = "manifest.json"
CHUNK = 1 << 18
LARGEST_MANIFEST = 64 << 20
LONGEST_LINE = 64 << 20
MOST_SQUEEZED = 200
"""No export shrinks to less than so small a part; a bomb does. Deflate reaches a thousand."""
SMALL = 1 << 20

_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What reading a damaged zip raises."""


class NotOurs(Refusal):
    """The file is no export of Alur, is broken, or comes from a newer version. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the zip. `rows` counts the lines of a table."""

    name: str
    rows: int
    bytes: int
    sha256: str


class EntryWriter:
    """Counts and sums what goes into one entry."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name, self._file, self._digest = name, file, hashlib.sha256()
        self._rows = self._size = 0

    def write(self, data: bytes, *, rows: int = 0) -> None:
        self._digest.update(data)
        self._file.write(data)
        self._rows, self._size = self._rows + rows, self._size + len(data)

    def as_entry(self) -> Entry:
        return Entry(self._name, self._rows, self._size, self._digest.hexdigest())


class ArchiveWriter:
    """Writes a zip piece by piece. What fails half way leaves nothing at `path`: it is put there when it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        self.written: list[Entry] = []
        self.sizes: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Level 6 saves a quarter more and takes four times as long as level 1.
        self._zip = zipfile.ZipFile(self._part, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._zip.close()
        self.sizes = {info.filename: info.compress_size for info in self._zip.infolist()}
        if kind is None:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)

    @contextmanager
    def entry(self, name: str, *, is_packed: bool = True) -> Iterator[EntryWriter]:
        """Open an entry to write; what it became stands in `written` when it is closed."""
        info = zipfile.ZipInfo(name)  # of 1980: the same content gives the same zip
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        with self._zip.open(info if not is_packed else name, "w", force_zip64=True) as file:
            writer = EntryWriter(name, file)
            yield writer
        self.written.append(writer.as_entry())

    def add_manifest(self, manifest: dict[str, Any]) -> None:
        """The last entry: what the others are, and what is told of them all."""
        entries = [asdict(entry) for entry in self.written]
        whole = {"format": FORMAT, "version": VERSION, **manifest, "entries": entries}
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, text)


class ArchiveReader:
    """A zip that says to be an export. Opening it looks at the manifest and the list of entries alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except _BROKEN:
            raise NotOurs(N_("This file is no zip, or its end is missing: fetch or copy it again.")) from None
        try:
            self.manifest = self._read_manifest()
            self.entries = self._read_entries()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def size(self) -> int:
        """Bytes of all entries when unpacked."""
        return sum(entry.bytes for entry in self.entries.values())

    def check(self) -> Iterator[int]:
        """Read every entry through, giving bytes as they come. NotOurs where one is not what the manifest says."""
        for entry in self.entries.values():
            digest, rows = hashlib.sha256(), 0
            for data in self.pieces(entry):
                digest.update(data)
                rows += data.count(b"\n")
                yield len(data)
            if digest.hexdigest() != entry.sha256 or (entry.rows and rows != entry.rows):
                raise damaged(entry.name)

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        try:
            with self._zip.open(entry.name) as file:
                while data := file.read(CHUNK):
                    yield data
        except _BROKEN:
            raise damaged(entry.name) from None

    def lines(self, entry: Entry) -> Iterator[dict[str, Any]]:
        """The rows of a table, one by one."""
        try:
            with self._zip.open(entry.name) as file:
                while line := file.readline(LONGEST_LINE):
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise damaged(entry.name)
                    yield row
        except (*_BROKEN, RecursionError):
            raise damaged(entry.name) from None

    def first_line(self, entry: Entry) -> dict[str, Any] | None:
        return next(self.lines(entry), None)

    def _read_manifest(self) -> dict[str, Any]:
        try:
            if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise KeyError
            manifest = json.loads(_all_of(self._zip.open(MANIFEST), LARGEST_MANIFEST))
        except (*_BROKEN, RecursionError):
            manifest = None
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise NotOurs(N_("This zip is no export of Alur: it has no manifest of one."))
        if type(manifest.get("version")) is not int or manifest["version"] > VERSION:
            raise NotOurs(
                N_("This export was made by a newer Alur (%(version)s). Update Alur first, then restore it."),
                version=str(manifest.get("alur", manifest.get("version")))[:40],
            )
        return manifest

    def _read_entries(self) -> dict[str, Entry]:
        """By name. The zip holds the manifest and what it lists, each once, each of the size it says, and no more."""
        try:
            entries = {one["name"]: Entry(**one) for one in self.manifest["entries"]}
            whole = all(
                isinstance(one.name, str) and isinstance(one.sha256, str)
                and type(one.rows) is int and type(one.bytes) is int and one.rows >= 0 and one.bytes >= 0
                for one in entries.values()
            )  # fmt: skip
        except (KeyError, TypeError):
            raise damaged(MANIFEST) from None
        infos = self._zip.infolist()
        names = [info.filename for info in infos]
        if not whole or sorted(names) != sorted([MANIFEST, *entries]) or len(names) != len(set(names)):
            raise NotOurs(N_("This zip does not hold what its manifest lists, or holds more. It is not restored."))
        for info in infos:
            is_bomb = info.file_size > SMALL and info.file_size > MOST_SQUEEZED * max(1, info.compress_size)
            if is_bomb or info.flag_bits & 1 or _leads_out(info.filename):
                raise NotOurs(N_("This zip holds something that no export of Alur does: %(name)s"), name=info.filename)
            if info.filename != MANIFEST and info.file_size != entries[info.filename].bytes:
                raise damaged(info.filename)
        return entries


def _all_of(file: IO[bytes], most: int) -> bytes:
    with file:
        return file.read(most)


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts)


def damaged(name: str) -> NotOurs:
    return NotOurs(N_("This export is damaged: %(name)s is not as it was written. Fetch or copy it again."), name=name)
