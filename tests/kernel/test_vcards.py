from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.vcards import ContactCard, read_vcard

PHONE = """BEGIN:VCARD
VERSION:3.0
N:Kurnia;Ratna;;Ibu;
FN:Ibu Ratna Kurnia
ORG:Hotel Puri Melati;Pembelian
TITLE:Kepala pembelian
item1.TEL;type=CELL:0812 3456 7890
TEL;TYPE=WORK:+62 21 555 0199
EMAIL;TYPE=INTERNET:ratna@puri.example
NOTE:Suka kopi\\, tanpa gula\\nTelepon pagi
END:VCARD
BEGIN:VCARD
FN:Orang Lain
END:VCARD
"""


def test_a_contact_from_a_phone_is_read() -> None:
    assert read_vcard(PHONE) == ContactCard(
        "Ibu Ratna Kurnia",
        "Hotel Puri Melati",
        "Kepala pembelian",
        ("0812 3456 7890", "+62 21 555 0199"),
        ("ratna@puri.example",),
        "Suka kopi, tanpa gula\nTelepon pagi",
    )


def test_long_lines_and_letters_written_as_numbers_are_put_together() -> None:
    old = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:K=C3=B6nig;J=\r\n=C3=BCrgen;;;\r\n"
        "TEL;CELL:0812\r\n 34567890\r\nEND:VCARD\r\n"
    )
    card = read_vcard(old)
    assert card is not None
    assert (card.name, card.phones) == ("Jürgen König", ("081234567890",))


def test_anything_else_is_no_contact() -> None:
    assert read_vcard("Halo, harga mesin berapa?") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read_vcard("BEGIN:VCARD\n" + text), ContactCard)
