"""The time zones that a form offers: Indonesia's three by the names people use, then the others."""

from __future__ import annotations

from functools import lru_cache

from alur.kernel.dates import known_zones

INDONESIAN = (
    ("Asia/Jakarta", "WIB, Jakarta (UTC+7)"),
    ("Asia/Makassar", "WITA, Makassar (UTC+8)"),
    ("Asia/Jayapura", "WIT, Jayapura (UTC+9)"),
)
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_choices(current: str = "") -> list[tuple[str, str]]:
    """(name, title) pairs; `current` is among them even where it is unusual."""
    choices = list(_usual())
    return choices if not current or current in dict(choices) else [(current, current), *choices]


@lru_cache(maxsize=1)
def _usual() -> tuple[tuple[str, str], ...]:
    named = dict(INDONESIAN)
    others = sorted(
        zone for zone in known_zones() if zone.split("/")[0] in REGIONS and zone not in named and zone.count("/") == 1
    )
    return (*INDONESIAN, ("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in others))
