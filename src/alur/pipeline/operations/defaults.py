"""What every new workspace begins with: the five stages of the mission, and the usual reasons."""

from __future__ import annotations

from alur.events.recording import Operation
from alur.kernel.ids import new_id
from alur.pipeline.design_facts import PipelineCreated
from alur.pipeline.models import CloseReason, Criterion, Pipeline, Stage, StageKind, Status, Step
from alur.pipeline.operations.questioning import ask_the_usual
from alur.pipeline.operations.reshaping import step_columns
from alur.pipeline.usual_steps import USUAL
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Workspace

PIPELINE_NAMES = {"id": "Penjualan", "en": "Sales"}

# kind, Indonesian, English, probability in percent, rot days
STAGES = (
    (StageKind.PROSPECTING, "Prospek", "Prospecting", 10, 14),
    (StageKind.QUALIFYING, "Kualifikasi", "Qualifying", 25, 14),
    (StageKind.CONTACTING, "Kontak", "Contacting", 40, 10),
    (StageKind.RELATIONSHIP, "Relasi", "Building relationship", 60, 21),
    (StageKind.CLOSING, "Closing", "Closing", 85, 7),
)

REASONS = (
    (Status.LOST, "Harga", "Price"),
    (Status.LOST, "Pilih pesaing", "Chose a competitor"),
    (Status.LOST, "Anggaran batal", "Budget withdrawn"),
    (Status.LOST, "Tidak ada kabar", "Went silent"),
    (Status.LOST, "Waktu tidak tepat", "Wrong time"),
    (Status.NOT_A_FIT, "Tidak butuh", "No need"),
    (Status.NOT_A_FIT, "Di luar wilayah", "Outside our area"),
    (Status.NOT_A_FIT, "Terlalu kecil", "Too small"),
    (Status.NOT_A_FIT, "Bukan pengambil keputusan", "Not the decision maker"),
    (Status.POSTPONED, "Menunggu anggaran", "Waiting for budget"),
    (Status.POSTPONED, "Menunggu keputusan", "Waiting for a decision"),
    (Status.POSTPONED, "Musim sepi", "Quiet season"),
)


def add_default_pipeline(workspace_id: int, act: Operation) -> Pipeline:
    """The pipeline of five stages, named in the workspace's language; its criteria only ask."""
    language = Workspace.everything.values_list("language", flat=True).get(id=workspace_id)
    name = PIPELINE_NAMES.get(language, PIPELINE_NAMES["en"])
    pipeline = Pipeline.objects.create(workspace_id=workspace_id, name=name, created_at=act.at, updated_at=act.at)
    steps: list[Step] = []
    criteria: list[Criterion] = []
    for position, (kind, name_id, name_en, probability, rot_days) in enumerate(STAGES):
        stage = Stage.objects.create(
            workspace_id=workspace_id,
            pipeline_id=pipeline.id,
            position=position,
            kind=kind,
            name_id=name_id,
            name_en=name_en,
            probability=probability,
            rot_days=rot_days,
        )
        for place, design in enumerate(USUAL[kind]):
            own = {"workspace_id": workspace_id, "stage_id": stage.id, "position": place}
            steps.append(Step(id=new_id(), **own, **step_columns(design)))
            criteria.append(Criterion(id=new_id(), **own, step_id=steps[-1].id))
    insert_rows(steps)
    insert_rows(criteria)
    ask_the_usual(workspace_id, pipeline.id)
    act.record(PipelineCreated(pipeline.id, pipeline.name), about=[("pipeline", pipeline.id)])
    return pipeline


def add_default_reasons(workspace_id: int) -> None:
    CloseReason.objects.bulk_create(
        CloseReason(workspace_id=workspace_id, outcome=outcome, name_id=name_id, name_en=name_en, position=position)
        for position, (outcome, name_id, name_en) in enumerate(REASONS)
    )
