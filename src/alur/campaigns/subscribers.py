from __future__ import annotations

from alur.accounts.facts import WorkspaceCreated
from alur.campaigns.models import Source
from alur.events.recording import Operation
from alur.events.subscribing import within

DEFAULT_SOURCES = (
    ("Promosi", "Promotion"),
    ("Referensi", "Referral"),
    ("WhatsApp", "WhatsApp"),
    ("Kunjungan", "Field visit"),
    ("Pameran", "Trade fair"),
    ("Situs web", "Website"),
    ("Lainnya", "Other"),
)


@within(WorkspaceCreated)
def add_default_sources(fact: WorkspaceCreated, act: Operation) -> None:
    Source.objects.bulk_create(
        Source(workspace_id=fact.workspace, name_id=name_id, name_en=name_en, position=position)
        for position, (name_id, name_en) in enumerate(DEFAULT_SOURCES)
    )
