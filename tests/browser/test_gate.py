"""A gate in the way of a dragged card: it says why, offers what is missing in place, and lets the card stay."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import EMAIL, Server
from tests.browser.test_board import card, column

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def guarded(server: Server, signed_in: dict[str, object]) -> str:
    """A pipeline whose first stage lets no deal go on without a value and a note; the path of its board."""
    token = server.alur("token", "add", EMAIL).split()[-1]
    note = {"names": {"id": "Kebutuhan dicatat", "en": "Need written down"}, "evidence": "note"}
    body = {
        "name": "Guarded",
        "stages": [
            {
                "names": {"id": "Mulai", "en": "Start"},
                "kind": "prospecting",
                "criteria": [{"field": "value", "demand": "required"}, {"step": note, "demand": "required"}],
            },
            {"names": {"id": "Lanjut", "en": "Onward"}, "kind": "contacting"},
        ],
    }
    request = urllib.request.Request(
        f"{server.base}/api/v1/pipelines",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return f"/pipelines/{json.load(answer)['id']}/"


def test_what_is_missing_is_filled_in_at_the_gate_and_the_card_goes_on(
    page: Page, server: Server, guarded: str
) -> None:
    page.goto(server.base + guarded)
    page.keyboard.press("n")
    dialog = page.locator("#modal[open]")
    dialog.get_by_label("Stage").select_option(label="Guarded: Start")
    dialog.get_by_label("Company").fill("Kopi Gerbang")
    page.keyboard.press("Control+Enter")
    expect(card(page, "Kopi Gerbang")).to_be_visible()
    card(page, "Kopi Gerbang").drag_to(column(page, "Onward").locator(".col__list"))
    expect(dialog).to_contain_text("Cannot move to Onward yet")
    expect(dialog).to_contain_text("Need written down")
    expect(column(page, "Start").locator(".card", has_text="Kopi Gerbang")).to_be_attached()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(column(page, "Start").locator(".card", has_text="Kopi Gerbang")).to_be_visible()
    card(page, "Kopi Gerbang").drag_to(column(page, "Onward").locator(".col__list"))
    dialog.get_by_label("Value").fill("25,000,000")
    dialog.get_by_role("button", name="Save and go on").click()
    expect(dialog.locator(".field__err").first).to_be_visible()
    expect(dialog.get_by_label("Value")).to_have_value("25,000,000")
    dialog.get_by_label("Need written down").fill("Two machines before Lebaran")
    dialog.get_by_role("button", name="Save and go on").click()
    expect(column(page, "Onward").locator(".card", has_text="Kopi Gerbang")).to_contain_text("Rp 25 mn")
    page.keyboard.press("z")
    expect(column(page, "Start").locator(".card", has_text="Kopi Gerbang")).to_be_visible()
    expect(card(page, "Kopi Gerbang")).not_to_contain_text("Rp 25 mn")


def test_a_card_dropped_on_won_meets_the_gate_too(page: Page, server: Server, guarded: str) -> None:
    page.goto(server.base + guarded)
    page.keyboard.press("n")
    page.locator("#modal[open]").get_by_label("Stage").select_option(label="Guarded: Start")
    page.locator("#modal[open]").get_by_label("Company").fill("Kopi Pagar")
    page.keyboard.press("Control+Enter")
    card(page, "Kopi Pagar").drag_to(page.locator("[data-outcome=won]"))
    dialog = page.locator("#modal[open]")
    dialog.get_by_role("button", name=re.compile("won", re.I)).click()
    expect(dialog).to_contain_text("Cannot be won yet")
    page.keyboard.press("Escape")
    expect(card(page, "Kopi Pagar")).to_be_visible()


def test_what_is_typed_while_the_answer_is_on_its_way_is_kept(page: Page, server: Server, guarded: str) -> None:
    page.goto(server.base + guarded)
    page.keyboard.press("n")
    dialog = page.locator("#modal[open]")
    dialog.get_by_label("Stage").select_option(label="Guarded: Start")
    dialog.get_by_label("Company").fill("Kopi Lambat")
    page.keyboard.press("Control+Enter")
    card(page, "Kopi Lambat").drag_to(column(page, "Onward").locator(".col__list"))
    held: list[Route] = []
    page.route("**/gate/", lambda route: held.append(route))
    dialog.get_by_label("Value").fill("25,000,000")
    with page.expect_request("**/gate/"):
        dialog.get_by_role("button", name="Save and go on").click()
    dialog.get_by_label("Need written down").fill("Two machines before Lebaran")
    for route in held:
        route.continue_()
    expect(dialog.locator(".field__err").first).to_be_visible()
    expect(dialog.get_by_label("Value")).to_have_value("25,000,000")
    expect(dialog.get_by_label("Need written down")).to_have_value("Two machines before Lebaran")
