"""A contact as other apps hand it over: a vCard (versions 2.1 to 4.0), of which the first is read."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass

LONGEST = 20_000
_FOLD = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")
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


def read_vcard(text: str) -> ContactCard | None:
    """The first contact of a vCard; None for anything else."""
    if "BEGIN:VCARD" not in text.upper():
        return None
    found: dict[str, list[str]] = {}
    lines = _FOLD.sub("", _SOFT_BREAK.sub("", text[:LONGEST])).splitlines()
    for line in lines:
        name, parameters, value = _split(line)
        if name == "END":
            break
        found.setdefault(name, []).append(_decoded(value, parameters))
    name = _first(found, "FN") or " ".join(reversed([part for part in _parts(found, "N")[:2] if part]))
    organization = ", ".join(part for part in _parts(found, "ORG")[:1] if part)
    return ContactCard(
        name or organization,
        organization,
        _first(found, "TITLE"),
        tuple(dict.fromkeys(one.removeprefix("tel:") for one in found.get("TEL", []) if one)),
        tuple(dict.fromkeys(one for one in found.get("EMAIL", []) if one)),
        _first(found, "NOTE"),
    )


def _split(line: str) -> tuple[str, str, str]:
    """(name, parameters, value); a group before the name (`item1.TEL`) is left out."""
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name.rpartition(".")[2].strip().upper(), parameters.upper(), value.strip()


def _decoded(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value.encode("ascii", "ignore")).decode("utf-8", "replace")
    return value


def _first(found: dict[str, list[str]], name: str) -> str:
    return _plain(found[name][0]) if found.get(name) else ""


def _parts(found: dict[str, list[str]], name: str) -> list[str]:
    """The parts of a value that has semicolons between them."""
    return [_plain(part) for part in re.split(r"(?<!\\);", found[name][0])] if found.get(name) else []


def _plain(value: str) -> str:
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value).strip()
