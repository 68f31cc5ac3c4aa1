"""On a phone whatever opens is a sheet at the foot, as wide as the phone: no size of a desk's menu reaches it."""

from __future__ import annotations

import re
from pathlib import Path

import alur.web

STYLES = Path(alur.web.__file__).parent / "static" / "css" / "components"
SIZED = re.compile(r"[^{}]*\.drop > \.menu(?![-\w])[^{}]*\{[^}]*inline-size: \d+px")


def test_no_menu_keeps_the_width_of_a_desk_on_a_phone() -> None:
    sized = {
        f"{path.name}: {line}"
        for path in STYLES.glob("*.css")
        for line in path.read_text().splitlines()
        if SIZED.search(line) and "@media (width > 720px)" not in line
    }
    assert not sized
