"""One style sheet from main.css and what it imports, so that a phone makes one request instead of forty."""

from __future__ import annotations

import re
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "src/alur/web/static/css"
OUT = CSS.parent / "build/alur.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
HUE_STEP = 15
AXIS_STEP, A_DAY, LANES = 5, 24 * 60, 4


def bundle() -> str:
    main = (CSS / "main.css").read_text()
    parts = [re.search(r"@layer [^{]+?;", main)[0]]  # type: ignore[index]
    for match in IMPORT.finditer(main):
        text = re.sub(r"/\*.*?\*/", "", (CSS / match["path"]).read_text(), flags=re.DOTALL)
        text = re.sub(r"\s+", " ", text).strip()
        parts.append(f"@layer {match['layer']} {{{text}}}")
    # The policy forbids style attributes: what varies is a class.
    hues = "".join(f".hue-{hue}{{--h:{hue}}}" for hue in range(0, 360, HUE_STEP))
    parts.append(f"@layer utilities {{{hues}{axis()}}}")
    return "\n".join(parts)


def axis() -> str:
    """Places on the axis of a day, in minutes: how far down, how long, which lane of how many."""
    steps = range(0, A_DAY, AXIS_STEP)
    rules = [f".at-{at}{{--t:{at}}}.for-{at + AXIS_STEP}{{--d:{at + AXIS_STEP}}}" for at in steps]
    rules += [f".in-{lane}-{width}{{--i:{lane};--n:{width}}}" for width in range(1, LANES + 1) for lane in range(width)]
    rules += [f".hours-{hours}{{--hours:{hours}}}" for hours in range(11, 25)]
    rules += [f".l-{number}{{--l:{number}}}.k-{number}{{--k:{number}}}" for number in range(7)]
    return "".join(rules)


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(bundle())
