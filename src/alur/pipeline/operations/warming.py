"""The temperature of deals, as what lies above finds it from their evidence."""

from __future__ import annotations

from collections.abc import Mapping

from alur.events.recording import Operation
from alur.pipeline.facts import TemperatureChanged
from alur.pipeline.models import Deal
from alur.pipeline.operations.many.standing import Restanding, restand_many


def note_temperatures(deals: Mapping[int, tuple[Deal, str, int]], *, act: Operation) -> int:
    """Write (locked deal, temperature, score) by deal id where it differs. Returns how many changed.

    Each is an event and a spell; the versions are people's and stay.
    """
    restandings = []
    for _deal_id, (deal, temperature, score) in sorted(deals.items()):
        if deal.temperature == temperature:
            continue
        about = [("deal", deal.id)]
        event_id = act.record(TemperatureChanged(deal.id, deal.temperature, temperature, score), about=about)
        restandings.append(Restanding(deal, {"temperature": temperature}, event_id))
    restand_many(act.workspace_id, restandings, at=act.at, is_edit=False)
    return len(restandings)


def begin_temperature(deal: Deal, temperature: str, *, event_id: int | None, act: Operation) -> None:
    """A locked deal that was made at this instant begins with the temperature of its evidence."""
    if deal.temperature != temperature:
        restand_many(
            act.workspace_id, [Restanding(deal, {"temperature": temperature}, event_id)], at=act.at, is_edit=False
        )
