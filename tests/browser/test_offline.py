"""On a phone without a connection: what was seen can be read, nothing is sent, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, Server

pytestmark = pytest.mark.browser
KEPT = "caches.open('pages').then(pages => pages.keys()).then(all => all.map(one => new URL(one.url).pathname))"


@pytest.fixture
def phone(browser: Browser, server: Server, signed_in: dict[str, Any]) -> Iterator[BrowserContext]:
    """Signed in on its own, so that signing out ends no other test's session."""
    made = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, has_touch=True)
    made.set_default_timeout(30_000)
    page = made.new_page()
    page.goto(f"{server.base}/sign-in/")
    sign_in(page)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.close()
    yield made
    made.close()


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def open_kept(page: Page, address: str) -> None:
    """Visit a page, until the worker has kept it."""
    page.goto(address)
    path = address.split("/", 3)[3]
    page.wait_for_function(f"{KEPT}.then(paths => paths.includes('/{path}'))")


def test_seen_pages_are_read_offline_and_say_so_and_others_are_listed(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    open_kept(page, f"{server.base}/organizations/")
    open_kept(page, f"{server.base}/products/")
    phone.set_offline(True)
    page.goto(f"{server.base}/organizations/")
    expect(page.locator("#offline")).to_contain_text("only for reading")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    page.goto(f"{server.base}/trash/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    page.get_by_role("link", name="Products").click()
    expect(page.locator("#offline")).to_contain_text("only for reading")
    phone.set_offline(False)
    page.goto(f"{server.base}/products/")
    expect(page.locator("#offline")).to_be_hidden()


def test_a_form_is_not_sent_offline_and_keeps_what_was_typed(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    page.goto(f"{server.base}/persons/new/")
    page.get_by_label("Name").fill("Ibu Ratna")
    phone.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("No connection")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("alur-toast")).to_contain_text("Not sent")
    expect(page.get_by_label("Name")).to_have_value("Ibu Ratna")
    phone.set_offline(False)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/persons/*/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ibu Ratna")


def test_a_line_that_breaks_while_sending_gives_the_form_back_filled_in(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    page.goto(f"{server.base}/persons/new/")
    page.get_by_label("Name").fill("Pak Anton")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    phone.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("body")).to_contain_text("It was not sent")
    phone.set_offline(False)
    page.get_by_role("link", name="Back to what I typed").click()
    expect(page.get_by_label("Name")).to_have_value("Pak Anton")


def test_who_signs_out_leaves_nothing_on_the_device(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    open_kept(page, f"{server.base}/organizations/")
    page.goto(f"{server.base}/more/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.wait_for_function(f"{KEPT}.then(paths => paths.length === 0)")
    phone.set_offline(True)
    page.goto(f"{server.base}/organizations/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.get_by_role("link", name="Customers")).to_have_count(0)


def test_what_another_app_shares_waits_to_be_kept(phone: BrowserContext, server: Server) -> None:
    """As the system hands it over: a form sent to /share/, which the worker takes in."""
    page = phone.new_page()
    page.goto(f"{server.base}/organizations/")
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: "/share/", enctype: "multipart/form-data" });
          const picture = "PHOTO;ENCODING=b:" + "A".repeat(9000);
          const card = ["BEGIN:VCARD", picture, "FN:Ibu Ratna", "TEL:081234567890", "END:VCARD"].join("\\n");
          const file = new File([card], "ratna.vcf");
          const files = new DataTransfer();
          files.items.add(file);
          const field = Object.assign(document.createElement("input"), { type: "file", name: "files" });
          field.files = files.files;
          form.append(field);
          document.body.append(form);
          form.submit();
        }"""
    )
    page.wait_for_url("**/share/?*")
    expect(page.locator("main")).to_contain_text("081234567890")
    page.get_by_role("link", name="Keep as a person").click()
    expect(page.get_by_label("Telephone")).to_have_value("081234567890")


SHARES = """async ([image, name]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/share/", enctype: "multipart/form-data" });
  const files = new DataTransfer();
  const bytes = await (await fetch(image)).arrayBuffer();
  files.items.add(new File([bytes], name, { type: "image/png" }));
  const field = Object.assign(document.createElement("input"), { type: "file", name: "files" });
  field.files = files.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""
"""As the system hands a photo over."""


def test_a_shared_photo_waits_on_the_phone_and_stands_among_the_deals_files_once_chosen(
    phone: BrowserContext, server: Server
) -> None:
    page = phone.new_page()
    page.goto(f"{server.base}/organizations/")
    page.evaluate(SHARES, ["/static/icons/icon-192.png", "bar depan.png"])
    page.wait_for_url("**/share/?*")
    picture = page.get_by_role("img", name="bar depan.png")
    expect(picture).to_be_visible()
    page.evaluate(SHARES, ["/static/icons/icon-192.png", "struk.png"])
    expect(page.get_by_role("img", name="struk.png")).to_be_visible()
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 192
    page.get_by_role("button", name="Leave out struk.png").click()
    expect(page.get_by_role("img", name="struk.png")).to_have_count(0)
    # The session ends meanwhile: it still waits for whoever shared it.
    phone.clear_cookies(name="sessionid")
    page.reload()
    sign_in(page)
    expect(picture).to_be_visible()
    page.locator("main").get_by_role("link", name="New deal").click()
    dialog = page.locator("#modal")
    expect(dialog.get_by_role("img", name="bar depan.png")).to_be_visible()
    dialog.get_by_label("What is sold").fill("Mesin untuk bar depan")
    dialog.get_by_role("button", name="Save deal").click()
    expect(page.get_by_role("heading", name="Mesin untuk bar depan")).to_be_visible()
    expect(page.locator("#files")).to_contain_text("bar depan.png")
    page.wait_for_function("caches.has('shared').then(is => !is)")
    # One that nobody chose a place for is gone a day later.
    page.evaluate(
        """async () => {
          const headers = { "Alur-Kept-At": new Date(Date.now() - 25 * 3600 * 1000).toISOString() };
          await (await caches.open("shared")).put("/-/shared/0", new Response("lama", { headers }));
        }"""
    )
    page.goto(f"{server.base}/share/?files=1")
    page.wait_for_function("caches.open('shared').then(all => all.keys()).then(all => all.length === 0)")
