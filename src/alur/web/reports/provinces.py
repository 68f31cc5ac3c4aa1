"""The 38 provinces as a grid of tiles: each about where it lies, all of one size, so that small ones can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PLACES: dict[int, tuple[int, int, str]] = {
    11: (0, 0, "Aceh"), 12: (1, 1, "Sumut"), 14: (2, 1, "Riau"), 21: (3, 1, "Kepri"), 13: (1, 2, "Sumbar"),
    15: (2, 2, "Jambi"), 19: (3, 2, "Babel"), 17: (2, 3, "Bengkulu"), 16: (3, 3, "Sumsel"), 18: (3, 4, "Lampung"),
    36: (3, 5, "Banten"), 31: (4, 5, "DKI"), 32: (5, 5, "Jabar"), 33: (6, 5, "Jateng"), 34: (6, 6, "DIY"),
    35: (7, 5, "Jatim"), 51: (8, 5, "Bali"), 52: (9, 5, "NTB"), 53: (10, 5, "NTT"),
    61: (5, 2, "Kalbar"), 62: (6, 2, "Kalteng"), 64: (7, 2, "Kaltim"), 65: (7, 1, "Kaltara"), 63: (7, 3, "Kalsel"),
    71: (10, 1, "Sulut"), 75: (9, 1, "Gtalo"), 72: (9, 2, "Sulteng"), 76: (8, 3, "Sulbar"), 73: (9, 3, "Sulsel"),
    74: (10, 3, "Sultra"), 82: (11, 2, "Malut"), 81: (11, 3, "Maluku"),
    96: (12, 2, "P. B. Daya"), 92: (13, 2, "P. Barat"), 94: (13, 3, "P. Tengah"), 91: (14, 2, "Papua"),
    95: (14, 3, "P. Peg."), 93: (14, 4, "P. Selatan"),
}  # fmt: skip
"""Code to column, row and a short name."""
WIDTH, HEIGHT, GAP = 72, 46, 4
COLUMNS, ROWS = 15, 7


@dataclass(frozen=True, slots=True)
class Tile:
    """`share` is how much of the most there is, from 0 to 1; None where there is nothing."""

    code: int
    name: str
    x: int
    y: int
    value: int
    share: float | None


def tiles(values: Mapping[int, int]) -> list[Tile]:
    """All provinces, with these values by code."""
    most = max([value for code, value in values.items() if code in PLACES], default=0) or 1
    return [
        Tile(
            code,
            name,
            column * (WIDTH + GAP),
            row * (HEIGHT + GAP),
            values.get(code, 0),
            round(values[code] / most, 2) if values.get(code) else None,
        )
        for code, (column, row, name) in PLACES.items()
    ]
