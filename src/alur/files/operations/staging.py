"""Files on their way in: checked and written to the disk before the transaction that makes them known.

Reading 25 MB and writing it down takes longer than a write transaction may (200 ms). What no row names in the end is
removed again at once; what a killed process leaves is swept up later (`purging.sweep`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from alur.files.models import StoredFile
from alur.files.naming import clean_name
from alur.files.queries.lists import bytes_kept
from alur.files.queries.places import place_for
from alur.files.recognizing import media_type_of
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal

CHUNK = 1 << 20
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """What someone sends: a name as they have it, and bytes that can be read from the beginning."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file whose bytes lie under the id that its row will have."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str


@contextmanager
def staging(workspace_id: int, uploads: Sequence[Upload]) -> Iterator[list[Staged]]:
    """Check all, then write all; afterwards remove what was not made known. Refusal names the file at fault."""
    checked = [(upload, *_check(upload)) for upload in uploads]
    _check_room(workspace_id, sum(size for *_, size in checked))
    ids = [new_id() for _ in checked]
    try:
        yield [
            Staged(file_id, name, media_type, size, _write(workspace_id, file_id, upload.content))
            for file_id, (upload, name, media_type, size) in zip(ids, checked, strict=True)
        ]
    finally:
        known = StoredFile.everything.filter(workspace_id=workspace_id, id__in=ids).values_list("id", flat=True)
        for file_id in set(ids) - set(known if ids else ()):
            place_for(workspace_id, file_id).unlink(missing_ok=True)


def too_large(name: str) -> Refusal:
    return Refusal(
        N_("“%(name)s” is larger than %(most)d MB. Send a smaller one."),
        field="file",
        name=clean_name(name),
        most=settings.FILE_LIMIT // MEGABYTE,
    )


def _check(upload: Upload) -> tuple[str, str, int]:
    """(name, media type, size)"""
    name = clean_name(upload.name)
    size = upload.content.seek(0, os.SEEK_END)
    if size == 0:
        raise Refusal(N_("“%(name)s” is empty."), field="file", name=name)
    if size > settings.FILE_LIMIT:
        raise too_large(name)
    media_type, name = media_type_of(upload.content, name)
    return name, media_type, size


def _check_room(workspace_id: int, wanted: int) -> None:
    """Two that come in at one moment may both pass: the room is for planning a disk, not for guarding one."""
    if wanted and bytes_kept(workspace_id) + wanted > settings.FILES_QUOTA:
        most = settings.FILES_QUOTA // MEGABYTE
        raise Refusal(
            N_("There is no room for more files: this workspace may keep %(most)d MB, the trash counted."),
            field="file",
            most=most,
        )


def _write(workspace_id: int, file_id: int, content: IO[bytes]) -> str:
    """Copy to its place, readable by nobody else, never executable. Returns the SHA-256."""
    place = place_for(workspace_id, file_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    content.seek(0)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()
