"""What was found out about a company, as its timeline tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

Sentence = tuple[str, Callable[[dict[str, Any], Any], str]]


def _of(glyph: str, sentence: Callable[[], str]) -> Sentence:
    return glyph, lambda data, names: sentence() % {"title": data["title"]}


RESEARCH_SENTENCES: dict[str, Sentence] = {
    "research_note.made": _of("note", lambda: _("Research: %(title)s")),
    "research_note.edited": _of("edit", lambda: _("Research changed: %(title)s")),
    "potential.made": _of("target", lambda: _("Potential of %(title)s estimated")),
    "potential.edited": _of("target", lambda: _("Potential of %(title)s changed")),
    "competitor.made": _of("users", lambda: _("Competitor: %(title)s")),
    "competitor.edited": _of("edit", lambda: _("Competitor changed: %(title)s")),
}
