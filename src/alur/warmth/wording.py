"""What the lines of a receipt are called, in English; translated where they are shown."""

from __future__ import annotations

from alur.kernel.refusal import N_
from alur.warmth.kinds import KINDS
from alur.warmth.scoring import LIMIT, START

_OWN = {START: N_("Where every deal starts"), LIMIT: N_("Kept from 0 to 100")}


def name_of(kind: str) -> str:
    return KINDS[kind].name if kind in KINDS else _OWN.get(kind, kind)
