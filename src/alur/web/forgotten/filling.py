"""The inputs for what a forgotten deal lacks, drawn in its case."""

from __future__ import annotations

from collections.abc import Sequence

from alur.kernel.refusal import N_, Refusal
from alur.people.queries.regions import find_regions
from alur.pipeline.models import Deal
from alur.pipeline.models.criterion import Demand
from alur.pipeline.queries.gates import Unmet, field_names
from alur.rescue.needs import CONTACT, REGION
from alur.web.deals.missing import Need, needs_of
from alur.web.shell.requests import MemberRequest

MOST = 4


def inputs_for(request: MemberRequest, deal: Deal, lacks: Sequence[str]) -> list[Need]:
    """The heaviest four; each is sent as its `name`, and drawn by its `kind`."""
    shown = lacks[:MOST]
    own = needs_of(request, deal, [_unmet(deal, name) for name in shown if name not in (CONTACT, REGION)])
    by_field = {one.unmet.field: one for one in own}
    return [by_field.get(name) or Need(_unmet(deal, name), "text", name) for name in shown]


def region_typed(text: str) -> str:
    """The code of the one region that begins with these words."""
    wanted = " ".join(text.split()).casefold()
    exact = [code for code, path in find_regions(wanted, limit=3) if path.casefold().startswith(wanted)]
    if len(exact) != 1:
        raise Refusal(
            N_("More than one place, or none, is called that. Type it in full, like Kota Bandung."), field="region"
        )
    return exact[0]


def _unmet(deal: Deal, name: str) -> Unmet:
    names = ("", "") if name in (CONTACT, REGION) else field_names(deal.workspace_id, name)
    return Unmet(deal.stage_id, 0, Demand.ASKED, name, None, names)
