"""Files in a browser: dropped on the panel, too large told before it is sent, undone from the toast."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.files import samples

pytestmark = pytest.mark.browser

DROP = """(panel, content) => {
  const dragged = new DataTransfer();
  dragged.items.add(new File([content], "Denah dapur.pdf"));
  for (const type of ["dragover", "drop"]) {
    panel.dispatchEvent(new DragEvent(type, { dataTransfer: dragged, bubbles: true, cancelable: true }));
  }
}"""


def test_files_are_dropped_chosen_and_put_away_without_leaving_the_page(
    server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("What is sold").fill("Mesin untuk Dago")
    page.get_by_role("button", name="Save deal").click()
    expect(page.get_by_role("heading", name="Mesin untuk Dago")).to_be_visible()
    panel = page.locator("#files")
    page.get_by_placeholder("Write what happened").fill("Belum selesai ditulis")

    panel.locator("alur-files").evaluate(DROP, samples.PDF.decode("ascii"))
    expect(panel.get_by_role("link", name="Denah dapur.pdf")).to_be_visible()
    expect(page.get_by_text("1 file kept.")).to_be_visible()

    large = tmp_path / "besar.pdf"
    large.write_bytes(samples.PDF + bytes(26 << 20))
    panel.locator("input[type=file]").first.set_input_files(large)
    expect(panel.get_by_role("alert")).to_have_text("“besar.pdf” is larger than 25 MB. Send a smaller one.")

    panel.get_by_role("button", name="Put Denah dapur.pdf into the trash").click()
    expect(panel.get_by_text("No files yet.")).to_be_visible()
    expect(page.get_by_placeholder("Write what happened")).to_have_value("Belum selesai ditulis")
    page.locator("alur-toast .toast__act").click()
    expect(panel.get_by_role("link", name="Denah dapur.pdf")).to_be_visible()
