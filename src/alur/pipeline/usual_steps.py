"""The steps that a new pipeline asks for, by the kind of stage. They ask and never hold a deal back."""

from __future__ import annotations

from alur.pipeline.models import ANY_MESSAGE, DueFrom, EvidenceKind, StageKind
from alur.pipeline.queries.design import StepDesign, StepPlan


def _within(days: int, since: str = DueFrom.STAGE, *, early: bool = False) -> StepPlan:
    return StepPlan(due_days=days, due_from=since, may_start_early=early)


USUAL: dict[str, tuple[StepDesign, ...]] = {
    StageKind.PROSPECTING: (
        StepDesign(
            "Perusahaan dikenali", "Company identified", EvidenceKind.FIELD, "organization", _within(2, DueFrom.DEAL)
        ),
        StepDesign(
            "Narahubung diketahui", "Contact person known", EvidenceKind.FIELD, "people", _within(5, DueFrom.DEAL)
        ),
    ),
    StageKind.QUALIFYING: (
        StepDesign("Kebutuhan dicatat", "Need written down", EvidenceKind.NOTE, "", _within(5)),
        StepDesign("Perkiraan nilai diisi", "Value estimated", EvidenceKind.FIELD, "value", _within(2, DueFrom.STEP)),
    ),
    StageKind.CONTACTING: (
        StepDesign("Sudah berbicara", "Spoken with them", EvidenceKind.ACTIVITY, "", _within(3)),
        StepDesign("Profil dikirim", "Profile sent", EvidenceKind.ACTIVITY, ANY_MESSAGE, _within(2, DueFrom.STEP)),
    ),
    StageKind.RELATIONSHIP: (
        StepDesign(
            "Bertemu pengambil keputusan", "Met the decision maker", EvidenceKind.ACTIVITY, "", _within(7, early=True)
        ),
        StepDesign("Anggaran disetujui", "Budget agreed", EvidenceKind.NOTE, "", _within(7, DueFrom.STEP)),
    ),
    StageKind.CLOSING: (
        StepDesign(
            "Perkiraan tutup diisi",
            "Expected close set",
            EvidenceKind.FIELD,
            "expected_close_on",
            _within(1, early=True),
        ),
        StepDesign("Penawaran dikirim", "Quote sent", EvidenceKind.FILE, "", _within(14, DueFrom.CLOSE, early=True)),
        StepDesign("Penawaran diterima", "Quote accepted", EvidenceKind.NOTE, "", _within(0, DueFrom.CLOSE)),
    ),
}
