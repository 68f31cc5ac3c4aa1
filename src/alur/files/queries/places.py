"""Where the bytes of files lie: `files/<workspace>/<last two digits>/<id>` in the data folder.

Made of our own ids alone, so that nothing typed ever becomes a path; without an ending, so that nothing runs it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from alur.files.models import StoredFile


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def folder_of(workspace_id: int) -> Path:
    return root() / str(int(workspace_id))


def place_for(workspace_id: int, file_id: int) -> Path:
    return folder_of(workspace_id) / f"{int(file_id) % 100:02}" / str(int(file_id))


def place_of(file: StoredFile) -> Path:
    return place_for(file.workspace_id, file.id)
