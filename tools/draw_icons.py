"""The app's icons as pictures, drawn from the same lines as favicon.svg: run when the drawing changes, and commit."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "src/alur/web/static"
CHROMIUM = os.environ.get("ALUR_CHROMIUM", "/usr/bin/chromium")
GROUND = "#0b6b70"
# name: (pixels, share of the side that the drawing takes, is the ground a full square)
ICONS = {
    "icon-192.png": (192, 1.0, False),
    "icon-512.png": (512, 1.0, False),
    "maskable-512.png": (512, 0.72, True),  # what lies outside a circle of 80 % may be cut away
    "apple-180.png": (180, 0.84, True),
}


def main() -> None:
    drawing = (STATIC / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, (size, share, is_square) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            inner = drawing.replace("<svg ", f'<svg width="{share * size}" height="{share * size}" ', 1)
            ground = GROUND if is_square else "transparent"
            page.set_content(
                f'<body style="margin:0;background:{ground};display:grid;place-items:center;height:100vh">{inner}'
            )
            page.screenshot(path=str(STATIC / "icons" / name), omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
