"""Whole ways through a sale, as they are gone in either language: nothing here is read by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Server

pytestmark = pytest.mark.browser


SELLER = "dian@arunika.example"


@pytest.fixture(scope="module")
def dian(server: Server, signed_in: dict[str, Any], browser: Browser) -> dict[str, Any]:
    """Dian sells here, and has chosen no language: the state of a session."""
    words = ("user", "add", SELLER, "--name", "Dian Anjani", "--role", "owner", "--password-stdin")
    server.alur(*words, typed=PASSWORD)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.base}/sign-in/")
    page.fill("[name=email]", SELLER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, server: Server, dian: dict[str, Any], language: str) -> Iterator[Page]:
    """Dian's page in one language, whose script errors fail the test."""
    made = browser.new_context(
        storage_state=dian,  # type: ignore[arg-type]
        viewport={"width": 1440, "height": 900},
    )
    made.add_cookies([{"name": "language", "value": language, "url": server.base}])
    opened = made.new_page()
    opened.set_default_timeout(20_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    made.close()
    assert errors == []


def begin(page: Page, server: Server, company: str) -> str:
    """A deal by the form of quick add; the address of its page."""
    page.goto(f"{server.base}/deals/new/")
    page.fill("[name=company]", company)
    page.fill("[name=title]", f"Mesin untuk {company}")
    page.locator("form.dialog [data-save]").click()
    page.wait_for_url(re.compile(r"/deals/\d+/$"))
    return page.url


def test_a_cold_prospect_is_qualified_offered_to_put_off_and_won_from_a_phone(
    page: Page, server: Server, browser: Browser, language: str
) -> None:
    deal = begin(page, server, {"id": "Kopi Dago", "en": "Teh Braga"}[language])
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".temp--cold").first).to_be_visible()
    is_closed = page.locator("button[name=outcome][value=open]")

    answers = page.locator("form[action$='answers/']")
    for select in answers.locator("select").all():
        select.select_option(index=1)
    answers.locator("button.btn--primary").click()
    expect(page.locator("[data-follows=fit] .good")).to_be_visible()

    page.goto(deal)
    page.locator("details:has(form[action$='tracks/']) > summary").click()
    page.locator("form.menu[action$='tracks/'] button").last.click()
    expect(page.locator(".inlineform[action$='tracks/'] button")).to_have_count(1)
    expect(page.locator(".lane__svg rect")).to_have_count(2)

    page.locator("form[action$='quotes/'] button").click()
    page.wait_for_url(re.compile(r"/quotes/\d+/$"))
    quote = page.url
    page.locator("[name=line-name]").first.fill("Mesin espresso")
    page.locator("[name=line-quantity]").first.fill("2")
    page.locator("[name=line-price]").first.fill("20000000")
    page.locator("header button[formaction$='sending/']").click()
    link = page.locator("#f-link").input_value()

    page.goto(f"{deal}closure/?outcome=postponed")
    page.locator("label.chip").first.click()
    page.fill("[name=until]", (datetime.now(tz=UTC).date() + timedelta(days=30)).isoformat())
    page.locator("form.dialog [data-save]").click()
    page.wait_for_url(deal)
    expect(is_closed).to_be_visible()
    is_closed.click()
    expect(is_closed).to_have_count(0)

    accept_on_a_phone(browser, link)

    page.goto(quote)
    page.locator("form[action$='/order/'] button").click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    expect(page.locator("main")).to_contain_text(re.compile(r"44[.,]400[.,]000"))
    page.goto(deal)
    expect(is_closed).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(r"Rp\s40[.,]000[.,]000"))


def accept_on_a_phone(browser: Browser, link: str) -> None:
    """By someone who never signed in: nothing is wider than the screen, and the answer stands there."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone = context.new_page()
    phone.set_default_timeout(20_000)
    phone.goto(link)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.locator("[name=name]").first.fill("Ratna Anggraini")
    phone.locator("[name=authorised]").check()
    phone.locator("button[value=accepted]").click()
    expect(phone.locator(".pub__done")).to_contain_text("Ratna Anggraini")
    context.close()


def test_a_prospect_that_proves_unfit_leaves_every_queue_and_stands_in_the_report(
    page: Page, server: Server, language: str
) -> None:
    company = {"id": "Kopi Jauh", "en": "Teh Kecil"}[language]
    deal = begin(page, server, company)
    page.goto(f"{deal}closure/?outcome=not_a_fit")
    page.locator("label.chip:has([name=reason])").first.click()
    page.locator("form.dialog [data-save]").click()
    page.wait_for_url(deal)
    expect(page.locator("button[name=outcome][value=open]")).to_be_visible()
    for path in ("/", "/pipelines/", "/forgotten/", "/activities/"):
        answer = page.goto(server.base + path)
        assert answer is not None
        assert answer.ok
        expect(page.locator("main").first).not_to_contain_text(company)
    page.goto(f"{server.base}/reports/unfit/")
    page.locator("main a", has_text=company).click()
    page.wait_for_url(deal)
