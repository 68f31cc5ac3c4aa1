"""A passkey in a real browser, with Chromium's own make-believe phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "rina@arunika.example", "kopi-tubruk-manis"


def give_phone(page: Page) -> None:
    """A device that holds passkeys, knows its owner by a fingerprint, and touches by itself."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_rina_makes_a_passkey_and_signs_in_with_it_alone(server: Server, browser: Browser, signed_in: object) -> None:
    server.alur("user", "add", EMAIL, "--name", "Rina", "--role", "manager", "--password-stdin", typed=PASSWORD)
    base = server.base.replace("127.0.0.1", "localhost")  # browsers make keys for names alone
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    give_phone(page)
    page.goto(f"{base}/sign-in/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{base}/settings/me/")
    page.get_by_role("link", name="Passkey", exact=True).click()
    page.get_by_label("What you call it").fill("Pixel 8")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("#codes")).to_contain_text(re.compile(r"([a-z2-9]{4}-){3}[a-z2-9]{4}"))
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("Passkey, Pixel 8")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{base}/sign-in/?next=/settings/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{base}/settings/me/")
    expect(page.get_by_text("10 of 10 left")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{base}/sign-in/?next=/settings/me/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{base}/settings/me/")
    context.close()
