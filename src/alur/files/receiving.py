"""Files while they come in over HTTP: bounded, whichever door they come through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from alur.files.operations.staging import too_large

LIMITS_A_REQUEST = 4
CUT_OFF = "alur.cut_off"


class Bounded(FileUploadHandler):
    """Stops taking in a file at the limit, and remembers its name for the sentence."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > settings.FILE_LIMIT and self.request is not None:
            self.request.META.setdefault(CUT_OFF, []).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler makes the file."""


def check_sizes(meta: Mapping[str, Any]) -> None:
    """Refusal where a file of the request with these META was cut off at the limit."""
    if cut_off := meta.get(CUT_OFF):
        raise too_large(cut_off[0])


def most_at_once() -> int:
    """Bytes that a request may have: no more are even read."""
    limit: int = settings.FILE_LIMIT
    return limit * LIMITS_A_REQUEST


def is_too_much(meta: Mapping[str, Any]) -> bool:
    length = str(meta.get("CONTENT_LENGTH") or "0")
    return length.isdecimal() and int(length) > most_at_once()
