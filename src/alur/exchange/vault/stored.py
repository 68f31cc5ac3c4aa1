"""Stored files in an export: an entry each, its bytes as they are, named by the file's id."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from alur.exchange.vault.archive import CHUNK, ArchiveReader, ArchiveWriter, Entry, damaged
from alur.exchange.vault.snapshot import Snapshot
from alur.files.models import StoredFile
from alur.files.queries.places import place_for

FOLDER = "files/"


def write_files(archive: ArchiveWriter, moment: Snapshot, workspace_id: int) -> Iterator[None]:
    """One after the other; a file whose bytes were purged meanwhile is left out."""
    for rows in moment.rows("SELECT id FROM files_storedfile WHERE workspace_id = %s ORDER BY id", [workspace_id]):
        for (file_id,) in rows:
            place = place_for(workspace_id, file_id)
            if not place.exists():
                continue
            with place.open("rb") as content, archive.entry(f"{FOLDER}{file_id}", is_packed=False) as entry:
                while data := content.read(CHUNK):
                    entry.write(data)
            yield


def restore_files(archive: ArchiveReader, workspace_id: int, *, origin_id: int) -> Iterator[int]:
    """Put the files of restored rows into their place, giving 1 for each that came.

    A nightly copy holds no files: those of its own installation are taken from where they lie, if they are the same.
    NotOurs for one that belongs to no row, or is another than its row says.
    """
    known = StoredFile.everything.filter(workspace_id=workspace_id).values_list("id", "size", "sha256")
    wanted = {f"{FOLDER}{file_id}": (file_id, size, sha256) for file_id, size, sha256 in known}
    for name, entry in archive.entries.items():
        if not name.startswith(FOLDER):
            continue
        file_id, *said = wanted.pop(name, (0, 0, ""))
        if said != [entry.bytes, entry.sha256]:
            raise damaged(name)
        _write(place_for(workspace_id, file_id), archive, entry)
        yield 1
    for file_id, size, sha256 in wanted.values():
        origin = place_for(origin_id, file_id)
        if origin.is_file() and origin.stat().st_size == size and _sum(origin) == sha256:
            place = place_for(workspace_id, file_id)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            link_or_copy(origin, place)
            yield 1


def link_or_copy(origin: Path, place: Path) -> None:
    """A second name for the same bytes, which never change; a copy where the disk knows no second names."""
    try:
        os.link(origin, place)
    except OSError:
        shutil.copyfile(origin, place)
        place.chmod(0o600)


def _write(place: Path, archive: ArchiveReader, entry: Entry) -> None:
    """Readable by nobody else, never executable."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        for data in archive.pieces(entry):
            copy.write(data)
        copy.flush()
        os.fsync(copy.fileno())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
