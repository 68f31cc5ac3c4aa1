"""Every page in both themes and widths: axe finds nothing, nothing sticks out of a phone in any font, all targets take
a thumb."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.web.routes import ROUTES
from tests.web.scene import Ids, make_scene, reset_token
from tests.web.test_matrix import PATTERNS, _path
from tests.world import make_world, sign_in

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in the thread of the tests
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ASK = """rules => axe.run(document, { resultTypes: ["violations"], ...rules }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(node => [id, node.html.slice(0, 160), node.any[0]?.message?.slice(0, 120) ?? ""])))"""
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 800}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS: tuple[tuple[str, ViewportSize, str, dict[str, Any]], ...] = (
    ("desk, light", DESK, "light", RULES),
    ("desk, dark", DESK, "dark", CONTRAST),
    ("phone, dark", PHONE, "dark", RULES),
    ("phone, light", PHONE, "light", CONTRAST),
)
WIDER = {  # what a reader's own device does to the letters
    "a wide font": "* { font-family: 'DejaVu Sans', Verdana !important; letter-spacing: .04em !important; }",
    "130% text": "html { font-size: 130% !important; }",
}
ADD_RULE = (
    "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule); document.adoptedStyleSheets = [sheet] }"
)
TOO_SMALL = """() => {
  const found = [];
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";
  for (const one of document.querySelectorAll(wanted)) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || one.disabled) continue;
    if (one.closest("[inert], dialog:not([open]), .vh, .skip")) continue;
    const style = getComputedStyle(one);
    if (style.display === "inline" && one.matches("a")) continue;  // a word in a sentence
    const place = (one.closest("label") ?? one).getBoundingClientRect();
    if (place.width < 2 || place.height < 2) continue;
    if (place.width >= 43.5 && place.height >= 43.5) continue;
    const x = place.left + place.width / 2, y = place.top + place.height / 2;
    const reach = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return hit && (one.contains(hit) || hit.contains(one) && hit.matches("a, label, summary, button")
        || hit.closest("label")?.control === one);
    };
    const wide = place.width >= 43.5 || (reach(-21, 0) && reach(21, 0));
    const high = place.height >= 43.5 || (reach(0, -21) && reach(0, 21));
    if (wide && high) continue;
    const name = (one.getAttribute("aria-label") || one.textContent || one.name || "").trim().slice(0, 30);
    const size = `${Math.round(place.width)}x${Math.round(place.height)}`;
    found.push(`${one.tagName.toLowerCase()}.${one.className} "${name}" ${size}`);
  }
  return found;
}"""


@pytest.fixture
def scene(
    live_server: Any, tmp_path: Path, settings: Any, browser: Browser
) -> Iterator[tuple[str, list[tuple[str, str]], BrowserContext]]:
    settings.DATA_DIR = tmp_path
    world = make_world()
    ids = make_scene(world.workspace, owner=world.wati, seller=world.sari, team=world.jawa)
    ids["token"] = reset_token(world.sari)
    context = browser.new_context(reduced_motion="reduce", service_workers="block")
    owner = sign_in(Client(), world.wati)
    context.add_cookies([{"name": "sessionid", "value": owner.cookies["sessionid"].value, "url": live_server.url}])
    yield live_server.url, list(pages(ids, owner)), context
    context.close()


def pages(ids: Ids, owner: Client) -> Iterator[tuple[str, str]]:
    """Name and path of every route that gives an owner a whole page."""
    for name in sorted(PATTERNS):
        entry = ROUTES[name]
        path = _path(name, entry, ids)
        if entry.get.split()[0] == "200" and b"<!doctype html>" in owner.get(path).getvalue()[:400]:
            yield name, path


def test_every_page_is_for_everyone(scene: tuple[str, list[tuple[str, str]], BrowserContext]) -> None:
    base, places, context = scene
    page, wrong = context.new_page(), []
    for name, path in places:
        page.set_viewport_size(DESK)
        page.goto(base + path)
        page.evaluate(AXE)
        wrong += [f"{name}: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(["", *wrong])
    assert len(places) > 20


def faults(page: Page) -> Iterator[str]:
    for look, size, theme, rules in LOOKS:
        page.set_viewport_size(size)
        if size == PHONE:  # as tall as the page: what sticks to the foot covers nothing then
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(height, 6_000)})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        for rule, place, why in page.evaluate(ASK, rules):
            yield f"{look}: {rule} {place} {why}"
        if size == PHONE and theme == "dark":
            width = page.evaluate("document.scrollingElement.scrollWidth")
            if width > size["width"]:
                yield f"{look}: {width} wide"
            yield from (f"{look}: small {small}" for small in page.evaluate(TOO_SMALL))
            yield from (
                f"{look}: {width} wide in {letters}" for letters, width in widths(page) if width > size["width"]
            )


def widths(page: Page) -> Iterator[tuple[str, int]]:
    for letters, rule in WIDER.items():
        page.evaluate(ADD_RULE, rule)
        yield letters, page.evaluate("document.scrollingElement.scrollWidth")
        page.evaluate("document.adoptedStyleSheets = []")
