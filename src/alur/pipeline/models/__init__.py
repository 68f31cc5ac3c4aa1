from alur.pipeline.models.change import ChangeState, PipelineChange
from alur.pipeline.models.criterion import (
    ANY_MESSAGE,
    COMPLETENESS,
    Criterion,
    Demand,
    DueFrom,
    EvidenceKind,
    Performer,
    Step,
    fields_of,
)
from alur.pipeline.models.deal import MERGED, NO_AGENDA, NO_CLOSE, WARMTH, Deal, Status, Temperature, in_the_past
from alur.pipeline.models.deal_parts import DealPerson, DealTag, Evidence, LineItem
from alur.pipeline.models.pipeline import Pipeline, PipelineFamily
from alur.pipeline.models.question import Answer, Question, QuestionKind
from alur.pipeline.models.rate import ExchangeRate
from alur.pipeline.models.reason import CloseReason
from alur.pipeline.models.spell import DealSpell, LineSpell, TrackSpell
from alur.pipeline.models.stage import Stage, StageKind
from alur.pipeline.models.totals import FlowTotal, Grain, LossTotal, PastTotal, StageTotal
from alur.pipeline.models.track import Track, TrackState

__all__ = [
    "ANY_MESSAGE",
    "COMPLETENESS",
    "MERGED",
    "NO_AGENDA",
    "NO_CLOSE",
    "WARMTH",
    "Answer",
    "ChangeState",
    "CloseReason",
    "Criterion",
    "Deal",
    "DealPerson",
    "DealSpell",
    "DealTag",
    "Demand",
    "DueFrom",
    "Evidence",
    "EvidenceKind",
    "ExchangeRate",
    "FlowTotal",
    "Grain",
    "LineItem",
    "LineSpell",
    "LossTotal",
    "PastTotal",
    "Performer",
    "Pipeline",
    "PipelineChange",
    "PipelineFamily",
    "Question",
    "QuestionKind",
    "Stage",
    "StageKind",
    "StageTotal",
    "Status",
    "Step",
    "Temperature",
    "Track",
    "TrackSpell",
    "TrackState",
    "fields_of",
    "in_the_past",
]
