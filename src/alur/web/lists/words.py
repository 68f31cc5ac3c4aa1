"""What keys are called on lists."""

from __future__ import annotations

from django.utils.translation import gettext as _


def temperatures() -> list[tuple[str, str, str]]:
    """Key, title, symbol."""
    return [("hot", _("Hot"), "flame"), ("warm", _("Warm"), "warmth"), ("cold", _("Cold"), "snow")]


def statuses() -> dict[str, str]:
    return {
        "open": _("Open"),
        "won": _("Won"),
        "lost": _("Lost"),
        "not_a_fit": _("Not a fit"),
        "postponed": _("Postponed"),
    }
