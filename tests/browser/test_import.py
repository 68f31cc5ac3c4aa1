"""A spreadsheet brought in by hand: matched, tried, run, mended, taken back; and one, chosen on the start page and sent
at once, that is stopped half way."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def choose(page: Page, server: Server, path: Path) -> None:
    page.goto(f"{server.base}/imports/")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/columns/")


def take_back(page: Page) -> None:
    page.get_by_text("Take the import back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Taken back", exact=True)).to_be_visible()


def test_a_file_is_tried_run_mended_and_taken_back(page: Page, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("nama deal,perusahaan,nilai\nMesin impor,Kopi Impor,1500000\nRusak,Kopi Impor,bukan angka\n")
    choose(page, server, path)
    page.get_by_role("button", name="Try").click()
    expect(page.locator(".wiz__body")).to_contain_text("bukan angka")
    page.get_by_role("button", name="Run the import").click()
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    expect(page.locator(".stats")).to_contain_text("of 2 rows")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download these rows").click()
    errors = tmp_path / "mended.csv"
    started.value.save_as(errors)
    text = errors.read_text(encoding="utf-8-sig")
    assert "Rusak" in text
    assert "Mesin impor" not in text
    errors.write_text(text.replace("bukan angka", "150000"), encoding="utf-8")
    first = page.url
    choose(page, server, errors)
    page.get_by_role("button", name="Run the import").click()
    expect(page.locator(".stats")).to_contain_text("of 1 rows")
    page.goto(f"{server.base}/deals/?q=Rusak")
    expect(page.get_by_role("link", name="Kopi Impor Rusak")).to_be_visible()
    page.goto(first)
    take_back(page)
    page.goto(f"{server.base}/deals/?q=impor")
    expect(page.get_by_text("Mesin impor")).to_have_count(0)


def test_an_import_is_stopped_half_way_and_what_came_in_is_taken_back(
    page: Page, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"Deal panjang {number},Kopi {number % 50}\n" for number in range(12_000))
    path.write_text(f"nama deal,perusahaan\n{rows}")
    page.goto(f"{server.base}/start/")
    page.get_by_label("Choose a file").set_input_files(path)
    page.wait_for_url("**/columns/")
    page.get_by_role("button", name="Run the import").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Stopped", exact=True)).to_be_visible()
    came_in = page.locator(".stat", has_text="New").locator(".stat__v").inner_text()
    assert int(came_in.replace(",", "")) < 12_000
    take_back(page)
    page.goto(f"{server.base}/deals/?q=panjang")
    expect(page.get_by_text("Deal panjang 1", exact=True)).to_have_count(0)
