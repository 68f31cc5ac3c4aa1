"""What deals can be asked of their data: as the queue keeps it, so that no deal is measured while one looks."""

from __future__ import annotations

from alur.fields.filtering.declaring import declare
from alur.fields.filtering.fields import Percent
from alur.fields.filtering.through import Through
from alur.kernel.refusal import N_
from alur.rescue.models import Watch

TITLE = N_("Data complete")

declare(
    "deal",
    [
        Through(
            name="completeness",
            title=TITLE,
            rows=lambda view: Watch.objects.filter(workspace_id=view.workspace_id),
            key="deal_id",
            inner=Percent(name="completeness", title=TITLE, column="completeness"),
        )
    ],
)
