"""What opens over a page: axe finds nothing in it, and it is all reached, walked, left and heard by keyboard alone."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, Server
from tests.browser.test_accessible import ASK, AXE, CONTRAST, RULES

pytestmark = pytest.mark.browser

# What lies under a menu is covered by it: no target there is pressed before the menu is closed.
UNDER = RULES | {"rules": {"target-size": {"enabled": False}}}
NO_RING = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const ring = one => getComputedStyle(one).outlineStyle !== "none";
  const bare = [];
  for (const one of document.querySelectorAll(wanted)) {
    if (one.disabled || one.closest("[inert]") || !one.checkVisibility({ visibilityProperty: true })) continue;
    one.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== one || one.closest(".palette__in")) continue;
    let at = one;
    while (at && !ring(at)) at = at.parentElement;
    if (!at) bare.push(one.outerHTML.slice(0, 120));
  }
  return bare;
}"""
# However long the form: the buttons at its foot are in reach before one has scrolled.
FOOT_AWAY = """() => {
  const modal = document.querySelector("#modal[open]");
  const foot = modal?.querySelector(".dialog__f");
  modal?.scrollTo(0, 0);
  return Boolean(foot) && foot.getBoundingClientRect().bottom > modal.getBoundingClientRect().bottom + 1;
}"""


@pytest.fixture(scope="module")
def scene(server: Server, signed_in: dict[str, object]) -> dict[str, str]:
    """The paths of a board whose first stage lets nothing go without a note, and of a deal that stands in it."""
    token = server.alur("token", "add", EMAIL).split()[-1]

    def make(path: str, body: dict[str, object]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{server.base}/api/v1/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            made: dict[str, Any] = json.load(answer)
        return made

    note = {"names": {"id": "Kebutuhan dicatat", "en": "Need written down"}, "evidence": "note"}
    first = {
        "names": {"id": "Awal", "en": "First"},
        "kind": "prospecting",
        "criteria": [{"step": note, "demand": "required"}],
    }
    second = {"names": {"id": "Lalu", "en": "Then"}, "kind": "contacting"}
    pipeline = make("pipelines", {"name": "Opened", "stages": [first, second]})
    stages = [stage["id"] for stage in pipeline["stages"]]
    deal = make("deals", {"title": "Kopi Terbuka", "pipeline": pipeline["id"], "stage": stages[0]})
    return {"board": f"/pipelines/{pipeline['id']}/", "deal": f"/deals/{deal['id']}/", "next": str(stages[1])}


@pytest.fixture
def page(page: Page) -> Page:
    page.emulate_media(reduced_motion="reduce")  # a colour on its way from one theme to the other has no contrast
    return page


def dialog(address: str, **sent: str) -> Callable[[Page], None]:
    """What stands at an address, asked for, or answered to what is sent there, as a press on its button does."""

    def show(page: Page) -> None:
        way = {"verb": "POST" if sent else "GET", "address": address, "sent": sent}
        page.evaluate("way => htmx.ajax(way.verb, way.address, { target: '#modal', values: way.sent })", way)
        expect(page.locator("#modal[open]").get_by_role("button").first).to_be_visible()

    return show


def menu(opener: str, inside: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.locator(opener).first.click()
        expect(page.locator(inside).first).to_be_visible()

    return show


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("terbuka")
    expect(page.get_by_role("option", name="Terbuka").first).to_be_visible()


def picked(page: Page) -> None:
    page.locator("#list input[name=pick]").first.check()
    page.locator("#bulk [hx-get], #bulk [name=do]").first.click()
    expect(page.locator("#modal[open]").get_by_role("button").first).to_be_visible()


def test_what_opens_over_a_page_is_for_everyone(page: Page, server: Server, scene: dict[str, str]) -> None:
    deal, board = scene["deal"], scene["board"]
    things: list[tuple[str, str, Callable[[Page], None]]] = [
        ("palette", "/", palette),
        ("keys", "/", dialog("/search/keys/")),
        ("activity", "/", dialog("/activities/new/")),
        ("quick add", board, dialog("/deals/new/")),
        ("move to", board, dialog(f"{deal}stage/")),
        ("gate", board, dialog(f"{deal}stage/", stage=scene["next"])),
        ("won", board, dialog(f"{deal}closure/?outcome=won")),
        ("lost", board, dialog(f"{deal}closure/?outcome=lost")),
        ("postponed", board, dialog(f"{deal}closure/?outcome=postponed")),
        ("filter of the board", board, menu(".toolbar .drop summary", ".toolbar .drop[open] .menu *")),
        ("filter builder", "/deals/", menu(".drop:has(> .menu--builder) > summary", ".menu--builder .rule, .builder")),
        ("columns", "/deals/", menu(".drop:has(> .menu--columns) > summary", ".menu--columns label")),
        ("bulk", "/deals/", picked),
        ("more on a deal", deal, menu(".topbar .drop--end > summary", ".topbar .drop[open] .menu__i")),
        ("plan for a day", deal, menu(".composer .drop > summary", ".composer [name=due_on]")),
    ]
    wrong = []
    for name, path, show in things:
        page.goto(server.base + path)
        show(page)
        page.evaluate(AXE)
        for theme, rules in (("light", UNDER), ("dark", CONTRAST)):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            wrong += [f"{name}, {theme}: {rule} {place} {why}" for rule, place, why in page.evaluate(ASK, rules)]
        wrong += [f"{name}: no ring on {one}" for one in page.evaluate(NO_RING)]
        page.set_viewport_size({"width": 1440, "height": 400})
        wrong += [f"{name}: its foot is out of reach"] if page.evaluate(FOOT_AWAY) else []
        page.set_viewport_size({"width": 1440, "height": 900})
    assert not wrong, "\n".join(["", *wrong])


def test_menus_and_dialogs_are_walked_and_left_by_keyboard(page: Page, server: Server, scene: dict[str, str]) -> None:
    page.goto(server.base + scene["deal"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    more = page.locator(".topbar .drop--end > summary")
    items = page.locator(".topbar .drop--end > .menu .menu__i")
    more.focus()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(items.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    modal = page.locator("#modal[open]")
    expect(modal.get_by_role("heading")).to_be_visible()
    expect(page.get_by_role("dialog", name="Move to")).to_be_visible()
    for _round in range(40):
        page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement === document.body || document.querySelector('#modal').contains(document.activeElement)"
    )
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    expect(more).to_be_focused()


def test_escape_closes_the_topmost_alone_and_the_palette_keeps_what_was_typed(
    page: Page, server: Server, scene: dict[str, str]
) -> None:
    page.goto(f"{server.base}/deals/")
    page.keyboard.press("n")
    modal = page.locator("#modal[open]")
    modal.get_by_label("Company").fill("Kopi Tertinggal")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(modal).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#palette[open]")).to_have_count(0)
    page.keyboard.press("n")
    expect(modal.get_by_label("Company")).to_have_value("Kopi Tertinggal")
    modal.get_by_label("Value").fill("45 m")
    page.keyboard.press("Control+Enter")
    expect(modal.get_by_label("Value")).to_have_attribute("aria-invalid", "true")
    expect(modal.get_by_label("Value")).to_be_focused()
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    builder = page.locator(".drop:has(> .menu--builder)")
    page.keyboard.press("f")
    expect(builder.locator(".rule").first).to_be_visible()
    choice = builder.locator(".pick")
    choice.locator("> summary").click()
    expect(choice.locator("label").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(choice.locator("label").first).to_be_hidden()
    expect(builder.locator("> .menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(builder.locator("> .menu")).to_be_hidden()
    expect(builder.locator("> summary")).to_be_focused()
