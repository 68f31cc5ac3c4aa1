"""Moving several deals at once: each through the gate, all undone as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alur.events.recording import attempt, operation
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Stage
from alur.pipeline.operations.moving import move
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class MovedSeveral:
    """`operation_id` undoes the lot; `refused` are the deals that stayed, with why."""

    operation_id: int | None
    moved: list[Deal]
    refused: list[tuple[Deal, Refusal]]


def move_several(deals: Sequence[Deal], *, to: Stage, by: Member, at: datetime) -> MovedSeveral:
    moved: list[Deal] = []
    refused: list[tuple[Deal, Refusal]] = []
    with operation(to.workspace_id, by=by, at=at) as act:
        for deal in sorted(deals, key=lambda one: one.id):
            try:
                with attempt():
                    result = move(deal, to=to, by=by, at=at)
            except Refusal as refusal:
                refused.append((deal, refusal))
                continue
            if result.operation_id is not None:
                moved.append(result.deal)
    return MovedSeveral(act.id if moved else None, moved, refused)
