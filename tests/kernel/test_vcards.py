from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.vcards import ContactCard, read_vcards, write_vcard

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


def read_vcard(text: str) -> ContactCard | None:
    return next(read_vcards(text.splitlines()), None)


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


def test_a_card_says_in_which_letters_it_is_written() -> None:
    note = "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=%s:Jos=E9=0D=0Aenak"
    for charset in ("ISO-8859-1", '"windows-1252"'):
        card = read_vcard(f"BEGIN:VCARD\nFN:Budi\n{note % charset}\nEND:VCARD")
        assert card is not None
        assert card.note == "José\r\nenak"
    for odd in ("hex", "idna", "tidak-ada"):
        assert read_vcard(f"BEGIN:VCARD\nFN:Budi\n{note % odd}\nEND:VCARD") is not None


def test_a_number_that_is_an_address_is_dialled_without_its_extension_and_a_group_is_nobody() -> None:
    book = (
        "BEGIN:VCARD\nKIND:group\nFN:Langganan\nEND:VCARD\nBEGIN:VCARD\nX-ADDRESSBOOKSERVER-KIND:group\nFN:Toko\n"
        'END:VCARD\nBEGIN:VCARD\nFN:Ayu\nTEL;VALUE=uri;TYPE="work":TEL:+62-361-7000-77;ext=102\nEND:VCARD\n'
    )
    (ayu,) = read_vcards(book.splitlines())
    assert (ayu.name, ayu.phones) == ("Ayu", ("+62-361-7000-77",))


def test_anything_else_is_no_contact() -> None:
    assert read_vcard("Halo, harga mesin berapa?") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read_vcard("BEGIN:VCARD\nVERSION:3.0\n" + text), ContactCard)


def test_every_contact_of_an_address_book_is_read_past_the_pictures_in_it() -> None:
    picture = "PHOTO;ENCODING=b:" + "\n ".join(["QUJD" * 18] * 600)
    book = "".join(f"BEGIN:VCARD\nFN:Ibu {number}\n{picture}\nTEL:0812 000{number}\nEND:VCARD\n" for number in range(3))
    cards = list(read_vcards(book.splitlines(keepends=True)))
    assert [(card.name, card.phones) for card in cards] == [(f"Ibu {n}", (f"0812 000{n}",)) for n in range(3)]


_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Co", "Cn"]), max_size=60).map(
    str.strip
)


@given(_TEXT.filter(bool), _TEXT, _TEXT)
def test_a_written_card_is_read_again_as_it_was_in_short_lines(name: str, company: str, title: str) -> None:
    card = ContactCard(name, company, title, ("+6281234567890",), ("ratna@puri.example",), uid="alur-7")
    text = write_vcard(card)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = read_vcard(text)
    assert read is not None
    assert " ".join(read.name.split()) == " ".join(name.split())
    assert (read.phones, read.emails, read.uid) == (card.phones, card.emails, card.uid)


def test_what_was_typed_ends_no_line_of_a_card() -> None:
    text = write_vcard(ContactCard("Ratna\r\nTEL:+62900\x85END:VCARD", "Puri\x0bMelati"))
    assert len(list(read_vcards(text.split("\r\n")))) == 1
    assert "\r\nTEL" not in text
