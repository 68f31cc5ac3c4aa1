"""Contacts as other apps hand them over and take them: vCards, read in versions 2.1 to 4.0, written in 3.0."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 20_000
WIDEST_LINE = 75
_KIND, _CHARSET = frozenset({"KIND", "X-ADDRESSBOOKSERVER-KIND"}), re.compile(r"CHARSET=\"?([\w-]+)")
_READ = frozenset({"FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "NOTE", "UID"}) | _KIND
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Texts as they stand in the card; numbers and addresses are checked by whoever keeps them."""

    name: str = ""
    organization: str = ""
    job_title: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    note: str = ""
    uid: str = ""


def read_vcards(lines: Iterable[str]) -> Iterator[ContactCard]:
    """The contacts of an address book, line by line, whatever pictures are in it. A last one without its end counts."""
    found: dict[str, list[str]] | None = None
    for line in _whole(lines):
        name, parameters, value = _split(line)
        if name == "BEGIN" and value.upper() == "VCARD":
            found = {}
        elif name == "END" and found is not None:
            if not _is_group(found):
                yield _card(found)
            found = None
        elif found is not None and name in _READ:
            found.setdefault(name, []).append(_decoded(value, parameters))
    if found is not None:
        yield _card(found)


def write_vcard(card: ContactCard, *, tells_note: bool = False) -> str:
    """A card of version 3.0, which every telephone reads; the note is not the contact's to carry on, unless asked."""
    family_first = ["N", ";".join(["", _escaped(card.name), "", "", ""])]
    told = [["BEGIN", "VCARD"], ["VERSION", "3.0"], family_first, ["FN", _escaped(card.name)]]
    told += [[name, _escaped(value)] for name, value in _single(card) if value]
    told += [["TEL;TYPE=CELL", phone] for phone in card.phones]
    told += [["EMAIL;TYPE=INTERNET", _escaped(email)] for email in card.emails]
    if tells_note and card.note:
        told.append(["NOTE", _escaped(card.note)])
    told.append(["END", "VCARD"])
    return "".join(f"{_folded(':'.join(one))}\r\n" for one in told)


def _single(card: ContactCard) -> list[tuple[str, str]]:
    return [("UID", card.uid), ("ORG", card.organization), ("TITLE", card.job_title)]


def _escaped(value: str) -> str:
    """On one line: what is no letter on it ends no line either."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(sign if sign.isprintable() else " " for sign in value.replace("\r\n", "\n").replace("\n", "\\n"))


def _folded(line: str) -> str:
    """In lines of at most 75 bytes, no letter cut."""
    parts, part, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > WIDEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + width
    return "\r\n".join([*parts, part])


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Lines that were folded, put together again; what is longer than any text we keep is cut."""
    held = ""
    for raw in lines:
        line = raw.rstrip("\r\n")
        is_soft = held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper()
        if is_soft:
            held = held[:-1] + line
        elif line[:1] in (" ", "\t") and held:
            held = held + line[1:] if len(held) < LONGEST else held
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _is_group(found: dict[str, list[str]]) -> bool:
    """A list of other cards, which is nobody."""
    return any(value.lower() == "group" for name in _KIND for value in found.get(name, []))


def _card(found: dict[str, list[str]]) -> ContactCard:
    name = _first(found, "FN") or " ".join(reversed([part for part in _parts(found, "N")[:2] if part]))
    organization = ", ".join(part for part in _parts(found, "ORG")[:1] if part)
    return ContactCard(
        name or organization,
        organization,
        _first(found, "TITLE"),
        tuple(dict.fromkeys(_number(one) for one in found.get("TEL", []) if one)),
        tuple(dict.fromkeys(one for one in found.get("EMAIL", []) if one)),
        _first(found, "NOTE"),
        _first(found, "UID"),
    )


def _split(line: str) -> tuple[str, str, str]:
    """(name, parameters, value); a group before the name (`item1.TEL`) is left out."""
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name.rpartition(".")[2].strip().upper(), parameters.upper(), value.strip()


def _number(value: str) -> str:
    """A number as it is dialled; of version 4.0 it is an address, whose extension is left out."""
    return value[4:].partition(";")[0] if value[:4].lower() == "tel:" else value


def _decoded(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        named = _CHARSET.search(parameters)
        return _text(quopri.decodestring(value.encode("ascii", "ignore")), named[1] if named else "utf-8")
    return value


def _text(value: bytes, charset: str) -> str:
    try:
        return value.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return value.decode("utf-8", "replace")


def _first(found: dict[str, list[str]], name: str) -> str:
    return _plain(found[name][0]) if found.get(name) else ""


def _parts(found: dict[str, list[str]], name: str) -> list[str]:
    """The parts of a value that has semicolons between them."""
    return [_plain(part) for part in re.split(r"(?<!\\);", found[name][0])] if found.get(name) else []


def _plain(value: str) -> str:
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value).strip()
