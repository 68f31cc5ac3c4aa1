"""Catalogues of translations: one for each folder that owns a `locale/`.

`update` extracts and merges, `compile` writes the .mo files, `check` fails on what is missing, fuzzy, out of date, or
translated in two ways.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src/alur"
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {
    "**/templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "newstyle_gettext": "true"}
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}


def owners() -> list[Path]:
    return sorted(path.parent for path in SOURCE.rglob("locale") if path.is_dir())


def extracted(owner: Path) -> Catalog:
    """Everything said in a folder, but not in folders inside it that own a catalogue themselves."""
    inner = [path for path in owners() if path != owner and owner in path.parents]
    catalog = Catalog(locale="id", domain="django", fuzzy=False)
    found = extract_from_dir(str(owner), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, line, message, comments, context in found:
        path = owner / name
        if not any(folder in path.parents for folder in inner):
            catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def stored(owner: Path) -> Catalog:
    path = po(owner)
    if not path.exists():
        return Catalog(locale="id", domain="django", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="id", domain="django")


def po(owner: Path) -> Path:
    return owner / "locale/id/LC_MESSAGES/django.po"


def update() -> None:
    for owner in owners():
        catalog = stored(owner)
        catalog.update(extracted(owner), no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        buffer = BytesIO()
        write_po(buffer, catalog, width=120, no_location=True, omit_header=False, sort_output=True)
        po(owner).parent.mkdir(parents=True, exist_ok=True)
        # A date that changes at every run would make every run a change.
        kept = [line for line in buffer.getvalue().splitlines() if b"-Date: " not in line]
        po(owner).write_bytes(b"\n".join(kept).rstrip() + b"\n")
    compile_all()


def compile_all() -> None:
    for owner in owners():
        if po(owner).exists():
            with po(owner).with_suffix(".mo").open("wb") as file:
                write_mo(file, stored(owner))


def faults() -> Iterator[str]:
    for owner in owners():
        catalog, said = stored(owner), {message.id: message for message in extracted(owner) if message.id}
        known = {message.id: message for message in catalog if message.id}
        where = po(owner).relative_to(SOURCE)
        for key in said:
            message = known.get(key)
            text = (message.string if isinstance(message.string, tuple) else (message.string,)) if message else ()
            if not text or not all(text):
                yield f"{where}: not translated: {key!r}"
            elif message is not None and message.fuzzy:
                yield f"{where}: fuzzy: {key!r}"
        for key in known.keys() - said.keys():
            yield f"{where}: no longer said: {key!r}"


def contradictions() -> Iterator[str]:
    """What is said in English in two folders must be one in Indonesian: the catalogue loaded last is shown in both."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for owner in owners():
        for message in stored(owner):
            if message.id and message.string:
                said[str(message.id)].setdefault(str(message.string), str(po(owner).relative_to(SOURCE)))
    for key, ways in said.items():
        if len(ways) > 1:
            told = "; ".join(f"{text!r} in {where}" for text, where in ways.items())
            yield f"{key!r} is translated in two ways: {told}"


def check() -> None:
    found = [*faults(), *contradictions()]
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        sys.exit("Translations are not whole: run `make messages`, fill what is empty, and choose one of two ways.")


if __name__ == "__main__":
    {"update": update, "compile": compile_all, "check": check}[sys.argv[1]]()
