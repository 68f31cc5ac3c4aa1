"""How a file leaves: as what it was recognized to be, and so that no browser runs any of it."""

from __future__ import annotations

from typing import Any, BinaryIO

import structlog

from alur.files.models import StoredFile
from alur.files.queries.places import place_of

_log = structlog.get_logger()


def how_to_serve(file: StoredFile) -> dict[str, Any]:
    """What Django's FileResponse takes beside the bytes.

    Pictures made of points may show in a page; all else is saved, never opened on our address. Were a file both a
    picture and a page (a polyglot), `nosniff` keeps it a picture and `sandbox` keeps it mute.
    """
    return {
        "content_type": file.media_type,
        "as_attachment": not file.is_inline,
        "filename": file.name,
        "headers": {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-cache",
            "ETag": etag_of(file),
        },
    }


def etag_of(file: StoredFile) -> str:
    return f'"{file.sha256}"'


def open_content(file: StoredFile) -> BinaryIO | None:
    """The bytes, or None where the disk has lost them (a database restored without its files)."""
    try:
        return place_of(file).open("rb")
    except FileNotFoundError:
        _log.error("a file has no bytes", workspace=file.workspace_id, file=file.id)
        return None
