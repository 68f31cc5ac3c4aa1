"""Random histories of deals, made through the operations that people's hands go through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_product
from alur.events.models import Event
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, Pipeline, Stage
from alur.pipeline.operations import closing, deleting, editing, moving
from alur.pipeline.operations.designing import create_pipeline
from alur.pipeline.operations.valuing import Line, set_lines
from tests.pipeline.designs import SALES
from tests.world import NOW, World, days_ago

DEALS, DAYS = 4, 40
ACTS = (
    "move", "value", "chance", "owner", "due", "lines", "close", "wait", "reopen", "twice", "delete", "restore", "undo",
    "elsewhere",
)  # fmt: skip
HISTORY = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, DEALS - 1), st.integers(0, 4), st.integers(1, 45)),
    min_size=1,
    max_size=18,
)
"""(act, which deal, how, hours until then) each."""
FEW = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a history is told in seconds: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def put_back() -> Iterator[None]:
    """Hypothesis shares one world among all examples: what one does is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Company:
    """A world with a second pipeline and two products, in which things happen."""

    world: World
    service: Pipeline
    products: list[Product]
    deals: list[Deal]

    @property
    def service_stage(self) -> Stage:
        found: Stage = self.service.stages.filter(workspace_id=self.world.workspace.id).order_by("position")[0]
        return found


def make_company(world: World) -> Company:
    """Four deals of four owners, begun one by one from forty days ago on."""
    made: dict[str, Any] = {"by": world.wati, "at": days_ago(DAYS + 1)}
    ws = world.workspace.id
    assert len(world.stages) == 5  # read them before there are others
    products = [
        create_product(ws, {"name": name, "unit_price": price, "unit": unit}, **made)
        for name, price, unit in (("Mesin", 1_000_000, "unit"), ("Biji kopi", 90_000, "kg"))
    ]
    owners = (world.sari, world.dewi, world.tono, None)
    deals = [
        world.make_deal(f"Deal {n}", owner=owners[n], at=days_ago(DAYS - n), amount=1_000_001 * n or None)
        for n in range(DEALS)
    ]
    return Company(world, create_pipeline(ws, SALES, **made), products, deals)


def live_through(company: Company, history: list[tuple[str, int, int, int]]) -> None:
    """Do all of it, in order; what is refused did not happen."""
    at = days_ago(DAYS - DEALS)
    for act, which, how, hours in history:
        at = min(at + timedelta(hours=hours), NOW)
        with suppress(Refusal, NothingToUndo, Deal.DoesNotExist):
            _do(company, act, company.deals[which], how, at)


def _do(company: Company, act: str, deal: Deal, how: int, at: datetime) -> None:
    by: Any = {"by": company.world.wati, "at": at}
    if act in ("move", "elsewhere", "twice"):
        to = company.service_stage if act == "elsewhere" else company.world.stages[how]
        moving.move(deal, to=to, override_reason="Uji", **by)
        if act == "twice":
            editing.edit(deal, {"value": (how * 555_555, "IDR")}, **by)
    elif act in ("value", "chance", "owner", "due"):
        editing.edit(deal, _edit(company.world, act, how), **by)
    elif act == "lines":
        chosen = [(company.products[n % 2], n) for n in range(how)]
        set_lines(deal, [Line(one.id, 1_000 * (n + 1), one.unit_price) for one, n in chosen], **by)
    elif act == "close":
        closing.close(deal, outcome=("won", "lost", "not_a_fit", "lost", "won")[how], reason="Harga", **by)
    elif act == "wait":
        closing.close(deal, outcome="postponed", until=(at + timedelta(days=30)).date(), **by)
    elif act == "undo":
        last = Event.objects.filter(workspace_id=deal.workspace_id).order_by("-position")[how]
        undo(deal.workspace_id, last.operation_id, **by)
    else:
        {"reopen": closing.reopen, "delete": deleting.delete, "restore": deleting.restore}[act](deal, **by)


def _edit(world: World, act: str, how: int) -> dict[str, Any]:
    owner = [world.sari, world.dewi, world.tono, None, world.budi][how]
    edits: dict[str, dict[str, Any]] = {
        "value": {"value": (how * 777_777, "IDR")},
        "chance": {"probability": how * 20},
        "owner": {"owner_id": owner.id if owner else None},
        "due": {"expected_close_on": NOW.date() + timedelta(days=how * 20 - 30)},
    }
    return edits[act]
