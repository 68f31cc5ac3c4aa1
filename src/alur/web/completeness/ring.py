"""How complete a record is, as a ring with the names of what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alur.pipeline.queries.needs import ENOUGH, LABELS, Completeness, own_key, within
from alur.pipeline.queries.stage_needs import OwnNames, own_names
from alur.web.shell.formats import Formats

MOST_NAMED = 4
ROUND = 100.5
"""The length of the circle, whose radius is 16."""

Told = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Ring:
    """`lacks` in the reader's words, heaviest first; `address` is where they are filled in."""

    percent: int
    lacks: tuple[str, ...]
    address: str

    @property
    def tone(self) -> str:
        return "good" if self.percent >= ENOUGH else "warn" if self.percent >= ENOUGH // 2 else "bad"

    @property
    def length(self) -> str:
        return f"{self.percent * ROUND / 100:.1f} {ROUND}"

    @property
    def missing(self) -> str:
        """The first few, as a list within a sentence."""
        shown = [within(name) for name in self.lacks[:MOST_NAMED]]
        rest = len(self.lacks) - len(shown)
        return ", ".join(shown) + (_(" and %(count)d more") % {"count": rest} if rest > 0 else "")

    @property
    def sentence(self) -> str:
        """72 % lengkap, kurang: telepon, NPWP."""
        if not self.lacks:
            return _("%(percent)d%% complete") % {"percent": self.percent}
        return _("%(percent)d%% complete, missing: %(fields)s") % {
            "percent": self.percent,
            "fields": ", ".join(within(name) for name in self.lacks),
        }


def ring_of(data: Completeness | None, address: str, told: Told) -> Ring | None:
    return Ring(data.percent, tuple(told(name) for name in data.lacks), address) if data is not None else None


def names_told(f: Formats, own: OwnNames) -> Told:
    """What needs are called in the reader's language."""
    place = 0 if f.language.startswith("id") else 1

    def told(name: str) -> str:
        if name in LABELS:
            return _(LABELS[name])
        names = own.get(own_key(name))
        return names[place] if names else name

    return told


def names_told_of(workspace_id: int, f: Formats, names: Collection[str]) -> Told:
    """The same, where only what is missing is known: one question where a field of the workspace's own is among it."""
    return names_told(f, own_names(workspace_id) if any(own_key(name) for name in names) else {})
