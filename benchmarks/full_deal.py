"""A deal on which much has been done: five tracks that run, forty steps, three hundred entries on its timeline.

Run inside the environment of a seeded place, it makes that deal through operations, once, and prints its id.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.serving import ROOT, Place

if TYPE_CHECKING:
    from alur.pipeline.models import Deal, Pipeline
    from alur.tenancy.models import Member

STAGES, STEPS_IN_EACH, ENTRIES = 5, 8, 300
MARK = "full-deal"
TALK = ("call", "email", "whatsapp", "meeting", "visit", "note")


def full_deal(place: Place) -> str:
    """The id of the place's full deal."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.full_deal"], env=place.environment, cwd=ROOT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.split()[-1]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    import django

    django.setup()
    from alur.pipeline.models import Deal
    from alur.tenancy.models import Member, Role

    boss = Member.objects.filter(role=Role.OWNER, is_active=True).order_by("created_at")[0]
    made = Deal.objects.filter(workspace_id=boss.workspace_id, external_source="bench", external_id=MARK).first()
    print((made or make(boss)).id)


def make(boss: Member) -> Deal:
    """With a company and its people, lines, a quote, planned work, and evidence for every second step."""
    from alur.catalogue.models import Product
    from alur.orders.operations.quoting import make_quote
    from alur.people.models import Organization
    from alur.people.operations.persons import NewPerson, create_person
    from alur.pipeline.operations.creating import NewDeal, create
    from alur.pipeline.operations.moving import move
    from alur.pipeline.operations.parts import set_people
    from alur.pipeline.operations.tracking import start_track
    from alur.pipeline.operations.valuing import Line, set_lines
    from alur.pipeline.queries.gates import stages_of
    from alur.tenancy.models import Workspace

    workspace_id, times = boss.workspace_id, _moments()
    pipeline = _pipeline(boss, next(times))
    stages = stages_of(workspace_id, pipeline.id)
    company = Organization.objects.filter(workspace_id=workspace_id).order_by("id")[0]
    people = [
        create_person(workspace_id, NewPerson(name, {"organization_id": company.id}), by=boss, at=next(times))
        for name in ("Ibu Ratna", "Pak Joko", "Ibu Sinta")
    ]
    new = NewDeal(
        "Full", organization=company, owner=boss, pipeline=pipeline, external_source="bench", external_id=MARK
    )
    deal = create(Workspace.objects.get(id=workspace_id), new, by=boss, at=next(times)).deal
    set_people(deal, [(one.id, "Buyer") for one in people], by=boss, at=next(times))
    products = Product.objects.filter(workspace_id=workspace_id).order_by("id")[:10]
    set_lines(deal, [Line(one.id, 2_000, 1_000_000) for one in products], by=boss, at=next(times))
    make_quote(deal, by=boss, at=next(times))
    for stage in stages:
        start_track(deal, stage, by=boss, at=next(times))
    move(deal, to=stages[1], by=boss, at=next(times))
    _work(deal, boss, times)
    return deal


def _pipeline(boss: Member, at: datetime) -> Pipeline:
    from alur.pipeline.models import EvidenceKind, Pipeline, StageKind
    from alur.pipeline.operations.designing import create_pipeline
    from alur.pipeline.queries.design import CriterionDesign, PipelineDesign, StageDesign, StepDesign, StepPlan

    there = Pipeline.objects.filter(workspace_id=boss.workspace_id, name="Full", deleted_at__isnull=True).first()
    if there is not None:
        return there

    def steps(stage: int) -> tuple[CriterionDesign, ...]:
        names = (f"Step {number} of {stage}" for number in range(1, STEPS_IN_EACH + 1))
        plan = StepPlan(due_days=7, may_start_early=True)
        return tuple(CriterionDesign(step=StepDesign(name, name, EvidenceKind.NOTE, plan=plan)) for name in names)

    kinds = StageKind.values[:STAGES]
    stages = (StageDesign(kind, f"Stage {n}", probability=n * 10, criteria=steps(n)) for n, kind in enumerate(kinds, 1))
    return create_pipeline(boss.workspace_id, PipelineDesign("Full", tuple(stages)), by=boss, at=at)


def _work(deal: Deal, boss: Member, times: Iterator[datetime]) -> None:
    """Evidence, planned work, and talk until the timeline has its entries."""
    from alur.conversations.operations.planning import NewActivity, add
    from alur.events.models import EventSubject
    from alur.pipeline.models import Step
    from alur.pipeline.operations.parts import add_evidence

    own = {"workspace_id": deal.workspace_id}
    for step in Step.objects.filter(**own, stage__pipeline_id=deal.pipeline_id).order_by("id")[::2]:
        add_evidence(deal, step, label="Told by telephone, and written down", by=boss, at=next(times))
    for days in range(1, 6):
        planned = NewActivity("call", "Ask again", deal=deal, owner=boss, due_at=datetime.now(UTC) + timedelta(days))
        add(deal.workspace_id, planned, by=boss, at=next(times))
    entries = EventSubject.objects.filter(**own, kind="deal", record_id=deal.id)
    for number in range(ENTRIES - entries.count()):
        said = NewActivity(
            TALK[number % len(TALK)], f"Talk {number}", "They want to see the machine first.", deal=deal,
            is_answered=True,
        )  # fmt: skip
        add(deal.workspace_id, said, by=boss, at=next(times))


def _moments() -> Iterator[datetime]:
    """Four hours after each other, up to now."""
    at = datetime.now(UTC) - timedelta(hours=4 * (ENTRIES + 10))
    while True:
        at = min(at + timedelta(hours=4), datetime.now(UTC))
        yield at


if __name__ == "__main__":
    main()
